#include "labd/rules/alarms.h"

#include <algorithm>
#include <tuple>

#include "labd/rules/admission.h"
#include "labd/rules/breaks.h"
#include "labd/rules/footage_faults.h"
#include "labd/rules/outages.h"
#include "labd/rules/reread.h"
#include "labd/rules/restarts.h"
#include "labd/rules/session_state.h"
#include "labd/rules/sitting_state.h"

namespace labd::rules {

namespace {

/// When the intervals add up to `sum`; they do.
Instant reached_at(const Intervals& intervals, Duration sum) {
    for (const Interval& interval : intervals) {
        if (interval.length() >= sum) {
            return interval.from + sum;
        }
        sum -= interval.length();
    }
    return forever;
}

/// Collects the alarms of one day.
class Collector {
public:
    Collector(const View& view, Horizon& horizon)
        : view_(view), horizon_(horizon), at_(horizon.at()) {}

    std::vector<Alarm> run() {
        for (const auto& [id, facts] : view_.day.sittings) {
            if (const std::optional<SittingView> sitting = find_sitting(view_, id)) {
                of_sitting(*sitting);
            }
            shown_.clear();
        }
        for (const domain::Outage& outage : view_.day.outages) {
            of_outage(outage);
        }
        for (const domain::EquipmentFailure& failure : view_.day.failures) {
            of_failure(failure);
        }
        for (const domain::Investigation& investigation : view_.day.investigations) {
            of_investigation(investigation);
        }
        of_cameras();
        of_daemon();
        mark();
        std::ranges::stable_sort(alarms_, {}, [](const Alarm& alarm) {
            return std::tuple(alarm.priority, alarm.since);
        });
        return std::move(alarms_);
    }

private:
    // NOLINTNEXTLINE(readability-function-size): what an alarm is made of, in its order.
    void raise(Rule rule, int priority, const std::string& subject, const std::string& fact,
               Instant since, std::string text, std::map<std::string, MessageValue> values = {}) {
        values.emplace("subject", shown_.empty() ? subject : shown_);
        Alarm alarm;
        alarm.rule = rule;
        alarm.subject = subject;
        alarm.since = since;
        alarm.priority = priority;
        alarm.key = std::string(rule.id) + ":" + subject + ":" + fact;
        alarm.text = {std::move(text), std::move(values)};
        alarms_.push_back(std::move(alarm));
    }

    void of_sitting(const SittingView& sitting) {
        const Timeline line = timeline(sitting);
        const SittingState state = state_at(sitting, line, horizon_);
        shown_ = state.seat == nullptr ? "" : state.seat->value;
        const domain::Parameters& parameters = sitting.policy.parameters;
        switch (state.phase) {
            case Phase::booked: late_limit_near(sitting, parameters); break;
            case Phase::arrived: checkin_stalled(sitting, line, state, parameters); break;
            case Phase::ready:
            case Phase::between_modules: no_next_module(sitting, line, state, parameters); break;
            case Phase::in_module: break;
            case Phase::ended:
                materials_missing(sitting, state);
                result_overdue(sitting, line);
                reread_overdue(sitting, line);
                return;
        }
        time_near(sitting, state, parameters);
        if (state.on_break != nullptr) {
            break_too_long(sitting, *state.on_break);
        }
        cancel_required(sitting, state);
        lost_in_sum(sitting, line, state);
    }

    void late_limit_near(const SittingView& sitting, const domain::Parameters& parameters) {
        const Instant limit = late_limit_at(sitting.session);
        const Instant since = limit - parameters.alarm_late_limit_before;
        if (horizon_.reached(since)) {
            raise(rule::ADM_1, 2, sitting.id.value, sitting.facts.booked.id.value, since,
                  "alarm.late_limit_near", {{"limit_at", limit}});
        }
    }

    void checkin_stalled(const SittingView& sitting, const Timeline& line,
                         const SittingState& state, const domain::Parameters& parameters) {
        if (state.missing_steps.empty()) {
            return;
        }
        const Instant since =
            std::max(line.start, line.arrived->happened) + parameters.alarm_idle_after;
        if (horizon_.reached(since)) {
            raise(rule::ADM_12, 3, sitting.id.value, line.arrived->id.value, since,
                  "alarm.checkin_stalled",
                  {{"step", std::string(boost::describe::enum_to_string(state.missing_steps.front(),
                                                                        ""))}});
        }
    }

