// The catalogue of everything labd says to people, in each language: one for daemon, terminal and
// web. Messages travel as key and values; here they become sentences.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/core/zone.h"

namespace labd::codec {

enum class Language : std::uint8_t { en, ja };

/// The sentence of a message. Any thread.
///
/// A sentence holds placeholders: `{name}` is the value of that name; `{name|date}` an instant with
/// its date; `{name|enum.role}` (any other format) the sentence with the key `enum.role.` and the
/// value, or the value itself where there is none. Instants are shown as `HH:MM:SS` in the zone,
/// durations as `2:05:07`; where two of them differ by less than that shows, both are shown in
/// full. An empty text is shown as `value.none`. Values are inserted as they are, never expanded.
///
/// A placeholder without a value stays as it is written, and an unknown key is shown with its
/// values: a message that is wrong still says what it can.
std::string render(const Message& message, Language language, const TimeZone& zone);

bool has_message(std::string_view key);

/// All keys, sorted; every language has the same.
const std::vector<std::string>& message_keys();

/// The catalogue of a language as it is in `schema/messages/`: a JSON object of key and sentence.
std::string_view catalogue_json(Language language);

/// The language that an `Accept-Language` header prefers (RFC 9110, section 12.5.4; ranges are
/// matched by their first subtag). English when it asks for neither or cannot be read.
Language negotiate(std::string_view accept_language);

/// `ja`, `ja-JP`, `ja_JP.UTF-8` …; nothing for other languages.
std::optional<Language> parse_language(std::string_view text);

}  // namespace labd::codec
