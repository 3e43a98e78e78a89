#include "proctor-console/terminal/read_file.h"

#include <fstream>

#include "labd/codec/json.h"

namespace labd::console {

namespace {

constexpr std::size_t bytes_max = 8 * 1024 * 1024;

std::optional<boost::json::value> parse(Console& console, const std::string& text,
                                        const std::string& name) {
    auto parsed = codec::parse_json(text, {bytes_max, 32});
    if (!parsed) {
        console.fail(
            ExitCode::usage,
            console.texts().say(
                "cli.error.json_file",
                {{"file", name}, {"fault", parsed.error().sentence(console.texts().language())}}));
        return std::nullopt;
    }
    return std::move(*parsed);
}

}  // namespace

std::optional<std::string> read_file(Console& console, const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
    }
    std::istream& from = path == "-" ? console.around().in : file;
    std::string text(bytes_max + 1, '\0');
    from.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(from.gcount()));
    if (from.bad() || (path != "-" && !file.is_open()) || text.size() > bytes_max) {
        console.fail(ExitCode::usage, console.texts().say("cli.error.file", {{"file", path}}));
        return std::nullopt;
    }
    return text;
}

std::optional<boost::json::value> read_json_file(Console& console, const std::string& path) {
    const std::optional<std::string> text = read_file(console, path);
    return text ? parse(console, *text, path) : std::nullopt;
}

std::optional<boost::json::value> read_json_words(Console& console, const std::string& words) {
    if (words == "-" || words.starts_with('@')) {
        return read_json_file(console, words == "-" ? words : words.substr(1));
    }
    return parse(console, words, "--json");
}

}  // namespace labd::console
