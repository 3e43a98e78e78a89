#include "labd/codec/media_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "labd/core/utf8.h"

namespace labd::codec {

namespace {

using domain::MediaType;

struct Row {
    MediaType type;
    std::string_view text;
    std::string_view ending;
    /// What such files begin with, after `skipped` bytes.
    std::string_view magic;
    std::size_t skipped = 0;
};

constexpr auto table = std::to_array<Row>({
    {MediaType::jpeg, "image/jpeg", "jpg", "\xFF\xD8\xFF"},
    {MediaType::png, "image/png", "png", "\x89PNG\r\n\x1A\n"},
    {MediaType::pdf, "application/pdf", "pdf", "%PDF-"},
    {MediaType::mp4, "video/mp4", "mp4", "ftyp", 4},
    {MediaType::text, "text/plain", "txt", ""},
});

const Row& row_of(MediaType type) { return *std::ranges::find(table, type, &Row::type); }

bool is_text(std::string_view content) {
    std::string line(content);
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return count_characters(line).has_value();
}

}  // namespace

std::optional<MediaType> media_type_of(std::string_view content) {
    for (const Row& row : table) {
        if (!row.magic.empty() && content.size() > row.skipped &&
            content.substr(row.skipped).starts_with(row.magic)) {
            return row.type;
        }
    }
    return !content.empty() && is_text(content) ? std::optional(MediaType::text) : std::nullopt;
}

std::string_view media_type_text(MediaType type) { return row_of(type).text; }

std::string_view file_ending(MediaType type) { return row_of(type).ending; }

}  // namespace labd::codec
