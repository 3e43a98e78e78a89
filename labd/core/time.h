// Instants and durations in whole microseconds, and their text forms. Nothing here reads a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labd {

/// An elapsed time in microseconds; may be negative.
struct Duration {
    std::int64_t us = 0;

    friend constexpr auto operator<=>(Duration, Duration) = default;

    constexpr Duration operator-() const { return {-us}; }

    constexpr Duration& operator+=(Duration other) {
        us += other.us;
        return *this;
    }

    constexpr Duration& operator-=(Duration other) {
        us -= other.us;
        return *this;
    }

    friend constexpr Duration operator+(Duration a, Duration b) { return {a.us + b.us}; }

    friend constexpr Duration operator-(Duration a, Duration b) { return {a.us - b.us}; }

    friend constexpr Duration operator*(Duration a, std::int64_t factor) { return {a.us * factor}; }
};

constexpr Duration microseconds(std::int64_t n) { return {n}; }

constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000}; }

constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }

constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }

constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }

constexpr Duration days(std::int64_t n) { return hours(n * 24); }

/// A point of elapsed time: microseconds since 1970-01-01T00:00:00Z (rulebook, section 1).
struct Instant {
    std::int64_t us = 0;

    friend constexpr auto operator<=>(Instant, Instant) = default;

    friend constexpr Instant operator+(Instant t, Duration d) { return {t.us + d.us}; }

    friend constexpr Instant operator-(Instant t, Duration d) { return {t.us - d.us}; }

    friend constexpr Duration operator-(Instant a, Instant b) { return {a.us - b.us}; }
};

/// A half-open interval `[from, to)`.
struct Interval {
    Instant from;
    Instant to;

    constexpr bool empty() const { return to <= from; }

    constexpr Duration length() const { return empty() ? Duration{} : to - from; }

    constexpr bool contains(Instant t) const { return from <= t && t < to; }

    friend constexpr auto operator<=>(const Interval&, const Interval&) = default;
};

/// `90s`, `15m`, `2h`, `14d` or a number with one of these units; nothing else (scenario format).
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads back; whole seconds or longer only.
std::string format_duration(Duration duration);

/// `2:05:07` or `12:09`: hours, minutes, seconds for people; fractions are cut, a minus is kept.
std::string format_clock(Duration duration);

/// An RFC 3339 date-time with offset or `Z`, at most six decimals.
std::optional<Instant> parse_instant(std::string_view text);

/// RFC 3339 in UTC with `Z`; decimals only when there are any.
std::string format_instant_utc(Instant instant);

/// RFC 3339 with the given offset from UTC (whole minutes).
std::string format_instant(Instant instant, Duration offset);

/// Seconds as a JSON number text: no more decimals than needed, at most six.
std::string format_seconds(Duration duration);

}  // namespace labd
