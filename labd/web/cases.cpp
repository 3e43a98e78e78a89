#include "labd/web/cases.h"

#include <algorithm>

#include "labd/codec/case_json.h"
#include "labd/codec/writer.h"
#include "labd/web/access.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// Cases go on when their day is long over and closed.
std::optional<OpenedDay> day_or_answer(const Context& context, Call& call, bool by_sitting) {
    auto opened = by_sitting ? open_day_of(context, call, SittingId(call.names[0]), OldDays::shown)
                             : open_day(context, call, SessionId(call.names[0]), OldDays::shown);
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    return std::move(std::get<OpenedDay>(opened));
}

void add_about(const OpenedDay& day, Seq size, json::object& to) {
    to["session"] = day.session.value;
    to["at"] = day.zone().format(day.at);
    to["size"] = std::min(day.before, size);
}

/// Who reads free text sees the names of documents.
bool sees_text(const Call& call) { return sight_of(call.role()) == Sight::everything; }

/// Answers with what `tell(sitting, timeline, day)` says of the sitting in the path.
template <class Tell>
void answer_about_sitting(const Context& context, Call call, Tell tell) {
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
    json::object body = tell(*sitting, rules::timeline(*sitting), *day);
    body["sitting"] = id.value;
    add_about(*day, context.kernel.state().size, body);
    call.reply(answer(200, body));
}

}  // namespace

void read_remedy(const Context& context, Call call) {
    const bool with_text = sees_text(call);
    answer_about_sitting(context, std::move(call),
                         [with_text](const auto& sitting, const auto& line, const OpenedDay& day) {
                             return codec::remedy_to_json(
                                 rules::remedy_cases(sitting, line, day.at), day.zone(), with_text);
                         });
}

void read_reread(const Context& context, Call call) {
    const codec::Language language = call.language();
    answer_about_sitting(context, std::move(call),
                         [language](const auto& sitting, const auto& line, const OpenedDay& day) {
                             return codec::reread_to_json(rules::reread_at(sitting, line, day.at),
                                                          day.at, day.zone(), language);
                         });
}

void list_cases(const Context& context, Call call) {
    const std::optional<OpenedDay> day = day_or_answer(context, call, false);
    if (!day) {
        return;
    }
    const rules::View view = day->view();
    json::array sittings;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        if (!sitting || facts.session != day->session) {
            continue;
        }
        const rules::Timeline line = rules::timeline(*sitting);
        const std::vector<rules::RemedyCase> cases = rules::remedy_cases(*sitting, line, day->at);
        const std::optional<domain::Mark> mark = rules::standing_mark(*sitting, line, day->at);
        const rules::RereadAnswer reread = rules::reread_at(*sitting, line, day->at);
        if (cases.empty() && !mark && reread.reread == nullptr) {
            continue;
        }
        json::object one{{"sitting", id.value}};
        one["mark"] = mark ? json::value(codec::enum_name(*mark)) : json::value(nullptr);
        one["remedy"] =
            cases.empty() ? json::value(nullptr)
                          : json::value(codec::remedy_to_json(cases, day->zone(), sees_text(call)));
        one["reread"] = codec::reread_to_json(reread, day->at, day->zone(), call.language());
        sittings.emplace_back(std::move(one));
    }
    json::object body{{"sittings", std::move(sittings)}};
    add_about(*day, context.kernel.state().size, body);
    call.reply(answer(200, body));
}

}  // namespace labd::web
