// What is wrong with a table of the configuration, and reading of members that most tables have.
#pragma once

#include <optional>
#include <string>

#include "labd/codec/toml_file.h"
#include "labd/core/time.h"

namespace labd::app {

/// The first fault of a table that is being read; each table is one, too.
struct TableFault {
    /// Null when nothing is wrong. Points into the file.
    const toml::node* at_fault = nullptr;
    std::string what;

    void fail(const toml::node& node, std::string why) {
        if (at_fault == nullptr) {
            at_fault = &node;
            what = std::move(why);
        }
    }

    void fail_unknown(const toml::key& key, const toml::node& value);
};

/// Its members; null, and a fault, when it is no table.
const toml::table* members_of(const toml::node& node, TableFault& fault);

/// A text of at least a character; else a fault.
std::optional<std::string> read_text(const toml::node& node, TableFault& fault);

struct DurationRange {
    Duration least;
    Duration most;
};

/// Leaves `to` as it is when there is a fault.
void read_duration(const toml::node& node, DurationRange range, Duration& to, TableFault& fault);

}  // namespace labd::app
