#include "labd/core/zone.h"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace labd {

namespace {

using Micros = std::chrono::microseconds;
using SysTime = date::sys_time<Micros>;

bool parse_digits(std::string_view text, int& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

date::year_month_day to_ymd(Date day) {
    return date::year{day.year} / date::month{day.month} / date::day{day.day};
}

Date from_ymd(date::year_month_day ymd) {
    return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
            static_cast<unsigned>(ymd.day())};
}

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

SysTime to_sys(Instant instant) { return SysTime{Micros{instant.us}}; }

Instant from_sys(SysTime time) { return {time.time_since_epoch().count()}; }

/// As `{:0width}` of fmt: instants are written several times an entry, and this is far faster.
void append_padded(std::string& text, std::int64_t value, std::size_t width) {
    if (value < 0) {
        text += '-';
        value = -value;
        --width;
    }
    std::array<char, 20> digits{};
    std::size_t from = digits.size();
    while (value > 0 || digits.size() - from < width) {
        digits[--from] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    text.append(digits.data() + from, digits.size() - from);
}

/// Both digits of a number below 100, and what follows them.
void append_two(std::string& text, std::int64_t value, std::string_view then) {
    const std::array<char, 2> digits{static_cast<char>('0' + value / 10),
                                     static_cast<char>('0' + value % 10)};
    text.append(digits.data(), digits.size()).append(then);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
        !parse_digits(text.substr(0, 4), year) || !parse_digits(text.substr(5, 2), month) ||
        !parse_digits(text.substr(8, 2), day)) {
        return std::nullopt;
    }
    const Date parsed{year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
    if (!to_ymd(parsed).ok()) {
        return std::nullopt;
    }
    return parsed;
}

void append_date(std::string& text, Date date) {
    append_padded(text, date.year, 4);
    text += '-';
    append_two(text, date.month, "-");
    append_two(text, date.day, {});
}

std::string format_date(Date date) {
    std::string text;
    append_date(text, date);
    return text;
}

Date add_days(Date date, int count) {
    return from_ymd(date::year_month_day{date::sys_days{to_ymd(date)} + date::days{count}});
}

int days_between(Date a, Date b) {
    return static_cast<int>((date::sys_days{to_ymd(b)} - date::sys_days{to_ymd(a)}).count());
}

Date add_years(Date date, int count) {
    const Date same{date.year + count, date.month, date.day};
    return to_ymd(same).ok() ? same : Date{same.year, 2, 28};
}

bool is_weekday(Date date) {
    const date::weekday day{date::sys_days{to_ymd(date)}};
    return day != date::Saturday && day != date::Sunday;
}

int age_on(Date born, Date on) {
    const int years = on.year - born.year;
    return on >= add_years(born, years) ? years : years - 1;
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (text.size() < 5 || text[2] != ':' || !parse_digits(text.substr(0, 2), hour) ||
        !parse_digits(text.substr(3, 2), minute) || hour > 23 || minute > 59) {
        return std::nullopt;
    }
    Duration fraction;
    if (text.size() > 5) {
        if (text.size() < 8 || text[5] != ':' || !parse_digits(text.substr(6, 2), second) ||
            second > 59) {
            return std::nullopt;
        }
        if (text.size() > 8) {
            const std::string_view decimals = text.substr(9);
            int value = 0;
            if (text[8] != '.' || decimals.empty() || decimals.size() > 6 ||
                !parse_digits(decimals, value)) {
                return std::nullopt;
            }
            for (std::size_t i = decimals.size(); i < 6; ++i) {
                value *= 10;
            }
            fraction = microseconds(value);
        }
    }
    return TimeOfDay{hours(hour) + minutes(minute) + seconds(second) + fraction};
}

void append_time_of_day(std::string& text, TimeOfDay time) {
    const std::int64_t us = time.since_midnight.us;
    const std::int64_t total_s = us / 1'000'000;
    append_two(text, total_s / 3600, ":");
    append_two(text, total_s / 60 % 60, ":");
    append_two(text, total_s % 60, {});
    if (us % 1'000'000 != 0) {
        text += '.';
        append_padded(text, us % 1'000'000, 6);
        text.erase(text.find_last_not_of('0') + 1);
    }
}

std::string format_time_of_day(TimeOfDay time) {
    std::string text;
    append_time_of_day(text, time);
    return text;
}

TimeZone::TimeZone() : name_("UTC"), zone_(date::locate_zone("UTC")) {}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    try {
        TimeZone found;
        found.zone_ = date::locate_zone(std::string(name));
        found.name_ = std::string(name);
        return found;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

std::optional<Instant> TimeZone::to_instant(Date date, TimeOfDay time) const {
    const date::local_time<Micros> local =
        date::local_days{to_ymd(date)} + Micros{time.since_midnight.us};
    const date::local_info info = zone_of(zone_).get_info(local);
    if (info.result != date::local_info::unique) {
        return std::nullopt;
    }
    return from_sys(SysTime{local.time_since_epoch() - info.first.offset});
}

Date TimeZone::date_at(Instant instant) const {
    const auto local = zone_of(zone_).to_local(to_sys(instant));
    return from_ymd(date::year_month_day{date::floor<date::days>(local)});
}

TimeOfDay TimeZone::time_of_day_at(Instant instant) const {
    const auto local = zone_of(zone_).to_local(to_sys(instant));
    return {Duration{(local - date::floor<date::days>(local)).count()}};
}

Duration TimeZone::offset_at(Instant instant) const {
    return seconds(zone_of(zone_).get_info(to_sys(instant)).offset.count());
}

std::string TimeZone::format(Instant instant) const {
    return format_instant(instant, offset_at(instant));
}

Instant TimeZone::day_start(Date date) const {
    const date::local_time<Micros> local = date::local_days{to_ymd(date)} + Micros{0};
    return from_sys(zone_of(zone_).to_sys(local, date::choose::earliest));
}

}  // namespace labd
