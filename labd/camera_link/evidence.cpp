#include "labd/camera_link/evidence.h"

#include <algorithm>
#include <set>

#include "labd/camera_link/state_entries.h"
#include "labd/rules/coverage.h"

namespace labd::camera_link {

namespace {

using domain::Footage;

/// A session, its day, and what of an interval its required window holds.
struct Touched {
    SessionId session;
    /// Valid while it is looked at.
    const domain::DayLog& log;
    Interval window;
    Interval part;

    rules::View view() const { return {log, log.now}; }
};

/// Looks at every session whose required window the interval touches, also of days gone by.
template <class Look>
void each_touched(kernel::Kernel& kernel, Interval interval, Look look) {
    const domain::State& state = kernel.state();
    if (state.sites.empty()) {
        return;
    }
    const Date date = state.sites.back().site->zone.date_at(interval.from);
    std::vector<SessionId> near;
    for (const auto& [id, row] : state.sessions) {
        const int apart = days_between(date, row.date);
        if (apart >= -1 && apart <= 1) {
            near.push_back(id);
        }
    }
    std::ranges::sort(near);
    for (const SessionId& id : near) {
        const domain::DayLog* log = kernel.load_day(id);
        if (log == nullptr) {
            continue;
        }
        const auto coverage = rules::session_coverage({*log, log->now}, id, kernel.now());
        if (!coverage) {
            continue;
        }
        const Interval part{std::max(interval.from, coverage->window.from),
                            std::min(interval.to, coverage->window.to)};
        if (!part.empty()) {
            look(Touched{id, *log, coverage->window, part});
        }
    }
}

const domain::Camera* find_camera(const domain::DayLog& log, const std::string& id) {
    const std::vector<domain::Camera>& cameras = log.now.site->configured.cameras;
    const auto found = std::ranges::find(cameras, CameraId(id), &domain::Camera::id);
    return found == cameras.end() ? nullptr : &*found;
}

domain::Proposed proposed(const SessionId& session, domain::Body body) {
    domain::Proposed entry;
    entry.session = session;
    entry.by = StateEntries::actor();
    entry.body = std::move(body);
    return entry;
}

/// What the footage is worth at one instant.
rules::FootageInterval state_at(const rules::View& view, const domain::Camera& camera,
                                Instant instant) {
    const Interval moment{instant, instant + microseconds(1)};
    return rules::footage_of(view, camera, moment, moment.to).intervals.front();
}

bool becomes_worse(Footage state, Footage target) {
    return target == Footage::gap ? state != Footage::gap
                                  : state != Footage::gap && state != Footage::unknown;
}

std::optional<std::string> fault_or_none(const std::string& fault) {
    return fault.empty() ? std::nullopt : std::optional(fault);
}

}  // namespace

std::optional<domain::Proposed> digest_entry(kernel::Kernel& kernel, const ManifestReport& report) {
    std::optional<domain::Proposed> entry;
    bool is_known = false;
    each_touched(kernel, {report.from, report.to}, [&](const Touched& one) {
        is_known =
            is_known || std::ranges::any_of(one.log.now.recording_roots, [&](const auto& root) {
                return root.camera.value == report.camera && root.root == report.root;
            });
        if (!entry && find_camera(one.log, report.camera) != nullptr) {
            entry = proposed(one.session, domain::RecordingsDigested{
                                              CameraId(report.camera), report.from, report.to,
                                              report.segments, report.bytes, report.root});
        }
    });
    return is_known ? std::nullopt : std::move(entry);
}

std::vector<domain::CameraStateReported> loss_states(const rules::View& view,
                                                     const domain::Camera& camera, Interval lost,
                                                     Instant window_end, LossKind kind) {
    const Footage target = kind == LossKind::changed ? Footage::unknown : Footage::gap;
    // A state holds up to the next: each that begins in the interval is said anew.
    std::set<Instant> begins{lost.from};
    for (const domain::CameraMark& mark : view.day.camera_marks) {
        if (mark.camera == camera.id && lost.from < mark.since && mark.since < lost.to) {
            begins.insert(mark.since);
        }
    }
    std::vector<domain::CameraStateReported> states;
    for (const Instant begin : begins) {
        if (becomes_worse(state_at(view, camera, begin).state, target)) {
            states.push_back({camera.id, target, begin, std::string(name(kind))});
        }
    }
    const bool goes_on = std::ranges::none_of(view.day.camera_marks, [&](const auto& mark) {
        return mark.camera == camera.id && mark.since == lost.to;
    });
    if (!states.empty() && goes_on && lost.to < window_end) {
        const rules::FootageInterval after = state_at(view, camera, lost.to);
        states.push_back({camera.id, after.state, lost.to, fault_or_none(after.fault)});
    }
    return states;
}

std::vector<domain::Proposed> loss_entries(kernel::Kernel& kernel, const LossReport& report) {
    std::vector<domain::Proposed> entries;
    each_touched(kernel, {report.from, report.to}, [&](const Touched& one) {
        const domain::Camera* camera = find_camera(one.log, report.camera);
        if (camera == nullptr) {
            return;
        }
        for (domain::CameraStateReported& state :
             loss_states(one.view(), *camera, one.part, one.window.to, report.kind)) {
            entries.push_back(proposed(one.session, std::move(state)));
        }
    });
    return entries;
}

}  // namespace labd::camera_link
