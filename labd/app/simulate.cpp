#include "labd/app/simulate.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <sstream>

#include "labd/codec/answers.h"
#include "labd/codec/booking_json.h"
#include "labd/codec/case_json.h"
#include "labd/codec/expectation.h"
#include "labd/codec/messages.h"
#include "labd/codec/plain_json.h"
#include "labd/rules/intervals.h"
#include "labd/rules/judge.h"

namespace labd::app {

namespace {

namespace json = boost::json;

/// The day of a scenario as it is being run.
class Run {
public:
    explicit Run(const codec::Scenario& scenario) : scenario_(scenario) {}

    /// Enters what the header stands for up to an instant; the place and reason of a refusal that
    /// makes the file invalid.
    std::optional<codec::InputFault> enter_header(Instant until) {
        const std::vector<codec::HeaderEntry>& header = scenario_.header;
        for (; next_header_ < header.size() && header[next_header_].at <= until; ++next_header_) {
            const codec::HeaderEntry& entry = header[next_header_];
            const Result<rules::Accepted> result = enter(entry.proposed, entry.at);
            if (!result && !entry.shorthand) {
                return codec::InputFault{
                    entry.place,
                    codec::render(result.error().message, codec::Language::en, scenario_.zone)};
            }
        }
        return std::nullopt;
    }

    json::object take(const codec::ScenarioStep& step) {
        if (const auto* proposed = std::get_if<domain::Proposed>(&step.what)) {
            return take_entry(*proposed, step);
        }
        json::object line;
        line["answer"] = answer(std::get<codec::Question>(step.what), step.at);
        line["holds"] = step.expect.is_null() || codec::holds(step.expect, line["answer"]);
        return line;
    }

private:
    Result<rules::Accepted> enter(const domain::Proposed& proposed, Instant now) {
        Result<rules::Accepted> result =
            rules::judge(state_, proposed, now, authority_of(proposed));
        if (result) {
            domain::evolve(state_, result->entry);
        }
        return result;
    }

    /// What the header stands for is planned by the site, not entered on the floor.
    static rules::Authority authority_of(const domain::Proposed& proposed) {
        return proposed.by.role == domain::Role::admin ? rules::Authority::daemon
                                                       : rules::Authority::scenario;
    }

    json::object take_entry(const domain::Proposed& proposed, const codec::ScenarioStep& step) {
        const Result<rules::Accepted> result = enter(proposed, step.at);
        const std::optional<Refusal> refusal =
            result ? result->refused : std::optional(result.error());
        json::object line{{"accepted", !refusal}};
        if (refusal) {
            line["rules"] = codec::rules_to_json(refusal->rules);
            line["message"] = codec::render(refusal->message, codec::Language::en, scenario_.zone);
        }
        if (!step.expect.is_null()) {
            line["holds"] = codec::holds(step.expect, line);
        }
        return line;
    }

    json::value answer(const codec::Question& question, Instant at) const {
        if (question.ask == codec::Ask::may_book || question.ask == codec::Ask::change_quote) {
            return answer_booking(question, at);
        }
        const domain::DayLog& log = *state_.day_of(scenario_.session);
        const rules::View view{log, log.now};
        if (question.ask == codec::Ask::session) {
            return codec::session_to_json(*rules::session_state(view, question.session, at),
                                          scenario_.zone);
        }
        if (question.ask == codec::Ask::coverage) {
            const std::optional<rules::Coverage> coverage =
                question.sitting.empty() ? rules::session_coverage(view, question.session, at)
                                         : rules::sitting_coverage(view, question.sitting, at);
            return coverage ? codec::coverage_to_json(*coverage, scenario_.zone)
                            : json::value(nullptr);
        }
        const std::optional<rules::SittingView> sitting =
            rules::find_sitting(view, question.sitting);
        if (!sitting) {
            return nullptr;
        }
        const rules::Timeline line = rules::timeline(*sitting);
        if (question.ask == codec::Ask::remedy) {
            return codec::remedy_to_json(rules::remedy_cases(*sitting, line, at), scenario_.zone,
                                         true);
        }
        if (question.ask == codec::Ask::reread) {
            return codec::reread_to_json(rules::reread_at(*sitting, line, at), at, scenario_.zone,
                                         codec::Language::en);
        }
        if (question.ask == codec::Ask::explain) {
            return codec::explanation_to_json(rules::explain(*sitting, line, at), scenario_.zone);
        }
        std::vector<rules::Alarm> alarms = rules::alarms_at(view, at);
        std::erase_if(alarms, [&](const rules::Alarm& alarm) {
            return alarm.subject != question.sitting.value;
        });
        return codec::sitting_to_json(rules::state_at(*sitting, line, at), alarms, scenario_.zone);
    }