    void no_next_module(const SittingView& sitting, const Timeline& line, const SittingState& state,
                        const domain::Parameters& parameters) {
        if (!state.next_module || state.clock == ClockState::stopped) {
            return;
        }
        Instant idle_from = line.ready;
        std::string fact = line.arrived->id.value;
        for (const ModuleRun& module : line.modules) {
            if (module.end <= at_) {
                idle_from = std::max(idle_from, module.end);
                fact = module.started.id.value;
            }
        }
        for (const Intervals* stops : {&line.scheduled_breaks, &line.lost}) {
            for (const Interval& stop : *stops) {
                if (stop.to <= at_) {
                    idle_from = std::max(idle_from, stop.to);
                }
            }
        }
        const Instant since = idle_from + parameters.alarm_idle_after;
        if (horizon_.reached(since)) {
            raise(rule::MOD_4, 3, sitting.id.value, fact, since, "alarm.no_next_module",
                  {{"module", state.next_module->value}});
        }
    }

    void time_near(const SittingView& sitting, const SittingState& state,
                   const domain::Parameters& parameters) {
        if (state.clock != ClockState::running) {
            return;
        }
        if (state.module && state.module->limit_at && state.module->limit_at != state.ends_at) {
            const Instant since = *state.module->limit_at - parameters.alarm_module_end_before;
            if (horizon_.reached(since)) {
                raise(rule::MOD_3, 3, sitting.id.value, state.module->id.value, since,
                      "alarm.module_end_near",
                      {{"module", state.module->id.value}, {"limit_at", *state.module->limit_at}});
            }
        }
        if (state.ends_at) {
            const Instant since = *state.ends_at - parameters.alarm_sitting_end_before;
            if (horizon_.reached(since)) {
                raise(rule::MOD_7, 3, sitting.id.value, sitting.facts.booked.id.value, since,
                      "alarm.sitting_end_near", {{"limit_at", *state.ends_at}});
            }
        }
    }

    void break_too_long(const SittingView& sitting, const domain::Break& pause) {
        // Exactly the limit needs no reason; what is past it does (BRK-2).
        const Instant since = pause.started.happened + break_limit;
        if (horizon_.reached(since + microseconds(1)) && !pause.justified) {
            raise(rule::BRK_2, 2, sitting.id.value, pause.started.id.value, since,
                  "alarm.break_needs_reason",
                  {{"since_at", pause.started.happened}, {"limit", break_limit}});
        }
    }

    void cancel_required(const SittingView& sitting, const SittingState& state) {
        for (const EntryId& id : state.cancel_required_by) {
            const domain::Outage* outage = view_.day.find_outage(id);
            const CancelCheck check = check_cancel(sitting, *outage, at_);
            raise(rule::OUT_7, 1, sitting.id.value, id.value, check.required_at,
                  "alarm.cancel_required",
                  {{"outage", id.value}, {"since_at", outage->reported.happened}});
        }
    }

    void lost_in_sum(const SittingView& sitting, const Timeline& line, const SittingState& state) {
        if (state.lost >= cancel_after) {
            raise(rule::OUT_14, 2, sitting.id.value, sitting.facts.booked.id.value,
                  reached_at(line.lost, cancel_after), "alarm.lost_in_sum",
                  {{"actual", state.lost}, {"limit", cancel_after}});
            return;
        }
        if (state.clock == ClockState::stopped) {
            horizon_.reached(at_ + (cancel_after - state.lost));
        }
    }

    void materials_missing(const SittingView& sitting, const SittingState& state) {
        const domain::MaterialCounts missing = missing_materials(sitting.facts);
        if (!missing.empty() && state.ended_as != EndedAs::no_show) {
            raise(rule::ADM_10, 3, sitting.id.value, sitting.facts.booked.id.value, *state.ended_at,
                  "alarm.materials_missing",
                  {{"item", missing.begin()->first}, {"actual", missing.begin()->second}});
        }
    }

    /// RES-1: at 48 hours it is still in time.
    void result_overdue(const SittingView& sitting, const Timeline& line) {
        const bool expected =
            takes_result(line) && line.ended_as != EndedAs::terminated && !line.modules.empty();
        if (!expected || standing_result(sitting.facts, at_) != nullptr) {
            return;
        }
        const Instant since = line.end + result_within;
        if (horizon_.reached(since + microseconds(1))) {
            raise(rule::RES_1, 2, sitting.id.value, sitting.facts.booked.id.value, since,
                  "alarm.result_overdue", {{"since_at", line.end}});
        }
    }

