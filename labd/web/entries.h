// The one door for entries: single, in batches, previewed, and safe to retry.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// The key of a request that must not be done twice; the response says what is wrong with it.
std::variant<std::string, net::Response> idempotency_key(const net::Request& request,
                                                         codec::Language language);

/// The route POST `/api/v1/entries`.
void handle_entries(const Context& context, Call call);

/// Turns a kernel's outcome into the answer: 201 and what was recorded, or the problem.
net::Response answer_outcome(const Context& context, const kernel::Outcome& outcome,
                             codec::Language language);

/// Whether a body claims to be of this media type.
bool has_content_type(const net::Request& request, std::string_view media_type);

}  // namespace labd::web
