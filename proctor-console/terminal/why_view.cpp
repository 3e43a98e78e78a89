// `why`: the explanation as a person would tell it.
#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"
#include "proctor-console/terminal/views.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// Time lost in one go, though the outages behind it may have changed within.
struct Loss {
    std::string from;
    std::string to;
    double length_s = 0;
    std::vector<std::string> outages;
};

std::vector<Loss> losses_of(const json::object& explanation) {
    std::vector<Loss> losses;
    for (const json::value& each : list_at(explanation, "intervals")) {
        const json::object* interval = each.if_object();
        if (interval == nullptr || text_at(*interval, "what") != "lost") {
            continue;
        }
        const std::string from = text_at(*interval, "from");
        if (losses.empty() || losses.back().to != from) {
            losses.emplace_back().from = from;
        }
        Loss& loss = losses.back();
        loss.to = text_at(*interval, "to");
        const json::value* length = interval->if_contains("length_s");
        loss.length_s += length != nullptr && length->is_number() ? length->to_number<double>() : 0;
        for (const json::value& entry : list_at(*interval, "entries")) {
            const std::string id(entry.is_string() ? std::string_view(entry.get_string()) : "");
            if (std::ranges::find(loss.outages, id) == loss.outages.end()) {
                loss.outages.push_back(id);
            }
        }
    }
    return losses;
}

void tell_sum(Console& console, const json::object& explanation) {
    const Texts& texts = console.texts();
    const json::object sum = object_at(explanation, "sum");
    console.print(texts.tell("why.starts", sum));
    for (const auto& [member, key] : {std::pair{"scheduled_breaks_s", "why.scheduled_breaks"},
                                      std::pair{"accommodation_s", "why.accommodation"},
                                      std::pair{"rest_breaks_s", "why.rest_breaks"}}) {
        const json::value* length = sum.if_contains(member);
        if (length != nullptr && length->is_number() && length->to_number<double>() > 0) {
            console.print(texts.tell(key, {{"length_s", *length}}));
        }
    }
    for (const Loss& loss : losses_of(explanation)) {
        const bool united = loss.outages.size() > 1;
        json::array outages;
        for (const std::string& id : loss.outages) {
            outages.emplace_back(id);
        }
        console.print(texts.tell(united ? "why.lost_united" : "why.lost",
                                 {{united ? "outages" : "outage", joined(outages)},
                                  {"from_at", loss.from},
                                  {"to_at", loss.to},
                                  {"lost_s", loss.length_s}}));
    }
    const json::value* lost = sum.if_contains("lost_s");
    const bool some = lost != nullptr && lost->is_number() && lost->to_number<double>() > 0;
    console.print(some ? texts.tell("why.lost_in_all", {{"lost_s", *lost}})
                       : texts.say("why.nothing_lost"));
}

void tell_end(Console& console, const json::object& explanation, const std::string& query) {
    const std::string ends = text_at(explanation, "ends_at");
    const std::string ended = text_at(explanation, "ended_at");
    const Texts& texts = console.texts();
    if (!ended.empty()) {
        const std::string path =
            "/api/v1/sittings/" + percent_encode(text_at(explanation, "sitting"));
        const std::optional<json::value> sitting = console.get(path + query);
        const std::string as = sitting && sitting->is_object()
                                   ? text_at(sitting->get_object(), "ended_as")
                                   : std::string();
        console.print(as.empty() ? texts.tell("cli.why.ended", {{"ended_at", ended}})
                                 : texts.tell("why.ended." + as, {{"ended_at", ended}}));
    } else if (!ends.empty()) {
        console.print(texts.tell("why.ends", {{"ends_at", ends}}));
    } else {
        console.print(texts.say("cli.why.stopped"));
    }
}

void tell_intervals(Console& console, const json::object& explanation) {
    const Texts& texts = console.texts();
    for (const json::value& each : list_at(explanation, "intervals")) {
        const json::object* interval = each.if_object();
        if (interval == nullptr) {
            continue;
        }
        json::object values{{"from_at", text_at(*interval, "from")},
                            {"to_at", text_at(*interval, "to")},
                            {"module", text_at(*interval, "module")}};
        if (const json::value* length = interval->if_contains("length_s")) {
            values["length_s"] = *length;
        }
        std::string line = "  " + texts.tell("why.interval." + text_at(*interval, "what"), values);
        const std::string entries = joined(list_at(*interval, "entries"));
        line += "  [" + joined(list_at(*interval, "rules")) +
                (entries.empty() ? "" : "; " + entries) + "]";
        console.print(line);
    }
}

}  // namespace

ExitCode show_why(Console& console) {
    const std::optional<json::value> answer = get_of_sitting(console, "/explanation");
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "intervals");
        return ExitCode::done;
    }
    const json::object& explanation = answer->get_object();
    tell_sum(console, explanation);
    tell_end(console, explanation, moment_query(console).value_or(""));
    tell_intervals(console, explanation);
    console.print(
        console.texts().say("why.rules", {{"rules", joined(list_at(explanation, "rules"))}}));
    return ExitCode::done;
}

}  // namespace labd::console
