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

/// Who reads free text sees the names of documents.
bool sees_text(const Call& call) { return sight_of(call.role()) == Sight::everything; }

}  // namespace

// Cases go on when their day is long over and closed: old days are shown.

void read_remedy(const Context& context, Call call) {
    const bool with_text = sees_text(call);
    answer_about_sitting(context, std::move(call), OldDays::shown,
                         [with_text](const auto& sitting, const auto& line, const OpenedDay& day) {
                             return codec::remedy_to_json(
                                 rules::remedy_cases(sitting, line, day.at), day.zone(), with_text);
                         });
}

void read_reread(const Context& context, Call call) {
    const codec::Language language = call.language();
    answer_about_sitting(context, std::move(call), OldDays::shown,
                         [language](const auto& sitting, const auto& line, const OpenedDay& day) {
                             return codec::reread_to_json(rules::reread_at(sitting, line, day.at),
                                                          day.at, day.zone(), language);
                         });
}

void list_cases(const Context& context, Call call) {
    const std::optional<OpenedDay> day =
        day_or_answer(context, call, NamedBy::session, OldDays::shown);
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
    add_about(context, *day, body);
    call.reply(answer(200, body));
}

}  // namespace labd::web
