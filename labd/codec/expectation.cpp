#include "labd/codec/expectation.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "labd/core/time.h"

namespace labd::codec {

namespace {

bool same_scalar(const json::value& expected, const json::value& answer) {
    if (expected.is_number() && answer.is_number()) {
        // Numbers are seconds or counts: a microsecond apart is different, the last bits are not.
        constexpr double half_a_microsecond = 5e-7;
        return std::abs(expected.to_number<double>() - answer.to_number<double>()) <
               half_a_microsecond;
    }
    if (expected.is_string() && answer.is_string()) {
        const std::optional<Instant> a = parse_instant(expected.get_string());
        const std::optional<Instant> b = parse_instant(answer.get_string());
        return a && b ? *a == *b : expected == answer;
    }
    return expected == answer;
}

}  // namespace

// Depth is bounded by the parser.
// NOLINTNEXTLINE(misc-no-recursion)
bool holds(const json::value& expected, const json::value& answer) {
    if (const json::object* members = expected.if_object()) {
        const json::object* given = answer.if_object();
        // NOLINTNEXTLINE(misc-no-recursion)
        return given != nullptr && std::ranges::all_of(*members, [given](const auto& member) {
                   const json::value* found = given->if_contains(member.key());
                   return found != nullptr && holds(member.value(), *found);
               });
    }
    if (const json::array* list = expected.if_array()) {
        const json::array* given = answer.if_array();
        if (given == nullptr || list->empty()) {
            return given != nullptr && given->empty();
        }
        // NOLINTBEGIN(misc-no-recursion)
        return std::ranges::all_of(*list, [given](const json::value& one) {
            return std::ranges::any_of(
                *given, [&one](const json::value& other) { return holds(one, other); });
        });
        // NOLINTEND(misc-no-recursion)
    }
    return same_scalar(expected, answer);
}

}  // namespace labd::codec
