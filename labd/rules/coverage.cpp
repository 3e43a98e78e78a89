#include "labd/rules/coverage.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "labd/rules/session_state.h"

namespace labd::rules {

namespace {

using domain::CameraMark;
using domain::Footage;

/// The earliest and latest start of a session whose required window an instant may lie in.
constexpr Duration near = hours(36);

/// A camera's marks in the order of the instants from which they hold; of two at one instant the
/// one that was stated later.
std::vector<const CameraMark*> marks_of(const domain::Day& day, const CameraId& camera) {
    std::vector<const CameraMark*> marks;
    for (const CameraMark& mark : day.camera_marks) {
        if (mark.camera == camera) {
            marks.push_back(&mark);
        }
    }
    std::ranges::sort(
        marks, {}, [](const CameraMark* mark) { return std::tuple(mark->since, mark->stamp.seq); });
    std::vector<const CameraMark*> holding;
    for (const CameraMark* mark : marks) {
        if (!holding.empty() && holding.back()->since == mark->since) {
            holding.pop_back();
        }
        holding.push_back(mark);
    }
    return holding;
}

/// Appends what of `part` lies in the window; goes on with the last interval where it can.
void append(std::vector<FootageInterval>& intervals, const Interval& window, FootageInterval part) {
    part.interval.from = std::max(part.interval.from, window.from);
    part.interval.to = std::min(part.interval.to, window.to);
    if (part.interval.empty()) {
        return;
    }
    if (!intervals.empty() && intervals.back().state == part.state &&
        intervals.back().fault == part.fault) {
        intervals.back().interval.to = part.interval.to;
        return;
    }
    intervals.push_back(std::move(part));
}

Duration& duration_of(FootageSums& sums, Footage state) {
    switch (state) {
        case Footage::recorded: return sums.recorded;
        case Footage::unproven: return sums.unproven;
        case Footage::degraded: return sums.degraded;
        case Footage::gap: return sums.gap;
        case Footage::unknown: break;
    }
    return sums.unknown;
}

Coverage coverage_of(const View& view, const domain::Session& session,
                     const std::vector<domain::Camera>& cameras, Interval window, Instant at) {
    Coverage coverage;
    coverage.window = window;
    coverage.kept_until = window.to + session.policy->parameters.cctv_retention;
    coverage.rules = {rule::CAM_1, rule::CAM_2, rule::CAM_4, rule::CAM_7};
    for (const domain::Camera& camera : cameras) {
        coverage.cameras.push_back(footage_of(view, camera, window, at));
        coverage.sums += coverage.cameras.back().sums;
        const auto first = static_cast<std::ptrdiff_t>(coverage.roots.size());
        std::ranges::copy_if(view.day.recording_roots, std::back_inserter(coverage.roots),
                             [&](const domain::RecordingRoot& root) {
                                 return root.camera == camera.id && root.when.from < window.to &&
                                        root.when.to > window.from;
                             });
        std::ranges::sort(
            coverage.roots.begin() + first, coverage.roots.end(), {},
            [](const auto& root) { return std::tuple(root.when.from, root.stamp.seq); });
    }
    return coverage;
}

}  // namespace

std::optional<double> FootageSums::uptime() const {
    if (window <= Duration{}) {
        return std::nullopt;
    }
    return static_cast<double>(recorded.us) / static_cast<double>(window.us);
}

FootageSums& FootageSums::operator+=(const FootageSums& other) {
    recorded += other.recorded;
    unproven += other.unproven;
    degraded += other.degraded;
    gap += other.gap;
    unknown += other.unknown;
    window += other.window;
    return *this;
}

CameraCoverage footage_of(const View& view, const domain::Camera& camera, Interval window,
                          Instant at) {
    CameraCoverage coverage;
    coverage.camera = camera;
    Instant known_from = long_ago;
    FootageInterval part;
    const auto close = [&](Instant until) {
        part.interval = {known_from, std::min(until, at)};
        append(coverage.intervals, window, part);
        known_from = until;
    };
    for (const CameraMark* mark : marks_of(view.day, camera.id)) {
        close(mark->since);
        part.state = mark->state;
        part.fault = mark->fault;
        part.entry = mark->stamp.id;
    }
    close(forever);
    append(coverage.intervals, window, {{at, forever}, Footage::unknown, {}, {}});
    for (const FootageInterval& interval : coverage.intervals) {
        duration_of(coverage.sums, interval.state) += interval.interval.length();
    }
    coverage.sums.window = window.length();
    return coverage;
}

std::optional<Coverage> session_coverage(const View& view, const SessionId& session, Instant at,
                                         const std::optional<Interval>& part) {
    const std::optional<SessionState> state = session_state(view, session, at);
    if (!state) {
        return std::nullopt;
    }
    return coverage_of(view, view.day.sessions.at(session), view.day.site->configured.cameras,
                       part.value_or(state->cctv_window), at);
}

std::optional<Coverage> cameras_coverage(const View& view, const SessionId& session,
                                         const std::vector<domain::Camera>& cameras,
                                         Interval window, Instant at) {
    const auto found = view.day.sessions.find(session);
    return found == view.day.sessions.end()
               ? std::nullopt
               : std::optional(coverage_of(view, found->second, cameras, window, at));
}

std::optional<Coverage> sitting_coverage(const View& view, const SittingId& id, Instant at,
                                         const std::optional<Interval>& part) {
    const std::optional<SittingView> sitting = find_sitting(view, id);
    if (!sitting) {
        return std::nullopt;
    }
    const SessionId& session = sitting->facts.session;
    const SeatId* seat = state_at(*sitting, timeline(*sitting), at).seat;
    const domain::Site& site = *view.day.site;
    std::vector<domain::Camera> cameras;
    for (const domain::Camera& camera : site.configured.cameras) {
        const std::vector<SeatId> seats = seats_of(site, camera);
        if (seat != nullptr && std::ranges::find(seats, *seat) != seats.end()) {
            cameras.push_back(camera);
        }
    }
    return coverage_of(view, sitting->session, cameras,
                       part.value_or(session_state(view, session, at)->cctv_window), at);
}

std::vector<SeatId> seats_of(const domain::Site& site, const domain::Camera& camera) {
    std::vector<SeatId> seats;
    if (camera.area != domain::CameraArea::exam_room) {
        return seats;
    }
    for (const domain::Room& room : site.configured.rooms) {
        if (room.id == camera.room) {
            std::ranges::transform(room.seats, std::back_inserter(seats), &domain::Seat::id);
        }
    }
    return seats;
}

std::optional<Interval> required_window_with(const View& view, Instant instant, Instant at) {
    for (const auto& [id, session] : view.day.sessions) {
        const Interval window = session_state(view, id, at)->cctv_window;
        if (window.contains(instant)) {
            return window;
        }
    }
    return std::nullopt;
}

std::optional<RequiredWindow> required_window_at(const domain::State& state, Instant instant) {
    for (const auto& [date, log] : state.days) {
        for (const auto& [id, session] : log.now.sessions) {
            if (instant - session.start >= near || session.start - instant >= near) {
                continue;
            }
            const Interval window = session_state({log, log.now}, id, instant)->cctv_window;
            if (window.contains(instant)) {
                return RequiredWindow{id, window};
            }
        }
    }
    return std::nullopt;
}

std::optional<Refusal> judge_camera_request(const View& view, const CameraId& camera,
                                            Instant happened) {
    const std::optional<Interval> window = required_window_with(view, happened, happened);
    if (!window) {
        return std::nullopt;
    }
    return refuse({rule::CAM_6}, "refusal.camera_in_window",
                  {{"camera", camera.value},
                   {"since_at", window->from},
                   {"limit_at", window->to},
                   {"actual_at", happened}});
}

}  // namespace labd::rules
