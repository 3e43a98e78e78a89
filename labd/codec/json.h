// Strict JSON from outside: size and depth bounded, valid UTF-8, no duplicate keys, errors with
// their line and column.
#pragma once

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "labd/codec/messages.h"
#include "labd/core/refusal.h"

namespace labd::codec {

namespace json = boost::json;

/// What is wrong with an input and where: `line 3, column 14` or `/steps/2/at`.
struct InputFault {
    std::string place;
    /// `input.missing` and the like; its sentence takes the place too.
    Message what;

    InputFault() = default;

    // Not an aggregate: a text alone must not turn into a fault.
    InputFault(std::string at, Message fault) : place(std::move(at)), what(std::move(fault)) {}

    /// Of what only people with a shell on the machine read: said in English.
    InputFault(std::string at, std::string english)
        : place(std::move(at)), what{"input.plain", {{"text", std::move(english)}}} {}

    /// What is wrong and where.
    Message message() const;
    std::string sentence(Language language = Language::en) const;
};

[[noreturn]] void throw_exception_from_error(const InputFault& fault,
                                             const boost::source_location& location);

template <class T>
using Decoded = boost::system::result<T, InputFault>;

struct JsonLimits {
    std::size_t bytes_max = 1024 * 1024;
    std::size_t depth_max = 32;
};

/// Parses one JSON document.
Decoded<json::value> parse_json(std::string_view text, JsonLimits limits = {});

}  // namespace labd::codec
