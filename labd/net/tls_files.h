// Looks at certificate and key as `labd check-config` does: before a server uses them.
#pragma once

#include <string>

#include "labd/core/time.h"
#include "labd/net/server.h"

namespace labd::net {

struct TlsFilesCheck {
    /// What a server could not use, with the file's name: not readable, no certificate or key, not
    /// a pair, not valid yet or any more. Empty when nothing.
    std::string error;
    /// The last instant at which the server's own certificate is valid.
    Instant valid_until;
};

/// Opens and reads both files; any thread.
TlsFilesCheck check_tls_files(const TlsFiles& files, Instant now);

}  // namespace labd::net
