#include "proctor-console/terminal/journal_view.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/members.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 9> envelope{
    "seq", "id", "enter", "session", "by", "happened", "recorded", "reason", "based_on"};
constexpr std::int64_t page = 500;

void print_entry(Console& console, const json::value& entry) {
    if (console.output() != Output::table) {
        console.print_json(entry);
    } else if (entry.is_object()) {
        console.print(entry_line(console.texts(), entry.get_object()));
    }
}

/// Pages of the journal after `seen` until it has no more; the last sequence printed.
std::optional<Seq> catch_up(Console& console, std::optional<Seq> seen) {
    while (true) {
        std::string target = "/api/v1/journal?limit=" + std::to_string(page);
        if (seen) {
            target += "&after=" + std::to_string(*seen);
        }
        const std::optional<json::value> answer = console.get(target);
        if (!answer || !answer->is_object()) {
            return seen;
        }
        bool some = false;
        for (const json::value& entry : list_at(answer->get_object(), "entries")) {
            const auto seq =
                entry.is_object() ? number_at(entry.get_object(), "seq") : std::nullopt;
            if (seq && (!seen || static_cast<Seq>(*seq) > *seen)) {
                seen = static_cast<Seq>(*seq);
                some = true;
                print_entry(console, entry);
            }
        }
        if (!some) {
            return seen;
        }
    }
}

std::optional<std::int64_t> number_option(Console& console, const std::string& name) {
    const Decimal number = parse_decimal(console.line().value(name));
    if (!number.valid || number.value < 0 || number.value > 1e15) {
        console.fail(
            ExitCode::usage,
            "--" + name + ": " +
                console.texts().say("cli.error.number", {{"word", console.line().value(name)}}));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number.value);
}

/// Where to begin: after what was named, or some lines before the end.
bool find_start(Console& console, std::optional<Seq>& seen) {
    const Invocation& line = console.line();
    if (line.has("after")) {
        const std::optional<std::int64_t> after = number_option(console, "after");
        seen = after ? std::optional(static_cast<Seq>(*after)) : std::nullopt;
        return after.has_value();
    }
    std::int64_t lines = 10;
    if (line.has("lines")) {
        const std::optional<std::int64_t> given = number_option(console, "lines");
        if (!given) {
            return false;
        }
        lines = *given;
    }
    const std::optional<json::value> head = console.get("/api/v1/head");
    if (!head || !head->is_object()) {
        return false;
    }
    const std::int64_t size = number_at(head->get_object(), "size").value_or(0);
    if (size > lines) {
        seen = static_cast<Seq>(size - lines - 1);
    }
    return true;
}

}  // namespace

std::string entry_line(const Texts& texts, const json::object& entry) {
    const std::int64_t seq = number_at(entry, "seq").value_or(0);
    const std::string type = text_at(entry, "enter");
    if (type.empty()) {
        return texts.say("cli.journal.hidden", {{"seq", std::to_string(seq)}});
    }
    const std::string recorded = text_at(entry, "recorded");
    const std::string happened = text_at(entry, "happened");
    std::string line = clock_text(recorded.empty() ? happened : recorded) + "  #" +
                       std::to_string(seq) + "  " + texts.say("entry." + type);
    const std::string id = text_at(entry, "id");
    if (!id.starts_with('@')) {
        line += "  id=" + id;
    }
    for (const auto& member : entry) {
        if (std::ranges::find(envelope, std::string_view(member.key())) == envelope.end()) {
            line += "  " + std::string(member.key()) + "=" +
                    (member.value().is_string() ? clock_text(member.value().get_string())
                                                : json::serialize(member.value()));
        }
    }
    if (clock_text(recorded) != clock_text(happened) && !recorded.empty()) {
        line += "  " + texts.say("cli.journal.happened", {{"at", clock_text(happened)}});
    }
    if (const std::string reason = text_at(entry, "reason"); !reason.empty()) {
        line += "  " + texts.say("cli.journal.reason", {{"reason", reason}});
    }
    const json::object by = object_at(entry, "by");
    return line + "  (" + text_at(by, "name") + ", " + texts.name("role", text_at(by, "role")) +
           ")";
}

ExitCode show_journal(Console& console) {
    const Invocation& line = console.line();
    std::string target = "/api/v1/journal?limit=" +
                         (line.has("limit") ? percent_encode(line.value("limit")) : "100");
    for (const std::string name : {"after", "session", "type", "by"}) {
        if (line.has(name)) {
            target += "&" + name + "=" + percent_encode(line.value(name));
        }
    }
    if (line.has("sitting")) {
        const std::optional<std::string> id = console.sitting(line.value("sitting"));
        if (!id) {
            return console.code();
        }
        target += "&sitting=" + percent_encode(*id);
    }
    const std::optional<json::value> answer = console.get(target);
    if (!answer) {
        return console.code();
    }
    if (console.output() == Output::json) {
        console.print_json(*answer);
        return ExitCode::done;
    }
    for (const json::value& entry :
         answer->is_object() ? list_at(answer->get_object(), "entries") : json::array()) {
        print_entry(console, entry);
    }
    return ExitCode::done;
}

ExitCode run_tail(Console& console) {
    std::optional<Seq> seen;
    if (!find_start(console, seen)) {
        return console.code();
    }
    const Texts& texts = console.texts();
    LiveFeed feed(console.endpoint().options, console.api().token(), seen, console.around().pause);
    while (true) {
        const LiveEvent event = feed.next(seconds(5));
        switch (event.kind) {
            case LiveEvent::Kind::quiet: break;
            case LiveEvent::Kind::entries:
                for (const json::value& entry : event.entries) {
                    print_entry(console, entry);
                }
                break;
            case LiveEvent::Kind::lost:
                console.talk(texts.say("cli.tail.lost", {{"error", event.text}}));
                break;
            case LiveEvent::Kind::back: console.talk(texts.say("cli.tail.back")); break;
            case LiveEvent::Kind::behind:
                if (const std::optional<Seq> last = catch_up(console, feed.seen())) {
                    feed.skip_to(*last);
                }
                break;
            case LiveEvent::Kind::denied:
                return console.fail(ExitCode::not_allowed, texts.say("cli.error.sign_in"));
        }
    }
}

}  // namespace labd::console
