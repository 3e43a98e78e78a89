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
    /// Of its title and its sentence in the catalogue.
    std::string_view key;
};

constexpr auto faults = std::to_array<FaultRow>({
    {Fault::bad_input, 400, "/problems/bad-input", "bad_input"},
    {Fault::not_signed_in, 401, "/problems/not-signed-in", "not_signed_in"},
    {Fault::foreign_origin, 403, "/problems/foreign-origin", "foreign_origin"},
    {Fault::not_allowed, 403, "/problems/not-allowed", "not_allowed"},
    {Fault::password_change_needed, 403, "/problems/password-change-needed",
     "password_change_needed"},
    {Fault::not_found, 404, "/problems/not-found", "not_found"},
    {Fault::method_not_allowed, 405, "/problems/method-not-allowed", "method_not_allowed"},
    {Fault::not_acceptable, 406, "/problems/not-acceptable", "not_acceptable"},
    {Fault::refused, 422, "/problems/refused", "refused"},
    {Fault::bad_roster, 422, "/problems/bad-roster", "bad_roster"},
    {Fault::changed_since, 409, "/problems/changed-since", "changed_since"},
    {Fault::key_missing, 400, "/problems/idempotency-key-missing", "key_missing"},
    {Fault::key_reused, 422, "/problems/idempotency-key-reused", "key_reused"},
    {Fault::in_flight, 409, "/problems/in-flight", "in_flight"},
    {Fault::conflict, 409, "/problems/conflict", "conflict"},
    {Fault::precondition_failed, 412, "/problems/precondition-failed", "precondition_failed"},
    {Fault::too_large, 413, "/problems/too-large", "too_large"},
    {Fault::wrong_content_type, 415, "/problems/wrong-content-type", "wrong_content_type"},
    {Fault::upgrade_needed, 426, "/problems/upgrade-needed", "upgrade_needed"},
    {Fault::throttled, 429, "/problems/throttled", "throttled"},
    {Fault::busy, 503, "/problems/busy", "busy"},
    {Fault::disk_full, 507, "/problems/disk-full", "disk_full"},
    {Fault::outcome_unknown, 503, "/problems/outcome-unknown", "outcome_unknown"},
    {Fault::unavailable, 503, "/problems/unavailable", "unavailable"},
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

/// Problems name no instants.
const TimeZone& no_zone() {
    static const TimeZone utc = *TimeZone::find("UTC");
    return utc;
}

net::Response answer(const FaultRow& row, codec::Language language, std::string_view detail,
                     boost::json::object members) {
    const Message title{"title." + std::string(row.key), {}};
    boost::json::object body{{"type", row.type},
                             {"title", codec::render(title, language, no_zone())},
                             {"status", row.status},
                             {"detail", detail}};
    for (auto& member : members) {
        body[member.key()] = std::move(member.value());
    }
    net::Response response =
        net::Response::with_text(row.status, "application/problem+json", codec::plain_json(body));
    response.headers.emplace_back("Content-Language",
                                  language == codec::Language::ja ? "ja" : "en");
    return response;
}

}  // namespace

int status_of(Fault fault) { return row_of(fault).status; }

std::string_view type_of(Fault fault) { return row_of(fault).type; }

net::Response problem(Fault fault, codec::Language language, const Message& detail,
                      boost::json::object members) {
    const FaultRow& row = row_of(fault);
    const Message& sentence =
        detail.key.empty() ? Message{"problem." + std::string(row.key), {}} : detail;
    return answer(row, language, codec::render(sentence, language, no_zone()), std::move(members));
}

net::Response bad_input(const codec::InputFault& fault, codec::Language language) {
    return problem(Fault::bad_input, language,
                   {"problem.bad_input_at", {{"fault", fault.sentence(language)}}},
                   {{"place", fault.place}});
}

net::Response refused(const Refusal& refusal, codec::Language language, const TimeZone& zone,
                      boost::json::object members) {
    for (auto& member : codec::refusal_to_json(refusal, zone)) {
        members[member.key()] = std::move(member.value());
    }
    return answer(row_of(fault_of(refusal)), language,
                  codec::render(refusal.message, language, zone), std::move(members));
}

net::Response problem_of_status(int status) {
    const auto row = std::ranges::find(faults, status, &FaultRow::status);
    if (row != faults.end()) {
        return problem(row->fault, codec::Language::en);
    }
    const boost::json::object body{{"type", "about:blank"},
                                   {"title", net::reason_phrase(status)},
                                   {"status", status},
                                   {"detail", net::reason_phrase(status)}};
    return net::Response::with_text(status, "application/problem+json", codec::plain_json(body));
}

}  // namespace labd::web
