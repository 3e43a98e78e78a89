#include "proctor-console/terminal/arm_view.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/camera_view.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/stills.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr double wait_default_s = 120;
constexpr double wait_max_s = 3600;
constexpr Duration ask_every = seconds(2);
constexpr std::string_view target = "/api/v1/cameras/arming";
/// A sentence of what is wrong has to be read whole.
constexpr std::size_t columns_max = 120;

bool is_ready(const json::object& of) {
    const json::value* ready = of.if_contains("ready");
    return ready != nullptr && ready->is_bool() && ready->get_bool();
}

/// How long to wait; nothing, told, when it is no such number.
std::optional<Duration> wait_of(Console& console) {
    const Invocation& line = console.line();
    if (!line.has("wait")) {
        return seconds(static_cast<std::int64_t>(wait_default_s));
    }
    const Decimal wait = parse_decimal(line.value("wait"));
    if (!wait.valid || wait.value < 0 || wait.value > wait_max_s) {
        console.fail(
            ExitCode::usage,
            "--wait: " + console.texts().say("cli.error.number", {{"word", line.value("wait")}}));
        return std::nullopt;
    }
    return seconds(static_cast<std::int64_t>(wait.value));
}

std::string cameras_left(const json::object& arming) {
    json::array left;
    for (const json::value& each : list_at(arming, "cameras")) {
        if (const json::object* camera = each.if_object(); camera && !is_ready(*camera)) {
            left.emplace_back(text_at(*camera, "camera"));
        }
    }
    return joined(left);
}

/// Asks until every camera is ready or the wait is over; nothing, told, when that fails.
std::optional<json::value> wait_for_all(Console& console, json::value answer, Duration wait) {
    std::string said;
    for (Duration waited; waited < wait && !is_ready(answer.get_object()); waited += ask_every) {
        const std::string left = cameras_left(answer.get_object());
        if (left != said) {
            console.talk(console.texts().say("cli.arm.left", {{"cameras", left}}));
            said = left;
        }
        console.around().pause(ask_every);
        std::optional<json::value> next = console.get(std::string(target));
        if (!next || !next->is_object()) {
            return std::nullopt;
        }
        answer = std::move(*next);
    }
    return answer;
}

void print_arming(Console& console, const json::object& arming) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.camera"), texts.say("cli.column.room"),
                 texts.say("cli.column.live"), texts.say("cli.column.what")},
                columns_max);
    for (const json::value& each : list_at(arming, "cameras")) {
        const json::object* camera = each.if_object();
        if (camera == nullptr) {
            continue;
        }
        Cell name{text_at(*camera, "camera")};
        Cell room{text_at(*camera, "room")};
        Cell live{live_text(texts, object_at(*camera, "live"))};
        const json::array problems = list_at(*camera, "problems");
        if (problems.empty()) {
            table.add({name, room, live, {texts.say("cli.arm.ready")}});
        }
        for (const json::value& problem : problems) {
            const std::string text =
                problem.is_object() ? text_at(problem.get_object(), "text") : std::string();
            table.add({name, room, live, {text, Emphasis::strong}});
            name = room = live = {};
        }
    }
    console.print(table);
    console.print(texts.say(is_ready(arming) ? "cli.arm.all_ready" : "cli.arm.not_ready"));
}

}  // namespace

ExitCode arm_cameras(Console& console) {
    const std::optional<Duration> wait = wait_of(console);
    if (!wait) {
        return console.code();
    }
    const Answer begun =
        console.api().post({.target = std::string(target), .body = "{}", .idempotency_key = {}});
    if (!begun.ok() || !begun.body.is_object()) {
        return console.fail(begun);
    }
    console.talk(console.texts().say("cli.arm.walk"));
    const std::optional<json::value> answer = wait_for_all(console, begun.body, *wait);
    if (!answer) {
        return console.code();
    }
    const json::object& arming = answer->get_object();
    if (console.output() == Output::table) {
        print_arming(console, arming);
    } else {
        console.print_json(*answer, "cameras");
    }
    if (console.line().has("stills")) {
        const ExitCode code = save_stills(console, list_at(arming, "cameras"));
        if (code != ExitCode::done) {
            return code;
        }
    }
    return is_ready(arming) ? ExitCode::done : ExitCode::failed;
}

}  // namespace labd::console
