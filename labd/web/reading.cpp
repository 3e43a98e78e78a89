#include "labd/web/reading.h"

#include <algorithm>

#include "labd/codec/answers.h"
#include "labd/rules/explain.h"
#include "labd/web/day_json.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace json = boost::json;

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
    const std::optional<OpenedDay> day = day_or_answer(context, call, NamedBy::session);
    if (!day) {
        return;
    }
    json::object body = *session_for(*day);
    add_about(context, *day, body);
    call.reply(answer(200, body));
}

void read_alarms(const Context& context, Call call) {
    if (const std::optional<OpenedDay> day = day_or_answer(context, call, NamedBy::session)) {
        json::object body;
        add_about(context, *day, body);
        body["alarms"] = alarms_of(*day);
        call.reply(answer(200, body));
    }
}

void read_outages(const Context& context, Call call) {
    if (const std::optional<OpenedDay> day = day_or_answer(context, call, NamedBy::session)) {
        json::object body;
        add_about(context, *day, body);
        body["outages"] = outages_for(sight_of(call.role()), *day);
        call.reply(answer(200, body));
    }
}

void read_sitting(const Context& context, Call call) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, NamedBy::sitting);
    if (!day) {
        return;
    }
    std::optional<json::object> body =
        sitting_for(sight_of(call.role()), *day, SittingId(call.names[0]));
    if (!body) {
        call.reply(no_such("sitting", call.names[0], call.language()));
        return;
    }
    add_about(context, *day, *body);
    call.reply(answer(200, *body));
}

void read_explanation(const Context& context, Call call) {
    answer_about_sitting(context, std::move(call), OldDays::by_role,
                         [](const auto& sitting, const auto& line, const OpenedDay& day) {
                             return codec::explanation_to_json(
                                 rules::explain(sitting, line, day.at), day.zone());
                         });
}

}  // namespace labd::web
