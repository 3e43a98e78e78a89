#include "labd/codec/policy_file.h"

#include <fmt/format.h>

#include "labd/codec/toml_file.h"
#include "labd/core/assert.h"
#include "labd/domain/parameters.h"

namespace labd::shipped {

extern const std::string_view policy;
extern const std::string_view tracks;

}  // namespace labd::shipped

namespace labd::codec {

namespace {

/// Reads the tables of a track file; keeps the first fault.
class TrackReader {
public:
    domain::Track read(const toml::table& table) {
        domain::Track track;
        for (const auto& [key, node] : table) {
            if (key == "reread") {
                track.reread = flag(node);
            } else if (key == "unconfirmed") {
                track.unconfirmed = flag(node);
            } else if (key == "modules") {
                each(node, [&](const toml::table& item) {
                    track.modules.push_back({ModuleId(text(item, "id")), duration(item, "limit")});
                });
            } else if (key == "scheduled_breaks") {
                each(node, [&](const toml::table& item) {
                    track.scheduled_breaks.push_back(
                        {ModuleId(text(item, "after")), duration(item, "length")});
                });
            } else {
                fail(node.source(), {"input.unknown_in_track"});
            }
        }
        if (track.modules.empty()) {
            fail(table.source(), {"input.no_module"});
        }
        return track;
    }

    void fail(const toml::source_region& source, Message what) {
        if (!fault) {
            fault = InputFault{place_of(source), std::move(what)};
        }
    }

    std::optional<InputFault> fault;

private:
    bool flag(const toml::node& node) {
        if (!node.is_boolean()) {
            fail(node.source(), {"input.boolean"});
        }
        return node.value<bool>().value_or(false);
    }

    template <class Action>
    void each(const toml::node& node, Action action) {
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            fail(node.source(), {"input.tables"});
            return;
        }
        for (const toml::node& item : *array) {
            if (const toml::table* table = item.as_table()) {
                action(*table);
            } else {
                fail(item.source(), {"input.table"});
            }
        }
    }

    std::string text(const toml::table& table, std::string_view name) {
        const std::optional<std::string> value = table[name].value<std::string>();
        if (!value) {
            fail(table.source(), {"input.needs_text", {{"name", std::string(name)}}});
        }
        return value.value_or("");
    }

    Duration duration(const toml::table& table, std::string_view name) {
        const std::optional<Duration> value = parse_duration(text(table, name));
        if (!value) {
            fail(table.source(), {"input.needs_duration", {{"name", std::string(name)}}});
        }
        return value.value_or(Duration{});
    }
};

domain::Policy load_shipped() {
    domain::Policy policy;
    const toml::table table = toml::parse(shipped::policy);
    for (const auto& [group, members] : table) {
        for (const auto& [name, value] : *members.as_table()) {
            const std::string full = std::string(group.str()) + "." + std::string(name.str());
            LABD_ASSERT(!domain::set_parameter(policy.parameters, full,
                                               value.value<std::string>().value_or("")));
        }
    }
    policy.tracks = read_tracks_toml(shipped::tracks).value();
    return policy;
}

}  // namespace

const domain::Policy& shipped_policy() {
    static const domain::Policy policy = load_shipped();
    return policy;
}

Decoded<std::map<TrackId, domain::Track>> read_tracks_toml(std::string_view text) {
    const Decoded<toml::table> table = read_toml(text);
    if (!table) {
        return table.error();
    }
    std::map<TrackId, domain::Track> tracks;
    TrackReader reader;
    for (const auto& [id, node] : *table) {
        if (const toml::table* track = node.as_table()) {
            tracks[TrackId(std::string(id.str()))] = reader.read(*track);
        } else {
            reader.fail(node.source(), {"input.track"});
        }
    }
    if (reader.fault) {
        return *reader.fault;
    }
    return tracks;
}

Decoded<void> override_parameter(domain::Policy& policy, std::string_view name,
                                 std::string_view value) {
    const std::optional<domain::ParameterFault> fault =
        domain::set_parameter(policy.parameters, name, value);
    if (fault == domain::ParameterFault::unknown_name) {
        return InputFault{std::string(name), Message{"input.no_parameter"}};
    }
    if (fault) {
        return InputFault{std::string(name),
                          Message{"input.bad_value", {{"value", std::string(value)}}}};
    }
    return {};
}

}  // namespace labd::codec
