// What the console finds around itself: streams, environment, a person at the keyboard, labd. Tests
// bring their own.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/client/api.h"

namespace labd::console {

struct Surroundings {
    std::ostream& out;
    std::ostream& err;
    std::istream& in;
    /// An environment variable; nothing when it is not set or empty.
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// Whether somebody can be asked.
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    std::function<std::unique_ptr<Transport>(const net::ClientOptions& options)> connect;
    std::function<void(Duration)> pause;
    /// A new Idempotency-Key: random, so that no two requests share one.
    std::function<std::string()> new_key;
    /// Asks on the terminal without showing what is typed; nothing when that is impossible.
    std::function<std::optional<std::string>(std::string_view question)> ask_secret;
};

/// Those of this process.
Surroundings process_surroundings();

}  // namespace labd::console
