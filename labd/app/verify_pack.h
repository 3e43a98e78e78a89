// `labd verify-pack`: checks an evidence pack, on any machine, without a journal.
#pragma once

#include <string>

#include "labd/app/offline.h"

namespace labd::app {

struct VerifyPackCommand {
    std::string file;
    /// The key as noted elsewhere; empty: the one that lies in the pack.
    std::string key;
    bool json = false;
};

/// The process's exit status: 0 whole, 1 a fault was found, 2 usage.
int verify_pack(const VerifyPackCommand& command, const Streams& streams);

}  // namespace labd::app
