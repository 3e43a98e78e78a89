#include "proctor-console/terminal/journal_view.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/width.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 9> envelope{
    "seq", "id", "enter", "session", "by", "happened", "recorded", "reason", "based_on"};
constexpr std::int64_t page = 500;
/// A site or a policy would fill the screen.
constexpr std::size_t nested_columns_max = 60;
/// Read at once by `tail` after a long absence.
constexpr std::int64_t entries_behind_max = 1'000'000;

void print_entry(Console& console, const json::value& entry) {
    if (console.output() != Output::table) {
        console.print_json(entry);
    } else if (entry.is_object()) {
        console.print(entry_line(console.texts(), entry.get_object()));
    }
}

/// The journal from `cursor` on, page by page, until `size` or so many entries were printed; where
/// to go on. Nothing after an error.
std::optional<Seq> print_pages(Console& console, const std::string& filter, Seq cursor,
                               std::int64_t entries_max) {
    while (entries_max > 0) {
        const std::optional<json::value> answer =
            console.get("/api/v1/journal?limit=" + std::to_string(std::min(page, entries_max)) +
                        "&after=" + std::to_string(cursor) + filter);
        if (!answer || !answer->is_object()) {
            return std::nullopt;
        }
        for (const json::value& entry : list_at(answer->get_object(), "entries")) {
            print_entry(console, entry);
            --entries_max;
        }
        const auto next = static_cast<Seq>(number_at(answer->get_object(), "next").value_or(0));
        const auto size = static_cast<Seq>(number_at(answer->get_object(), "size").value_or(0));
        const bool stuck = next <= cursor;
        cursor = stuck ? cursor : next;
        if (stuck || cursor >= size) {
            return cursor;
        }
    }
    console.talk(console.texts().say("cli.journal.more", {{"next", std::to_string(cursor)}}));
    return cursor;
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
std::optional<Seq> find_start(Console& console) {
    const Invocation& line = console.line();
    if (line.has("after")) {
        return number_option(console, "after");
    }
    std::int64_t lines = 10;
    if (line.has("lines")) {
        const std::optional<std::int64_t> given = number_option(console, "lines");
        if (!given) {
            return std::nullopt;
        }
        lines = *given;
    }
    const std::optional<json::value> head = console.get("/api/v1/head");
    if (!head || !head->is_object()) {
        return std::nullopt;
    }
    const std::int64_t size = number_at(head->get_object(), "size").value_or(0);
    return static_cast<Seq>(std::max<std::int64_t>(0, size - lines));
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
                    (member.value().is_string()
                         ? clock_text(member.value().get_string())
                         : shortened(json::serialize(member.value()), nested_columns_max));
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
    std::int64_t entries_max = 1000;
    Seq after = 0;
    for (const std::string name : {"limit", "after"}) {
        const std::optional<std::int64_t> given =
            line.has(name) ? number_option(console, name) : std::nullopt;
        if (line.has(name) && !given) {
            return console.code();
        }
        if (given && name == "limit") {
            entries_max = *given;
        } else if (given) {
            after = static_cast<Seq>(*given);
        }
    }
    std::string filter;
    for (const std::string name : {"session", "type", "by"}) {
        if (line.has(name)) {
            filter += "&" + name + "=" + percent_encode(line.value(name));
        }
    }
    if (line.has("sitting")) {
        const std::optional<std::string> id = console.sitting(line.value("sitting"));
        if (!id) {
            return console.code();
        }
        filter += "&sitting=" + percent_encode(*id);
    }
    print_pages(console, filter, after, entries_max);
    return console.code();
}

ExitCode run_tail(Console& console) {
    const std::optional<Seq> start = find_start(console);
    if (!start) {
        return console.code();
    }
    const Texts& texts = console.texts();
    LiveFeed feed(console.endpoint().options, console.api().token(), *start,
                  console.around().pause);
    bool lost = false;
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
                if (!lost) {
                    console.talk(texts.say("cli.tail.lost", {{"error", event.text}}));
                }
                lost = true;
                break;
            case LiveEvent::Kind::back:
                console.talk(texts.say("cli.tail.back"));
                lost = false;
                break;
            case LiveEvent::Kind::behind: {
                if (feed.cursor() > event.size) {
                    console.talk(texts.say("cli.tail.other_journal"));
                    feed.skip_to(event.size);
                    break;
                }
                const std::optional<Seq> next =
                    print_pages(console, "", feed.cursor(), entries_behind_max);
                feed.skip_to(next.value_or(feed.cursor()));
                break;
            }
            case LiveEvent::Kind::denied:
                return console.fail(ExitCode::not_allowed, texts.say("cli.error.sign_in"));
        }
    }
}

}  // namespace labd::console
