#include "proctor-console/terminal/floor/entering.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/entry_outcome.h"
#include "proctor-console/terminal/entry_request.h"
#include "proctor-console/terminal/floor/completer.h"
#include "proctor-console/terminal/floor/words.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/run.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

constexpr auto facts = std::to_array<std::string_view>(
    {"candidate.arrived", "checkin.done",       "module.started",     "module.handed_in",
     "break.started",     "break.ended",        "break.justified",    "seat.changed",
     "sitting.finished",  "materials.returned", "outage.reported",    "outage.estimated",
     "outage.ended",      "equipment.failed",   "equipment.restored", "camera.state",
     "note.added",        "alarm.acknowledged", "alarm.shelved",      "duty.started",
     "duty.ended"});
constexpr auto previewed = std::to_array<std::string_view>(
    {"seat.changed", "sitting.finished", "outage.reported", "outage.estimated", "outage.ended"});
constexpr auto ending = std::to_array<std::string_view>(
    {"sitting.finished", "sitting.terminated", "sitting.cancelled", "checkin.refused"});

/// Answers from what was known last: for naming people by their seats while labd is away.
class LastKnown : public Transport {
public:
    LastKnown(std::string session, const json::value& board)
        : session_(std::move(session)), board_(json::serialize(board)) {}

    net::ClientResult send(const net::ClientRequest& request) override {
        net::ClientResult result;
        const bool is_board =
            request.method == net::Method::get &&
            request.target == "/api/v1/sessions/" + percent_encode(session_) + "/board";
        if (is_board && board_ != "null") {
            result.status = 200;
            result.body = board_;
            return result;
        }
        result.failure = net::ClientFailure::refused;
        return result;
    }

private:
    std::string session_;
    std::string board_;
};

/// Streams and surroundings of a command whose output is kept.
struct Kitchen {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;

    Surroundings around(const Line& line, std::function<std::unique_ptr<Transport>()> connect) {
        return {out,
                err,
                in,
                [url = line.url,
                 token = line.token](const std::string& name) -> std::optional<std::string> {
                    if (name == "PROCTOR_CONSOLE_URL") {
                        return url;
                    }
                    return name == "PROCTOR_CONSOLE_TOKEN" ? std::optional(token) : std::nullopt;
                },
                false,
                false,
                [connect = std::move(connect)](const net::ClientOptions&) { return connect(); },
                line.pause,
                line.new_key,
                [](std::string_view) -> std::optional<std::string> { return std::nullopt; }};
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const std::string& text : {out.str(), err.str()}) {
            std::istringstream rest(text);
            for (std::string each; std::getline(rest, each);) {
                all.push_back(std::move(each));
            }
        }
        return all;
    }
};

Prepared wrong(const std::string& text) {
    Prepared prepared;
    prepared.kind = Prepared::Kind::wrong;
    std::istringstream rest(text);
    for (std::string each; std::getline(rest, each);) {
        prepared.lines.push_back(std::move(each));
    }
    return prepared;
}

/// Entry types that are about no session.
bool is_of_a_session(const Invocation& invocation) {
    return invocation.command != "session_plan" && invocation.command != "site_configure" &&
           invocation.command != "policy_adopt";
}

/// The types of what is recorded; of a batch the weightiest.
std::string type_of(const json::object& body) {
    std::string type = text_at(body, "enter");
    for (const json::value& each : list_at(body, "batch")) {
        const std::string one = each.is_object() ? text_at(each.get_object(), "enter") : "";
        if (type.empty() || ends_an_exam(one) || (!is_fact(one) && !ends_an_exam(type))) {
            type = one;
        }
    }
    return type;
}

/// It happened when Enter was pressed, however long the preview was looked at.
void put_happened(const Entered& entered, json::object& body) {
    if (!entered.happened) {
        return;
    }
    const std::string at = format_instant_utc(*entered.happened);
    const auto put = [&](json::object& entry) {
        if (!entry.contains("happened")) {
            entry["happened"] = at;
        }
    };
    if (json::value* batch = body.if_contains("batch"); batch != nullptr && batch->is_array()) {
        for (json::value& each : batch->get_array()) {
            if (each.is_object()) {
                put(each.get_object());
            }
        }
    } else {
        put(body);
    }
}

class Preparation {
public:
    Preparation(const Line& line, const Entered& entered)
        : line_(line), entered_(entered), texts_(entered.language) {}

