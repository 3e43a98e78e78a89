#include "labd/app/witnesses_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace labd::app {

namespace {

/// Reads one table; keeps the first fault of all.
class TableReader {
public:
    TableReader(const std::filesystem::path& base, WitnessesTable& table)
        : base_(base), table_(table) {}

    void read(const toml::node& node) {
        const toml::table* members = members_of(node, table_);
        if (members == nullptr) {
            return;
        }
        WitnessSettings& witness = table_.witnesses.emplace_back();
        for (const auto& [key, value] : *members) {
            read_member(key, value, witness);
        }
        if (witness.key.name.empty() || witness.address.host.empty()) {
            table_.fail(node, "a witness needs url and key");
        }
        const auto same = [&](const WitnessSettings& other) {
            return other.key.name == witness.key.name;
        };
        if (std::ranges::count_if(table_.witnesses, same) > 1) {
            table_.fail(node, fmt::format("{} stands twice", witness.key.name));
        }
    }

private:
    void read_member(const toml::key& name, const toml::node& value, WitnessSettings& witness) {
        const std::optional<std::string> text = read_text(value, table_);
        if (!text) {
            return;
        }
        if (name == "url") {
            read_url(*text, value, witness);
        } else if (name == "key") {
            const std::optional<evidence::NoteKey> key = evidence::parse_cosigner_key(*text);
            witness.key = key.value_or(evidence::NoteKey());
            if (!key) {
                table_.fail(value, "must be the witness's public key: NAME+ID+KEY, of type 04");
            }
        } else if (name == "ca_file") {
            witness.ca_file = base_ / *text;
        } else {
            table_.fail_unknown(name, value);
        }
    }

    void read_url(const std::string& url, const toml::node& value, WitnessSettings& witness) {
        const feed::ReadAddress read = feed::read_address(url);
        witness.address = read.address;
        if (!read.fault.empty()) {
            table_.fail(value, read.fault);
        }
        std::string& target = witness.address.target;
        if (target.find('?') != std::string::npos) {
            table_.fail(value, "must have no query");
        }
        target += target.ends_with('/') ? "add-checkpoint" : "/add-checkpoint";
    }

    const std::filesystem::path& base_;
    WitnessesTable& table_;
};

}  // namespace

WitnessesTable read_witnesses_table(const toml::node& node, const std::filesystem::path& base) {
    WitnessesTable table;
    TableReader reader(base, table);
    const toml::array* list = node.as_array();
    if (list == nullptr) {
        table.fail(node, "must be a list: [[witnesses]]");
        return table;
    }
    for (const toml::node& one : *list) {
        reader.read(one);
    }
    if (table.witnesses.size() > witnesses_max) {
        table.fail(node, fmt::format("labd asks {} witnesses at most", witnesses_max));
    }
    return table;
}

}  // namespace labd::app
