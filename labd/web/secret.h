// The random secrets that sessions and tokens are proved with.
#pragma once

#include <string>
#include <string_view>

#include "labd/ports/journal.h"

namespace labd::web {

/// 256 random bits as 43 characters of base64url (RFC 4648, section 5).
std::string random_secret();

/// A password for one use that a person can type: 24 characters in groups, 110 random bits.
std::string random_password();

/// A voucher's code without groups (VCH-5).
std::string random_voucher_code();

/// SHA-256: what is stored of a secret. A secret is random and long, so it needs no slow hash.
ports::Digest digest_of(std::string_view secret);

/// Stands in the log for a name that is no account's: people type passwords into the wrong field.
/// The same for the same name as long as the process lives, and nothing else.
std::string masked_name(std::string_view name);

}  // namespace labd::web
