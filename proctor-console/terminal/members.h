// Members of labd's answers, read without trusting that they are there.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/terminal/texts.h"

namespace labd::console {

/// Empty when there is none.
inline boost::json::array list_at(const boost::json::object& from, std::string_view name) {
    const boost::json::value* value = from.if_contains(name);
    return value != nullptr && value->is_array() ? value->get_array() : boost::json::array();
}

/// Empty when there is none.
inline boost::json::object object_at(const boost::json::object& from, std::string_view name) {
    const boost::json::value* value = from.if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : boost::json::object();
}

inline std::optional<std::int64_t> number_at(const boost::json::object& from,
                                             std::string_view name) {
    const boost::json::value* value = from.if_contains(name);
    return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

/// Seconds as a length for people; empty when there are none.
inline std::string length_at(const boost::json::object& from, std::string_view name) {
    const boost::json::value* value = from.if_contains(name);
    return value != nullptr && value->is_number() ? length_text(value->to_number<double>())
                                                  : std::string();
}

/// Texts of a list, separated by commas.
inline std::string joined(const boost::json::array& texts) {
    std::string all;
    for (const boost::json::value& each : texts) {
        if (each.is_string()) {
            all += (all.empty() ? "" : ", ") + std::string(each.get_string());
        }
    }
    return all;
}

struct Decimal {
    double value = 0;
    bool valid = false;
};

inline Decimal parse_decimal(std::string_view text) {
    Decimal decimal;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), decimal.value);
    decimal.valid = error == std::errc{} && end == text.data() + text.size();
    return decimal;
}

}  // namespace labd::console
