#include "proctor-console/terminal/floor/day.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

bool true_at(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

double length_s_at(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::vector<std::string> texts_at(const json::object& from, std::string_view name) {
    std::vector<std::string> texts;
    for (const json::value& each : list_at(from, name)) {
        if (each.is_string()) {
            texts.emplace_back(each.get_string());
        }
    }
    return texts;
}

std::vector<Alarm> alarms_at(const json::object& from) {
    std::vector<Alarm> alarms;
    for (const json::value& each : list_at(from, "alarms")) {
        const json::object* given = each.if_object();
        if (given == nullptr) {
            continue;
        }
        Alarm& alarm = alarms.emplace_back();
        alarm.key = text_at(*given, "key");
        alarm.rule = text_at(*given, "rule");
        alarm.subject = text_at(*given, "subject");
        alarm.text = text_at(*given, "text");
        alarm.values = object_at(*given, "values");
        alarm.since = text_at(*given, "since");
        alarm.priority = static_cast<int>(
            std::clamp<std::int64_t>(number_at(*given, "priority").value_or(3), 1, 3));
        if (given->contains("acknowledged_at")) {
            alarm.acknowledged_by = text_at(*given, "acknowledged_by");
        }
        alarm.shelved_until = text_at(*given, "shelved_until");
    }
    return alarms;
}

Sitting parse_sitting(const json::object& given) {
    Sitting sitting;
    sitting.seat = text_at(given, "seat");
    // A room's display sees seats alone.
    sitting.sitting = given.contains("sitting") ? text_at(given, "sitting") : sitting.seat;
    sitting.candidate = text_at(given, "candidate");
    sitting.name = text_at(given, "name");
    sitting.name_local = text_at(given, "name_local");
    sitting.track = text_at(given, "track");
    sitting.phase = text_at(given, "phase");
    sitting.ended_as = text_at(given, "ended_as");
    sitting.ended_at = text_at(given, "ended_at");
    sitting.clock = text_at(given, "clock");
    sitting.on_break = true_at(given, "on_break");
    if (const json::object pause = object_at(given, "break"); !pause.empty()) {
        sitting.pause = Pause{text_at(pause, "id"), text_at(pause, "since"),
                              text_at(pause, "place"), true_at(pause, "justified")};
    }
    if (const json::object module = object_at(given, "module"); !module.empty()) {
        sitting.module = Module{text_at(module, "id"), text_at(module, "limit_at"),
                                length_s_at(module, "remaining_s")};
    }
    sitting.next_module = text_at(given, "next_module");
    sitting.ends_at = text_at(given, "ends_at");
    sitting.lost_s = length_s_at(given, "lost_s");
    sitting.cancel_required = true_at(given, "cancel_required");
    sitting.cancel_required_by = texts_at(given, "cancel_required_by");
    sitting.missing = texts_at(given, "missing");
    sitting.alarms = alarms_at(given);
    return sitting;
}

Outage parse_outage(const json::object& given) {
    Outage outage;
    outage.id = text_at(given, "outage");
    outage.open = true_at(given, "open");
    outage.limit_at = text_at(given, "limit_at");
    outage.since = text_at(object_at(given, "reported"), "at");
    outage.scope = object_at(given, "scope");
    for (const json::value& each : list_at(given, "sittings")) {
        if (each.is_object()) {
            outage.sittings.push_back(text_at(each.get_object(), "sitting"));
        }
    }
    return outage;
}

/// Unacknowledged before acknowledged of the same priority.
int rank_of(const Alarm& alarm) {
    return alarm.priority * 2 + (alarm.acknowledged_by.has_value() ? 1 : 0);
}

/// Lower comes first.
int rank_of(const Sitting& sitting, const std::vector<Alarm>& open) {
    constexpr int must_be_cancelled = 2;
    constexpr int clock_stopped = 9;
    constexpr int checking_in = 10;
    constexpr int normal = 11;
    constexpr int over = 14;
    if (!open.empty()) {
        return rank_of(open.front());
    }
    if (sitting.has_ended()) {
        return over;
    }
    if (sitting.cancel_required) {
        return must_be_cancelled;
    }
    if (sitting.clock == "stopped" || sitting.on_break) {
        return clock_stopped;
    }
    return sitting.phase == "arrived" ? checking_in : normal;
}

/// A number's digits without zeros in front, from `at` on; moves `at` behind it.
std::string_view digits_at(std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        ++at;
    }
    std::string_view digits = text.substr(begin, at - begin);
    while (digits.size() > 1 && digits.front() == '0') {
        digits.remove_prefix(1);
    }
    return digits;
}

int badness_of(std::string_view footage) {
    static constexpr std::array<std::string_view, 5> from_good{"recorded", "unproven", "unknown",
                                                               "degraded", "gap"};
    const auto* const found = std::ranges::find(from_good, footage);
    return found == from_good.end() ? 2 : static_cast<int>(found - from_good.begin());
}

}  // namespace

const Sitting* Day::find(std::string_view sitting) const {
    const auto found = std::ranges::find(sittings, sitting, &Sitting::sitting);
    return found == sittings.end() ? nullptr : &*found;
}

