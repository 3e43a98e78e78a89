#include "labd/rules/footage_faults.h"

#include <algorithm>

#include "labd/rules/session_state.h"

namespace labd::rules {

namespace {

using domain::Footage;

bool is_bad(Footage state) { return state == Footage::gap || state == Footage::degraded; }

Intervals required_windows(const View& view, Instant at) {
    Intervals windows;
    for (const auto& [id, session] : view.day.sessions) {
        windows.push_back(session_state(view, id, at)->cctv_window);
    }
    return unite(std::move(windows));
}

/// The camera's faults up to `at`, whatever the window; one that goes on has no end yet.
std::vector<FootageFault> faults_of(const View& view, const domain::Camera& camera, Instant at) {
    std::vector<FootageFault> faults;
    // What begins at the very instant asked is seen, too.
    const Instant seen_to = at + microseconds(1);
    for (const FootageInterval& part :
         footage_of(view, camera, {long_ago, seen_to}, seen_to).intervals) {
        if (!is_bad(part.state)) {
            continue;
        }
        const bool goes_on = !faults.empty() && faults.back().until == part.interval.from;
        if (!goes_on) {
            faults.push_back({camera, part.entry, part.interval.from, {}, forever, {}, {}});
        }
        FootageFault& fault = faults.back();
        fault.until = part.interval.to;
        fault.state = part.state;
        fault.fault = part.fault;
    }
    if (!faults.empty() && faults.back().until == seen_to) {
        faults.back().until.reset();
    }
    return faults;
}

}  // namespace

namespace {

/// What goes on at `at`, from where it began, whatever the window; nothing when all is well.
std::optional<CameraTrouble> trouble_of(const View& view, const domain::Camera& camera,
                                        Instant at) {
    const Instant seen_to = at + microseconds(1);
    std::optional<CameraTrouble> trouble;
    Instant began;
    Instant end;
    for (const FootageInterval& part :
         footage_of(view, camera, {long_ago, seen_to}, seen_to).intervals) {
        const CameraAlarm alarm = alarm_of(part.state, part.fault);
        if (!trouble || end != part.interval.from) {
            trouble.reset();
            began = part.interval.from;
        }
        end = part.interval.to;
        if (alarm == CameraAlarm::none) {
            trouble.reset();
            continue;
        }
        // A gap that becomes a bad picture is the same fault; so is what is lost for another
        // reason.
        const bool is_footage = is_bad(part.state);
        const bool goes_on = trouble && is_bad(trouble->fault.state) == is_footage &&
                             (is_footage || trouble->alarm == alarm);
        if (!goes_on) {
            const Instant from = part.interval.from;
            trouble = CameraTrouble{
                alarm, {camera, part.entry, from, {}, forever, {}, {}}, is_footage ? from : began};
        }
        trouble->alarm = alarm;
        trouble->fault.state = part.state;
        trouble->fault.fault = part.fault;
    }
    return end == seen_to ? trouble : std::nullopt;
}

}  // namespace

Instant CameraTrouble::long_at(Duration limit) const {
    const Instant reached = std::max(fault.from, counted_from + limit + microseconds(1));
    return reached <= fault.window_end ? reached : forever;
}

std::vector<CameraTrouble> camera_troubles(const View& view, Instant at) {
    const bool any = std::ranges::any_of(view.day.camera_marks, [](const domain::CameraMark& mark) {
        return alarm_of(mark.state, mark.fault) != CameraAlarm::none;
    });
    if (!any) {
        return {};
    }
    const Intervals windows = required_windows(view, at);
    std::vector<CameraTrouble> troubles;
    for (const domain::Camera& camera : view.day.site->configured.cameras) {
        const std::optional<CameraTrouble> trouble = trouble_of(view, camera, at);
        for (const Interval& window : windows) {
            // Ahead of the window nothing is required yet, but it will be.
            if (trouble && at < window.to) {
                CameraTrouble part = *trouble;
                part.fault.window_end = window.to;
                part.fault.from = std::max(part.fault.from, window.from);
                part.counted_from = std::max(part.counted_from, window.from);
                troubles.push_back(std::move(part));
            }
        }
    }
    return troubles;
}

Instant FootageFault::longer_than(Duration limit) const {
    // Exactly the limit is not longer.
    const Instant reached = from + limit + microseconds(1);
    return reached <= until.value_or(window_end) ? reached : forever;
}

std::vector<FootageFault> footage_faults(const View& view, Instant at) {
    const bool any = std::ranges::any_of(
        view.day.camera_marks, [](const domain::CameraMark& mark) { return is_bad(mark.state); });
    if (!any) {
        return {};
    }
    const Intervals windows = required_windows(view, at);
    std::vector<FootageFault> faults;
    for (const domain::Camera& camera : view.day.site->configured.cameras) {
        for (const FootageFault& fault : faults_of(view, camera, at)) {
            for (const Interval& window : windows) {
                FootageFault part = fault;
                part.window_end = window.to;
                part.from = std::max(part.from, window.from);
                const Instant to = std::min(part.until.value_or(forever), window.to);
                if (part.until || window.to <= at) {
                    part.until = to;
                }
                if (part.from < to) {
                    faults.push_back(std::move(part));
                }
            }
        }
    }
    return faults;
}

std::vector<RecordingGap> recording_gaps(const View& view, Horizon& horizon) {
    std::vector<RecordingGap> gaps;
    for (const FootageFault& fault : footage_faults(view, horizon.at())) {
        const Duration limit =
            view.day.sessions.begin()->second.policy->parameters.cctv_alarm_after;
        const Instant long_at = fault.longer_than(limit);
        if (long_at == forever || !horizon.reached(long_at)) {
            continue;
        }
        if (!fault.until) {
            horizon.reached(fault.window_end);
        }
        gaps.push_back({"gap:" + fault.camera.id.value + ":" + format_instant_utc(fault.from),
                        fault.camera.id, fault.from, fault.until,
                        seats_of(*view.day.site, fault.camera)});
    }
    return gaps;
}

std::vector<const domain::CameraRequest*> stopped_cameras(const View& view, Instant at) {
    std::vector<const domain::CameraRequest*> stopped;
    for (const domain::CameraRequest& request : view.day.camera_requests) {
        const Instant happened = request.stamp.happened;
        const bool seen_since =
            std::ranges::any_of(view.day.camera_marks, [&](const domain::CameraMark& mark) {
                return mark.camera == request.camera && happened < mark.since && mark.since <= at;
            });
        const bool superseded = std::ranges::any_of(
            stopped,
            [&](const domain::CameraRequest* other) { return other->camera == request.camera; });
        if (happened <= at && !seen_since && !superseded &&
            !judge_camera_request(view, request.camera, happened)) {
            stopped.push_back(&request);
        }
    }
    return stopped;
}

}  // namespace labd::rules
