// The words of the commands that make entries: which entry type each is for and which members stand
// without an option's name. All other members become options, read off the entry types.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proctor-console/terminal/fields.h"

namespace labd::console {

struct EntryCommand {
    /// `break start`.
    std::string_view words;
    /// `break.started`.
    std::string_view type;
    /// Members in the order in which they stand after the words. `@session` is the envelope's,
    /// `@file` a JSON file with all members; one with `?` may be left out where it is plain.
    std::vector<std::string_view> positionals;

    /// The words as a key: `break_start`.
    std::string key() const;
};

const std::vector<EntryCommand>& entry_commands();

/// Types that labd alone enters: they have no command of their own, only `enter`.
bool is_entered_by_labd(std::string_view type);

/// One word group of a command line: a positional, an option or a flag.
struct Argument {
    /// Where it goes: `sitting`, or `scope.seat` inside a structure.
    std::string path;
    /// `--seat`, or `SEAT` for a positional.
    std::string label;
    Field field;
    bool positional = false;
    /// May be given more than once: the member is a list or a map.
    bool repeated = false;
    bool required = false;
};

/// The arguments of a command, positionals first. Members of a structure that is no list's element
/// become options of their own.
std::vector<Argument> arguments_of(const EntryCommand& command);

/// Puts a value where `path` says; appends to a list, merges into a map.
void put(boost::json::object& entry, const Argument& argument, boost::json::value value);

/// The argument for `field` or `field.member` of a type, for `enter` and `--set`; nothing when the
/// type has no such member.
std::optional<Argument> find_argument(std::string_view type, std::string_view path);

}  // namespace labd::console
