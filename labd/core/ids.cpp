#include "labd/core/ids.h"

#include <algorithm>

namespace labd {

namespace {

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

bool is_valid_id(std::string_view text) {
    constexpr std::size_t length_max = 64;
    if (text.empty() || text.size() > length_max || !is_alphanumeric(text.front())) {
        return false;
    }
    return std::ranges::all_of(text, [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-';
    });
}

}  // namespace labd
