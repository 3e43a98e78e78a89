// Everything that is not done is answered as a problem (RFC 9457): a stable type, the rules, and
// words in the reader's language.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "labd/codec/json.h"
#include "labd/codec/messages.h"
#include "labd/core/refusal.h"
#include "labd/core/zone.h"
#include "labd/net/http.h"

namespace labd::web {

/// The kinds of problem; each has one status, one title (`title.…`) and one sentence (`problem.…`).
enum class Fault : std::uint8_t {
    bad_input,
    not_signed_in,
    foreign_origin,
    not_allowed,
    password_change_needed,
    not_found,
    method_not_allowed,
    not_acceptable,
    refused,
    changed_since,
    bad_roster,
    key_missing,
    key_reused,
    in_flight,
    conflict,
    precondition_failed,
    too_large,
    wrong_content_type,
    upgrade_needed,
    throttled,
    busy,
    disk_full,
    outcome_unknown,
    unavailable
};

int status_of(Fault fault);

/// `/problems/bad-input`.
std::string_view type_of(Fault fault);

/// A problem about to be answered. Without a message of its own the sentence of the fault is its
/// detail; `members` are added to the standard ones.
net::Response problem(Fault fault, codec::Language language, const Message& detail = {},
                      boost::json::object members = {});

/// Input that cannot be read, with its place. What is wrong with it is said in English.
net::Response bad_input(const codec::InputFault& fault, codec::Language language);

/// What a rule refuses; the status follows from the rules (ROLE 403, REFERENCE 404, BASED-ON 409,
/// all others 422).
net::Response refused(const Refusal& refusal, codec::Language language, const TimeZone& zone,
                      boost::json::object members = {});

/// The answer to what never reached a handler and so has no language, in English.
net::Response problem_of_status(int status);

}  // namespace labd::web
