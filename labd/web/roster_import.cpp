#include "labd/web/roster_import.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "labd/codec/answers.h"
#include "labd/kernel/response.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/metrics.h"
#include "labd/web/problem.h"
#include "labd/web/roster.h"

namespace labd::web {

namespace {

namespace json = boost::json;

json::array ids_to_json(const std::vector<SittingId>& ids) {
    json::array array;
    for (const SittingId& id : ids) {
        array.emplace_back(id.value);
    }
    return array;
}

/// What is wrong with a row, and in which column.
std::string sentence(const RosterFault& fault, codec::Language language, const TimeZone& zone) {
    Message whole = fault.what;
    whole.values["place"] = fault.place;
    return codec::render(whole, language, zone);
}

net::Response answer_faults(const std::vector<RosterFault>& faults, codec::Language language,
                            const TimeZone& zone) {
    json::array rows;
    for (const RosterFault& fault : faults) {
        json::object row{{"row", fault.row},
                         {"place", fault.place},
                         {"what", sentence(fault, language, zone)},
                         {"rules", codec::rules_to_json(fault.rules)}};
        if (!fault.sitting.empty()) {
            row["sitting"] = fault.sitting.value;
        }
        rows.push_back(std::move(row));
    }
    return problem(
        Fault::bad_roster, language,
        {"problem.bad_roster_rows", {{"count", static_cast<std::int64_t>(faults.size())}}},
        {{"rows", std::move(rows)}});
}

json::object plan_to_json(const RosterPlan& plan) {
    return {{"added", ids_to_json(plan.added)},
            {"amended", ids_to_json(plan.amended)},
            {"withdrawn", ids_to_json(plan.withdrawn)},
            {"unchanged", ids_to_json(plan.unchanged)},
            {"kept", ids_to_json(plan.kept)}};
}

/// What recorded entries say of a roster, so that a retry gets the same answer as the first
/// request.
json::object plan_of_entries(const Context& context, const json::array& entries) {
    json::array added;
    json::array amended;
    json::array withdrawn;
    for (const json::value& told : entries) {
        const Seq seq = told.at("seq").to_number<Seq>();
        context.kernel.read(seq, 1, [&](const domain::Entry& entry) {
            if (const auto* booked = std::get_if<domain::SittingBooked>(&entry.body)) {
                added.emplace_back(booked->sitting.value);
            } else if (const auto* changed = std::get_if<domain::SittingAmended>(&entry.body)) {
                amended.emplace_back(changed->sitting.value);
            } else if (const auto* taken = std::get_if<domain::SittingWithdrawn>(&entry.body)) {
                withdrawn.emplace_back(taken->sitting.value);
            }
        });
    }
    return {{"added", std::move(added)},
            {"amended", std::move(amended)},
            {"withdrawn", std::move(withdrawn)}};
}

net::Response answer_recorded(const Context& context, const kernel::Outcome& outcome,
                              const RosterPlan& plan, codec::Language language) {
    if (const auto* done = std::get_if<kernel::Done>(&outcome)) {
        json::object body = plan_to_json(plan);
        json::object told = json::parse(kernel::response_json(*done, context.zone())).as_object();
        body["accepted"] = true;
        body["entries"] = std::move(told.at("entries"));
        body["size"] = std::move(told.at("size"));
        return answer(201, body);
    }
    if (const auto* replayed = std::get_if<kernel::Replayed>(&outcome)) {
        json::object told = json::parse(replayed->response).as_object();
        json::object body = plan_of_entries(context, told.at("entries").as_array());
        body["unchanged"] = ids_to_json(plan.unchanged);
        body["kept"] = ids_to_json(plan.kept);
        body["accepted"] = true;
        body["entries"] = std::move(told.at("entries"));
        body["size"] = std::move(told.at("size"));
        net::Response response = answer(201, body);
        response.headers.emplace_back("Idempotency-Replayed", "true");
        return response;
    }
    if (const auto* refusal = std::get_if<kernel::Refused>(&outcome)) {
        context.metrics.count_refusal(refusal->refusal);
        const RosterPlan::Origin& origin = plan.origins[refusal->index];
        return answer_faults({{origin.row, origin.sitting, "", refusal->refusal.message}}, language,
                             context.zone());
    }
    return answer_outcome(context, outcome, language);
}

net::Response answer_preview(const Context& context, const RosterPlan& plan,
                             codec::Language language) {
    if (!plan.entries.empty()) {
        const kernel::Outcome outcome = context.kernel.preview(plan.entries);
        if (!std::holds_alternative<kernel::Done>(outcome)) {
            return answer_recorded(context, outcome, plan, language);
        }
    }
    json::object body = plan_to_json(plan);
    body["preview"] = true;
    body["size"] = context.kernel.state().size;
    return answer(200, body);
}

/// Reads the body by its type, or answers.
std::optional<Roster> roster_or_answer(Call& call) {
    const bool csv = has_content_type(call.request, "text/csv");
    if (!csv && !has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return std::nullopt;
    }
    Roster roster = csv ? read_roster_csv(call.request.body) : read_roster_json(call.request.body);
    const bool unreadable = !roster.faults.empty() && roster.faults.front().row == 0;
    if (unreadable) {
        call.reply(
            bad_input({roster.faults.front().place, roster.faults.front().what}, call.language()));
        return std::nullopt;
    }
    return roster;
}

void submit(const Context& context, Call call, std::string key, RosterPlan plan,
            const SessionId& session) {
    kernel::Request request{plan.entries,
                            kernel::Idempotency{call.principal.name + " roster " + session.value,
                                                std::move(key), call.request.body}};
    const codec::Language language = call.language();
    const Instant asked = context.clock.wall();
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    context.kernel.submit(
        std::move(request),
        [&context, reply, language, asked, plan = std::move(plan)](const kernel::Outcome& outcome) {
            context.metrics.note_outcome(outcome, context.clock.wall() - asked);
            (*reply)(answer_recorded(context, outcome, plan, language));
        });
}

}  // namespace

void import_roster(const Context& context, Call call) {
    const bool preview = call.request.query_value("preview") == "true";
    auto key = preview ? std::variant<std::string, net::Response>(std::string())
                       : idempotency_key(call.request, call.language());
    if (auto* response = std::get_if<net::Response>(&key)) {
        call.reply(std::move(*response));
        return;
    }
    const std::optional<Roster> roster = roster_or_answer(call);
    if (!roster) {
        return;
    }
    const SessionId session(call.names[0]);
    if (context.kernel.load_day(session) == nullptr) {
        call.reply(no_such("session", session.value, call.language()));
        return;
    }
    const RosterImport import{
        session, call.principal.actor(), context.kernel.now(),
        context.config.replay ? rules::Authority::scenario : rules::Authority::daemon};
    RosterPlan plan = plan_roster(*roster, context.kernel.state(), import);
    plan.faults.insert(plan.faults.end(), roster->faults.begin(), roster->faults.end());
    std::ranges::stable_sort(plan.faults, {}, &RosterFault::row);
    if (!plan.faults.empty()) {
        call.reply(answer_faults(plan.faults, call.language(), context.zone()));
        return;
    }
    if (preview) {
        call.reply(answer_preview(context, plan, call.language()));
        return;
    }
    if (plan.entries.empty()) {
        json::object body = plan_to_json(plan);
        body["accepted"] = true;
        body["entries"] = json::array();
        body["size"] = context.kernel.state().size;
        call.reply(answer(200, body));
        return;
    }
    submit(context, std::move(call), std::move(std::get<std::string>(key)), std::move(plan),
           session);
}

}  // namespace labd::web
