// What a function answers when it will not do what was asked: a value with the rules that forbid it
// and a message in words a proctor understands. Bugs abort; refusals never do.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "labd/core/rule.h"
#include "labd/core/time.h"

namespace labd {

/// A value shown in a message. Instants and durations are formatted where the message is read.
using MessageValue = std::variant<std::string, std::int64_t, Instant, Duration>;

/// A sentence of the catalogue in `schema/messages/`, by key, with its values.
struct Message {
    std::string key;
    std::map<std::string, MessageValue> values = {};
};

/// Why something was not done. `rules` may be empty when no rule but plain input is at fault.
struct Refusal {
    Rules rules;
    Message message;
};

/// Never called while results are tested before use; a use without a test is a bug and aborts.
[[noreturn]] void throw_exception_from_error(const Refusal& refusal,
                                             const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Refusal>;

inline Refusal refuse(Rules rules, std::string key,
                      std::map<std::string, MessageValue> values = {}) {
    return {std::move(rules), {std::move(key), std::move(values)}};
}

}  // namespace labd
