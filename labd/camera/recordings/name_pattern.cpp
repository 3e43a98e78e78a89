#include "labd/camera/recordings/name_pattern.h"

#include <algorithm>
#include <charconv>

namespace labd::camera {

namespace {

constexpr std::size_t pattern_length_max = 256;
constexpr std::size_t name_length_max = 1024;
constexpr std::size_t number_digits_max = 18;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Exactly `digits` digits from the front.
std::optional<std::int64_t> take_digits(std::string_view& rest, std::size_t digits) {
    if (rest.size() < digits || !std::ranges::all_of(rest.substr(0, digits), is_digit)) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    std::from_chars(rest.data(), rest.data() + digits, value);
    rest.remove_prefix(digits);
    return value;
}

std::size_t leading_digits(std::string_view text) {
    const auto* const end = std::ranges::find_if_not(text, is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

/// `Z` or `+hhmm`.
std::optional<Duration> take_offset(std::string_view& rest) {
    if (rest.starts_with('Z')) {
        rest.remove_prefix(1);
        return Duration{};
    }
    if (!rest.starts_with('+') && !rest.starts_with('-')) {
        return std::nullopt;
    }
    const int sign = rest.front() == '-' ? -1 : 1;
    rest.remove_prefix(1);
    const auto hour = take_digits(rest, 2);
    const auto minute = hour ? take_digits(rest, 2) : std::nullopt;
    if (!minute || *hour > 14 || *minute > 59) {
        return std::nullopt;
    }
    return (hours(*hour) + minutes(*minute)) * sign;
}

Refusal bad_pattern(std::string_view text, std::string_view at) {
    return refuse({}, "recordings.bad_pattern",
                  {{"pattern", std::string(text)},
                   {"at", std::string(at)},
                   {"parts", "%Y %m %d %H %M %S %f %s %z %F %T %% {camera} {number}"}});
}

}  // namespace

struct NamePattern::Fields {
    std::string_view camera;
    std::optional<std::uint64_t> number;
    std::int64_t year = 0;
    std::int64_t month = 0;
    std::int64_t day = 0;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    std::int64_t microsecond = 0;
    std::optional<std::int64_t> epoch;
    std::optional<Duration> offset;
};

Result<NamePattern> NamePattern::parse(std::string_view text, const TimeZone& zone) {
    NamePattern pattern(zone);
    if (text.empty() || text.size() > pattern_length_max || text.starts_with('/')) {
        return bad_pattern(text, text.substr(0, 1));
    }
    for (std::string_view rest = text; !rest.empty();) {
        if (rest.starts_with("{camera}") && !pattern.names_camera_) {
            pattern.names_camera_ = true;
            pattern.parts_.emplace_back(Field::camera);
            rest.remove_prefix(8);
        } else if (rest.starts_with("{number}") && !pattern.has(Field::number)) {
            pattern.parts_.emplace_back(Field::number);
            rest.remove_prefix(8);
        } else if (rest.starts_with('%') && rest.size() > 1 && pattern.add_conversion(rest[1])) {
            rest.remove_prefix(2);
        } else if (rest.starts_with('%') || rest.starts_with('{') || rest.starts_with('}')) {
            return bad_pattern(text, rest);
        } else {
            pattern.depth_ += rest.front() == '/' ? 1 : 0;
            pattern.parts_.emplace_back(Literal{rest.front()});
            rest.remove_prefix(1);
        }
    }
    if (!pattern.tells_instant()) {
        return refuse({}, "recordings.pattern_without_time", {{"pattern", std::string(text)}});
    }
    if (pattern.has(Field::microsecond)) {
        pattern.resolution_ = microseconds(1);
    }
    return pattern;
}

bool NamePattern::add_conversion(char letter) {
    const auto add = [this](std::initializer_list<Part> parts) {
        for (const Part& part : parts) {
            const auto* const field = std::get_if<Field>(&part);
            if (field != nullptr && has(*field)) {
                return false;
            }
            parts_.push_back(part);
        }
        return true;
    };
    switch (letter) {
        case 'Y': return add({Field::year});
        case 'm': return add({Field::month});
        case 'd': return add({Field::day});
        case 'H': return add({Field::hour});
        case 'M': return add({Field::minute});
        case 'S': return add({Field::second});
        case 's': return add({Field::epoch});
        case 'f': return add({Field::microsecond});
        case 'z': return add({Field::offset});
        case 'F': return add({Field::year, Literal{'-'}, Field::month, Literal{'-'}, Field::day});
        case 'T':
            return add({Field::hour, Literal{':'}, Field::minute, Literal{':'}, Field::second});
        case '%': return add({Literal{'%'}});
        default: return false;
    }
}

bool NamePattern::has(Field field) const {
    return std::ranges::any_of(parts_, [field](const Part& part) {
        const auto* const given = std::get_if<Field>(&part);
        return given != nullptr && *given == field;
    });
}

bool NamePattern::tells_instant() const {
    return has(Field::epoch) || (has(Field::year) && has(Field::month) && has(Field::day) &&
                                 has(Field::hour) && has(Field::minute) && has(Field::second));
}

std::optional<SegmentName> NamePattern::read(std::string_view name) const {
    Fields fields;
    if (name.size() > name_length_max || !match(0, name, fields)) {
        return std::nullopt;
    }
    const std::optional<Instant> start = instant_of(fields);
    if (!start || (names_camera_ && !is_valid_id(fields.camera))) {
        return std::nullopt;
    }
    return SegmentName{CameraId(std::string(fields.camera)), fields.number, *start};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the pattern is long.
bool NamePattern::match(std::size_t part, std::string_view rest, Fields& fields) const {
    if (part == parts_.size()) {
        return rest.empty();
    }
    if (const auto* const literal = std::get_if<Literal>(&parts_[part])) {
        return rest.starts_with(literal->character) && match(part + 1, rest.substr(1), fields);
    }
    const Field field = std::get<Field>(parts_[part]);
    if (field == Field::camera) {
        // The only part of open length besides the number: the longest that lets the rest fit.
        for (std::size_t length = std::min(rest.find('/'), rest.size()); length > 0; --length) {
            if (match(part + 1, rest.substr(length), fields)) {
                fields.camera = rest.substr(0, length);
                return true;
            }
        }
        return false;
    }
    if (field == Field::number) {
        for (std::size_t length = std::min(leading_digits(rest), number_digits_max); length > 0;
             --length) {
            if (match(part + 1, rest.substr(length), fields)) {
                std::string_view digits = rest;
                fields.number = static_cast<std::uint64_t>(*take_digits(digits, length));
                return true;
            }
        }
        return false;
    }
    return take(field, rest, fields) && match(part + 1, rest, fields);
}

bool NamePattern::take(Field field, std::string_view& rest, Fields& fields) {
    if (field == Field::offset) {
        fields.offset = take_offset(rest);
        return fields.offset.has_value();
    }
    if (field == Field::epoch) {
        fields.epoch = take_digits(rest, 10);
        return fields.epoch.has_value();
    }
    const auto number = [&](std::size_t digits, std::int64_t& value) {
        const auto taken = take_digits(rest, digits);
        value = taken.value_or(0);
        return taken.has_value();
    };
    switch (field) {
        case Field::year: return number(4, fields.year);
        case Field::month: return number(2, fields.month);
        case Field::day: return number(2, fields.day);
        case Field::hour: return number(2, fields.hour) && fields.hour < 24;
        case Field::minute: return number(2, fields.minute) && fields.minute < 60;
        case Field::second: return number(2, fields.second) && fields.second < 60;
        default: return number(6, fields.microsecond);
    }
}

std::optional<Instant> NamePattern::instant_of(const Fields& fields) const {
    const Duration fraction = microseconds(fields.microsecond);
    if (fields.epoch) {
        return Instant{} + seconds(*fields.epoch) + fraction;
    }
    const std::optional<Date> date =
        parse_date(format_date({static_cast<int>(fields.year), static_cast<unsigned>(fields.month),
                                static_cast<unsigned>(fields.day)}));
    if (!date) {
        return std::nullopt;
    }
    const Duration time = hours(fields.hour) + minutes(fields.minute) + seconds(fields.second);
    if (fields.offset) {
        return TimeZone().day_start(*date) + time + fraction - *fields.offset;
    }
    return zone_.to_instant(*date, {time + fraction});
}

}  // namespace labd::camera
