#include "labd/codec/answers.h"

#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

json::value instant_or_null(const std::optional<Instant>& instant, const TimeZone& zone) {
    return instant ? json::value(zone.format(*instant)) : json::value(nullptr);
}

json::object values_to_json(const Message& message, const TimeZone& zone) {
    json::object values;
    for (const auto& [name, value] : message.values) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            values[name] = *text;
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
            values[name] = *number;
        } else if (const auto* instant = std::get_if<Instant>(&value)) {
            values[name] = zone.format(*instant);
        } else {
            values[name + "_s"] = seconds_to_json(std::get<Duration>(value));
        }
    }
    return values;
}

json::object module_to_json(const rules::ModuleState& module, const TimeZone& zone) {
    return {{"id", module.id.value},
            {"started_at", zone.format(module.started_at)},
            {"limit_at", instant_or_null(module.limit_at, zone)},
            {"remaining_s", seconds_to_json(module.remaining)},
            {"working_s", seconds_to_json(module.working)}};
}

template <class Ids>
json::array ids_to_json(const Ids& ids) {
    json::array array;
    for (const auto& id : ids) {
        array.emplace_back(id.value);
    }
    return array;
}

json::object footage_interval_to_json(const rules::FootageInterval& part, const TimeZone& zone) {
    json::object object{{"from", zone.format(part.interval.from)},
                        {"to", zone.format(part.interval.to)},
                        {"state", enum_name(part.state)},
                        {"length_s", seconds_to_json(part.interval.length())}};
    if (!part.fault.empty()) {
        object["fault"] = part.fault;
    }
    if (!part.entry.empty()) {
        object["entry"] = part.entry.value;
    }
    return object;
}

void add_sums(const rules::FootageSums& sums, json::object& to) {
    to["recorded_s"] = seconds_to_json(sums.recorded);
    to["unproven_s"] = seconds_to_json(sums.unproven);
    to["degraded_s"] = seconds_to_json(sums.degraded);
    to["gap_s"] = seconds_to_json(sums.gap);
    to["unknown_s"] = seconds_to_json(sums.unknown);
    to["window_s"] = seconds_to_json(sums.window);
    const std::optional<double> uptime = sums.uptime();
    to["uptime"] = uptime ? json::value(*uptime) : json::value(nullptr);
}

}  // namespace

json::value seconds_to_json(Duration duration) {
    if (duration.us % 1'000'000 == 0) {
        return duration.us / 1'000'000;
    }
    return static_cast<double>(duration.us) / 1e6;
}

json::array rules_to_json(const Rules& rules) {
    json::array array;
    for (const Rule& rule : rules) {
        array.emplace_back(rule.id);
    }
    return array;
}

void add_message(const Message& message, const TimeZone& zone, json::object& to) {
    to["text"] = message.key;
    to["values"] = values_to_json(message, zone);
}

json::object refusal_to_json(const Refusal& refusal, const TimeZone& zone) {
    return {{"rules", rules_to_json(refusal.rules)},
            {"key", refusal.message.key},
            {"values", values_to_json(refusal.message, zone)}};
}

json::object alarm_to_json(const rules::Alarm& alarm, const TimeZone& zone) {
    json::object object{{"rule", alarm.rule.id},
                        {"subject", alarm.subject},
                        {"since", zone.format(alarm.since)},
                        {"priority", alarm.priority},
                        {"key", alarm.key}};
    add_message(alarm.text, zone, object);
    if (alarm.acknowledged_at) {
        object["acknowledged_by"] = alarm.acknowledged_by;
        object["acknowledged_at"] = zone.format(*alarm.acknowledged_at);
    }
    if (alarm.shelved_until) {
        object["shelved_until"] = zone.format(*alarm.shelved_until);
    }
    return object;
}

json::object sitting_to_json(const rules::SittingState& state,
                             const std::vector<rules::Alarm>& alarms, const TimeZone& zone) {
    json::object answer{{"phase", enum_name(state.phase)},
                        {"clock", enum_name(state.clock)},
                        {"on_break", state.on_break != nullptr},
                        {"cancel_required", !state.cancel_required_by.empty()},
                        {"ends_at", instant_or_null(state.ends_at, zone)},
                        {"lost_s", seconds_to_json(state.lost)},
                        {"module", state.module ? json::value(module_to_json(*state.module, zone))
                                                : json::value(nullptr)}};
    if (state.ended_as) {
        answer["ended_as"] = enum_name(*state.ended_as);
        answer["ended_at"] = zone.format(*state.ended_at);
    }
    if (state.on_break != nullptr) {
        answer["break"] = {{"id", state.on_break->started.id.value},
                           {"since", zone.format(state.on_break->started.happened)},
                           {"kind", state.on_break->kind.value},
                           {"place", state.on_break->place.value},
                           {"justified", state.on_break->justified.has_value()}};
    }
    if (!state.cancel_required_by.empty()) {
        answer["cancel_required_by"] = ids_to_json(state.cancel_required_by);
    }
    if (state.next_module && state.phase != rules::Phase::ended) {
        answer["next_module"] = state.next_module->value;
    }
    if (state.seat != nullptr) {
        answer["seat"] = state.seat->value;
    }
    json::array missing;
    for (const domain::CheckinStep step : state.missing_steps) {
        missing.emplace_back(enum_name(step));
    }
    answer["missing"] = std::move(missing);
    json::array raised;
    for (const rules::Alarm& alarm : alarms) {
        raised.emplace_back(alarm_to_json(alarm, zone));
    }
    answer["alarms"] = std::move(raised);
    answer["rules"] = rules_to_json(state.rules);
    return answer;
}

