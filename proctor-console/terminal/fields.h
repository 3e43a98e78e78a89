// The members of every entry type as data, read off the described structs: what a command line can
// say about an entry, and how its words become JSON.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/refusal.h"

namespace labd::console {

enum class FieldKind : std::uint8_t {
    text,
    boolean,
    number,
    instant,
    date,
    time_of_day,
    duration,
    choice,
    /// A described struct: `members()`.
    structure,
    /// Zero or more of `members()[0]`.
    list,
    /// Name to `members()[0]`.
    map,
    /// A boolean or the country that was proved.
    residence,
    /// Only as JSON text.
    json
};

struct Field {
    /// As on the wire.
    std::string name;
    FieldKind kind = FieldKind::text;
    bool required = false;
    /// For ids what they name: `sitting`, `seat`, `entry` …; empty for plain text.
    std::string names;
    std::vector<std::string> choices;
    /// Shared, as a field's members are fields again.
    std::shared_ptr<const std::vector<Field>> parts;

    /// Of a structure its members, of a list or map the one that stands for each element.
    const std::vector<Field>& members() const;
};

/// The members of an entry type; null when there is no such type.
const std::vector<Field>* fields_of(std::string_view type);

/// A value or, as a catalogue key with its values, what is wrong with the words.
struct FieldValue {
    boost::json::value value;
    /// What is wrong with it; no key when nothing is.
    Message error;

    bool ok() const { return error.key.empty(); }
};

/// The JSON of one word (or phrase): `passport:signed,photo,country=JP` for a structure, `pen=2`
/// for a map (an object with one member), one element for a list; structures, lists and maps may
/// also be given as JSON.
FieldValue value_of(const Field& field, std::string_view words);

}  // namespace labd::console