    Prepared run() {
        const std::optional<std::vector<std::string>> words = split_line(entered_.text);
        if (!words) {
            return wrong(texts_.say("floor.error.quote"));
        }
        CommandLine grammar(texts_);
        ParsedLine parsed = grammar.parse(*words);
        if (!parsed.invocation) {
            Prepared told = wrong(parsed.notice.text);
            told.kind = parsed.notice.code == ExitCode::done ? Prepared::Kind::output
                                                             : Prepared::Kind::wrong;
            return told;
        }
        invocation_ = std::move(*parsed.invocation);
        const bool sets_clock = invocation_.has("now") || invocation_.has("rate");
        if (!is_for_the_floor(invocation_.command) || sets_clock) {
            return wrong(texts_.say("floor.error.not_here", {{"command", words->front()}}));
        }
        for (const auto& [name, values] : invocation_.values) {
            if (name != "session" && is_decided_by_the_floor(name)) {
                return wrong(texts_.say("floor.error.not_here", {{"command", "--" + name}}));
            }
        }
        if (!entered_.session.empty() && is_of_a_session(invocation_)) {
            invocation_.values.try_emplace("session", std::vector<std::string>{entered_.session});
        }
        const bool is_entry = invocation_.entry != nullptr || invocation_.command == "enter";
        return is_entry ? prepare_entry() : run_plain();
    }

private:
    std::function<std::unique_ptr<Transport>()> connection() const {
        if (!entered_.is_offline) {
            return line_.connect;
        }
        return [session = entered_.session, board = entered_.board] {
            return std::make_unique<LastKnown>(session, board);
        };
    }

    Prepared run_plain() {
        Kitchen kitchen;
        const Surroundings around = kitchen.around(line_, connection());
        Console console(around, texts_, invocation_);
        const ExitCode code = console.prepare() ? run_command(console) : console.code();
        Prepared prepared;
        prepared.kind = code == ExitCode::done ? Prepared::Kind::output : Prepared::Kind::wrong;
        prepared.lines = kitchen.lines();
        return prepared;
    }

    Prepared prepare_entry() {
        Kitchen kitchen;
        const Surroundings around = kitchen.around(line_, connection());
        Console console(around, texts_, invocation_);
        std::optional<json::object> body = console.prepare() ? entry_of(console) : std::nullopt;
        Prepared prepared;
        prepared.kind = Prepared::Kind::wrong;
        if (!body) {
            prepared.lines = kitchen.lines();
            return prepared;
        }
        prepared.again_key = invocation_.value("idempotency-key");
        if (prepared.again_key.empty()) {
            put_happened(entered_, *body);
        }
        prepared.enter = type_of(*body);
        prepared.sitting = text_at(*body, "sitting");
        prepared.is_decision = !is_fact(prepared.enter);
        prepared.ends_an_exam = ends_an_exam(prepared.enter);
        const bool looks_only = invocation_.has("preview");
        if (entered_.is_offline && (prepared.is_decision || looks_only)) {
            return wrong(texts_.say(looks_only ? "web.preview_offline" : "web.decision_offline"));
        }
        prepared.body = std::move(*body);
        if (!prepared.again_key.empty()) {
            prepared.kind = Prepared::Kind::fact;
            return prepared;
        }
        if (looks_only || needs_preview(prepared.enter)) {
            return preview(console, kitchen, std::move(prepared), looks_only);
        }
        prepared.kind = Prepared::Kind::fact;
        return prepared;
    }

    Prepared preview(Console& console, Kitchen& kitchen, Prepared prepared, bool looks_only) {
        prepared.kind = Prepared::Kind::preview;
        if (entered_.is_offline) {
            prepared.lines = {texts_.say("web.preview_offline")};
            return prepared;
        }
        invocation_.values["preview"] = {""};
        Api::Post post;
        post.target = "/api/v1/entries?preview=true";
        post.body = json::serialize(prepared.body);
        const Answer answer = console.api().post(post);
        tell_outcome(console, answer, post);
        prepared.lines = kitchen.lines();
        if (!answer.ok()) {
            prepared.kind = Prepared::Kind::wrong;
        } else if (looks_only) {
            prepared.kind = Prepared::Kind::output;
        } else if (const json::value* size = answer.find("size");
                   size != nullptr && prepared.is_decision && !prepared.body.contains("batch")) {
            // What was looked at is what is decided on.
            prepared.body["based_on"] = *size;
        }
        return prepared;
    }

    const Line& line_;
    const Entered& entered_;
    Texts texts_;
    Invocation invocation_;
};

}  // namespace

Prepared prepare(const Line& line, const Entered& entered) {
    return Preparation(line, entered).run();
}

Told tell_answer(codec::Language language, const Answer& answer, const Api::Post& post) {
    const Texts texts(language);
    const Invocation invocation;
    Kitchen kitchen;
    const Surroundings around = kitchen.around(Line(), nullptr);
    Console console(around, texts, invocation);
    tell_outcome(console, answer, post);
    return {answer.ok(), answer.fate == Answer::Fate::unknown, kitchen.lines()};
}

bool is_fact(std::string_view enter) { return std::ranges::find(facts, enter) != facts.end(); }

bool needs_preview(std::string_view enter) {
    return !is_fact(enter) || std::ranges::find(previewed, enter) != previewed.end();
}

bool ends_an_exam(std::string_view enter) {
    return std::ranges::find(ending, enter) != ending.end();
}

}  // namespace labd::console::floor
