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

std::string fault_of(const CameraStatus& status, rules::StreamSeen stream) {
    if (status.state == domain::Footage::recorded) {
        return {};
    }
    if (status.state == domain::Footage::gap) {
        return std::string(boost::describe::enum_to_string(status.recording, ""));
    }
    if (status.state == domain::Footage::unknown &&
        status.recording == rules::RecordingSeen::stuck) {
        return std::string(boost::describe::enum_to_string(status.recording, ""));
    }
    if (!status.stream) {
        return std::string(unwatched);
    }
    if (stream == rules::StreamSeen::unproven && status.stream->state == StreamState::live) {
        return std::string(name(Reason::own_delay));
    }
    if (status.stream->failure) {
        return std::string(name(*status.stream->failure));
    }
    if (!status.stream->reasons.empty()) {
        return std::string(name(status.stream->reasons.front()));
    }
    if (status.recordings && status.recordings->trouble) {
        return std::string(name(*status.recordings->trouble));
    }
    return std::string(boost::describe::enum_to_string(status.recording, ""));
}

}  // namespace

Desk::Desk(const std::vector<CameraId>& cameras, DeskLimits limits) : limits_(limits) {
    set_cameras(cameras);
}

void Desk::set_cameras(const std::vector<CameraId>& cameras) {
    std::map<CameraId, Camera> before = std::move(cameras_);
    cameras_.clear();
    for (const CameraId& camera : cameras) {
        const auto known = before.find(camera);
        if (known != before.end()) {
            cameras_.insert(before.extract(known));
        } else {
            cameras_[camera].allowance = limits_.entries_max * one_entry;
        }
    }
}

void Desk::say_anew(Instant from) {
    for (auto& [id, camera] : cameras_) {
        camera.told.reset();
        camera.told_fault.clear();
        camera.told_since = from;
        camera.lost_from.reset();
    }
}

void Desk::on_skipped(Instant from, Instant to) {
    for (auto& [id, camera] : cameras_) {
        lose(camera, from, to);
    }
}

void Desk::lose(Camera& camera, Instant from, Instant to) {
    camera.status.since = std::max(camera.status.since, to);
    if (camera.stream_heard) {
        camera.stream_heard = to;
    }
    if (camera.recordings_looked) {
        camera.recordings_heard = camera.recordings_looked = to;
    }
    camera.told.reset();
    camera.lost_from = camera.lost_from ? std::min(*camera.lost_from, from) : from;
}

void Desk::on_report(const Report& report, Instant now) {
    if (const auto* delay = std::get_if<OwnDelay>(&report)) {
        delayed_until_ = std::max(delayed_until_, now + delay->late_by);
        return;
    }
    if (const auto* one = std::get_if<CameraReport>(&report)) {
        take(*one, now);
    } else if (const auto* other = std::get_if<RecordingReport>(&report)) {
        take(*other, now);
    }
}

void Desk::take(const CameraReport& report, Instant now) {
    const auto found = cameras_.find(CameraId(report.camera));
    if (found == cameras_.end()) {
        return;
    }
    Camera& camera = found->second;
    if (camera.stream_heard && !camera.witness_lost &&
        now - *camera.stream_heard > limits_.silence_max) {
        // Nobody looked in between, labd itself for example: the next report does not cover it.
        lose(camera, *camera.stream_heard, now);
    }
    camera.status.stream = report;
    camera.stream_heard = now;
    camera.witness_lost = false;
    if (report.still_age) {
        camera.status.still_at = now - *report.still_age;
    }
    weigh(camera, now);
}

void Desk::take(const RecordingReport& report, Instant now) {
    const auto found = cameras_.find(CameraId(report.camera));
    if (found == cameras_.end()) {
        return;
    }
    Camera& camera = found->second;
    camera.status.recordings = report;
    camera.recordings_heard = now;
    camera.recordings_looked.reset();
    if (report.looked_age) {
        camera.recordings_looked = now - *report.looked_age;
    }
    weigh(camera, now);
}

void Desk::on_witness_lost(Instant now) {
    for (auto& [id, camera] : cameras_) {
        camera.witness_lost = true;
        camera.status.recordings.reset();
        camera.recordings_heard.reset();
        camera.recordings_looked.reset();
        weigh(camera, now);
    }
}

