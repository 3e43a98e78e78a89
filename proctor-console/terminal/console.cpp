#include "proctor-console/terminal/console.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <ostream>
#include <vector>

#include "proctor-console/terminal/width.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr std::string_view default_url = "http://127.0.0.1:8080";

std::string token_path(const Surroundings& around) {
    if (const auto folder = around.variable("XDG_CONFIG_HOME")) {
        return *folder + "/proctor-console/token";
    }
    return around.variable("HOME").value_or(".") + "/.config/proctor-console/token";
}

const json::array* list_at(const json::value& from, std::string_view name) {
    const json::object* object = from.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? nullptr : found->if_array();
}

std::vector<const json::object*> open_sessions(const json::value& answer) {
    std::vector<const json::object*> open;
    const json::array* all = list_at(answer, "sessions");
    for (std::size_t i = 0; all != nullptr && i < all->size(); ++i) {
        const json::object* each = (*all)[i].if_object();
        const json::value* closed = each == nullptr ? nullptr : each->if_contains("closed");
        const bool is_closed = closed != nullptr && closed->is_bool() && closed->get_bool();
        if (each != nullptr && !is_closed) {
            open.push_back(each);
        }
    }
    return open;
}

}  // namespace

std::string text_at(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

Console::Console(const Surroundings& around, const Texts& texts, const Invocation& invocation)
    : around_(around), texts_(texts), line_(invocation), credentials_(token_path(around)) {}

bool Console::prepare() {
    const std::string output = line_.value("output");
    static constexpr std::array<std::string_view, 3> outputs{"table", "json", "ndjson"};
    const auto* const found = std::ranges::find(outputs, output);
    if (line_.has("output") && found == outputs.end()) {
        fail(ExitCode::usage, texts_.say("cli.error.choice",
                                         {{"word", output}, {"choices", "table, json, ndjson"}}));
        return false;
    }
    output_ = line_.has("output") ? static_cast<Output>(found - outputs.begin()) : Output::table;
    const std::string url =
        line_.has("url")
            ? line_.value("url")
            : around_.variable("PROCTOR_CONSOLE_URL").value_or(std::string(default_url));
    ParsedEndpoint parsed = parse_endpoint(url);
    if (!parsed.error_key.empty()) {
        fail(ExitCode::usage, texts_.say(parsed.error_key, {{"url", url}}));
        return false;
    }
    endpoint_ = std::move(parsed.endpoint);
    endpoint_.options.ca_file = line_.value("ca");
    if (line_.has("token-file")) {
        const std::optional<std::string> read = read_secret_file(line_.value("token-file"));
        if (!read || read->empty()) {
            fail(ExitCode::usage,
                 texts_.say("cli.error.file", {{"file", line_.value("token-file")}}));
            return false;
        }
        token_ = *read;
    } else if (const auto given = around_.variable("PROCTOR_CONSOLE_TOKEN")) {
        token_ = *given;
    } else if (const auto stored = credentials_.find(endpoint_.url)) {
        token_ = stored->token;
    } else if (!credentials_.problem().empty()) {
        talk(texts_.say(credentials_.problem(), {{"file", credentials_.path()}}));
    }
    const bool clean =
        std::ranges::all_of(token_, [](char each) { return each > ' ' && each < 127; });
    if (!clean) {
        fail(ExitCode::usage, texts_.say("cli.error.token"));
    }
    return clean;
}

Api& Console::api() {
    if (!api_) {
        net::ClientOptions options = endpoint_.options;
        if (line_.command == "footage_get") {
            // A clip is larger and takes longer than any other answer.
            options.received_bytes_max = std::size_t{2} * 1024 * 1024 * 1024;
            options.exchange = hours(1);
        } else if (line_.command == "incident_attach" || line_.command == "incident_attachment") {
            // 8 MiB through a slow line.
            options.exchange = minutes(2);
        }
        api_ = std::make_unique<Api>(around_.connect(options),
                                     ApiConfig{token_, std::string(texts_.tag()), around_.pause});
    }
    return *api_;
}

std::optional<json::value> Console::get(const std::string& target) {
    Answer answer = api().get(target);
    if (answer.ok()) {
        return std::move(answer.body);
    }
    fail(answer);
    return std::nullopt;
}

std::optional<std::string> Console::session() {
    if (line_.has("session")) {
        return line_.value("session");
    }
    if (!session_) {
        const std::optional<json::value> answer = get("/api/v1/sessions");
        session_ = answer ? choose_session(*answer) : std::nullopt;
    }
    return session_;
}

std::optional<std::string> Console::choose_session(const json::value& answer) {
    const std::string today =
        answer.is_object() ? text_at(answer.get_object(), "today") : std::string();
    std::vector<std::string> open;
    std::vector<std::string> of_today;
    for (const json::object* session : open_sessions(answer)) {
        open.push_back(text_at(*session, "id"));
        if (text_at(*session, "date") == today) {
            of_today.push_back(open.back());
        }
    }
    const std::vector<std::string>& meant = of_today.empty() ? open : of_today;
    if (meant.size() == 1) {
        return meant.front();
    }
    if (meant.empty()) {
        fail(ExitCode::not_found, texts_.say("cli.error.no_session"));
        return std::nullopt;
    }
    std::string names;
    for (const std::string& each : meant) {
        names += (names.empty() ? "" : ", ") + each;
    }
    fail(ExitCode::usage, texts_.say("cli.error.which_session", {{"sessions", names}}));
    return std::nullopt;
}

const json::object* Console::board() {
    if (!load_board()) {
        return nullptr;
    }
    if (!board_) {
        fail(denied_);
        return nullptr;
    }
    return board_->if_object();
}

bool Console::load_board() {
    if (board_ || denied_.status != 0) {
        return true;
    }
    const std::optional<std::string> id = session();
    if (!id) {
        return false;
    }
    Answer answer = api().get("/api/v1/sessions/" + percent_encode(*id) + "/board");
    if (answer.ok()) {
        board_ = std::move(answer.body);
    } else if (answer.fate == Answer::Fate::answered && answer.status == 403) {
        denied_ = std::move(answer);
    } else {
        fail(answer);
        return false;
    }
    return true;
}

const json::object* Console::find_row(const std::string& name) {
    const json::array* rows = board_ ? list_at(*board_, "sittings") : nullptr;
    std::vector<const json::object*> at_seat;
    for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
        const json::object* row = (*rows)[i].if_object();
        if (row != nullptr && text_at(*row, "sitting") == name) {
            return row;
        }
        if (row != nullptr && text_at(*row, "seat") == name) {
            at_seat.push_back(row);
        }
    }
    if (at_seat.size() > 1) {
        // A seat may have been used before: whoever still has a day there is meant.
        std::erase_if(at_seat,
                      [](const json::object* row) { return text_at(*row, "phase") == "ended"; });
    }
    return at_seat.size() == 1 ? at_seat.front() : nullptr;
}

