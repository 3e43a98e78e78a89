#include "proctor-console/terminal/moment.h"

#include "labd/core/zone.h"

namespace labd::console {

namespace json = boost::json;

std::optional<std::string> moment_query(Console& console) {
    std::string query;
    const Invocation& line = console.line();
    if (line.has("at")) {
        if (!parse_instant(line.value("at")) && !parse_time_of_day(line.value("at"))) {
            console.fail(
                ExitCode::usage,
                "--at: " + console.texts().say("cli.error.instant", {{"word", line.value("at")}}));
            return std::nullopt;
        }
        query += "&at=" + percent_encode(line.value("at"));
    }
    if (line.has("as-of")) {
        query += "&as_of=" + percent_encode(line.value("as-of"));
    }
    if (!query.empty()) {
        query.front() = '?';
    }
    return query;
}

std::optional<json::value> get_of_sitting(Console& console, std::string_view what) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> id =
        query ? console.sitting(console.line().value("SITTING")) : std::nullopt;
    return id ? console.get("/api/v1/sittings/" + percent_encode(*id) + std::string(what) + *query)
              : std::nullopt;
}

}  // namespace labd::console