rules::StreamSeen Desk::stream_seen(const Camera& camera, Instant now) const {
    if (!camera.stream_heard || camera.witness_lost ||
        now - *camera.stream_heard > limits_.silence_max) {
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

bool Desk::knows_recordings(const Camera& camera, Instant now) const {
    return camera.recordings_heard && now - *camera.recordings_heard <= limits_.silence_max &&
           camera.recordings_looked &&
           now - *camera.recordings_looked <=
               limits_.silence_max * limits_.recordings_silence_factor;
}

std::optional<Instant> Desk::fault_began(const CameraStatus& status, Instant now) {
    if (status.state == domain::Footage::degraded && status.stream) {
        return now - status.stream->state_age;
    }
    if (status.state == domain::Footage::gap && status.recordings) {
        const Instant seen = now - status.recordings->seen_age;
        // A file that does not grow is a gap only together with a stream that is silent.
        const bool by_both = status.recording == rules::RecordingSeen::stuck && status.stream;
        return by_both ? std::max(seen, now - status.stream->state_age) : seen;
    }
    return std::nullopt;
}

void Desk::weigh(Camera& camera, Instant now) {
    CameraStatus& status = camera.status;
    const rules::StreamSeen stream = stream_seen(camera, now);
    const bool just_left = status.stream && stream == rules::StreamSeen::unwatched;
    if (stream == rules::StreamSeen::unwatched) {
        status.stream.reset();
    }
    const bool knew_recordings = status.recordings.has_value();
    if (!knows_recordings(camera, now)) {
        status.recordings.reset();
    }
    const bool recordings_left =
        knew_recordings && !status.recordings && camera.recordings_looked.has_value();
    status.recording = status.recordings ? status.recordings->seen : rules::RecordingSeen::unsure;
    const rules::WitnessVerdict verdict = rules::judge_witnesses(stream, status.recording);
    const domain::Footage before = status.state;
    const std::string fault_before = status.fault;
    status.state = verdict.state;
    status.alarm = verdict.alarm;
    status.fault = fault_of(status, stream);
    if (status.state == before && status.fault == fault_before) {
        return;
    }
    // A witness that is gone counts from what it said last; nothing is said of time before it was
    // seen.
    const Instant since = fault_began(status, now)
                              .value_or(just_left         ? *camera.stream_heard
                                        : recordings_left ? *camera.recordings_looked
                                                          : now);
    status.since = std::max(since, camera.told ? camera.told_since : since);
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
        add_entries(id, camera, waited ? now : std::max(status.since, camera.told_since), changes);
    }
    return changes;
}

void Desk::add_entries(const CameraId& id, Camera& camera, Instant since,
                       std::vector<domain::CameraStateReported>& entries) const {
    const CameraStatus& status = camera.status;
    if (camera.lost_from && *camera.lost_from < since) {
        if (status.state == domain::Footage::unknown) {
            since = *camera.lost_from;
        } else {
            entries.push_back(
                {id, domain::Footage::unknown, camera.lost_from, std::string(unwatched)});
        }
    }
    camera.lost_from.reset();
    camera.told = status.state;
    camera.told_fault = status.fault;
    camera.told_since = since;
    entries.push_back({id, status.state, since,
                       status.fault.empty() ? std::nullopt : std::optional(status.fault)});
}

void Desk::not_entered(const domain::CameraStateReported& entry) {
    const auto found = cameras_.find(entry.camera);
    if (found == cameras_.end()) {
        return;
    }
    Camera& camera = found->second;
    camera.told.reset();
    if (entry.since) {
        camera.lost_from =
            camera.lost_from ? std::min(*camera.lost_from, *entry.since) : entry.since;
    }
}

void Desk::on_entered(const CameraId& camera, Instant since) {
    const auto found = cameras_.find(camera);
    if (found != cameras_.end()) {
        found->second.told_since = std::max(found->second.told_since, since);
    }
}

const CameraStatus* Desk::status(const CameraId& camera) const {
    const auto found = cameras_.find(camera);
    return found == cameras_.end() ? nullptr : &found->second.status;
}

}  // namespace labd::camera_link