const json::object* Console::sitting_row(const std::string& name) {
    if (board() == nullptr) {
        return nullptr;
    }
    const json::object* row = find_row(name);
    if (row == nullptr) {
        fail(ExitCode::not_found, texts_.say("cli.error.no_sitting", {{"name", name}}));
    }
    return row;
}

std::optional<std::string> Console::sitting(const std::string& name) {
    if (!load_board()) {
        return std::nullopt;
    }
    if (!board_) {
        return name;
    }
    const json::object* row = sitting_row(name);
    return row == nullptr ? std::nullopt : std::optional(text_at(*row, "sitting"));
}

bool Console::colours() const {
    return around_.out_is_terminal && !around_.variable("NO_COLOR") &&
           around_.variable("TERM").value_or("dumb") != "dumb";
}

void Console::print(std::string_view text) {
    around_.out << harmless_lines(text) << '\n' << std::flush;
}

void Console::print(const Table& table) { around_.out << table.text(colours()); }

void Console::print_json(const json::value& value) {
    around_.out << harmless_json(json::serialize(value)) << '\n' << std::flush;
}

void Console::print_json(const json::value& whole, std::string_view list) {
    const json::array* elements = list_at(whole, list);
    if (output_ != Output::ndjson || elements == nullptr) {
        print_json(whole);
        return;
    }
    for (const json::value& element : *elements) {
        print_json(element);
    }
}

void Console::talk(std::string_view text) { around_.err << harmless_lines(text) << '\n'; }

ExitCode Console::fail(ExitCode code, std::string_view text) {
    talk(text);
    code_ = code;
    return code;
}

ExitCode Console::fail(const Answer& answer) {
    if (answer.fate == Answer::Fate::unknown) {
        return fail(exit_code_of(answer), texts_.say("cli.error.lost", {{"error", answer.error}}));
    }
    if (answer.fate == Answer::Fate::not_sent) {
        return fail(
            exit_code_of(answer),
            texts_.say("cli.error.unreachable", {{"url", endpoint_.url}, {"error", answer.error}}));
    }
    const json::object* problem = answer.body.if_object();
    std::string text = problem == nullptr ? "" : text_at(*problem, "detail");
    if (text.empty()) {
        text = problem == nullptr ? "" : text_at(*problem, "title");
    }
    if (text.empty()) {
        text = texts_.say("cli.error.status", {{"status", std::to_string(answer.status)}}) +
               (answer.error.empty() ? "" : "\n" + answer.error);
    }
    if (problem != nullptr && !text_at(*problem, "place").empty()) {
        text += "\n" + texts_.say("cli.error.place", {{"place", text_at(*problem, "place")}});
    }
    std::string rules;
    const json::array* ids = list_at(answer.body, "rules");
    for (std::size_t i = 0; ids != nullptr && i < ids->size(); ++i) {
        if ((*ids)[i].is_string()) {
            rules += (rules.empty() ? "" : ", ") + std::string((*ids)[i].get_string());
        }
    }
    if (!rules.empty()) {
        text += "\n" + texts_.say("why.rules", {{"rules", rules}});
    }
    if (answer.status == 401) {
        text += "\n" + texts_.say("cli.error.sign_in");
    }
    return fail(exit_code_of(answer), text);
}

}  // namespace labd::console