    void reread_overdue(const SittingView& sitting, const Timeline& line) {
        const RereadAnswer answer = reread_at(sitting, line, at_);
        if (answer.reread == nullptr) {
            return;
        }
        const std::string& id = answer.reread->requested.id.value;
        if (answer.state == RereadState::paid && horizon_.reached(*answer.due_at)) {
            raise(rule::RRD_6, 2, sitting.id.value, id, *answer.due_at, "alarm.reread_overdue",
                  {{"actual", id}});
        }
        if (answer.state == RereadState::decided && answer.refund_due) {
            const Instant since = view_.day.site->zone.day_start(add_days(*answer.refund_due, 1));
            if (horizon_.reached(since)) {
                raise(rule::RRD_5, 2, sitting.id.value, id, since, "alarm.refund_overdue",
                      {{"actual", id}});
            }
        }
    }

    void of_outage(const domain::Outage& outage) {
        const bool over = outage.ended && outage.ended->happened <= at_;
        if (over || outage.reported.happened > at_ || !is_compensable(outage)) {
            return;
        }
        const domain::Parameters& parameters = parameters_of_day();
        const Instant limit = outage.reported.happened + cancel_after;
        const Instant near = limit - parameters.alarm_outage_before;
        if (horizon_.reached(near)) {
            raise(rule::OUT_7, 2, outage.reported.id.value, outage.reported.id.value, near,
                  "alarm.outage_near_limit", {{"limit_at", limit}});
        } else {
            raise(rule::OUT_1, 2, outage.reported.id.value, outage.reported.id.value,
                  outage.reported.happened, "alarm.outage_open", {{"limit_at", limit}});
        }
        const Instant no_cause = outage.reported.happened + parameters.alarm_cause_after;
        if (standing_cause(outage) == domain::Cause::unknown && horizon_.reached(no_cause)) {
            raise(rule::OUT_6, 3, outage.reported.id.value, outage.reported.id.value, no_cause,
                  "alarm.cause_unknown", {{"since_at", outage.reported.happened}});
        }
    }

    void of_failure(const domain::EquipmentFailure& failure) {
        if (failure.restored || failure.failed.happened > at_) {
            return;
        }
        raise(rule::OUT_11, 2, failure.item.value, failure.failed.id.value, failure.failed.happened,
              "alarm.equipment_failed", {});
    }

    /// OUT-6: due at that instant, overdue from it on.
    void of_investigation(const domain::Investigation& one) {
        const bool closed = one.closed && one.closed->happened <= at_;
        if (closed || one.opened.happened > at_ || !horizon_.reached(one.due)) {
            return;
        }
        raise(rule::OUT_6, 2, one.about.value, one.opened.id.value, one.due,
              "alarm.investigation_overdue", {{"actual", one.opened.id.value}, {"by", one.owner}});
    }

    /// CAM-7, CAM-8. What fails together is one alarm: its cause is more likely shared than in each
    /// camera. A camera has one at a time, by what it is now.
    void of_cameras() {
        const Duration limit = parameters_of_day().cctv_alarm_after;
        std::vector<CameraTrouble> troubles = camera_troubles(view_, at_);
        std::ranges::stable_sort(troubles, {},
                                 [](const CameraTrouble& trouble) { return trouble.fault.from; });
        for (auto first = troubles.begin(); first != troubles.end();) {
            auto next = first + 1;
            while (next != troubles.end() && next->fault.from - (next - 1)->fault.from <= limit) {
                ++next;
            }
            Instant long_at = forever;
            for (auto trouble = first; trouble != next; ++trouble) {
                long_at = std::min(long_at, trouble->long_at(limit));
            }
            if (horizon_.reached(long_at)) {
                of_footage({first, next});
            }
            horizon_.reached(first->fault.window_end);
            first = next;
        }
        for (const domain::CameraRequest* request : stopped_cameras(view_, at_)) {
            of_stopped_camera(*request);
        }
    }

    void of_footage(const std::vector<CameraTrouble>& together) {
        const FootageFault& first = together.front().fault;
        const bool is_footage =
            first.state == domain::Footage::gap || first.state == domain::Footage::degraded;
        const Rule rule = is_footage ? rule::CAM_8 : rule::CAM_7;
        if (together.size() > 1) {
            std::string cameras;
            for (const CameraTrouble& trouble : together) {
                cameras += (cameras.empty() ? "" : ", ") + trouble.fault.camera.id.value;
            }
            raise(rule, 1, "cameras", first.entry.value, first.from, "alarm.cameras_together",
                  {{"since_at", first.from}, {"cameras", cameras}});
            return;
        }
        std::string seats;
        for (const SeatId& seat : seats_of(*view_.day.site, first.camera)) {
            seats += (seats.empty() ? "" : ", ") + seat.value;
        }
        of_camera(together.front().alarm, rule, first, seats);
    }

