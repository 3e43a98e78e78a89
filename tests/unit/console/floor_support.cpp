#include "tests/unit/console/floor_support.h"

#include <boost/json/array.hpp>

#include "labd/codec/json.h"
#include "labd/core/utf8.h"

namespace labd::console::floor::testing {

namespace {

namespace json = boost::json;

constexpr std::string_view board = R"({
  "session": {"id": "day", "starts_at": "2026-03-03T09:00:00+09:00",
              "late_limit_at": "2026-03-03T13:00:00+09:00"},
  "now": "2026-03-03T12:20:00+09:00", "size": 40,
  "sittings": [
    {"sitting": "A", "seat": "S01", "name": "Aoki Ren", "name_local": "青木 蓮",
     "candidate": "C-1", "track": "ccde", "phase": "in_module", "clock": "running",
     "on_break": false, "ends_at": "2026-03-03T17:31:00+09:00", "lost_s": 1860,
     "module": {"id": "design", "limit_at": "2026-03-03T12:50:30+09:00", "remaining_s": 1830},
     "missing": [], "checked_in": true, "cancel_required": false, "alarms": []},
    {"sitting": "B", "seat": "S02", "name": "Smith Joanna", "phase": "in_module",
     "clock": "running", "on_break": true,
     "break": {"id": "b1", "since": "2026-03-03T12:09:19+09:00", "place": "corridor",
               "justified": false},
     "ends_at": "2026-03-03T17:00:00+09:00", "lost_s": 0,
     "module": {"id": "design", "limit_at": "2026-03-03T12:50:00+09:00", "remaining_s": 1800},
     "missing": [], "checked_in": true, "cancel_required": false,
     "alarms": [{"rule": "BRK-2", "priority": 2, "key": "BRK-2:B:b1", "subject": "B",
                 "since": "2026-03-03T12:19:19+09:00", "text": "alarm.break_needs_reason",
                 "values": {"subject": "B", "since_at": "2026-03-03T12:09:19+09:00",
                            "limit_s": 600}}]},
    {"sitting": "C", "seat": "S03", "name": "Tanaka Yui", "name_local": "田中 結衣",
     "phase": "in_module", "clock": "stopped", "on_break": false, "ends_at": null, "lost_s": 0,
     "module": {"id": "design", "limit_at": null, "remaining_s": 5405}, "missing": [],
     "checked_in": true, "cancel_required": true, "cancel_required_by": ["o1"],
     "alarms": [{"rule": "OUT-4", "priority": 1, "key": "OUT-4:C:o1", "subject": "C",
                 "since": "2026-03-03T12:00:00+09:00", "text": "alarm.cancel_required",
                 "values": {"subject": "C", "outage": "o1",
                            "since_at": "2026-03-03T10:00:00+09:00"}}]},
    {"sitting": "D", "seat": "S04", "name": "Nguyen Minh Anh", "phase": "booked",
     "clock": "running", "on_break": false, "ends_at": "2026-03-03T17:00:00+09:00",
     "lost_s": 0, "module": null, "missing": ["identification", "agreement"],
     "checked_in": false, "cancel_required": false, "alarms": []},
    {"sitting": "E", "seat": "S05", "name": "Kobayashi Sora", "phase": "arrived",
     "clock": "running", "on_break": false, "ends_at": "2026-03-03T17:00:00+09:00",
     "lost_s": 0, "module": null, "missing": ["belongings", "materials"],
     "checked_in": false, "cancel_required": false, "alarms": []},
    {"sitting": "F", "seat": "S06", "name": "Garcia Lucia", "phase": "ended",
     "ended_as": "completed", "ended_at": "2026-03-03T12:10:00+09:00", "clock": "off",
     "on_break": false, "ends_at": null, "lost_s": 0, "module": null, "missing": [],
     "checked_in": true, "cancel_required": false, "alarms": []}],
  "on_duty": [{"name": "sato", "role": "proctor", "since": "2026-03-03T08:30:00+09:00"}],
  "outages": [{"outage": "o1", "scope": {"rack": "R02"}, "cause": "lab", "open": true,
               "limit_at": "2026-03-03T12:00:00+09:00"}],
  "alarms": []
})";

}  // namespace

json::object sample_board() {
    json::object whole = codec::parse_json(board).value().as_object();
    json::array all;
    for (const json::value& sitting : whole["sittings"].as_array()) {
        for (const json::value& alarm : sitting.as_object().at("alarms").as_array()) {
            all.push_back(alarm);
        }
    }
    whole["alarms"] = std::move(all);
    return whole;
}

State sample_state() {
    State state;
    state.user = "sato";
    state.role = "proctor";
    state.site = "tyo";
    for (int i = 1; i <= 8; ++i) {
        const std::string seat = "S0" + std::to_string(i);
        state.seats.push_back(seat);
        state.rack_of_seat[seat] = "R0" + std::to_string((i + 1) / 2);
    }
    state.racks = {"R01", "R02", "R03", "R04"};
    state.rooms = {"main"};
    state.equipment = {"R01-sw1"};
    state.rack_of_equipment["R01-sw1"] = "R01";
    state.footage = {{"S01", "recorded"}, {"S02", "gap"}, {"S03", "unknown"}};
    state.day = parse_day(sample_board());
    state.clock.set({moment - milliseconds(2), moment + milliseconds(2),
                     parse_instant("2026-03-03T12:20:00+09:00").value(), 1});
    state.heard = moment;
    state.is_connected = true;
    put_in_order(state, moment);
    return state;
}

State crowded_state(std::size_t people) {
    State state = sample_state();
    for (std::size_t i = 0; i < people; ++i) {
        Sitting sitting = state.day->sittings.front();
        sitting.sitting = "X" + std::to_string(i);
        sitting.seat = "S" + std::to_string(10 + i);
        state.day->sittings.push_back(std::move(sitting));
    }
    put_in_order(state, moment);
    return state;
}

std::vector<std::string> lines_of(const Canvas& canvas) {
    std::vector<std::string> lines;
    for (std::size_t row = 0; row < canvas.rows(); ++row) {
        lines.push_back(canvas.text(row));
    }
    return lines;
}

std::string text_of(const Canvas& canvas) {
    std::string text;
    for (const std::string& line : lines_of(canvas)) {
        text += line + "\n";
    }
    return text;
}

std::vector<Request> type(State& state, std::string_view keys, Duration monotonic) {
    std::vector<Request> all;
    while (!keys.empty()) {
        const std::size_t bytes = first_character(keys).bytes;
        Key key{Key::Code::character, std::string(keys.substr(0, bytes))};
        if (key.text == "\n") {
            key = {Key::Code::enter, ""};
        } else if (key.text == "\t") {
            key = {Key::Code::tab, ""};
        } else if (key.text == "\x1b") {
            key = {Key::Code::escape, ""};
        }
        keys.remove_prefix(bytes);
        for (Request& request : press(state, key, monotonic)) {
            all.push_back(std::move(request));
        }
    }
    return all;
}

}  // namespace labd::console::floor::testing
