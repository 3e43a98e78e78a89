#include "proctor-console/terminal/fields.h"

#include <algorithm>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>
#include <map>
#include <type_traits>

#include "labd/codec/json.h"
#include "labd/codec/reader.h"
#include "labd/domain/entries.h"

namespace labd::console {

namespace {

namespace json = boost::json;

template <class T>
using Is = std::type_identity<T>;

/// What an id names. Entries' own ids are named by the member that holds them.
constexpr std::string_view named(Is<SittingId>) { return "sitting"; }

constexpr std::string_view named(Is<SeatId>) { return "seat"; }

constexpr std::string_view named(Is<RackId>) { return "rack"; }

constexpr std::string_view named(Is<RoomId>) { return "room"; }

constexpr std::string_view named(Is<ModuleId>) { return "module"; }

constexpr std::string_view named(Is<TrackId>) { return "track"; }

constexpr std::string_view named(Is<EntryId>) { return "entry"; }

template <class Tag>
constexpr std::string_view named(Is<Id<Tag>>) {
    return "id";
}

template <class T>
std::vector<Field> members_of();

template <class T>
void set_kind(Is<T>, Field& field) {
    if constexpr (std::is_enum_v<T>) {
        field.kind = FieldKind::choice;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto each) { field.choices.emplace_back(codec::wire_name(each.name)); });
    } else {
        field.kind = FieldKind::structure;
        field.parts = std::make_shared<const std::vector<Field>>(members_of<T>());
    }
}

void set_kind(Is<std::string>, Field& field) { field.kind = FieldKind::text; }

void set_kind(Is<domain::Text>, Field& field) { field.kind = FieldKind::text; }

void set_kind(Is<bool>, Field& field) { field.kind = FieldKind::boolean; }

void set_kind(Is<std::int64_t>, Field& field) { field.kind = FieldKind::number; }

void set_kind(Is<Instant>, Field& field) { field.kind = FieldKind::instant; }

void set_kind(Is<Date>, Field& field) { field.kind = FieldKind::date; }

void set_kind(Is<domain::PersonalDate>, Field& field) { field.kind = FieldKind::date; }

void set_kind(Is<TimeOfDay>, Field& field) { field.kind = FieldKind::time_of_day; }

void set_kind(Is<Duration>, Field& field) { field.kind = FieldKind::duration; }

void set_kind(Is<domain::ResidenceShown>, Field& field) { field.kind = FieldKind::residence; }

void set_kind(Is<domain::Replacement>, Field& field) { field.kind = FieldKind::json; }

void set_kind(Is<domain::Correction>, Field& field) { field.kind = FieldKind::json; }

template <class Tag>
void set_kind(Is<Id<Tag>> id, Field& field) {
    field.kind = FieldKind::text;
    field.names = named(id);
}

template <class T>
std::shared_ptr<const std::vector<Field>> element_of();

template <class T>
void set_kind(Is<std::optional<T>>, Field& field) {
    set_kind(Is<T>{}, field);
}

template <class T>
void set_kind(Is<std::vector<T>>, Field& field) {
    field.kind = FieldKind::list;
    field.parts = element_of<T>();
}

template <class Key, class T>
void set_kind(Is<std::map<Key, T>>, Field& field) {
    field.kind = FieldKind::map;
    field.parts = element_of<T>();
}

template <class T>
std::shared_ptr<const std::vector<Field>> element_of() {
    auto elements = std::make_shared<std::vector<Field>>(1);
    set_kind(Is<T>{}, elements->front());
    return elements;
}

template <class T>
Field field_of(std::string_view name) {
    Field field;
    field.name = codec::wire_name(name);
    field.required = !codec::may_be_left_out<T>;
    set_kind(Is<T>{}, field);
    return field;
}

template <class T>
std::vector<Field> members_of() {
    std::vector<Field> fields;
    if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
        // Not described: its replacement is an entry again.
        fields = {field_of<EntryId>("entry"),
                  field_of<std::optional<domain::Replacement>>("replacement"),
                  field_of<std::vector<domain::Correction>>("also")};
    } else {
        using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            using Value = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
            fields.push_back(field_of<Value>(member.name));
        });
    }
    return fields;
}

FieldValue wrong(std::string key, std::string_view given, std::string right = {}) {
    FieldValue value;
    value.error = {std::move(key), {{"word", std::string(given)}, {"choices", std::move(right)}}};
    return value;
}

FieldValue right(json::value value) {
    FieldValue result;
    result.value = std::move(value);
    return result;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) {
        all += (all.empty() ? "" : ", ") + word;
    }
    return all;
}