json::object session_to_json(const rules::SessionState& state, const TimeZone& zone) {
    json::object counts;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<rules::Phase>>([&](auto phase) {
        const auto found = state.counts.find(phase.value);
        counts[wire_name(phase.name)] = found == state.counts.end() ? 0 : found->second;
    });
    return {{"starts_at", zone.format(state.starts_at)},
            {"late_limit_at", zone.format(state.late_limit_at)},
            {"ends_at", instant_or_null(state.ends_at, zone)},
            {"counts", std::move(counts)},
            {"cctv_window",
             {{"from", zone.format(state.cctv_window.from)},
              {"to", zone.format(state.cctv_window.to)}}},
            {"closed", state.closed},
            {"rules", rules_to_json(state.rules)}};
}

json::object camera_coverage_to_json(const rules::CameraCoverage& coverage, const TimeZone& zone) {
    json::object object{{"camera", coverage.camera.id.value},
                        {"room", coverage.camera.room.value},
                        {"area", enum_name(coverage.camera.area)}};
    add_sums(coverage.sums, object);
    json::array intervals;
    for (const rules::FootageInterval& part : coverage.intervals) {
        intervals.emplace_back(footage_interval_to_json(part, zone));
    }
    object["intervals"] = std::move(intervals);
    return object;
}

json::object coverage_to_json(const rules::Coverage& coverage, const TimeZone& zone) {
    json::object answer{
        {"window",
         {{"from", zone.format(coverage.window.from)}, {"to", zone.format(coverage.window.to)}}},
        {"kept_until", zone.format(coverage.kept_until)}};
    add_sums(coverage.sums, answer);
    json::array cameras;
    json::array intervals;
    for (const rules::CameraCoverage& camera : coverage.cameras) {
        cameras.emplace_back(camera_coverage_to_json(camera, zone));
        for (const rules::FootageInterval& part : camera.intervals) {
            json::object interval = footage_interval_to_json(part, zone);
            interval["camera"] = camera.camera.id.value;
            intervals.emplace_back(std::move(interval));
        }
    }
    answer["cameras"] = std::move(cameras);
    answer["intervals"] = std::move(intervals);
    json::array roots;
    for (const domain::RecordingRoot& root : coverage.roots) {
        roots.push_back({{"camera", root.camera.value},
                         {"from", zone.format(root.when.from)},
                         {"to", zone.format(root.when.to)},
                         {"segments", root.segments},
                         {"bytes", root.bytes},
                         {"root", root.root},
                         {"entry", root.stamp.id.value}});
    }
    answer["manifests"] = std::move(roots);
    answer["rules"] = rules_to_json(coverage.rules);
    return answer;
}

json::object explanation_to_json(const rules::Explanation& explanation, const TimeZone& zone) {
    json::array intervals;
    for (const rules::ExplainedInterval& part : explanation.intervals) {
        json::object interval{{"from", zone.format(part.from)},
                              {"to", zone.format(part.to)},
                              {"what", enum_name(part.what)},
                              {"length_s", seconds_to_json(part.to - part.from)},
                              {"rules", rules_to_json(part.rules)},
                              {"entries", ids_to_json(part.entries)}};
        if (part.module) {
            interval["module"] = part.module->value;
        }
        intervals.emplace_back(std::move(interval));
    }
    return {{"intervals", std::move(intervals)},
            {"sum",
             {{"start_at", zone.format(explanation.start)},
              {"exam_s", seconds_to_json(explanation.exam)},
              {"scheduled_breaks_s", seconds_to_json(explanation.scheduled_breaks)},
              {"accommodation_s", seconds_to_json(explanation.accommodation)},
              {"rest_breaks_s", seconds_to_json(explanation.rest_breaks)},
              {"lost_s", seconds_to_json(explanation.lost)}}},
            {"ends_at", instant_or_null(explanation.state.ends_at, zone)},
            {"ended_at", instant_or_null(explanation.state.ended_at, zone)},
            {"rules", rules_to_json(explanation.rules)}};
}

}  // namespace labd::codec
