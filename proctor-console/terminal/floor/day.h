// The day of a session as the floor shows it: read from labd's board without trusting that members
// are there; who needs somebody first.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/time.h"

namespace labd::console::floor {

struct Alarm {
    std::string key;
    std::string rule;
    std::string subject;
    /// The sentence's key in the catalogue, and its values as labd sent them.
    std::string text;
    boost::json::object values;
    std::string since;
    /// 1 is the most urgent.
    int priority = 3;
    std::optional<std::string> acknowledged_by;
    std::string shelved_until;

    bool is_shelved() const { return !shelved_until.empty(); }
};

struct Pause {
    std::string id;
    std::string since;
    std::string place;
    bool justified = false;
};

struct Module {
    std::string id;
    /// Empty while the clock is stopped.
    std::string limit_at;
    double remaining_s = 0;
};

struct Sitting {
    std::string sitting;
    std::string seat;
    std::string candidate;
    std::string name;
    std::string name_local;
    std::string track;
    std::string phase;
    std::string ended_as;
    std::string ended_at;
    std::string clock;
    bool on_break = false;
    std::optional<Pause> pause;
    std::optional<Module> module;
    std::string next_module;
    std::string ends_at;
    double lost_s = 0;
    bool cancel_required = false;
    std::vector<std::string> cancel_required_by;
    std::vector<std::string> missing;
    std::vector<Alarm> alarms;

    bool has_ended() const { return phase == "ended"; }
};

struct Outage {
    std::string id;
    bool open = false;
    std::string limit_at;
    std::string since;
    /// Whom it stops, as labd says it.
    boost::json::object scope;
    std::vector<std::string> sittings;
};

struct Day {
    std::string session;
    std::string starts_at;
    std::string late_limit_at;
    std::string now;
    std::int64_t size = 0;
    std::vector<Sitting> sittings;
    std::vector<Alarm> alarms;
    std::vector<Outage> outages;
    std::vector<std::string> on_duty;

    const Sitting* find(std::string_view sitting) const;
};

Day parse_day(const boost::json::object& board);

/// Where a seat stands: symbol, word and colour come from it.
enum class Status : std::uint8_t { critical, warning, waiting, normal, ended };

/// Alarms that somebody has still to see to, the most urgent and oldest first.
std::vector<Alarm> open_alarms(std::vector<Alarm> alarms);

Status status_of(const Sitting& sitting);

/// How a person is named on a command line: the seat where that is unmistakable, else the sitting.
std::string handle_of(const Day& day, const Sitting& sitting);

/// `S2` before `S10`.
bool seat_less(std::string_view a, std::string_view b);

/// Sittings in the order to show: who needs somebody first. With `held` those in `shown` keep their
/// places, and who is new comes last.
std::vector<std::string> ordered(const Day& day, const std::vector<std::string>& shown, bool held);

/// How many alarms of each priority are not shelved.
struct AlarmCounts {
    int p1 = 0;
    int p2 = 0;
    int p3 = 0;
};

AlarmCounts count_alarms(const std::vector<Alarm>& alarms);

/// What the footage of each seat is worth now: the worst of the cameras that cover it. From the
/// answer of `/api/v1/cameras`.
std::map<std::string, std::string> parse_footage(const boost::json::object& cameras);

}  // namespace labd::console::floor
