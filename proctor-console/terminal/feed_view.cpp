#include "proctor-console/terminal/feed_view.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/members.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// A cell for what somebody should see when it is not zero.
Cell count_cell(const json::object& from, std::string_view name, Emphasis emphasis) {
    const std::int64_t count = number_at(from, name).value_or(0);
    return {std::to_string(count), count > 0 ? emphasis : Emphasis::none};
}

std::string or_dash(std::string text) { return text.empty() ? "-" : std::move(text); }

std::string webhook_target(const std::string& name, std::string_view what) {
    return "/api/v1/webhooks/" + percent_encode(name) + std::string(what);
}

void print_webhooks(Console& console, const json::array& webhooks) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.webhook"), texts.say("cli.column.state"),
                 texts.say("cli.column.delivered"), texts.say("cli.column.waiting"),
                 texts.say("cli.column.failing"), texts.say("cli.column.dead"),
                 texts.say("cli.column.next_try"), texts.say("cli.column.why")});
    for (const json::value& each : webhooks) {
        const json::object* webhook = each.if_object();
        if (webhook == nullptr) {
            continue;
        }
        const std::string state = text_at(*webhook, "state");
        table.add({{text_at(*webhook, "name")},
                   {texts.name("webhook_state", state), state == "disabled"  ? Emphasis::alert
                                                        : state == "failing" ? Emphasis::strong
                                                                             : Emphasis::none},
                   count_cell(*webhook, "delivered", Emphasis::none),
                   count_cell(*webhook, "waiting", Emphasis::none),
                   count_cell(*webhook, "failing", Emphasis::strong),
                   count_cell(*webhook, "dead", Emphasis::alert),
                   {or_dash(clock_text(text_at(*webhook, "next_try_at")))},
                   {or_dash(text_at(*webhook, "why"))}});
    }
    console.print(table);
}

void print_undelivered(Console& console, const json::array& events) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.event"), texts.say("cli.column.subject"),
                 texts.say("cli.column.state"), texts.say("cli.column.attempts"),
                 texts.say("cli.column.next_try"), texts.say("cli.column.why")});
    for (const json::value& each : events) {
        const json::object* event = each.if_object();
        if (event == nullptr) {
            continue;
        }
        const std::string state = text_at(*event, "state");
        table.add({{std::to_string(number_at(*event, "seq").value_or(0))},
                   {text_at(*event, "subject")},
                   {texts.name("webhook_state", state),
                    state == "dead" ? Emphasis::alert : Emphasis::none},
                   count_cell(*event, "attempts", Emphasis::none),
                   {or_dash(clock_text(text_at(*event, "next_try_at")))},
                   {or_dash(text_at(*event, "why"))}});
    }
    console.print(table);
}

/// Prints the list of an answer by `print`, or says that it is empty.
template <class Print>
ExitCode show_list(Console& console, const std::string& target, std::string_view list,
                   std::string_view none, Print print) {
    const std::optional<json::value> answer = console.get(target);
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, list);
        return ExitCode::done;
    }
    const json::array all = list_at(answer->get_object(), list);
    if (all.empty()) {
        console.talk(console.texts().say(none));
    } else {
        print(console, all);
    }
    return ExitCode::done;
}

}  // namespace

ExitCode show_feed(Console& console) {
    return show_list(console, "/api/v1/webhooks", "webhooks", "cli.talk.no_webhooks",
                     print_webhooks);
}

ExitCode show_undelivered(Console& console) {
    return show_list(console, webhook_target(console.line().value("WEBHOOK"), "/undelivered"),
                     "events", "cli.talk.nothing_undelivered", print_undelivered);
}

ExitCode retry_webhook(Console& console) {
    json::object body;
    if (console.line().has("event")) {
        const std::string event = console.line().value("event");
        const Decimal seq = parse_decimal(event);
        if (!seq.valid || seq.value < 0 ||
            seq.value != static_cast<double>(static_cast<std::int64_t>(seq.value))) {
            return console.fail(
                ExitCode::usage,
                "--event: " + console.texts().say("cli.error.number", {{"word", event}}));
        }
        body["seq"] = static_cast<std::int64_t>(seq.value);
    }
    const std::string name = console.line().value("WEBHOOK");
    const Answer answer = console.api().post({.target = webhook_target(name, "/retry"),
                                              .body = json::serialize(body),
                                              .idempotency_key = {}});
    if (!answer.ok() || !answer.body.is_object()) {
        return console.fail(answer);
    }
    const std::int64_t count = number_at(answer.body.get_object(), "retried").value_or(0);
    console.talk(console.texts().say("cli.talk.retried",
                                     {{"name", name}, {"count", std::to_string(count)}}));
    return ExitCode::done;
}

}  // namespace labd::console
