#include "labd/web/day_json.h"

#include <algorithm>
#include <map>

#include "labd/codec/answers.h"
#include "labd/codec/writer.h"
#include "labd/rules/alarms.h"
#include "labd/rules/outages.h"
#include "labd/rules/session_state.h"

namespace labd::web {

namespace {

namespace json = boost::json;

json::value text_or_null(const domain::Text& text) {
    return text.erased ? json::value(nullptr) : json::value(text.value);
}

json::value instant_or_null(Instant instant, const TimeZone& zone) {
    return instant >= rules::forever ? json::value(nullptr) : json::value(zone.format(instant));
}

json::object stamp_to_json(const domain::Stamp& stamp, const TimeZone& zone) {
    return {{"entry", stamp.id.value},
            {"at", zone.format(stamp.happened)},
            {"by", stamp.by.name},
            {"role", codec::enum_name(stamp.by.role)}};
}

/// What stands before a sitting's state: who sits there, as far as the sight shows it.
json::object head_of(Sight sight, const rules::SittingView& sitting, const SeatId* seat) {
    const domain::SittingBooked& booking = sitting.facts.booking;
    json::object object{
        {"sitting", sitting.id.value},
        {"session", sitting.facts.session.value},
        {"track", booking.track.value},
        {"seat", seat == nullptr ? json::value(nullptr) : json::value(seat->value)}};
    if (sight != Sight::places) {
        object["candidate"] = booking.candidate.value;
        object["name"] = text_or_null(booking.name);
        if (booking.name_local) {
            object["name_local"] = text_or_null(*booking.name_local);
        }
        if (booking.language) {
            object["language"] = *booking.language;
        }
    }
    return object;
}

/// What somebody is away for is not everybody's business.
void hide_break(Sight sight, json::object& answer) {
    if (sight == Sight::everything) {
        return;
    }
    if (json::value* pause = answer.if_contains("break")) {
        pause->as_object()["kind"] = nullptr;
        pause->as_object()["place"] = nullptr;
    }
}

json::object state_for(Sight sight, const rules::SittingView& sitting,
                       const rules::SittingState& state, const std::vector<rules::Alarm>& alarms,
                       const TimeZone& zone) {
    json::object answer = head_of(sight, sitting, state.seat);
    for (auto& member : codec::sitting_to_json(state, alarms, zone)) {
        answer[member.key()] = std::move(member.value());
    }
    answer["checked_in"] = state.checked_in;
    hide_break(sight, answer);
    return answer;
}

std::vector<rules::Alarm> alarms_about(const std::vector<rules::Alarm>& alarms,
                                       const SittingId& sitting) {
    std::vector<rules::Alarm> found;
    std::ranges::copy_if(alarms, std::back_inserter(found),
                         [&](const rules::Alarm& alarm) { return alarm.subject == sitting.value; });
    return found;
}

json::array sittings_in(const rules::View& view, const domain::Outage& outage, Instant at,
                        const TimeZone& zone) {
    json::array sittings;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        if (!sitting || rules::in_scope(*sitting, outage).empty()) {
            continue;
        }
        const rules::CancelCheck check = rules::check_cancel(*sitting, outage, at);
        sittings.push_back({{"sitting", id.value},
                            {"cancel_required", check.required},
                            {"cancel_required_at", instant_or_null(check.required_at, zone)}});
    }
    return sittings;
}

/// What was written about an outage; facts of the day keep only what rules look at.
const domain::Text* description_of(const rules::View& view, const domain::Outage& outage) {
    for (auto item = view.log.items.rbegin(); item != view.log.items.rend(); ++item) {
        if (item->seq < view.before && item->id == outage.reported.id && item->fact) {
            const auto* reported = std::get_if<domain::OutageReported>(item->fact.get());
            return reported != nullptr && reported->description ? &*reported->description : nullptr;
        }
    }
    return nullptr;
}

json::object outage_for(Sight sight, const rules::View& view, const domain::Outage& outage,
                        Instant at, const TimeZone& zone) {
    codec::Writer writer;
    const Instant limit = outage.reported.happened + rules::cancel_after;
    const bool over = outage.ended && outage.ended->happened <= at;
    json::object object{
        {"outage", outage.reported.id.value},
        {"scope", writer.write(outage.scope)},
        {"cause", codec::enum_name(rules::standing_cause(outage))},
        {"compensable", rules::is_compensable(outage)},
        {"reported", stamp_to_json(outage.reported, zone)},
        {"open", !over},
        {"limit_at", zone.format(limit)},
        {"to_limit_s", codec::seconds_to_json(limit - (over ? outage.ended->happened : at))},
        {"sittings", sittings_in(view, outage, at, zone)}};
    if (outage.ended) {
        object["ended"] = stamp_to_json(*outage.ended, zone);
    }
    if (const domain::Text* description = description_of(view, outage)) {
        object["description"] =
            sight == Sight::no_text ? json::value(nullptr) : text_or_null(*description);
    }
    if (outage.failure) {
        object["failure"] = outage.failure->value;
    }
    if (const domain::Estimate* estimate = rules::estimate_at(outage, at)) {
        object["estimate"] = {{"resolved_by", zone.format(estimate->resolved_by)},
                              {"by", stamp_to_json(estimate->stamp, zone)}};
    }
    return object;
}

json::array on_duty(const domain::Day& day, Instant at, const TimeZone& zone) {
    std::map<std::string, const domain::DutyMark*> last;
    for (const domain::DutyMark& mark : day.duties) {
        if (mark.stamp.happened <= at) {
            last[mark.stamp.by.name] = &mark;
        }
    }
    json::array people;
    for (const auto& [name, mark] : last) {
        if (mark->started) {
            people.push_back({{"name", name},
                              {"role", codec::enum_name(mark->stamp.by.role)},
                              {"since", zone.format(mark->stamp.happened)}});
        }
    }
    return people;
}

json::array alarms_to_json(const std::vector<rules::Alarm>& alarms, const TimeZone& zone) {
    json::array array;
    for (const rules::Alarm& alarm : alarms) {
        array.push_back(codec::alarm_to_json(alarm, zone));
    }
    return array;
}

/// A board for everybody in the room: seats and ends, nobody's name.
json::object times_of(const OpenedDay& day, Seq size, rules::Horizon& horizon) {
    const rules::View view = day.view();
    const TimeZone& zone = day.zone();
    json::array seats;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        if (facts.session != day.session || !sitting) {
            continue;
        }
        const rules::SittingState state =
            rules::state_at(*sitting, rules::timeline(*sitting), horizon);
        if (state.seat == nullptr) {
            continue;
        }
        seats.push_back({{"seat", state.seat->value},
                         {"clock", codec::enum_name(state.clock)},
                         {"ends_at", state.ends_at ? json::value(zone.format(*state.ends_at))
                                                   : json::value(nullptr)}});
    }
    const domain::Session& session = view.day.sessions.at(day.session);
    return {{"session",
             {{"id", day.session.value},
              {"date", format_date(session.date)},
              {"starts_at", zone.format(session.start)}}},
            {"now", zone.format(day.at)},
            {"size", size},
            {"changes_at", instant_or_null(horizon.changes_at(), zone)},
            {"sittings", std::move(seats)}};
}

}  // namespace

