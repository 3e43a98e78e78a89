#include "proctor-console/terminal/case_view.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// `pending (a, c)`, or what a granted case became.
std::string remedy_text(const Texts& texts, const json::object& remedy) {
    const std::string became = text_at(remedy, "as");
    const std::string state = text_at(remedy, "state");
    if (!became.empty()) {
        return texts.name("remedy_form", became);
    }
    if (state.empty()) {
        return "-";
    }
    const std::string missing = joined(list_at(remedy, "missing"));
    return texts.name("case_state", state) + (missing.empty() ? "" : " (" + missing + ")");
}

std::string reread_text(const Texts& texts, const json::object& reread) {
    const std::string outcome = text_at(reread, "outcome");
    const std::string state = text_at(reread, "state");
    if (state.empty()) {
        return "-";
    }
    const std::string told = texts.name("reread_state", state);
    return outcome.empty() ? told : told + ": " + texts.name("reread_outcome", outcome);
}

void print_cases(Console& console, const json::array& sittings) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.sitting"), texts.say("cli.column.mark"),
                 texts.say("cli.column.case"), texts.say("cli.column.remedy"),
                 texts.say("cli.column.reread")});
    for (const json::value& each : sittings) {
        const json::object* sitting = each.if_object();
        if (sitting == nullptr) {
            continue;
        }
        const json::object remedy = object_at(*sitting, "remedy");
        const std::string mark = text_at(*sitting, "mark");
        const std::string name = text_at(remedy, "case");
        table.add({{text_at(*sitting, "sitting")},
                   {mark.empty() ? "-" : texts.name("mark", mark)},
                   {name.empty() ? "-" : name},
                   {remedy_text(texts, remedy),
                    text_at(remedy, "state") == "pending" ? Emphasis::strong : Emphasis::none},
                   {reread_text(texts, object_at(*sitting, "reread"))}});
    }
    console.print(table);
}

/// `?candidate=…` of what was given on the command line.
std::string voucher_query(const Invocation& line) {
    std::string query;
    for (const std::string name : {"candidate", "session", "state", "after", "limit"}) {
        if (line.has(name)) {
            query += (query.empty() ? "?" : "&") + name + "=" + percent_encode(line.value(name));
        }
    }
    return query;
}

std::string shown(const json::object& from, std::string_view name) {
    const std::string text = text_at(from, name);
    return text.empty() ? "-" : text;
}

void print_vouchers(Console& console, const json::array& vouchers) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.voucher"), texts.say("cli.column.candidate"),
                 texts.say("cli.column.state"), texts.say("cli.column.last_day"),
                 texts.say("cli.column.last_four"), texts.say("cli.column.remedy"),
                 texts.say("cli.column.booking")});
    for (const json::value& each : vouchers) {
        if (const json::object* voucher = each.if_object()) {
            table.add({{text_at(*voucher, "voucher")},
                       {text_at(*voucher, "candidate")},
                       {texts.name("voucher_state", text_at(*voucher, "state"))},
                       {text_at(*voucher, "last_day")},
                       {shown(*voucher, "last_four")},
                       {shown(*voucher, "remedy")},
                       {shown(*voucher, "booking")}});
        }
    }
    console.print(table);
}

}  // namespace

ExitCode show_vouchers(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/vouchers" + voucher_query(console.line()));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "vouchers");
        return ExitCode::done;
    }
    const json::array vouchers = list_at(answer->get_object(), "vouchers");
    if (vouchers.empty()) {
        console.talk(console.texts().say("cli.talk.no_vouchers"));
    } else {
        print_vouchers(console, vouchers);
    }
    if (const auto next = number_at(answer->get_object(), "next")) {
        console.talk(
            console.texts().say("cli.talk.more_vouchers", {{"next", std::to_string(*next)}}));
    }
    return ExitCode::done;
}

ExitCode show_cases(Console& console) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> session = query ? console.session() : std::nullopt;
    const std::optional<json::value> answer =
        session ? console.get("/api/v1/sessions/" + percent_encode(*session) + "/cases" + *query)
                : std::nullopt;
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "sittings");
        return ExitCode::done;
    }
    const json::array sittings = list_at(answer->get_object(), "sittings");
    if (sittings.empty()) {
        console.talk(console.texts().say("cli.talk.no_cases"));
    } else {
        print_cases(console, sittings);
    }
    return ExitCode::done;
}

}  // namespace labd::console
