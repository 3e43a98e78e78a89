#include "tests/unit/console/support.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "labd/codec/json.h"
#include "proctor-console/terminal/run.h"

namespace labd::console::testing {

namespace {

class FakeTransport : public Transport {
public:
    explicit FakeTransport(FakeLabd& labd) : labd_(labd) {}

    net::ClientResult send(const net::ClientRequest& request) override {
        return labd_.answer(request);
    }

private:
    FakeLabd& labd_;
};

constexpr std::string_view board = R"({
  "session": {"id": "day"}, "now": "2026-03-03T12:20:00+09:00", "size": 40,
  "sittings": [
    {"sitting": "A", "seat": "S07", "name": "Yamada Taro", "name_local": "山田 太郎",
     "phase": "in_module", "clock": "running", "on_break": true,
     "break": {"id": "b1", "since": "2026-03-03T12:10:00+09:00"},
     "ends_at": "2026-03-03T17:00:00+09:00", "lost_s": 1800,
     "module": {"id": "design", "remaining_s": 5405}, "missing": ["agreement", "belongings"],
     "checked_in": false,
     "alarms": [{"rule": "BRK-2", "priority": 2, "key": "BRK-2:A:b1", "subject": "A"}]},
    {"sitting": "B", "seat": "S08", "name": "Smith", "phase": "ready", "clock": "stopped",
     "ends_at": null, "lost_s": 0, "module": null, "checked_in": true, "alarms": []}],
  "on_duty": [{"name": "sato", "role": "lead_proctor", "since": "2026-03-03T08:30:00+09:00"}],
  "outages": [{"outage": "o1", "scope": {"rack": "R01"}, "cause": "unknown",
               "reported": {"at": "2026-03-03T11:00:00+09:00"}}],
  "alarms": [{"rule": "BRK-2", "subject": "A", "since": "2026-03-03T12:20:00+09:00",
              "priority": 2, "key": "BRK-2:A:b1", "text": "alarm.break_needs_reason",
              "values": {"subject": "A", "since_at": "2026-03-03T12:10:00+09:00",
                         "limit_s": 600}}]
})";

constexpr std::string_view journal = R"({"size": 3, "next": 3, "entries": [
  {"seq": 0, "id": "@0", "enter": "session.planned", "date": "2026-03-03", "start": "09:00:00"},
  {"seq": 1, "id": "o1", "enter": "outage.reported", "session": "day",
   "scope": {"rack": "R01"}, "cause": "unknown", "by": {"name": "sato", "role": "proctor"},
   "happened": "2026-03-03T12:10:00+09:00", "recorded": "2026-03-03T12:11:00+09:00"},
  {"seq": 2, "id": "@2", "enter": "entry.corrected", "session": "day", "entry": "o1",
   "replacement": {"enter": "outage.reported", "scope": {"seat": "S07"}, "cause": "unknown"},
   "by": {"name": "sato", "role": "proctor"}, "happened": "2026-03-03T12:12:00+09:00",
   "recorded": "2026-03-03T12:12:00+09:00"}]})";

}  // namespace

net::ClientResult answered(int status, std::string body) {
    net::ClientResult result;
    result.status = status;
    result.body = std::move(body);
    return result;
}

net::ClientResult failed(net::ClientFailure failure) {
    net::ClientResult result;
    result.failure = failure;
    result.error = "the line is dead";
    return result;
}

std::string header_of(const net::ClientRequest& request, std::string_view name) {
    for (const auto& [given, value] : request.headers) {
        if (given == name) {
            return value;
        }
    }
    return {};
}

net::ClientResult FakeLabd::answer(const net::ClientRequest& request) {
    requests.push_back(request);
    if (request.method == net::Method::get) {
        const auto found = gets.find(request.target.substr(0, request.target.find('?')));
        if (found == gets.end()) {
            return answered(404, R"({"title": "nothing here"})");
        }
        net::ClientResult result = answered(found->second.first, found->second.second);
        if (found->first.ends_with("/still") && result.status == 200) {
            result.headers.add("Content-Type", "image/jpeg");
        }
        return result;
    }
    net::ClientResult result =
        posts.empty() ? answered(201, R"({"accepted": true, "entries": [], "effects": []})")
                      : posts.front();
    if (posts.size() > 1) {
        posts.pop_front();
    }
    return result;
}

std::vector<net::ClientRequest> FakeLabd::sent() const {
    std::vector<net::ClientRequest> posted;
    for (const net::ClientRequest& request : requests) {
        if (request.method == net::Method::post) {
            posted.push_back(request);
        }
    }
    return posted;
}

boost::json::value FakeLabd::body() const {
    const std::vector<net::ClientRequest> posted = sent();
    return posted.empty() ? boost::json::value() : codec::parse_json(posted.back().body).value();
}

FakeLabd fake_day() {
    FakeLabd labd;
    labd.gets["/api/v1/sessions"] = {200, R"({"today": "2026-03-03", "sessions": [
                 {"id": "day", "date": "2026-03-03", "closed": false},
                 {"id": "next", "date": "2026-03-04", "closed": false},
                 {"id": "old", "date": "2026-03-02", "closed": true}]})"};
    labd.gets["/api/v1/sessions/day/board"] = {200, std::string(board)};
    labd.gets["/api/v1/journal"] = {200, std::string(journal)};
    return labd;
}

Ended run_console(FakeLabd& labd, const std::vector<std::string>& words,
                  const RunOptions& options) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in(options.input);
    int keys = 0;
    const Surroundings around{
        out,
        err,
        in,
        [&](const std::string& name) -> std::optional<std::string> {
            const auto found = options.variables.find(name);
            if (found == options.variables.end()) {
                return name == "HOME" ? std::optional<std::string>("/nonexistent") : std::nullopt;
            }
            return found->second;
        },
        options.in_is_terminal,
        false,
        [&](const net::ClientOptions&) { return std::make_unique<FakeTransport>(labd); },
        [](Duration) {},
        [&] { return "key-" + std::to_string(++keys); },
        [&](std::string_view) -> std::optional<std::string> {
            return options.password.empty() ? std::nullopt
                                            : std::optional<std::string>(options.password);
        }};
    Ended ended;
    ended.code = run(around, words);
    ended.out = out.str();
    ended.err = err.str();
    return ended;
}

std::vector<std::string> split(std::string_view words) {
    std::vector<std::string> all;
    std::string word;
    bool quoted = false;
    bool any = false;
    for (const char each : words) {
        if (each == '\'') {
            quoted = !quoted;
            any = true;
        } else if (each == ' ' && !quoted) {
            if (any) {
                all.push_back(std::move(word));
            }
            word.clear();
            any = false;
        } else {
            word += each;
            any = true;
        }
    }
    if (any) {
        all.push_back(std::move(word));
    }
    return all;
}

std::string Folder::write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
}

}  // namespace labd::console::testing
