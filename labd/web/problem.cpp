#include "labd/web/problem.h"

#include <algorithm>
#include <array>

#include "labd/codec/answers.h"
#include "labd/codec/plain_json.h"

namespace labd::web {

namespace {

struct FaultRow {
    Fault fault;
    int status;
    std::string_view type;
    std::string_view title;
};

constexpr auto faults = std::to_array<FaultRow>({
    {Fault::bad_input, 400, "/problems/bad-input", "The request cannot be read"},
    {Fault::not_signed_in, 401, "/problems/not-signed-in", "Sign in first"},
    {Fault::foreign_origin, 403, "/problems/foreign-origin", "Sent from a foreign page"},
    {Fault::not_allowed, 403, "/problems/not-allowed", "Not allowed in this role"},
    {Fault::password_change_needed, 403, "/problems/password-change-needed",
     "Set your own password first"},
    {Fault::not_found, 404, "/problems/not-found", "Not there"},
    {Fault::method_not_allowed, 405, "/problems/method-not-allowed", "Not possible here"},
    {Fault::refused, 422, "/problems/refused", "Refused by a rule"},
    {Fault::bad_roster, 422, "/problems/bad-roster", "The roster cannot be imported"},
    {Fault::changed_since, 409, "/problems/changed-since", "Changed since you looked"},
    {Fault::key_missing, 400, "/problems/idempotency-key-missing", "Idempotency-Key is missing"},
    {Fault::key_reused, 422, "/problems/idempotency-key-reused",
     "This Idempotency-Key came with another request"},
    {Fault::in_flight, 409, "/problems/in-flight", "The same request is being worked on"},
    {Fault::conflict, 409, "/problems/conflict", "It is there already"},
    {Fault::precondition_failed, 412, "/problems/precondition-failed", "Changed since you looked"},
    {Fault::too_large, 413, "/problems/too-large", "The request is too long"},
    {Fault::wrong_content_type, 415, "/problems/wrong-content-type",
     "This kind of content is not accepted here"},
    {Fault::upgrade_needed, 426, "/problems/upgrade-needed", "This is a WebSocket"},
    {Fault::throttled, 429, "/problems/throttled", "Too many attempts"},
    {Fault::busy, 503, "/problems/busy", "Too busy"},
    {Fault::disk_full, 507, "/problems/disk-full", "The disk is full"},
    {Fault::outcome_unknown, 503, "/problems/outcome-unknown",
     "It is not known whether it is recorded"},
    {Fault::unavailable, 503, "/problems/unavailable", "Not available"},
});

const FaultRow& row_of(Fault fault) { return *std::ranges::find(faults, fault, &FaultRow::fault); }

Fault fault_of(const Refusal& refusal) {
    for (const Rule& rule : refusal.rules) {
        if (rule == rule::ROLE) {
            return Fault::not_allowed;
        }
        if (rule == rule::REFERENCE) {
            return Fault::not_found;
        }
        if (rule == rule::CONFLICT) {
            return Fault::conflict;
        }
        if (rule == rule::BASED_ON) {
            return Fault::changed_since;
        }
    }
    return Fault::refused;
}

}  // namespace

int status_of(Fault fault) { return row_of(fault).status; }

std::string_view type_of(Fault fault) { return row_of(fault).type; }

net::Response problem(Fault fault, std::string_view detail, boost::json::object members) {
    const FaultRow& row = row_of(fault);
    boost::json::object body{
        {"type", row.type}, {"title", row.title}, {"status", row.status}, {"detail", detail}};
    for (auto& member : members) {
        body[member.key()] = std::move(member.value());
    }
    return net::Response::with_text(row.status, "application/problem+json",
                                    codec::plain_json(body));
}

net::Response bad_input(const codec::InputFault& fault) {
    return problem(Fault::bad_input, fault.place + ": " + fault.what, {{"place", fault.place}});
}

net::Response refused(const Refusal& refusal, codec::Language language, const TimeZone& zone,
                      boost::json::object members) {
    for (auto& member : codec::refusal_to_json(refusal, zone)) {
        members[member.key()] = std::move(member.value());
    }
    net::Response response = problem(
        fault_of(refusal), codec::render(refusal.message, language, zone), std::move(members));
    response.headers.emplace_back("Content-Language",
                                  language == codec::Language::ja ? "ja" : "en");
    return response;
}

net::Response problem_of_status(int status) {
    const auto row = std::ranges::find(faults, status, &FaultRow::status);
    if (row != faults.end()) {
        return problem(row->fault, net::reason_phrase(status));
    }
    const boost::json::object body{{"type", "about:blank"},
                                   {"title", net::reason_phrase(status)},
                                   {"status", status},
                                   {"detail", net::reason_phrase(status)}};
    return net::Response::with_text(status, "application/problem+json", codec::plain_json(body));
}

}  // namespace labd::web
