#include "labd/web/day.h"

#include <charconv>

#include "labd/codec/plain_json.h"
#include "labd/rules/incidents.h"
#include "labd/web/problem.h"
#include "labd/web/projection.h"

namespace labd::web {

namespace {

std::optional<net::Response> read_query(const Context& context, const Call& call, OpenedDay& day) {
    const Seq size = context.kernel.state().size;
    auto as_of = query_number(call, "as_of", size, size);
    if (auto* response = std::get_if<net::Response>(&as_of)) {
        return std::move(*response);
    }
    if (call.request.query_value("as_of")) {
        day.before = std::get<std::uint64_t>(as_of);
        const auto site = context.kernel.state().site_of(day.log->date, day.before);
        if (site == nullptr) {
            return no_such("session", day.session.value, call.language());
        }
        day.past = domain::day_at(*day.log, site, {day.before, -1});
    }
    day.at = context.kernel.now();
    if (const std::optional<std::string> text = call.request.query_value("at")) {
        const std::optional<Instant> at = read_instant(*text, day);
        if (!at) {
            return bad_input({"at", Message{"input.time_of_query"}}, call.language());
        }
        day.at = *at;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Instant> read_instant(std::string_view text, const OpenedDay& day) {
    if (const std::optional<Instant> instant = parse_instant(text)) {
        return instant;
    }
    const std::optional<TimeOfDay> time = parse_time_of_day(text);
    return time ? day.zone().to_instant(day.log->date, *time) : std::nullopt;
}

bool is_hidden_as_old(const Context& context, domain::Role role, const SessionId& session) {
    const auto& sessions = context.kernel.state().sessions;
    const auto row = sessions.find(session);
    return row != sessions.end() && row->second.closed && !sees_old_sessions(role) &&
           is_old(context.kernel.state(), session, context.today());
}

bool is_seen(const Context& context, domain::Role role, const domain::IncidentRow& row) {
    return rules::may_see_incident(role, row.kind) && !is_hidden_as_old(context, role, row.session);
}

net::Response no_such(std::string_view kind, std::string_view name, codec::Language language) {
    return problem(Fault::not_found, language,
                   {"problem.no_such", {{"kind", std::string(kind)}, {"name", std::string(name)}}},
                   {{"kind", kind}, {"name", name}});
}

net::Response answer(int status, const boost::json::value& body) {
    return net::Response::with_text(status, "application/json", codec::plain_json(body));
}

std::variant<std::uint64_t, net::Response> query_number(const Call& call, std::string_view name,
                                                        std::uint64_t absent, std::uint64_t max) {
    const std::optional<std::string> text = call.request.query_value(name);
    if (!text) {
        return absent;
    }
    std::uint64_t number = 0;
    const auto end = std::from_chars(text->data(), text->data() + text->size(), number);
    if (end.ec != std::errc() || end.ptr != text->data() + text->size() || number > max) {
        return bad_input({std::string(name),
                          Message{"input.number_up_to", {{"max", static_cast<std::int64_t>(max)}}}},
                         call.language());
    }
    return number;
}

std::optional<Page> page_or_answer(Call& call, Seq size, Page absent, std::uint64_t limit_max) {
    auto after = query_number(call, "after", absent.after, size);
    auto limit = query_number(call, "limit", absent.limit, limit_max);
    for (auto* number : {&after, &limit}) {
        if (auto* response = std::get_if<net::Response>(number)) {
            call.reply(std::move(*response));
            return std::nullopt;
        }
    }
    return Page{std::get<std::uint64_t>(after), std::get<std::uint64_t>(limit)};
}

std::optional<OpenedDay> day_or_answer(const Context& context, Call& call, NamedBy named_by,
                                       OldDays old_days) {
    auto opened = named_by == NamedBy::sitting
                      ? open_day_of(context, call, SittingId(call.names[0]), old_days)
                      : open_day(context, call, SessionId(call.names[0]), old_days);
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    return std::move(std::get<OpenedDay>(opened));
}

void add_about(const Context& context, const OpenedDay& day, boost::json::object& body) {
    body["session"] = day.session.value;
    body["at"] = day.zone().format(day.at);
    body["size"] = std::min(day.before, context.kernel.state().size);
}

void answer_about_sitting(const Context& context, Call call, OldDays old_days,
                          const TellSitting& tell) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, NamedBy::sitting, old_days);
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
    boost::json::object body = tell(*sitting, rules::timeline(*sitting), *day);
    body["sitting"] = id.value;
    add_about(context, *day, body);
    call.reply(answer(200, body));
}

std::variant<OpenedDay, net::Response> open_day(const Context& context, const Call& call,
                                                const SessionId& session, OldDays old_days) {
    const domain::State& state = context.kernel.state();
    if (!state.sessions.contains(session)) {
        return no_such("session", session.value, call.language());
    }
    if (old_days == OldDays::by_role && is_hidden_as_old(context, call.role(), session)) {
        return problem(Fault::not_allowed, call.language(), {"problem.closed_day", {}});
    }
    OpenedDay day;
    day.session = session;
    day.log = context.kernel.load_day(session);
    if (day.log == nullptr) {
        return no_such("session", session.value, call.language());
    }
    if (std::optional<net::Response> response = read_query(context, call, day)) {
        return std::move(*response);
    }
    if (!day.day().sessions.contains(session)) {
        return no_such("session", session.value, call.language());
    }
    return day;
}

std::variant<OpenedDay, net::Response> open_day_of(const Context& context, const Call& call,
                                                   const SittingId& sitting, OldDays old_days) {
    const domain::State& state = context.kernel.state();
    const auto row = state.sittings.find(sitting);
    if (row == state.sittings.end()) {
        return no_such("sitting", sitting.value, call.language());
    }
    return open_day(context, call, SessionId(row->second), old_days);
}

}  // namespace labd::web
