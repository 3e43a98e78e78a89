#include "labd/app/tablets_table.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace labd::app {

namespace {

void fail(TabletsTable& table, const toml::node& node, const std::string& what) {
    if (table.at_fault == nullptr) {
        table.at_fault = &node;
        table.what = what;
    }
}

void read_duration(TabletsTable& table, const toml::node& node, Duration& to) {
    const std::optional<std::string> text = node.value<std::string>();
    const std::optional<Duration> read = text ? parse_duration(*text) : std::nullopt;
    if (!read || *read < seconds(10) || *read > hours(1)) {
        fail(table, node, "must be a duration from 10s to 1h");
    }
    to = read.value_or(to);
}

}  // namespace

TabletsTable read_tablets_table(const toml::node& node) {
    TabletsTable table;
    const toml::table* members = node.as_table();
    if (members == nullptr) {
        fail(table, node, "must be a table");
        return table;
    }
    for (const auto& [key, value] : *members) {
        if (key == "lock_after") {
            read_duration(table, value, table.limits.lock_after);
        } else if (key == "idle_max") {
            read_duration(table, value, table.limits.idle_max);
        } else {
            fail(table, value, fmt::format("the key {} is not known here", key.str()));
        }
    }
    if (table.limits.lock_after > table.limits.idle_max) {
        fail(table, node, "lock_after must not be longer than idle_max");
    }
    return table;
}

}  // namespace labd::app
