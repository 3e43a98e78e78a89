#include "labd/app/table_fault.h"

#include <fmt/format.h>

namespace labd::app {

void TableFault::fail_unknown(const toml::key& key, const toml::node& value) {
    fail(value, fmt::format("the key {} is not known here", key.str()));
}

const toml::table* members_of(const toml::node& node, TableFault& fault) {
    const toml::table* members = node.as_table();
    if (members == nullptr) {
        fault.fail(node, "must be a table");
    }
    return members;
}

std::optional<std::string> read_text(const toml::node& node, TableFault& fault) {
    std::optional<std::string> text = node.value<std::string>();
    if (!text || text->empty()) {
        fault.fail(node, "must be a text");
        return std::nullopt;
    }
    return text;
}

void read_duration(const toml::node& node, DurationRange range, Duration& to, TableFault& fault) {
    const std::optional<std::string> text = node.value<std::string>();
    const std::optional<Duration> read = text ? parse_duration(*text) : std::nullopt;
    if (!read || *read < range.least || *read > range.most) {
        fault.fail(node, fmt::format("must be a duration from {} to {}",
                                     format_duration(range.least), format_duration(range.most)));
        return;
    }
    to = *read;
}

}  // namespace labd::app