FieldValue choice_of(const Field& field, std::string_view word) {
    if (std::ranges::find(field.choices, word) != field.choices.end()) {
        return right(json::value(word));
    }
    return wrong("cli.error.choice", word, joined(field.choices));
}

FieldValue boolean_of(std::string_view word) {
    if (word == "true" || word == "yes") {
        return right(true);
    }
    if (word == "false" || word == "no") {
        return right(false);
    }
    return wrong("cli.error.choice", word, "yes, no");
}

FieldValue number_of(std::string_view word) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size()
               ? right(number)
               : wrong("cli.error.number", word);
}

/// A member by its name or an unmistakable beginning of it.
const Field* find_member(const std::vector<Field>& members, std::string_view name) {
    const Field* found = nullptr;
    for (const Field& member : members) {
        if (member.name == name) {
            return &member;
        }
        if (member.name.starts_with(name)) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &member;
        }
    }
    return name.empty() ? nullptr : found;
}

/// `passport:signed,photo,country=JP`: the first member, then flags and named members.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the described structs are.
FieldValue structure_of(const Field& field, std::string_view words) {
    json::object object;
    std::string names;
    for (const Field& member : field.members()) {
        names += (names.empty() ? "" : ", ") + member.name;
    }
    const std::size_t colon = words.find(':');
    FieldValue first = value_of(field.members().front(), words.substr(0, colon));
    if (!first.ok()) {
        return first;
    }
    object[field.members().front().name] = std::move(first.value);
    std::string_view rest = colon == std::string_view::npos ? "" : words.substr(colon + 1);
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string_view part = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
        const std::size_t equals = part.find('=');
        const Field* member = find_member(field.members(), part.substr(0, equals));
        const bool flag = equals == std::string_view::npos;
        if (member == nullptr || (flag && member->kind != FieldKind::boolean)) {
            return wrong("cli.error.part", part, names);
        }
        FieldValue value = flag ? right(true) : value_of(*member, part.substr(equals + 1));
        if (!value.ok()) {
            return value;
        }
        object[member->name] = std::move(value.value);
    }
    return right(std::move(object));
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the described structs are.
FieldValue map_of(const Field& field, std::string_view words) {
    const std::size_t equals = words.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return wrong("cli.error.name_value", words);
    }
    FieldValue value = value_of(field.members().front(), words.substr(equals + 1));
    if (value.ok()) {
        value.value = json::object{{words.substr(0, equals), std::move(value.value)}};
    }
    return value;
}

bool is_nested(FieldKind kind) {
    return kind == FieldKind::structure || kind == FieldKind::list || kind == FieldKind::map ||
           kind == FieldKind::json;
}

}  // namespace

const std::vector<Field>& Field::members() const {
    static const std::vector<Field> none;
    return parts ? *parts : none;
}

const std::vector<Field>* fields_of(std::string_view type) {
    static const std::map<std::string_view, std::vector<Field>> all = [] {
        std::map<std::string_view, std::vector<Field>> types;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<Is, domain::BodyTypes>>(
            [&](auto identity) {
                using T = typename decltype(identity)::type;
                types[T::type] = members_of<T>();
            });
        return types;
    }();
    const auto found = all.find(type);
    return found == all.end() ? nullptr : &found->second;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the described structs are.
FieldValue value_of(const Field& field, std::string_view words) {
    if (is_nested(field.kind) && (words.starts_with('{') || words.starts_with('['))) {
        auto parsed = codec::parse_json(words);
        if (parsed) {
            return right(std::move(*parsed));
        }
        FieldValue faulty;
        faulty.error = parsed.error().message();
        return faulty;
    }
    switch (field.kind) {
        case FieldKind::text: break;
        case FieldKind::boolean: return boolean_of(words);
        case FieldKind::number: return number_of(words);
        case FieldKind::choice: return choice_of(field, words);
        case FieldKind::structure: return structure_of(field, words);
        case FieldKind::list: return value_of(field.members().front(), words);
        case FieldKind::map: return map_of(field, words);
        case FieldKind::json: return wrong("cli.error.json", words);
        case FieldKind::residence:
            if (FieldValue shown = boolean_of(words); shown.ok()) {
                return shown;
            }
            break;
        case FieldKind::instant:
            if (!parse_instant(words) && !parse_time_of_day(words)) {
                return wrong("cli.error.instant", words);
            }
            break;
        case FieldKind::date:
            if (!parse_date(words)) {
                return wrong("cli.error.date", words);
            }
            break;
        case FieldKind::time_of_day:
            if (!parse_time_of_day(words)) {
                return wrong("cli.error.time_of_day", words);
            }
            break;
        case FieldKind::duration:
            if (!parse_duration(words)) {
                return wrong("cli.error.duration", words);
            }
            break;
    }
    return right(json::value(words));
}

}  // namespace labd::console