Day parse_day(const json::object& board) {
    Day day;
    const json::object session = object_at(board, "session");
    day.session = text_at(session, "id");
    day.starts_at = text_at(session, "starts_at");
    day.late_limit_at = text_at(session, "late_limit_at");
    day.now = text_at(board, "now");
    day.size = number_at(board, "size").value_or(0);
    for (const json::value& each : list_at(board, "sittings")) {
        if (each.is_object()) {
            day.sittings.push_back(parse_sitting(each.get_object()));
        }
    }
    day.alarms = alarms_at(board);
    for (const json::value& each : list_at(board, "outages")) {
        if (each.is_object()) {
            day.outages.push_back(parse_outage(each.get_object()));
        }
    }
    for (const json::value& each : list_at(board, "on_duty")) {
        if (each.is_object()) {
            day.on_duty.push_back(text_at(each.get_object(), "name"));
        }
    }
    return day;
}

std::vector<Alarm> open_alarms(std::vector<Alarm> alarms) {
    std::erase_if(alarms, &Alarm::is_shelved);
    std::ranges::stable_sort(alarms, {}, [](const Alarm& alarm) {
        return std::pair(rank_of(alarm), std::string_view(alarm.since));
    });
    return alarms;
}

Status status_of(const Sitting& sitting) {
    const std::vector<Alarm> open = open_alarms(sitting.alarms);
    const int worst = open.empty() ? 0 : open.front().priority;
    if (worst == 1 || (sitting.cancel_required && !sitting.has_ended())) {
        return Status::critical;
    }
    if (worst == 2) {
        return Status::warning;
    }
    if (sitting.has_ended()) {
        return Status::ended;
    }
    const bool waits =
        sitting.on_break || sitting.clock == "stopped" || sitting.phase == "arrived" || worst != 0;
    return waits ? Status::waiting : Status::normal;
}

std::string handle_of(const Day& day, const Sitting& sitting) {
    const auto same_seat = std::ranges::count(day.sittings, sitting.seat, &Sitting::seat);
    return sitting.seat.empty() || same_seat > 1 ? sitting.sitting : sitting.seat;
}

bool seat_less(std::string_view a, std::string_view b) {
    const auto is_digit = [](char each) { return each >= '0' && each <= '9'; };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            const std::string_view first = digits_at(a, i);
            const std::string_view second = digits_at(b, j);
            if (first != second) {
                return std::tuple(first.size(), first) < std::tuple(second.size(), second);
            }
        } else if (a[i] != b[j]) {
            return a[i] < b[j];
        } else {
            ++i;
            ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

std::vector<std::string> ordered(const Day& day, const std::vector<std::string>& shown, bool held) {
    struct Wanted {
        const Sitting* sitting;
        std::size_t place;
        int rank;
        std::string oldest;
    };

    std::vector<Wanted> wanted;
    wanted.reserve(day.sittings.size());
    for (const Sitting& sitting : day.sittings) {
        const std::vector<Alarm> open = open_alarms(sitting.alarms);
        const auto found = std::ranges::find(shown, sitting.sitting);
        const std::size_t place = held && found != shown.end()
                                      ? static_cast<std::size_t>(found - shown.begin())
                                      : std::numeric_limits<std::size_t>::max();
        wanted.push_back(
            {&sitting, place, rank_of(sitting, open), open.empty() ? "" : open.front().since});
    }
    std::ranges::stable_sort(wanted, [](const Wanted& a, const Wanted& b) {
        if (std::tie(a.place, a.rank, a.oldest) != std::tie(b.place, b.rank, b.oldest)) {
            return std::tie(a.place, a.rank, a.oldest) < std::tie(b.place, b.rank, b.oldest);
        }
        // Who has no seat comes behind those that have one.
        if (a.sitting->seat.empty() != b.sitting->seat.empty()) {
            return b.sitting->seat.empty();
        }
        return seat_less(a.sitting->seat.empty() ? a.sitting->sitting : a.sitting->seat,
                         b.sitting->seat.empty() ? b.sitting->sitting : b.sitting->seat);
    });
    std::vector<std::string> order;
    order.reserve(wanted.size());
    for (const Wanted& each : wanted) {
        order.push_back(each.sitting->sitting);
    }
    return order;
}

AlarmCounts count_alarms(const std::vector<Alarm>& alarms) {
    AlarmCounts counts;
    for (const Alarm& alarm : alarms) {
        if (!alarm.is_shelved()) {
            ++(alarm.priority == 1 ? counts.p1 : alarm.priority == 2 ? counts.p2 : counts.p3);
        }
    }
    return counts;
}

std::map<std::string, std::string> parse_footage(const json::object& cameras) {
    std::map<std::string, std::string> footage;
    for (const json::value& each : list_at(cameras, "cameras")) {
        const json::object* camera = each.if_object();
        if (camera == nullptr) {
            continue;
        }
        const std::string state = text_at(*camera, "state");
        for (const std::string& seat : texts_at(*camera, "seats")) {
            std::string& worst = footage.try_emplace(seat, state).first->second;
            if (badness_of(state) > badness_of(worst)) {
                worst = state;
            }
        }
    }
    return footage;
}

}  // namespace labd::console::floor
