#include "labd/core/time.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "labd/core/zone.h"

namespace labd {

namespace {

constexpr std::int64_t us_per_s = 1'000'000;

std::string decimals(std::int64_t us) {
    std::string text = fmt::format(".{:06}", us);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

/// Date and time of day, and room for an offset.
std::string format_local(Instant local) {
    std::int64_t day = local.us / days(1).us;
    if (local.us % days(1).us < 0) {
        --day;
    }
    std::string text;
    text.reserve(std::size("2026-03-03T12:10:00.123456+09:00"));
    append_date(text, add_days(Date{}, static_cast<int>(day)));
    text += 'T';
    append_time_of_day(text, {Duration{local.us - day * days(1).us}});
    return text;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    constexpr std::int64_t count_max = 1'000'000;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc{} || count < 0 || count > count_max || unit.size() != 1) {
        return std::nullopt;
    }
    switch (unit.front()) {
        case 's': return seconds(count);
        case 'm': return minutes(count);
        case 'h': return hours(count);
        case 'd': return days(count);
        default: return std::nullopt;
    }
}

std::string format_duration(Duration duration) {
    const std::int64_t total_s = duration.us / us_per_s;
    if (total_s != 0 && total_s % 86'400 == 0) {
        return fmt::format("{}d", total_s / 86'400);
    }
    if (total_s != 0 && total_s % 3'600 == 0) {
        return fmt::format("{}h", total_s / 3'600);
    }
    if (total_s != 0 && total_s % 60 == 0) {
        return fmt::format("{}m", total_s / 60);
    }
    return fmt::format("{}s", total_s);
}

std::string format_clock(Duration duration) {
    const std::string_view sign = duration.us < 0 ? "-" : "";
    const std::int64_t total_s = std::abs(duration.us) / us_per_s;
    if (total_s < 3'600) {
        return fmt::format("{}{}:{:02}", sign, total_s / 60, total_s % 60);
    }
    return fmt::format("{}{}:{:02}:{:02}", sign, total_s / 3'600, total_s / 60 % 60, total_s % 60);
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) {
        return std::nullopt;
    }
    const std::optional<Date> date = parse_date(text.substr(0, 10));
    const std::size_t zone_at = text.find_first_of("Zz+-", 11);
    if (!date || zone_at == std::string_view::npos || zone_at < 19) {
        return std::nullopt;
    }
    const std::optional<TimeOfDay> time = parse_time_of_day(text.substr(11, zone_at - 11));
    if (!time) {
        return std::nullopt;
    }
    Duration offset;
    const std::string_view zone = text.substr(zone_at);
    if (zone != "Z" && zone != "z") {
        const std::optional<TimeOfDay> parsed =
            zone.size() == 6 ? parse_time_of_day(zone.substr(1)) : std::nullopt;
        if (!parsed) {
            return std::nullopt;
        }
        offset = zone.front() == '-' ? -parsed->since_midnight : parsed->since_midnight;
    }
    const int day = days_between(Date{}, *date);
    return Instant{} + days(day) + time->since_midnight - offset;
}

std::string format_instant(Instant instant, Duration offset) {
    std::string text = format_local(instant + offset);
    text += offset.us < 0 ? '-' : '+';
    const std::size_t hours_and_minutes = text.size() + std::size("hh:mm") - 1;
    append_time_of_day(text, {Duration{std::abs(offset.us)}});
    text.resize(hours_and_minutes);
    return text;
}

std::string format_instant_utc(Instant instant) { return format_local(instant) + 'Z'; }

std::string format_seconds(Duration duration) {
    const std::int64_t us = std::abs(duration.us);
    std::string text = fmt::format("{}{}", duration.us < 0 ? "-" : "", us / us_per_s);
    if (us % us_per_s != 0) {
        text += decimals(us % us_per_s);
    }
    return text;
}

}  // namespace labd