std::optional<json::object> sitting_for(Sight sight, const OpenedDay& day, const SittingId& id) {
    const rules::View view = day.view();
    const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
    if (!sitting) {
        return std::nullopt;
    }
    const rules::SittingState state = rules::state_at(*sitting, rules::timeline(*sitting), day.at);
    return state_for(sight, *sitting, state, alarms_about(rules::alarms_at(view, day.at), id),
                     day.zone());
}

json::array outages_for(Sight sight, const OpenedDay& day) {
    const rules::View view = day.view();
    json::array outages;
    for (const domain::Outage& outage : view.day.outages) {
        outages.push_back(outage_for(sight, view, outage, day.at, day.zone()));
    }
    return outages;
}

json::array alarms_of(const OpenedDay& day) {
    return alarms_to_json(rules::alarms_at(day.view(), day.at), day.zone());
}

std::optional<json::object> session_for(const OpenedDay& day) {
    const std::optional<rules::SessionState> state =
        rules::session_state(day.view(), day.session, day.at);
    if (!state) {
        return std::nullopt;
    }
    json::object object{{"id", day.session.value}, {"date", format_date(day.log->date)}};
    for (auto& member : codec::session_to_json(*state, day.zone())) {
        object[member.key()] = std::move(member.value());
    }
    return object;
}

json::object board_for(Sight sight, const OpenedDay& day, Seq size, rules::Horizon& horizon) {
    if (sight == Sight::times) {
        return times_of(day, size, horizon);
    }
    const rules::View view = day.view();
    const TimeZone& zone = day.zone();
    const std::vector<rules::Alarm> alarms = rules::alarms_at(view, horizon);
    json::array sittings;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        if (facts.session == day.session && sitting) {
            const rules::SittingState state =
                rules::state_at(*sitting, rules::timeline(*sitting), horizon);
            sittings.push_back(state_for(sight, *sitting, state, alarms_about(alarms, id), zone));
        }
    }
    json::object board{{"session", *session_for(day)},
                       {"now", zone.format(day.at)},
                       {"size", size},
                       {"sittings", std::move(sittings)},
                       {"outages", outages_for(sight, day)},
                       {"alarms", alarms_to_json(alarms, zone)},
                       {"on_duty", on_duty(day.day(), day.at, zone)}};
    board["changes_at"] = instant_or_null(horizon.changes_at(), zone);
    return board;
}

}  // namespace labd::web
