// Entries about the site, the session and the day.
#include <algorithm>
#include <set>

#include "labd/domain/parameters.h"
#include "labd/rules/alarms.h"
#include "labd/rules/judge_context.h"

namespace labd::rules::detail {

namespace {

/// Whether a later entry of the batch takes the sitting off its seat.
bool leaves_seat_later(const JudgeContext& context, const SittingId& sitting, const SeatId& seat) {
    return std::ranges::any_of(context.later, [&](const domain::Proposed& later) {
        if (const auto* amended = std::get_if<domain::SittingAmended>(&later.body)) {
            return amended->sitting == sitting && amended->seat && amended->seat != seat;
        }
        const auto* withdrawn = std::get_if<domain::SittingWithdrawn>(&later.body);
        return withdrawn != nullptr && withdrawn->sitting == sitting;
    });
}

Verdict check_seat(const JudgeContext& context, const std::optional<SeatId>& seat,
                   const SittingId& sitting) {
    if (!seat) {
        return std::nullopt;
    }
    if (!context.log->now.site->places.contains(*seat)) {
        return not_found("refusal.seat_not_there", seat->value);
    }
    for (const auto& [id, facts] : context.log->now.sittings) {
        if (id != sitting && !facts.withdrawn && facts.booking.seat == seat &&
            facts.session == context.entry().session && !leaves_seat_later(context, id, *seat)) {
            return refuse({rule::CONFLICT}, "refusal.seat_taken",
                          {{"actual", seat->value}, {"by", id.value}});
        }
    }
    return check_rack_of(context, *seat);
}

/// Whether a booking stands under the id; one that a correction took back does not.
bool is_booked(const domain::State& state, const SittingId& id) {
    const auto session = state.sittings.find(id);
    if (session == state.sittings.end()) {
        return false;
    }
    const domain::DayLog* log = state.day_of(session->second);
    if (log == nullptr) {
        return true;
    }
    const auto facts = log->now.sittings.find(id);
    return facts != log->now.sittings.end() && !facts->second.booked.id.empty();
}

Verdict check_track(const JudgeContext& context, const TrackId& track) {
    const domain::Session* session = context.session();
    if (session == nullptr || !session->policy->tracks.contains(track)) {
        return not_found("refusal.track_not_there", track.value);
    }
    return std::nullopt;
}

Verdict check_accommodation(const JudgeContext& context, const TrackId& track,
                            const std::optional<domain::Accommodation>& accommodation) {
    if (!accommodation) {
        return std::nullopt;
    }
    const std::vector<domain::Module>& modules =
        context.session()->policy->tracks.at(track).modules;
    for (const domain::ExtraTime& extra : accommodation->modules) {
        if (std::ranges::find(modules, extra.module, &domain::Module::id) == modules.end()) {
            return not_found("refusal.module_not_in_track", extra.module.value);
        }
        if (extra.extra.has_value() == extra.per_cent.has_value() ||
            extra.extra.value_or(Duration{}) < Duration{} || extra.per_cent.value_or(0) < 0) {
            return refuse({rule::CLK_11}, "refusal.bad_accommodation",
                          {{"actual", extra.module.value}});
        }
    }
    return std::nullopt;
}

bool is_on_duty(const JudgeContext& context, const std::string& name) {
    bool on_duty = false;
    for (const domain::DutyMark& mark : context.log->now.duties) {
        if (mark.stamp.by.name == name) {
            on_duty = mark.started;
        }
    }
    return on_duty;
}

const Alarm* find_alarm(const std::vector<Alarm>& alarms, const std::string& key) {
    const auto found = std::ranges::find(alarms, key, &Alarm::key);
    return found == alarms.end() ? nullptr : &*found;
}

}  // namespace

Verdict judge_planning(JudgeContext& context, const domain::SiteConfigured& fact) {
    if (!TimeZone::find(fact.time_zone)) {
        return not_found("refusal.time_zone_not_there", fact.time_zone);
    }
    std::set<SeatId> seats;
    std::set<RoomId> rooms;
    for (const domain::Room& room : fact.rooms) {
        if (!rooms.insert(room.id).second) {
            return refuse({rule::CONFLICT}, "refusal.id_taken", {{"actual", room.id.value}});
        }
        for (const domain::Seat& seat : room.seats) {
            if (!seats.insert(seat.id).second) {
                return refuse({rule::CONFLICT}, "refusal.id_taken", {{"actual", seat.id.value}});
            }
        }
    }
    for (const domain::Camera& camera : fact.cameras) {
        if (!rooms.contains(camera.room)) {
            return not_found("refusal.room_not_there", camera.room.value);
        }
    }
    if (Verdict refusal = check_seats_of_site(context, fact)) {
        return refusal;
    }
    refuse_removal_of_cameras(context, fact);
    return std::nullopt;
}

Verdict judge_planning(JudgeContext&, const domain::PolicyAdopted& fact) {
    domain::Parameters scratch;
    for (const auto& [name, value] : fact.parameters) {
        if (domain::set_parameter(scratch, name, value)) {
            return refuse({rule::REFERENCE}, "refusal.bad_parameter",
                          {{"actual", name}, {"value", value}});
        }
    }
    for (const auto& [id, track] : fact.tracks) {
        const bool bad = track.modules.empty() ||
                         std::ranges::any_of(track.modules, [](const domain::Module& module) {
                             return module.limit <= Duration{};
                         });
        if (bad) {
            return refuse({rule::MOD_1}, "refusal.bad_track", {{"actual", id.value}});
        }
        for (const domain::ScheduledBreak& pause : track.scheduled_breaks) {
            if (std::ranges::find(track.modules, pause.after, &domain::Module::id) ==
                    track.modules.end() ||
                pause.length <= Duration{}) {
                return refuse({rule::MOD_5}, "refusal.bad_track", {{"actual", id.value}});
            }
        }
    }
    return std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::SessionPlanned& fact) {
    const SessionId& id = context.entry().session;
    if (!is_valid_id(id.value)) {
        return refuse({rule::REFERENCE}, "refusal.bad_id", {{"actual", id.value}});
    }
    if (context.state.sessions.contains(id)) {
        return refuse({rule::CONFLICT}, "refusal.id_taken", {{"actual", id.value}});
    }
    if (context.state.sites.empty() || !context.state.policy_at()) {
        return refuse({rule::REFERENCE}, "refusal.site_not_configured");
    }
    if (!context.state.site_of(fact.date)->zone.to_instant(fact.date, fact.start)) {
        return refuse({rule::CLK_2}, "refusal.no_such_local_time",
                      {{"actual", format_date(fact.date) + " " + format_time_of_day(fact.start)}});
    }
    return std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::SessionDelayed& fact) {
    const domain::Session* session = context.session();
    if (fact.start < session->start) {
        return refuse({rule::CLK_5}, "refusal.start_moves_earlier",
                      {{"limit_at", session->start}, {"actual_at", fact.start}});
    }
    return check_start_may_move(context);
}

Verdict check_start_may_move(const JudgeContext& context) {
    for (const auto& [id, facts] : context.log->now.sittings) {
        if (facts.session == context.entry().session && !facts.starts.empty()) {
            const domain::Stamp& first = facts.starts.front().stamp;
            return refuse(
                {rule::CLK_5}, "refusal.module_has_started",
                {{"actual", id.value}, {"since_at", first.happened}, {"by", first.by.name}});
        }
    }
    return std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::SessionClosed&) {
    const View view = context.view();
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<SittingView> sitting = find_sitting(view, id);
        if (!sitting || facts.session != context.entry().session) {
            continue;
        }
        const SittingState state = state_at(*sitting, timeline(*sitting), context.entry().happened);
        if (state.phase != Phase::ended) {
            return refuse({rule::MOD_7}, "refusal.sitting_still_open", {{"actual", id.value}});
        }
    }
    return std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::SittingBooked& fact) {
    if (!is_valid_id(fact.sitting.value)) {
        return refuse({rule::REFERENCE}, "refusal.bad_id", {{"actual", fact.sitting.value}});
    }
    if (is_booked(context.state, fact.sitting)) {
        return refuse({rule::CONFLICT}, "refusal.id_taken", {{"actual", fact.sitting.value}});
    }
    for (const auto& [id, facts] : context.log->now.sittings) {
        if (!facts.withdrawn && facts.booking.candidate == fact.candidate &&
            facts.session == context.entry().session) {
            const bool same_track = facts.booking.track == fact.track;
            return refuse(same_track ? Rules{rule::BKG_1, rule::CONFLICT} : Rules{rule::CONFLICT},
                          "refusal.candidate_already_booked",
                          {{"actual", fact.candidate.value}, {"by", id.value}});
        }
    }
    if (Verdict refusal = check_track(context, fact.track)) {
        return refusal;
    }
    if (Verdict refusal = check_candidate(context, fact)) {
        return refusal;
    }
    if (Verdict refusal = check_payment(context, fact)) {
        return refusal;
    }
    if (Verdict refusal = check_seat(context, fact.seat, fact.sitting)) {
        return refusal;
    }
    return check_accommodation(context, fact.track, fact.accommodation);
}

