#include "labd/camera/live/snapshot.h"

#include <algorithm>
#include <array>

namespace labd::camera {

namespace {

using camera_link::CameraReport;
using camera_link::Reason;
using camera_link::StreamState;

constexpr Duration stalled_after = seconds(2);
constexpr double stalled_spacings = 5;
constexpr Duration gap_after = seconds(10);
/// A server that lets a picture out now and then has not recovered.
constexpr Duration resumed_from = seconds(3);
/// A picture that takes longer to judge is our own fault.
constexpr Duration judging_max = seconds(1);
/// Where noise tells nothing, a movement proves life for so long.
constexpr Duration motion_proves_for = seconds(60);

Reason reason_of(Fault fault) {
    constexpr std::array reasons = {Reason::stalled,     Reason::frozen,  Reason::black,
                                    Reason::overexposed, Reason::covered, Reason::defocused,
                                    Reason::moved,       Reason::noise,   Reason::low_fps};
    return reasons[static_cast<std::size_t>(fault)];
}

std::optional<Duration> age(std::optional<Duration> at, Duration now) {
    return at ? std::optional(std::max(now - *at, Duration{})) : std::nullopt;
}

Duration stall_limit(double frames_per_second) {
    if (frames_per_second <= 0) {
        return stalled_after;
    }
    const double spacings_us = stalled_spacings * 1e6 / frames_per_second;
    return std::clamp(microseconds(static_cast<std::int64_t>(spacings_us)), stalled_after,
                      gap_after);
}

/// Packets have come again, but not for long enough.
bool is_resuming(const Snapshot& snapshot) {
    return snapshot.resumed && *snapshot.last_packet - *snapshot.resumed < resumed_from;
}

bool wrong_size(const camera_link::Watch& watch, const Snapshot& snapshot) {
    return snapshot.width > 0 && ((watch.width > 0 && watch.width != snapshot.width) ||
                                  (watch.height > 0 && watch.height != snapshot.height));
}

void decide_connected(const camera_link::Watch& watch, const Snapshot& snapshot, Duration now,
                      CameraReport& report) {
    for (const Fault fault : snapshot.lasting) {
        report.reasons.push_back(reason_of(fault));
    }
    if (wrong_size(watch, snapshot)) {
        report.reasons.push_back(Reason::wrong_resolution);
    }
    constexpr double slow_share = 0.75;
    if (watch.frames_per_second > 0 && snapshot.learnt &&
        snapshot.frames_per_second < slow_share * watch.frames_per_second &&
        std::find(report.reasons.begin(), report.reasons.end(), Reason::low_fps) ==
            report.reasons.end()) {
        report.reasons.push_back(Reason::low_fps);
    }
    if (!report.reasons.empty()) {
        report.state = StreamState::degraded;
        report.state_age = age(snapshot.lasting_since, now).value_or(Duration{});
    } else if (!snapshot.learnt) {
        report.state = StreamState::unproven;
        report.reasons = {Reason::learning};
    } else if (!snapshot.can_tell_frozen &&
               (!report.motion_age || *report.motion_age > motion_proves_for)) {
        report.state = StreamState::unproven;
        report.reasons = {Reason::nothing_moves};
    } else {
        report.state = StreamState::live;
    }
}

void decide(const camera_link::Watch& watch, const Snapshot& snapshot, const OwnClock& clock,
            CameraReport& report) {
    const bool judging_long = snapshot.phase == Snapshot::Phase::judging &&
                              clock.now - snapshot.phase_since > judging_max;
    const bool packets_late =
        !report.packet_age || *report.packet_age >= stall_limit(snapshot.frames_per_second);
    if (judging_long || (packets_late && clock.now < clock.no_blame_until)) {
        report.state = StreamState::unproven;
        report.reasons = {Reason::own_delay};
        return;
    }
    if (!snapshot.connected && !report.packet_age && !snapshot.failure) {
        report.state = StreamState::unproven;
        report.reasons = {Reason::learning};
        return;
    }
    if (!snapshot.connected && (!report.packet_age || *report.packet_age >= gap_after)) {
        report.state = StreamState::unreachable;
        report.failure = snapshot.failure.value_or(camera_link::Failure::timeout);
        return;
    }
    if (is_resuming(snapshot)) {
        report.state = StreamState::stalled;
        report.reasons = {Reason::stalled};
        return;
    }
    if (packets_late) {
        const bool gap = !report.packet_age || *report.packet_age >= gap_after;
        report.state = gap ? StreamState::stalled : StreamState::degraded;
        report.reasons = {Reason::stalled};
        report.state_age = report.packet_age.value_or(Duration{});
        return;
    }
    decide_connected(watch, snapshot, clock.now, report);
}

}  // namespace

void note_packet(Snapshot& snapshot, Duration now) {
    snapshot.failure.reset();
    const Duration hole_max = is_resuming(snapshot) ? stalled_after : gap_after;
    if (snapshot.last_packet && now - *snapshot.last_packet >= hole_max) {
        snapshot.resumed = now;
    }
    snapshot.last_packet = now;
}

CameraReport report_of(const camera_link::Watch& watch, const Snapshot& snapshot,
                       const OwnClock& clock) {
    CameraReport report;
    report.camera = watch.camera;
    report.packet_age = age(snapshot.last_packet, clock.now);
    report.motion_age = age(snapshot.last_motion, clock.now);
    report.frames_per_second = snapshot.frames_per_second;
    report.width = snapshot.width;
    report.height = snapshot.height;
    report.connections = snapshot.connections;
    decide(watch, snapshot, clock, report);
    return report;
}

}  // namespace labd::camera
