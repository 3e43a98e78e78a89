#include "labd/web/reading.h"

#include <algorithm>

#include "labd/codec/answers.h"
#include "labd/rules/explain.h"
#include "labd/web/day_json.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// Opens the session that the path names, or answers.
std::optional<OpenedDay> day_or_answer(const Context& context, Call& call, bool by_sitting) {
    auto opened = by_sitting ? open_day_of(context, call, SittingId(call.names[0]))
                             : open_day(context, call, SessionId(call.names[0]));
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    return std::move(std::get<OpenedDay>(opened));
}

json::object about(const OpenedDay& day, Seq size) {
    return {{"session", day.session.value},
            {"at", day.zone().format(day.at)},
            {"size", std::min(day.before, size)}};
}

}  // namespace

void list_sessions(const Context& context, Call call) {
    const domain::State& state = context.kernel.state();
    std::vector<std::pair<SessionId, domain::SessionRow>> rows(state.sessions.begin(),
                                                               state.sessions.end());
    std::ranges::sort(rows, [](const auto& a, const auto& b) {
        return std::tie(b.second.date, a.first) < std::tie(a.second.date, b.first);
    });
    json::array sessions;
    for (const auto& [id, row] : rows) {
        if (is_hidden_as_old(context, call.role(), id)) {
            continue;
        }
        json::object object{
            {"id", id.value}, {"date", format_date(row.date)}, {"closed", row.closed}};
        const domain::DayLog* log = state.day_of(id);
        const auto session = log == nullptr ? std::map<SessionId, domain::Session>::const_iterator()
                                            : log->now.sessions.find(id);
        if (log != nullptr && session != log->now.sessions.end()) {
            object["starts_at"] = log->now.site->zone.format(session->second.start);
        }
        sessions.push_back(std::move(object));
    }
    call.reply(
        answer(200, {{"sessions", std::move(sessions)}, {"today", format_date(context.today())}}));
}

void read_session(const Context& context, Call call) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, false);
    if (!day) {
        return;
    }
    json::object body = *session_for(*day);
    for (auto& member : about(*day, context.kernel.state().size)) {
        body[member.key()] = std::move(member.value());
    }
    call.reply(answer(200, body));
}

void read_alarms(const Context& context, Call call) {
    if (const std::optional<OpenedDay> day = day_or_answer(context, call, false)) {
        json::object body = about(*day, context.kernel.state().size);
        body["alarms"] = alarms_of(*day);
        call.reply(answer(200, body));
    }
}

void read_outages(const Context& context, Call call) {
    if (const std::optional<OpenedDay> day = day_or_answer(context, call, false)) {
        json::object body = about(*day, context.kernel.state().size);
        body["outages"] = outages_for(sight_of(call.role()), *day);
        call.reply(answer(200, body));
    }
}

void read_sitting(const Context& context, Call call) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, true);
    if (!day) {
        return;
    }
    std::optional<json::object> body =
        sitting_for(sight_of(call.role()), *day, SittingId(call.names[0]));
    if (!body) {
        call.reply(no_such("sitting", call.names[0], call.language()));
        return;
    }
    for (auto& member : about(*day, context.kernel.state().size)) {
        (*body)[member.key()] = std::move(member.value());
    }
    call.reply(answer(200, *body));
}

void read_explanation(const Context& context, Call call) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, true);
    if (!day) {
        return;
    }
    const rules::View view = day->view();
    const SittingId id(call.names[0]);
    const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
    if (!sitting) {
        call.reply(no_such("sitting", id.value, call.language()));
        return;
    }
    json::object body = codec::explanation_to_json(
        rules::explain(*sitting, rules::timeline(*sitting), day->at), day->zone());
    body["sitting"] = id.value;
    for (auto& member : about(*day, context.kernel.state().size)) {
        body[member.key()] = std::move(member.value());
    }
    call.reply(answer(200, body));
}

}  // namespace labd::web
