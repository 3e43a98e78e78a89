#include <algorithm>

#include "labd/codec/writer.h"
#include "labd/kernel/effects.h"
#include "labd/rules/incidents.h"
#include "labd/rules/remedy.h"
#include "labd/rules/reread.h"

namespace labd::kernel {

namespace {

using codec::enum_name;

/// What holds of a case now.
struct Standing {
    std::string outcome;
    Instant since;
};

Standing standing_of(const rules::RemedyCase& one) {
    Standing standing{std::string(one.as ? enum_name(*one.as) : enum_name(one.state)),
                      one.opened_at};
    for (const rules::Condition& condition : one.conditions) {
        if (condition.settled != nullptr && one.state != rules::CaseState::pending) {
            standing.since = std::max(standing.since, condition.settled->happened);
        }
    }
    if (one.decided != nullptr) {
        standing.since = one.decided->happened;
    }
    return standing;
}

Standing standing_of(const domain::Reread& reread, Instant now) {
    switch (rules::state_of(reread, now)) {
        case rules::RereadState::requested: break;
        case rules::RereadState::paid: return {"paid", reread.paid->happened};
        case rules::RereadState::cancelled: return {"cancelled", reread.cancelled->happened};
        case rules::RereadState::decided:
            return {std::string(enum_name(reread.outcome)), reread.decided->happened};
        case rules::RereadState::refunded: return {"refunded", reread.refunded->happened};
    }
    return {"requested", reread.requested.happened};
}

constexpr std::string_view arrival_prefix = "arrival:";
constexpr std::string_view start_prefix = "start:";

bool is_attendance(std::string_view name) {
    return name.starts_with(arrival_prefix) || name.starts_with(start_prefix);
}

using AllStanding = std::map<std::string, Standing>;

AllStanding attendance_of(const SittingId& id, const rules::Timeline& line) {
    AllStanding all;
    if (line.arrived) {
        all[std::string(arrival_prefix) + id.value] = {"arrived", line.arrived->happened};
    }
    if (!line.modules.empty()) {
        all[std::string(start_prefix) + id.value] = {"started",
                                                     line.modules.front().started.happened};
    }
    return all;
}

AllStanding all_standing(const rules::SittingView& sitting, Instant now) {
    const rules::Timeline line = rules::timeline(sitting);
    AllStanding all;
    if (const auto mark = rules::standing_mark(sitting, line, now)) {
        all["result:" + sitting.id.value] = {
            std::string(enum_name(*mark)),
            rules::standing_result(sitting.facts, now)->stamp.happened};
    }
    for (const rules::RemedyCase& one : rules::remedy_cases(sitting, line, now)) {
        all[one.id.value] = standing_of(one);
    }
    if (const auto* decision = rules::invalidation_of(sitting.view.day, sitting.id)) {
        all["conduct:" + sitting.id.value] = {std::string(enum_name(decision->finding)),
                                              decision->stamp.happened};
    }
    for (const domain::Reread& reread : sitting.facts.rereads) {
        all[reread.requested.id.value] = standing_of(reread, now);
    }
    return all;
}

/// What of `standing` was not said yet, and what was said and stands no more. Attendance and cases
/// are looked at apart, since not every entry can change both.
std::vector<domain::CaseAnnounced> unsaid(const rules::SittingView& sitting,
                                          const AllStanding& standing, bool attendance, Instant now,
                                          Seq basis) {
    const auto& announced = sitting.facts.cases_announced;
    std::vector<domain::CaseAnnounced> news;
    const auto say = [&](const std::string& name, const Standing& one, bool withdrawn) {
        const auto told = announced.find(name);
        const bool known = told != announced.end();
        if (known && told->second.withdrawn == withdrawn && told->second.outcome == one.outcome &&
            told->second.since == one.since) {
            return;
        }
        news.push_back({sitting.id, name, one.outcome, one.since,
                        known ? told->second.revision + 1 : 1, static_cast<std::int64_t>(basis),
                        withdrawn});
    };
    for (const auto& [name, one] : standing) {
        say(name, one, false);
    }
    for (const auto& [name, told] : announced) {
        if (is_attendance(name) == attendance && !standing.contains(name)) {
            say(name, {told.outcome, told.since.value_or(now)}, true);
        }
    }
    return news;
}

}  // namespace

std::vector<domain::CaseAnnounced> attendance_news(const rules::SittingView& sitting,
                                                   const rules::Timeline& line, Seq basis) {
    return unsaid(sitting, attendance_of(sitting.id, line), true, {}, basis);
}

std::vector<domain::CaseAnnounced> case_news(const domain::DayLog& log, const SittingId& id,
                                             Instant now, Seq basis) {
    const rules::View view{log, log.now};
    const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
    if (!sitting) {
        return {};
    }
    const domain::SittingFacts& facts = sitting->facts;
    const bool was_told = std::ranges::any_of(
        facts.cases_announced, [](const auto& told) { return !is_attendance(told.first); });
    if (facts.endings.empty() && facts.results.empty() && facts.remedy_requests.empty() &&
        log.now.incidents.empty() && !was_told) {
        return {};
    }
    return unsaid(*sitting, all_standing(*sitting, now), false, now, basis);
}

}  // namespace labd::kernel
