#include "proctor-console/terminal/floor/alarm_rows.h"

#include <algorithm>

#include "proctor-console/terminal/console.h"

namespace labd::console::floor {

namespace {

constexpr std::size_t flood_min = 10;
constexpr Duration flood_within = minutes(10);

bool is_behind(const Outage& outage, const Alarm& alarm) {
    if (alarm.subject == outage.id || text_at(alarm.values, "outage") == outage.id) {
        return true;
    }
    const std::optional<Instant> since = parse_instant(alarm.since);
    const std::optional<Instant> began = parse_instant(outage.since);
    return since && began && *since >= *began &&
           std::ranges::find(outage.sittings, alarm.subject) != outage.sittings.end();
}

/// Takes those that fit out of `rest`, as one row.
template <class Fits>
void put_together(std::vector<Alarm>& rest, const std::string& outage, Fits fits,
                  std::vector<AlarmRow>& rows) {
    std::vector<Alarm> found;
    std::ranges::copy_if(rest, std::back_inserter(found), fits);
    if (!found.empty()) {
        std::erase_if(rest, fits);
        rows.push_back({found.front(), found.size(), outage});
    }
}

}  // namespace

bool is_flood(const std::vector<Alarm>& alarms, Instant now) {
    const auto fresh = std::ranges::count_if(alarms, [&](const Alarm& alarm) {
        const std::optional<Instant> since = parse_instant(alarm.since);
        return !alarm.is_shelved() && since && now - *since <= flood_within;
    });
    return fresh > static_cast<std::ptrdiff_t>(flood_min);
}

std::vector<AlarmRow> alarm_rows(const State& state, Duration monotonic) {
    std::vector<AlarmRow> rows;
    std::vector<Alarm> rest = listed_alarms(state);
    if (!state.day || !is_flood(rest, state.clock.now(monotonic))) {
        for (Alarm& alarm : rest) {
            rows.push_back({std::move(alarm), 1, ""});
        }
        return rows;
    }
    const auto stays = [](const Alarm& alarm) { return alarm.priority == 1 || alarm.is_shelved(); };
    std::vector<Alarm> shelved;
    for (const Alarm& alarm : rest) {
        if (alarm.is_shelved()) {
            shelved.push_back(alarm);
        } else if (alarm.priority == 1) {
            rows.push_back({alarm, 1, ""});
        }
    }
    std::erase_if(rest, stays);
    std::vector<Outage> outages = state.day->outages;
    std::erase_if(outages, [](const Outage& outage) { return !outage.open; });
    std::ranges::stable_sort(outages, std::ranges::greater(),
                             [](const Outage& outage) { return outage.sittings.size(); });
    for (const Outage& outage : outages) {
        put_together(
            rest, outage.id, [&](const Alarm& alarm) { return is_behind(outage, alarm); }, rows);
    }
    while (!rest.empty()) {
        const std::string kind = rest.front().text;
        put_together(
            rest, "", [&](const Alarm& alarm) { return alarm.text == kind; }, rows);
    }
    for (Alarm& alarm : shelved) {
        rows.push_back({std::move(alarm), 1, ""});
    }
    return rows;
}

std::vector<Alarm> alarms_of_no_seat(const Day& day) {
    std::vector<Alarm> alarms = open_alarms(day.alarms);
    std::erase_if(alarms, [&](const Alarm& alarm) {
        return std::ranges::any_of(day.sittings, [&](const Sitting& sitting) {
            return std::ranges::find(sitting.alarms, alarm.key, &Alarm::key) !=
                   sitting.alarms.end();
        });
    });
    return alarms;
}

}  // namespace labd::console::floor
