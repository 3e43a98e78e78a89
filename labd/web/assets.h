// The web console as labd carries it: files that proctor-console/web/build.mjs has made, gzipped.
#pragma once

#include <span>
#include <string_view>

namespace labd::web {

struct Asset {
    /// Its name below /assets/, which changes with its contents; empty for the page itself.
    std::string_view name;
    std::string_view content_type;
    /// As in the header field, in quotes.
    std::string_view etag;
    std::string_view gzipped;
};

/// All of them, of static storage. Any thread.
std::span<const Asset> console_assets();

}  // namespace labd::web