Verdict judge_planning(JudgeContext& context, const domain::SittingAmended& fact) {
    const View view = context.view();
    const Result<SittingView> sitting = need_sitting(context, view, fact.sitting);
    if (!sitting) {
        return sitting.error();
    }
    const bool here = timeline(*sitting).arrived.has_value();
    if (here && (fact.track || fact.accommodation)) {
        return refuse({rule::CLK_11}, "refusal.arrived_track_fixed");
    }
    if (here && fact.seat && sitting->facts.booking.seat) {
        return refuse({rule::OUT_8}, "refusal.arrived_seat_fixed");
    }
    const TrackId track = fact.track.value_or(sitting->facts.booking.track);
    if (Verdict refusal = check_track(context, track)) {
        return refusal;
    }
    domain::SittingBooked booking = sitting->facts.booking;
    domain::amend(booking, fact);
    if (Verdict refusal = fact.track ? check_candidate(context, booking) : std::nullopt) {
        return refusal;
    }
    if (Verdict refusal =
            domain::tells_of_payment(fact) ? check_payment(context, booking) : std::nullopt) {
        return refusal;
    }
    if (Verdict refusal = check_seat(context, fact.seat, fact.sitting)) {
        return refusal;
    }
    return check_accommodation(context, track, fact.accommodation);
}

