#include "labd/camera_link/desk.h"

#include <algorithm>
#include <array>

namespace labd::camera_link {

namespace {

constexpr std::int64_t one_entry = 1'000;

/// Gap is worse than degraded, degraded than unproven (CAM-7); unknown lies between: it is no
/// evidence of a fault, and none of a recording.
int badness(domain::Footage state) {
    switch (state) {
        case domain::Footage::recorded: return 0;
        case domain::Footage::unproven: return 1;
        case domain::Footage::unknown: return 2;
        case domain::Footage::degraded: return 3;
        case domain::Footage::gap: return 4;
    }
    return 4;
}

std::string fault_of(const CameraStatus& status) {
    if (status.state == domain::Footage::recorded) {
        return {};
    }
    if (status.state == domain::Footage::gap) {
        return std::string(boost::describe::enum_to_string(status.recording, ""));
    }
    if (!status.stream) {
        return "unwatched";
    }
    if (status.stream->failure) {
        return std::string(name(*status.stream->failure));
    }
    if (!status.stream->reasons.empty()) {
        return std::string(name(status.stream->reasons.front()));
    }
    return std::string(boost::describe::enum_to_string(status.recording, ""));
}

}  // namespace

Desk::Desk(const std::vector<CameraId>& cameras, DeskLimits limits) : limits_(limits) {
    for (const CameraId& camera : cameras) {
        cameras_[camera].allowance = limits.entries_max * one_entry;
    }
}

void Desk::on_report(const Report& report, Instant now) {
    if (const auto* delay = std::get_if<OwnDelay>(&report)) {
        delayed_until_ = std::max(delayed_until_, now + delay->late_by);
        return;
    }
    const auto* one = std::get_if<CameraReport>(&report);
    if (one == nullptr) {
        return;
    }
    const auto found = cameras_.find(CameraId(one->camera));
    if (found == cameras_.end()) {
        return;
    }
    Camera& camera = found->second;
    camera.status.stream = *one;
    camera.stream_heard = now;
    if (one->still_age) {
        camera.status.still_at = now - *one->still_age;
    }
    weigh(camera, now);
}

void Desk::on_recording(const CameraId& camera, rules::RecordingSeen seen, Instant now) {
    const auto found = cameras_.find(camera);
    if (found == cameras_.end()) {
        return;
    }
    found->second.status.recording = seen;
    found->second.recording_heard = now;
    weigh(found->second, now);
}

void Desk::on_witness_lost(Instant now) {
    for (auto& [id, camera] : cameras_) {
        camera.status.stream.reset();
        camera.status.recording = rules::RecordingSeen::unsure;
        camera.stream_heard.reset();
        camera.recording_heard.reset();
        weigh(camera, now);
    }
}

rules::StreamSeen Desk::stream_seen(const Camera& camera, Instant now) const {
    if (!camera.stream_heard || now - *camera.stream_heard > limits_.silence_max) {
        return rules::StreamSeen::unwatched;
    }
    if (now <= delayed_until_) {
        return rules::StreamSeen::unproven;
    }
    switch (camera.status.stream->state) {
        case StreamState::live: return rules::StreamSeen::healthy;
        case StreamState::unproven: return rules::StreamSeen::unproven;
        case StreamState::degraded: return rules::StreamSeen::faulty;
        case StreamState::stalled:
        case StreamState::unreachable: return rules::StreamSeen::silent;
    }
    return rules::StreamSeen::unwatched;
}

rules::RecordingSeen Desk::recording_seen(const Camera& camera, Instant now) const {
    const bool heard =
        camera.recording_heard && now - *camera.recording_heard <= limits_.silence_max;
    return heard ? camera.status.recording : rules::RecordingSeen::unsure;
}

void Desk::weigh(Camera& camera, Instant now) {
    CameraStatus& status = camera.status;
    const rules::StreamSeen stream = stream_seen(camera, now);
    if (stream == rules::StreamSeen::unwatched) {
        status.stream.reset();
    }
    status.recording = recording_seen(camera, now);
    const rules::WitnessVerdict verdict = rules::judge_witnesses(stream, status.recording);
    const domain::Footage before = status.state;
    const std::string fault_before = status.fault;
    status.state = verdict.state;
    status.alarm = verdict.alarm;
    status.fault = fault_of(status);
    if (status.state == before && status.fault == fault_before) {
        return;
    }
    // A fault counts from where it began; nothing else is said of time before it was seen.
    const bool backdated = status.state == domain::Footage::degraded && status.stream;
    const Instant began = backdated ? now - status.stream->state_age : now;
    status.since = std::max(began, camera.told ? camera.told_since : began);
}

bool Desk::may_tell(Camera& camera, bool is_worse, Instant now) const {
    const std::int64_t earned = (now - camera.allowance_at).us * one_entry / limits_.entry_every.us;
    camera.allowance = std::min<std::int64_t>(camera.allowance + std::max<std::int64_t>(earned, 0),
                                              limits_.entries_max * one_entry);
    camera.allowance_at = now;
    const std::int64_t kept_back = is_worse ? 0 : limits_.reserved * one_entry;
    if (camera.allowance < kept_back + one_entry) {
        return false;
    }
    camera.allowance -= one_entry;
    return true;
}

std::vector<domain::CameraStateReported> Desk::take_changes(Instant now) {
    std::vector<domain::CameraStateReported> changes;
    for (auto& [id, camera] : cameras_) {
        weigh(camera, now);
        const CameraStatus& status = camera.status;
        if (camera.told == status.state && camera.told_fault == status.fault) {
            continue;
        }
        const bool is_worse = !camera.told || badness(status.state) > badness(*camera.told);
        if (!may_tell(camera, is_worse, now)) {
            continue;
        }
        // What had to wait counts from now on: until now the journal knows something worse.
        const bool waited = !is_worse && now - status.since > limits_.silence_max;
        domain::CameraStateReported entry;
        entry.camera = id;
        entry.state = status.state;
        entry.since = waited ? now : std::max(status.since, camera.told_since);
        if (!status.fault.empty()) {
            entry.fault = status.fault;
        }
        camera.told = status.state;
        camera.told_fault = status.fault;
        camera.told_since = *entry.since;
        changes.push_back(std::move(entry));
    }
    return changes;
}

void Desk::not_entered(const domain::CameraStateReported& entry) {
    const auto found = cameras_.find(entry.camera);
    if (found != cameras_.end()) {
        found->second.told.reset();
    }
}

const CameraStatus* Desk::status(const CameraId& camera) const {
    const auto found = cameras_.find(camera);
    return found == cameras_.end() ? nullptr : &found->second.status;
}

}  // namespace labd::camera_link
