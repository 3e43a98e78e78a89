// Civil dates and times and the site's time zone. Civil time is for people; clocks are computed on
// Instants only (rulebook, section 1).
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "labd/core/time.h"

namespace labd {

/// A calendar day.
struct Date {
    int year = 1970;
    unsigned month = 1;
    unsigned day = 1;

    friend auto operator<=>(const Date&, const Date&) = default;
};

/// `YYYY-MM-DD`, a day that exists.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);
void append_date(std::string& text, Date date);
Date add_days(Date date, int count);
/// Days from `a` to `b`; negative when `b` is earlier.
int days_between(Date a, Date b);
/// The same day so many years later; of 29 February where there is none, 28 February (ELG-7).
Date add_years(Date date, int count);
/// Saturday and Sunday are not.
bool is_weekday(Date date);
/// Completed years from `born` to `on`; a birthday on 29 February is kept on 28 February (ELG-7).
int age_on(Date born, Date on);

/// A time of day on some date: elapsed digits since midnight, below 24 h.
struct TimeOfDay {
    Duration since_midnight;

    friend auto operator<=>(TimeOfDay, TimeOfDay) = default;
};

/// `HH:MM[:SS[.ffffff]]`.
std::optional<TimeOfDay> parse_time_of_day(std::string_view text);
std::string format_time_of_day(TimeOfDay time);
void append_time_of_day(std::string& text, TimeOfDay time);

/// An IANA time zone. Cheap to copy.
class TimeZone {
public:
    /// UTC.
    TimeZone();

    /// Nothing if the machine's tz database has no such zone.
    static std::optional<TimeZone> find(std::string_view name);

    const std::string& name() const { return name_; }

    /// What a wall clock reading means as an instant. Nothing when a daylight-saving change makes
    /// it mean two instants or none.
    std::optional<Instant> to_instant(Date date, TimeOfDay time) const;

    Date date_at(Instant instant) const;
    TimeOfDay time_of_day_at(Instant instant) const;
    Duration offset_at(Instant instant) const;
    /// RFC 3339 with this zone's offset.
    std::string format(Instant instant) const;
    /// The first instant of a civil day.
    Instant day_start(Date date) const;

private:
    std::string name_;
    const void* zone_ = nullptr;
};

}  // namespace labd