    void of_camera(CameraAlarm alarm, Rule rule, const FootageFault& seen,
                   const std::string& seats) {
        const std::string& camera = seen.camera.id.value;
        const std::string& entry = seen.entry.value;
        switch (alarm) {
            case CameraAlarm::none: break;
            case CameraAlarm::recording_gap:
                raise(rule, 1, camera, entry, seen.from, "alarm.camera_gap",
                      {{"since_at", seen.from}, {"fault", seen.fault}, {"seats", seats}});
                break;
            case CameraAlarm::picture_fault:
                if (seen.state == domain::Footage::degraded) {
                    raise(rule, 1, camera, entry, seen.from, "alarm.camera_degraded",
                          {{"since_at", seen.from}, {"fault", seen.fault}, {"seats", seats}});
                } else {
                    raise(rule, 1, camera, entry, seen.from, "alarm.camera_picture",
                          {{"since_at", seen.from}, {"fault", seen.fault}, {"seats", seats}});
                }
                break;
            case CameraAlarm::stream_lost:
                raise(rule, 2, camera, entry, seen.from, "alarm.camera_lost",
                      {{"since_at", seen.from}, {"fault", seen.fault}, {"seats", seats}});
                break;
            case CameraAlarm::recorder_stuck:
                raise(rule, 1, camera, entry, seen.from, "alarm.recorder_stuck",
                      {{"since_at", seen.from}, {"seats", seats}});
                break;
            case CameraAlarm::not_watched:
                raise(rule, 2, camera, entry, seen.from, "alarm.camera_not_watched",
                      {{"since_at", seen.from}, {"seats", seats}});
                break;
        }
    }

    /// CAM-1: cameras record always, so one that was stopped has to run again.
    void of_stopped_camera(const domain::CameraRequest& request) {
        for (const auto& [id, session] : view_.day.sessions) {
            const Interval window = session_state(view_, id, at_)->cctv_window;
            if (horizon_.reached(window.from) && !horizon_.reached(window.to)) {
                raise(rule::CAM_1, 1, request.camera.value, request.stamp.id.value,
                      std::max(window.from, request.stamp.happened), "alarm.camera_stopped",
                      {{"since_at", request.stamp.happened}, {"by", request.stamp.by.name}});
            }
        }
    }

    /// What happened and is over: an acknowledgement is all that is wanted, and ends the alarm.
    void of_daemon() {
        for (const domain::ClockStep& step : view_.day.clock_steps) {
            if (step.stamp.happened > at_) {
                continue;
            }
            raise(rule::CLK_10, 1, "clock", step.stamp.id.value, step.stamp.happened,
                  "alarm.clock_stepped", {{"actual", step.step}});
            if (is_acknowledged(view_.day, alarms_.back().key, at_)) {
                alarms_.pop_back();
            }
        }
        if (view_.day.sessions.empty()) {
            return;
        }
        for (const domain::Restart* restart : open_restarts(view_.day, at_)) {
            raise(rule::OUT_1, 1, "daemon", restart->stamp.id.value, restart->stamp.happened,
                  "alarm.was_down",
                  {{"since_at", *restart->alive_until}, {"until_at", restart->stamp.happened}});
        }
    }

    /// Acknowledgements and shelvings that stand; a shelved alarm returns by itself.
    void mark() {
        for (Alarm& alarm : alarms_) {
            for (const domain::AlarmMark& mark : view_.day.alarm_marks) {
                if (mark.alarm != alarm.key || mark.stamp.happened > at_) {
                    continue;
                }
                if (!mark.until) {
                    alarm.acknowledged_by = mark.stamp.by.name;
                    alarm.acknowledged_at = mark.stamp.happened;
                } else if (!horizon_.reached(*mark.until)) {
                    alarm.shelved_until = mark.until;
                }
            }
        }
    }

    const domain::Parameters& parameters_of_day() const {
        static const domain::Parameters none;
        return view_.day.sessions.empty() ? none
                                          : view_.day.sessions.begin()->second.policy->parameters;
    }

    const View& view_;
    Horizon& horizon_;
    Instant at_;
    /// What texts call the subject: on the floor people know seats.
    std::string shown_;
    std::vector<Alarm> alarms_;
};

}  // namespace

std::vector<Alarm> alarms_at(const View& view, Horizon& horizon) {
    return Collector(view, horizon).run();
}

std::vector<Alarm> alarms_at(const View& view, Instant at) {
    Horizon horizon(at);
    return alarms_at(view, horizon);
}

}  // namespace labd::rules
