#include "labd/codec/toml_file.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace labd::codec {

namespace {

bool breaks_assumption(std::string_view text) {
    try {
        [[maybe_unused]] const toml::table table = toml::parse(text);
    } catch (const toml::parse_error&) {
        return false;
    } catch (const TomlAssumption&) {
        return true;
    }
    return false;
}

/// The library does not say where: the first line that it cannot bear after those before it.
std::string place_of_assumption(std::string_view text) {
    constexpr std::size_t lines_max = 1000;
    std::size_t line = 1;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos && line < lines_max;
         end = text.find('\n', end + 1), ++line) {
        if (breaks_assumption(text.substr(0, end + 1))) {
            return fmt::format("line {}", line);
        }
    }
    return line < lines_max ? fmt::format("line {}", line) : "TOML";
}

}  // namespace

std::string place_of(const toml::source_region& source) {
    return fmt::format("line {}, column {}", source.begin.line, source.begin.column);
}

Decoded<toml::table> read_toml(std::string_view text) {
    if (text.size() > toml_bytes_max) {
        return InputFault{fmt::format("byte {}", toml_bytes_max),
                          Message{"input.input_too_long",
                                  {{"bytes", static_cast<std::int64_t>(toml_bytes_max)}}}};
    }
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return InputFault{place_of(error.source()), std::string(error.description())};
    } catch (const TomlAssumption&) {
        return InputFault{place_of_assumption(text), Message{"input.toml"}};
    }
}

Decoded<toml::table> read_toml_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(toml_bytes_max + 1, '\0');
    if (!stream || !stream.read(text.data(), 0)) {
        return InputFault{file.string(), Message{"input.unreadable_file"}};
    }
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) {
        return InputFault{file.string(), Message{"input.unreadable_file"}};
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return read_toml(text);
}

}  // namespace labd::codec
