// TOML as people write it: read with a bound, faults with their place.
#pragma once

// Debian's toml++ 3.3 takes for granted what a misplaced bracket does not hold to, and would end
// the process: that has to be a fault of the input.
namespace labd::codec {
struct TomlAssumption {};
}  // namespace labd::codec

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): the library's own hook.
#define TOML_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : throw labd::codec::TomlAssumption())
#include <toml++/toml.h>

#include <filesystem>
#include <string_view>

#include "labd/codec/json.h"

namespace labd::codec {

/// Longer files are no configuration.
inline constexpr std::size_t toml_bytes_max = std::size_t{1024} * 1024;

/// `line 3, column 14`.
std::string place_of(const toml::source_region& source);

Decoded<toml::table> read_toml(std::string_view text);

/// Opens the file, too; one that cannot be read, or is too long, is named.
Decoded<toml::table> read_toml_file(const std::filesystem::path& file);

}  // namespace labd::codec