Verdict judge_planning(JudgeContext& context, const domain::AlarmAcknowledged& fact) {
    const std::vector<Alarm> alarms = alarms_at(context.view(), context.now);
    return find_alarm(alarms, fact.alarm) == nullptr
               ? std::optional(not_found("refusal.alarm_not_there", fact.alarm))
               : std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::AlarmShelved& fact) {
    const std::vector<Alarm> alarms = alarms_at(context.view(), context.now);
    const Alarm* alarm = find_alarm(alarms, fact.alarm);
    if (alarm == nullptr) {
        return not_found("refusal.alarm_not_there", fact.alarm);
    }
    if (alarm->priority == 1) {
        return refuse({rule::CLK_8}, "refusal.urgent_alarm_not_shelved", {{"actual", fact.alarm}});
    }
    const Duration limit = context.session()->policy->parameters.alarm_shelve_limit;
    if (fact.until <= context.now || fact.until > context.now + limit) {
        return refuse({rule::CLK_8}, "refusal.shelved_too_long",
                      {{"limit", limit}, {"actual_at", fact.until}});
    }
    return std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::HandoverAccepted& fact) {
    return is_on_duty(context, fact.from)
               ? std::nullopt
               : std::optional(not_found("refusal.not_on_duty", fact.from));
}

Verdict judge_planning(JudgeContext& context, const domain::DutyStarted&) {
    const std::string& name = context.entry().by.name;
    return is_on_duty(context, name)
               ? std::optional(
                     refuse({rule::CONFLICT}, "refusal.already_on_duty", {{"actual", name}}))
               : std::nullopt;
}

Verdict judge_planning(JudgeContext& context, const domain::DutyEnded&) {
    const std::string& name = context.entry().by.name;
    return is_on_duty(context, name) ? std::nullopt
                                     : std::optional(not_found("refusal.not_on_duty", name));
}

}  // namespace labd::rules::detail