    json::object answer_booking(const codec::Question& question, Instant at) const {
        const domain::Parameters& parameters = state_.policy_at()->parameters;
        const Date today = scenario_.zone.date_at(at);
        if (question.ask == codec::Ask::may_book) {
            const rules::EligibilityBasis basis{
                parameters, state_.sites.back().site->configured.country, today};
            return codec::may_book_to_json(rules::may_book(question.may_book, basis),
                                           codec::Language::en);
        }
        const rules::BookingBasis basis{question.booking.today.value_or(today),
                                        parameters.site_holidays};
        return codec::change_quote_to_json(rules::change_quote(question.booking.booking, basis),
                                           codec::Language::en);
    }

    const codec::Scenario& scenario_;
    domain::State state_;
    std::size_t next_header_ = 0;
};

codec::Decoded<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return codec::InputFault{path, "cannot be read"};
    }
    std::string text(codec::scenario_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > codec::scenario_bytes_max) {
        return codec::InputFault{"byte " + std::to_string(codec::scenario_bytes_max),
                                 "the file is longer than 8 MiB"};
    }
    return text;
}

void print_step(std::ostream& out, const codec::ScenarioStep& step, std::size_t index,
                const json::object& line, const TimeZone& zone) {
    out << format_time_of_day(zone.time_of_day_at(step.at)) << "  step " << index << "  ";
    if (const auto* proposed = std::get_if<domain::Proposed>(&step.what)) {
        out << domain::type_name(proposed->body)
            << (line.at("accepted").get_bool() ? ": accepted" : ": refused");
        if (const json::value* message = line.if_contains("message")) {
            out << ' ' << codec::plain_json(line.at("rules")) << ' '
                << std::string_view(message->get_string());
        }
    } else {
        out << codec::plain_json(line.at("answer"));
    }
    const json::value* held = line.if_contains("holds");
    if (held != nullptr && !held->get_bool()) {
        out << "\n          EXPECTED " << codec::plain_json(step.expect);
    }
    out << '\n';
}

}  // namespace

SimulateStatus simulate(const SimulateOptions& options, std::ostream& out, std::ostream& error) {
    const auto refuse_file = [&](const codec::InputFault& fault) {
        error << "labd simulate: " << options.file << ": " << fault.sentence() << '\n';
        return SimulateStatus::not_a_scenario;
    };
    const codec::Decoded<std::string> text = read_file(options.file);
    if (!text) {
        return refuse_file(text.error());
    }
    const codec::Decoded<codec::Scenario> scenario = codec::read_scenario(*text);
    if (!scenario) {
        return refuse_file(scenario.error());
    }
    Run run(*scenario);
    std::ostringstream lines;
    bool all_hold = true;
    for (std::size_t i = 0; i < scenario->steps.size(); ++i) {
        const codec::ScenarioStep& step = scenario->steps[i];
        if (const std::optional<codec::InputFault> fault = run.enter_header(step.at)) {
            return refuse_file(*fault);
        }
        json::object line{{"step", i}};
        for (auto& member : run.take(step)) {
            line[member.key()] = member.value();
        }
        const json::value* held = line.if_contains("holds");
        all_hold = all_hold && (held == nullptr || held->get_bool());
        if (options.json) {
            lines << codec::plain_json(line) << '\n';
        } else {
            print_step(lines, step, i, line, scenario->zone);
        }
    }
    // A header that cannot be meant is no scenario, even when nothing is asked of it.
    if (const std::optional<codec::InputFault> fault = run.enter_header(rules::forever)) {
        return refuse_file(*fault);
    }
    out << lines.str();
    return all_hold ? SimulateStatus::ran : SimulateStatus::expectation_failed;
}

}  // namespace labd::app
