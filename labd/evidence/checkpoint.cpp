#include "labd/evidence/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "labd/core/base64.h"

namespace labd::evidence {
namespace {

/// Decimal digits without a leading zero.
std::optional<Seq> parse_size(std::string_view text) {
    Seq size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole && (text == "0" || !text.starts_with('0')) ? std::optional(size) : std::nullopt;
}

/// Takes a line off the front; nothing when there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
    const auto origin = take_line(text);
    const auto size_line = take_line(text);
    const auto root_line = take_line(text);
    if (!origin || !size_line || !root_line) {
        return std::nullopt;
    }
    const auto size = parse_size(*size_line);
    const auto root = from_base64(*root_line);
    Checkpoint checkpoint{std::string(*origin), {}};
    if (!size || !root || root->size() != checkpoint.head.root.size()) {
        return std::nullopt;
    }
    checkpoint.head.size = *size;
    std::ranges::copy(*root, checkpoint.head.root.begin());
    return checkpoint;
}

}  // namespace

std::string origin_of(std::string_view site, std::string_view journal_id, std::uint64_t epoch) {
    std::string name;
    for (const char letter : site) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte <= 0x20 || byte >= 0x7F || letter == '+' || letter == '%' || letter == '/') {
            name += fmt::format("%{:02X}", byte);
        } else {
            name += letter;
        }
    }
    return fmt::format("labd/{}/{}/{}", name, journal_id, epoch);
}

std::string format_checkpoint(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                       to_base64(checkpoint.head.root));
}

std::optional<Checkpoint> open_checkpoint(std::string_view note, std::span<const NoteKey> keys) {
    for (const NoteKey& key : keys) {
        const std::optional<std::string> text = open_note(note, std::span(&key, 1));
        auto checkpoint = text ? parse_checkpoint(*text) : std::nullopt;
        if (checkpoint && checkpoint->origin == key.name) {
            return checkpoint;
        }
    }
    return std::nullopt;
}

}  // namespace labd::evidence
