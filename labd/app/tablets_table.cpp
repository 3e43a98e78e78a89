#include "labd/app/tablets_table.h"

namespace labd::app {

namespace {

constexpr DurationRange limit_range{seconds(10), hours(1)};

}  // namespace

TabletsTable read_tablets_table(const toml::node& node) {
    TabletsTable table;
    const toml::table* members = members_of(node, table);
    if (members == nullptr) {
        return table;
    }
    for (const auto& [key, value] : *members) {
        if (key == "lock_after") {
            read_duration(value, limit_range, table.limits.lock_after, table);
        } else if (key == "idle_max") {
            read_duration(value, limit_range, table.limits.idle_max, table);
        } else {
            table.fail_unknown(key, value);
        }
    }
    if (table.limits.lock_after > table.limits.idle_max) {
        table.fail(node, "lock_after must not be longer than idle_max");
    }
    return table;
}

}  // namespace labd::app
