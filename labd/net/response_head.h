// Inside net only: a Response's status line and header fields as bytes.
#pragma once

#include <string>

#include "labd/net/http.h"

namespace labd::net {

/// Whether every header name is a token and no value holds a control character (RFC 9110, 5.5).
bool is_sendable(const Response& response);

/// Whether a message of this status carries a body (RFC 9110, section 6.4.1).
bool status_has_body(int status);

/// Appends everything up to the empty line.
void append_response_head(std::string& out, const Response& response, bool keep_alive);

/// Plain text for a status, where web gave no form of its own.
Response plain_error(int status);

}  // namespace labd::net
