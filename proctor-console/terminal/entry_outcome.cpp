#include "proctor-console/terminal/entry_outcome.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/members.h"

namespace labd::console {

namespace {

namespace json = boost::json;

bool is_true(const json::value* value) {
    return value != nullptr && value->is_bool() && value->get_bool();
}

/// An instant, or that there is none while the clock is stopped.
std::string instant_text(Console& console, const json::object& effect, std::string_view name) {
    const std::string instant = text_at(effect, name);
    return instant.empty() ? console.texts().say("cli.word.open_end") : clock_text(instant);
}

void tell_change(Console& console, const json::object& effect, std::string_view key,
                 std::string_view before, std::string_view after) {
    const std::string old_text = instant_text(console, effect, before);
    const std::string new_text = instant_text(console, effect, after);
    if (old_text != new_text) {
        console.print("  " + console.texts().say(key, {{"sitting", text_at(effect, "sitting")},
                                                       {"before", old_text},
                                                       {"after", new_text}}));
    }
}

void tell_effect(Console& console, const json::object& effect) {
    tell_change(console, effect, "cli.effect.ends", "ends_before", "ends_after");
    tell_change(console, effect, "cli.effect.module", "module_limit_before", "module_limit_after");
    const Texts::Values who{{"sitting", text_at(effect, "sitting")}};
    const auto turned = [&](std::string_view name) {
        return is_true(effect.if_contains(std::string(name) + "_after")) &&
               !is_true(effect.if_contains(std::string(name) + "_before"));
    };
    if (turned("ended")) {
        console.print("  " + console.texts().say("cli.effect.ended", who));
    }
    if (turned("cancel_required")) {
        console.print("  " + console.texts().say("cli.effect.cancel_required", who));
    }
}

void tell_entries(Console& console, const json::array& entries) {
    const Texts& texts = console.texts();
    for (const json::value& each : entries) {
        if (const json::object* entry = each.if_object()) {
            console.print(texts.say("cli.outcome.recorded",
                                    {{"id", text_at(*entry, "id")},
                                     {"what", texts.say("entry." + text_at(*entry, "enter"))},
                                     {"at", clock_text(text_at(*entry, "happened"))}}));
        }
    }
}

void tell_done(Console& console, const json::object& answer, bool preview) {
    const Texts& texts = console.texts();
    if (preview) {
        console.print(texts.say("cli.outcome.preview"));
    } else {
        tell_entries(console, list_at(answer, "entries"));
    }
    tell_effects(console, list_at(answer, "effects"), preview);
    if (is_true(answer.if_contains("reopens"))) {
        console.talk(texts.say("cli.outcome.reopens"));
    }
    if (const std::string similar = joined(list_at(answer, "similar")); !similar.empty()) {
        console.talk(texts.say("cli.outcome.similar", {{"outages", similar}}));
    }
    if (const std::string seats = joined(list_at(answer, "spares")); !seats.empty()) {
        console.talk(texts.say("cli.outcome.spares", {{"seats", seats}}));
    }
    if (const std::string sittings = joined(list_at(answer, "touches")); !sittings.empty()) {
        console.talk(texts.say("cli.outcome.touches", {{"sittings", sittings}}));
    }
}

}  // namespace

std::string shell_quoted(const std::string& text) {
    std::string result = "'";
    for (const char each : text) {
        result += each == '\'' ? "'\\''" : std::string(1, each);
    }
    return result + "'";
}

void tell_effects(Console& console, const json::array& effects, bool also_none) {
    for (const json::value& each : effects) {
        if (each.is_object()) {
            tell_effect(console, each.get_object());
        }
    }
    if (also_none && effects.empty()) {
        console.print("  " + console.texts().say("cli.effect.none"));
    }
}

ExitCode tell_outcome(Console& console, const Answer& answer, const Api::Post& post,
                      const std::string& again) {
    const Texts& texts = console.texts();
    if (answer.fate == Answer::Fate::unknown && !post.idempotency_key.empty()) {
        console.fail(answer);
        // The very request again, whatever the board shows by then.
        const bool entry =
            post.content_type == "application/json" && post.target == "/api/v1/entries";
        const std::string command = !again.empty() ? again
                                    : entry        ? "proctor-console enter --json " +
                                                  shell_quoted(post.body) + " --idempotency-key " +
                                                  post.idempotency_key
                                            : "--idempotency-key " + post.idempotency_key;
        console.talk(texts.say("cli.error.unknown",
                               {{"times", std::to_string(answer.attempts)}, {"command", command}}));
        return console.code();
    }
    if (!answer.ok()) {
        if (is_true(answer.find("recorded"))) {
            console.talk(texts.say("cli.outcome.recorded_refused"));
        }
        if (console.output() != Output::table && answer.body.is_object()) {
            console.print_json(answer.body);
        }
        return console.fail(answer);
    }
    if (answer.attempts > 1) {
        console.talk(
            texts.say("cli.outcome.after_retry", {{"times", std::to_string(answer.attempts)}}));
    }
    if (console.output() != Output::table) {
        console.print_json(answer.body, "entries");
        return ExitCode::done;
    }
    if (answer.body.is_object()) {
        tell_done(console, answer.body.get_object(), console.line().has("preview"));
    }
    return ExitCode::done;
}

}  // namespace labd::console
