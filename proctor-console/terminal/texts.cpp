#include "proctor-console/terminal/texts.h"

#include <boost/json/serialize.hpp>
#include <cmath>

#include "labd/core/time.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// What the wall at the site reads, as if it were UTC: labd sends instants with the site's offset,
/// so that no console needs to know its zone.
std::optional<Instant> wall_reading(std::string_view instant) {
    if (!parse_instant(instant)) {
        return std::nullopt;
    }
    const std::size_t offset = instant.find_last_of("Zz+-");
    return parse_instant(std::string(instant.substr(0, offset)) + "Z");
}

Duration duration_of(const json::value& length_s) {
    return microseconds(std::llround(length_s.to_number<double>() * 1e6));
}

std::string text_of(const json::value& value) {
    if (value.is_null()) {
        return {};
    }
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

}  // namespace

std::string Texts::say(std::string_view key, Values values) const {
    Message message{std::string(key), {}};
    for (const auto& [name, text] : values) {
        message.values.emplace(name, text);
    }
    return say(message);
}

std::string Texts::say(const Message& message) const {
    return codec::render(message, language_, TimeZone());
}

std::string Texts::tell(std::string_view key, const json::object& values) const {
    Message message{std::string(key), {}};
    for (const auto& member : values) {
        std::string name(member.key());
        const json::value& value = member.value();
        if (name.ends_with("_s") && value.is_number()) {
            name.resize(name.size() - 2);
            message.values[name] = duration_of(value);
        } else if (value.is_int64()) {
            message.values[name] = value.get_int64();
        } else {
            const std::string text = text_of(value);
            if (const std::optional<Instant> instant = wall_reading(text)) {
                message.values[name] = *instant;
            } else {
                message.values[name] = text;
            }
        }
    }
    return codec::render(message, language_, TimeZone());
}

std::string Texts::name(std::string_view group, std::string_view name) const {
    const std::string key = "enum." + std::string(group) + "." + std::string(name);
    return codec::has_message(key) ? say(key) : std::string(name);
}

codec::Language language_of(std::string_view locale) {
    return codec::parse_language(locale).value_or(codec::Language::en);
}

std::string clock_text(std::string_view instant) {
    return parse_instant(instant) ? std::string(instant.substr(11, 8)) : std::string(instant);
}

std::string length_text(double length_s) {
    return format_clock(microseconds(std::llround(length_s * 1e6)));
}

}  // namespace labd::console
