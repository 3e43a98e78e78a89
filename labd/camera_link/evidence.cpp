#include "labd/camera_link/evidence.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "labd/camera_link/desk.h"
#include "labd/camera_link/state_entries.h"
#include "labd/rules/coverage.h"
#include "labd/rules/witnesses.h"

namespace labd::camera_link {

namespace {

using domain::Footage;
using rules::RecordingSeen;
using rules::StreamSeen;

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

const domain::Camera* find_camera(const domain::DayLog& log, const CameraId& id) {
    const std::vector<domain::Camera>& cameras = log.now.site->configured.cameras;
    const auto found = std::ranges::find(cameras, id, &domain::Camera::id);
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

/// What an instant is worth by what was found later.
struct Restated {
    Footage state = Footage::unknown;
    std::string fault;
};

struct Found {
    const rules::View& view;
    const domain::Camera& camera;
    Interval where;
    Instant window_end;
};

/// The states that say so, where `restate` gives something else for what was known, and from the
/// end of it on what was known.
template <class Restate>
std::vector<domain::CameraStateReported> restated(const Found& found, Restate restate) {
    const auto& [view, camera, where, window_end] = found;
    // A state holds up to the next: each that begins in the interval is said anew.
    std::set<Instant> begins{where.from};
    for (const domain::CameraMark& mark : view.day.camera_marks) {
        if (mark.camera == camera.id && where.from < mark.since && mark.since < where.to) {
            begins.insert(mark.since);
        }
    }
    std::vector<domain::CameraStateReported> states;
    bool is_last_restated = false;
    for (const Instant begin : begins) {
        const std::optional<Restated> anew = restate(state_at(view, camera, begin));
        if (anew) {
            states.push_back({camera.id, anew->state, begin, fault_or_none(anew->fault)});
        }
        is_last_restated = anew.has_value();
    }
    const bool goes_on = std::ranges::none_of(view.day.camera_marks, [&](const auto& mark) {
        return mark.camera == camera.id && mark.since == where.to;
    });
    if (is_last_restated && goes_on && where.to < window_end) {
        const rules::FootageInterval after = state_at(view, camera, where.to);
        states.push_back({camera.id, after.state, where.to, fault_or_none(after.fault)});
    }
    return states;
}

/// What the stream was like where footage was *unknown* with this fault because nothing could be
/// read yet; nothing where it was for another reason.
std::optional<StreamSeen> stream_behind(const std::string& fault) {
    if (const std::optional<Reason> reason = parse_reason(fault)) {
        switch (*reason) {
            case Reason::stalled: return StreamSeen::silent;
            case Reason::learning:
            case Reason::nothing_moves:
            case Reason::own_delay: return StreamSeen::unproven;
            default: return StreamSeen::faulty;
        }
    }
    if (parse_failure(fault)) {
        return StreamSeen::silent;
    }
    if (fault == unwatched) {
        return StreamSeen::unwatched;
    }
    const bool is_of_recordings =
        parse_trouble(fault) ||
        fault == boost::describe::enum_to_string(RecordingSeen::pending, "") ||
        fault == boost::describe::enum_to_string(RecordingSeen::stuck, "") ||
        fault == boost::describe::enum_to_string(RecordingSeen::unsure, "");
    return is_of_recordings ? std::optional(StreamSeen::healthy) : std::nullopt;
}

/// An entry for each state that `states_of` gives for a session that the interval touches.
template <class StatesOf>
std::vector<domain::Proposed> state_entries(kernel::Kernel& kernel, const CameraId& id,
                                            Interval where, StatesOf states_of) {
    std::vector<domain::Proposed> entries;
    each_touched(kernel, where, [&](const Touched& one) {
        if (const domain::Camera* camera = find_camera(one.log, id)) {
            for (domain::CameraStateReported& state : states_of(one, *camera)) {
                entries.push_back(proposed(one.session, std::move(state)));
            }
        }
    });
    return entries;
}

}  // namespace

std::optional<domain::Proposed> digest_entry(kernel::Kernel& kernel, const ManifestReport& report) {
    const CameraId camera(report.camera);
    std::optional<domain::Proposed> entry;
    bool is_known = false;
    each_touched(kernel, {report.from, report.to}, [&](const Touched& one) {
        is_known =
            is_known || std::ranges::any_of(one.log.now.recording_roots, [&](const auto& root) {
                return root.camera == camera && root.root == report.root;
            });
        if (!entry && find_camera(one.log, camera) != nullptr) {
            entry = proposed(one.session, domain::RecordingsDigested{camera, report.from, report.to,
                                                                     report.segments, report.bytes,
                                                                     report.root});
        }
    });
    return is_known ? std::nullopt : std::move(entry);
}

std::vector<domain::CameraStateReported> loss_states(const rules::View& view,
                                                     const domain::Camera& camera, Interval lost,
                                                     Instant window_end, LossKind kind) {
    const Footage target = kind == LossKind::changed ? Footage::unknown : Footage::gap;
    return restated({view, camera, lost, window_end},
                    [&](const rules::FootageInterval& before) -> std::optional<Restated> {
                        if (!becomes_worse(before.state, target)) {
                            return std::nullopt;
                        }
                        return Restated{target, std::string(name(kind))};
                    });
}

std::vector<domain::CameraStateReported> readable_states(const rules::View& view,
                                                         const domain::Camera& camera,
                                                         Interval readable, Instant window_end) {
    return restated({view, camera, readable, window_end},
                    [](const rules::FootageInterval& before) -> std::optional<Restated> {
                        const std::optional<StreamSeen> stream = stream_behind(before.fault);
                        if (before.state != Footage::unknown || !stream) {
                            return std::nullopt;
                        }
                        const auto verdict = judge_witnesses(*stream, RecordingSeen::readable);
                        const bool is_good = verdict.state == Footage::recorded;
                        return Restated{verdict.state, is_good ? std::string() : before.fault};
                    });
}

std::vector<domain::Proposed> loss_entries(kernel::Kernel& kernel, const LossReport& report) {
    return state_entries(kernel, CameraId(report.camera), {report.from, report.to},
                         [&](const Touched& one, const domain::Camera& camera) {
                             return loss_states(one.view(), camera, one.part, one.window.to,
                                                report.kind);
                         });
}

std::vector<domain::Proposed> readable_entries(kernel::Kernel& kernel,
                                               const ReadableReport& report) {
    return state_entries(kernel, CameraId(report.camera), {report.from, report.to},
                         [&](const Touched& one, const domain::Camera& camera) {
                             return readable_states(one.view(), camera, one.part, one.window.to);
                         });
}

}  // namespace labd::camera_link
