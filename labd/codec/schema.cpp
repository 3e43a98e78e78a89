#include "labd/codec/schema.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "labd/codec/entry_json.h"
#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

constexpr std::string_view id_pattern = "^(@[0-9]+|[A-Za-z0-9][A-Za-z0-9._:-]{0,63})$";
constexpr std::string_view instant_pattern =
    "^([0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt].+)$";

/// One overload of `schema` a type of member.
template <class T>
struct Schema;

json::object text_schema(std::string_view description) {
    json::object schema{{"type", "string"}, {"maxLength", text_bytes_max}};
    if (!description.empty()) {
        schema["description"] = description;
    }
    return schema;
}

template <>
struct Schema<std::string> {
    static json::object make() { return text_schema({}); }
};

template <>
struct Schema<domain::Text> {
    static json::object make() { return text_schema("Sealed in the journal."); }
};

template <>
struct Schema<bool> {
    static json::object make() { return {{"type", "boolean"}}; }
};

template <>
struct Schema<std::int64_t> {
    static json::object make() { return {{"type", "integer"}}; }
};

template <>
struct Schema<Duration> {
    static json::object make() {
        return {{"type", "string"},
                {"pattern", "^[0-9]+[smhd]$"},
                {"description", "A duration such as 90s, 15m, 2h or 14d."}};
    }
};

template <>
struct Schema<Instant> {
    static json::object make() {
        return {
            {"type", "string"},
            {"pattern", instant_pattern},
            {"description",
             "RFC 3339, or civil time at the site (12:10, 12:10:05) on the day of the session."}};
    }
};

template <>
struct Schema<Date> {
    static json::object make() { return {{"type", "string"}, {"format", "date"}}; }
};

template <>
struct Schema<domain::PersonalDate> {
    static json::object make() {
        return {{"type", "string"}, {"format", "date"}, {"description", "Sealed in the journal."}};
    }
};

template <>
struct Schema<TimeOfDay> {
    static json::object make() {
        return {{"type", "string"}, {"pattern", "^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$"}};
    }
};

template <>
struct Schema<domain::ResidenceShown> {
    static json::object make() {
        return {{"description", "That proof was shown, or the country it proves."},
                {"oneOf", json::array{{{"type", "boolean"}}, {{"type", "string"}}}}};
    }
};

template <class Tag>
struct Schema<Id<Tag>> {
    static json::object make() { return {{"type", "string"}, {"pattern", id_pattern}}; }
};

template <class T>
struct Schema<std::optional<T>> {
    static json::object make() { return Schema<T>::make(); }
};

template <class T>
struct Schema<std::vector<T>> {
    static json::object make() {
        return {{"type", "array"}, {"maxItems", list_max}, {"items", Schema<T>::make()}};
    }
};

template <class Key, class T>
struct Schema<std::map<Key, T>> {
    static json::object make() {
        return {{"type", "object"},
                {"maxProperties", list_max},
                {"additionalProperties", Schema<T>::make()}};
    }
};

template <class T>
    requires std::is_enum_v<T>
struct Schema<T> {
    static json::object make() {
        json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto enumerator) { names.emplace_back(wire_name(enumerator.name)); });
        return {{"type", "string"}, {"enum", std::move(names)}};
    }
};

template <class T>
void add_members(json::object& properties, json::array& required) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        using Value = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
        const std::string_view name = wire_name(member.name);
        properties[name] = Schema<Value>::make();
        if (!may_be_left_out<Value>) {
            required.emplace_back(name);
        }
    });
}

json::object closed_object(json::object properties, json::array required) {
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
        schema["required"] = std::move(required);
    }
    schema["additionalProperties"] = false;
    return schema;
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
struct Schema<T> {
    static json::object make() {
        json::object properties;
        json::array required;
        add_members<T>(properties, required);
        return closed_object(std::move(properties), std::move(required));
    }
};

template <>
struct Schema<domain::Replacement> {
    static json::object make() {
        json::array types;
        for (const std::string_view type : entry_types()) {
            if (type != domain::EntryCorrected::type) {
                types.emplace_back(type);
            }
        }
        return {{"type", "object"},
                {"description",
                 "The entry that stands instead: its type, its members, and what of the envelope "
                 "changes. It keeps the id."},
                {"properties",
                 {{"enter", {{"type", "string"}, {"enum", std::move(types)}}},
                  {"id", Schema<EntryId>::make()},
                  {"happened", Schema<Instant>::make()},
                  {"reason", Schema<domain::Text>::make()}}},
                {"required", json::array{"enter"}}};
    }
};

template <>
struct Schema<domain::Correction> {
    static json::object make() {
        return closed_object({{"entry", Schema<EntryId>::make()},
                              {"replacement", Schema<domain::Replacement>::make()},
                              {"reason", Schema<domain::Text>::make()}},
                             json::array{"entry"});
    }
};

template <class T>
json::object schema_of_entry() {
    json::object properties{{"enter", {{"const", T::type}}},
                            {"id", Schema<EntryId>::make()},
                            {"session", Schema<SessionId>::make()},
                            {"happened", Schema<Instant>::make()},
                            {"reason", Schema<domain::Text>::make()},
                            {"based_on",
                             {{"type", "integer"},
                              {"minimum", 0},
                              {"description", "The journal size that its author had seen."}}}};
    json::array required{"enter"};
    if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
        properties["entry"] = Schema<EntryId>::make();
        properties["replacement"] = Schema<domain::Replacement>::make();
        properties["also"] = Schema<std::vector<domain::Correction>>::make();
        required.emplace_back("entry");
    } else {
        add_members<T>(properties, required);
    }
    json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                        {"title", T::type}};
    for (auto& member : closed_object(std::move(properties), std::move(required))) {
        schema[member.key()] = std::move(member.value());
    }
    return schema;
}

}  // namespace

json::object entry_schema(std::string_view type) {
    json::object schema;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, domain::BodyTypes>>(
        [&](auto identity) {
            using T = typename decltype(identity)::type;
            if (T::type == type) {
                schema = schema_of_entry<T>();
            }
        });
    return schema;
}

std::string indented(const json::value& value) {
    const std::string compact = json::serialize(value);
    std::string text;
    std::size_t depth = 0;
    bool in_string = false;
    const auto new_line = [&] { text += "\n" + std::string(2 * depth, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        if (in_string) {
            text += c;
            if (c == '\\') {
                text += compact[++i];
            }
            in_string = c != '"';
        } else if (c == '{' || c == '[') {
            text += c;
            const bool empty = compact[i + 1] == '}' || compact[i + 1] == ']';
            ++depth;
            if (empty) {
                --depth;
                text += compact[++i];
            } else {
                new_line();
            }
        } else if (c == '}' || c == ']') {
            --depth;
            new_line();
            text += c;
        } else if (c == ',') {
            text += c;
            new_line();
        } else {
            text += c == ':' ? std::string(": ") : std::string(1, c);
            in_string = c == '"';
        }
    }
    return text;
}

std::string entry_schema_file(std::string_view type) { return indented(entry_schema(type)) + "\n"; }

}  // namespace labd::codec
