#include "tests/support/test_day.h"

#include <algorithm>

#include "tests/support/dump.h"

namespace labd {

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.id; }

void PrintTo(Instant instant, std::ostream* out) { *out << format_instant_utc(instant); }

void PrintTo(Duration duration, std::ostream* out) { *out << format_seconds(duration) << 's'; }

}  // namespace labd

namespace labd::test {

namespace {

using domain::Role;

const std::map<std::string, std::string> shipped_parameters = {
    {"entry.backdate_limit", "15m"},
    {"clock.step_alarm", "2s"},
    {"site.minimum_age", "0"},
    {"site.embargo", "CU,IR,KP,SY,UA-43,UA-40,UA-14,UA-09,BY,RU"},
    {"site.embargo_at_home", "SD"},
    {"cctv.before", "30m"},
    {"cctv.after", "30m"},
    {"cctv.retention", "90d"},
    {"cctv.alarm_after", "10s"},
    {"remedy.default", "free_reschedule"},
    {"voucher.validity", "365d"},
    {"person.retention", "1095d"},
    {"alarm.late_limit_before", "15m"},
    {"alarm.module_end_before", "5m"},
    {"alarm.sitting_end_before", "10m"},
    {"alarm.outage_before", "15m"},
    {"alarm.idle_after", "10m"},
    {"alarm.cause_after", "30m"},
    {"alarm.shelve_limit", "60m"},
};

std::map<TrackId, domain::Track> shipped_tracks() {
    std::map<TrackId, domain::Track> tracks;
    domain::Track expert;
    expert.modules = {{ModuleId("design"), hours(3)}, {ModuleId("doo"), hours(5)}};
    expert.reread = true;
    tracks[TrackId("ccie")] = expert;
    domain::Track practical;
    for (int i = 1; i <= 4; ++i) {
        practical.modules.push_back({ModuleId("scenario_" + std::to_string(i)), hours(2)});
    }
    practical.scheduled_breaks = {{ModuleId("scenario_2"), hours(1)}};
    tracks[TrackId("ccde")] = practical;
    return tracks;
}

domain::SiteConfigured configured(const SiteSetup& setup) {
    domain::SiteConfigured site;
    site.site = SiteId("tyo");
    site.time_zone = setup.time_zone;
    site.country = setup.country;
    site.kind = setup.kind;
    site.rooms = {{RoomId("main"),
                   {{SeatId("S01"), RackId("R01")},
                    {SeatId("S02"), RackId("R01")},
                    {SeatId("S03"), RackId("R02")}}},
                  {RoomId("side"), {{SeatId("S11"), RackId("R11")}}}};
    site.equipment = {{EquipmentId("printer"), std::nullopt, "printer"}};
    site.cameras = setup.cameras;
    return site;
}

}  // namespace

bool Answer::names(Rule rule) const { return std::ranges::find(rules, rule) != rules.end(); }

void PrintTo(const Answer& answer, std::ostream* out) {
    *out << (answer.accepted ? "accepted" : "refused") << ' ' << dump(answer.rules) << ' '
         << answer.message << ' ' << answer.actual;
}

domain::Scope seat_scope(const std::string& seat) {
    domain::Scope scope;
    scope.seat = SeatId(seat);
    return scope;
}

domain::Scope rack_scope(const std::string& rack) {
    domain::Scope scope;
    scope.rack = RackId(rack);
    return scope;
}

domain::Scope room_scope(const std::string& room) {
    domain::Scope scope;
    scope.room = RoomId(room);
    return scope;
}

domain::Scope site_scope() {
    domain::Scope scope;
    scope.site = true;
    return scope;
}

domain::Scope sitting_scope(const std::vector<std::string>& sittings) {
    domain::Scope scope;
    for (const std::string& sitting : sittings) {
        scope.sittings.emplace_back(sitting);
    }
    return scope;
}

std::vector<domain::Document> good_documents() {
    domain::Document passport{domain::Text("passport"), true, true, true, true, std::nullopt};
    domain::Document card{domain::Text("bank card"), true, false, false, true, std::nullopt};
    return {passport, card};
}

TestDay::TestDay(SiteSetup setup)
    : date_(*parse_date(setup.date)), zone_(*TimeZone::find(setup.time_zone)) {
    domain::PolicyAdopted policy;
    policy.parameters = shipped_parameters;
    for (const auto& [name, value] : setup.policy) {
        policy.parameters[name] = value;
    }
    policy.tracks = shipped_tracks();
    for (const auto& [id, track] : setup.tracks) {
        policy.tracks[id] = track;
    }
    must("00:01", configured(setup));
    must("00:01", policy);
    must("00:01", domain::SessionPlanned{date_, *parse_time_of_day(setup.start)},
         {.session = "day"});
}

Instant TestDay::time(std::string_view text) const {
    const std::optional<TimeOfDay> parsed = parse_time_of_day(text);
    if (!parsed) {
        ADD_FAILURE() << "not a time: " << text;
        return {};
    }
    return zone_.to_instant(date_, *parsed).value_or(Instant{});
}

Answer TestDay::judge(std::string_view at, domain::Body body, const How& how) const {
    domain::Proposed proposed;
    proposed.id = EntryId(how.id);
    proposed.session = SessionId(how.session);
    proposed.by = {how.by, how.role};
    if (!how.happened.empty()) {
        proposed.happened = time(how.happened);
    }
    proposed.reason = domain::Text(how.reason);
    proposed.based_on = how.based_on;
    proposed.body = std::move(body);
    const Result<rules::Accepted> result = rules::judge(state_, proposed, time(at), authority);
    Answer answer;
    answer.accepted = result.has_value();
    if (result) {
        answer.entry = *result;
    }
    const std::optional<Refusal> refusal =
        result ? answer.entry->refused : std::optional(result.error());
    if (refusal) {
        answer.rules = refusal->rules;
        answer.message = refusal->message.key;
        const auto actual = refusal->message.values.find("actual");
        if (actual != refusal->message.values.end() &&
            std::holds_alternative<std::string>(actual->second)) {
            answer.actual = std::get<std::string>(actual->second);
        }
    }
    return answer;
}

Answer TestDay::enter(std::string_view at, domain::Body body, const How& how) {
    EXPECT_LE(state_.last_recorded, time(at)) << "recorded before the last entry: " << at;
    Answer answer = judge(at, std::move(body), how);
    if (answer.accepted) {
        domain::evolve(state_, answer.entry->entry);
        entries_.push_back(answer.entry->entry);
    }
    return answer;
}

void TestDay::must(std::string_view at, domain::Body body, const How& how) {
    EXPECT_THAT(enter(at, std::move(body), how), IsAccepted()) << "at " << at;
}

domain::SittingBooked TestDay::booking(const std::string& sitting, const std::string& seat) {
    domain::SittingBooked booked;
    booked.sitting = SittingId(sitting);
    booked.candidate = CandidateId("C-" + sitting);
    booked.name = domain::Text("Candidate " + sitting);
    booked.born = domain::PersonalDate(Date{1990, 5, 2});
    booked.residence = domain::Text("JP");
    booked.track = TrackId("ccie");
    booked.seat = SeatId(seat);
    booked.agreement_signed = Date{2026, 1, 10};
    return booked;
}

void TestDay::book(const std::string& sitting, const std::string& seat) {
    book(booking(sitting, seat));
}

void TestDay::book(const domain::SittingBooked& booking) {
    must("00:02", booking, {.id = "booked:" + booking.sitting.value, .session = "day"});
}

Answer TestDay::arrive(std::string_view at, const std::string& sitting, const How& how) {
    return enter(at, domain::CandidateArrived{SittingId(sitting), std::nullopt}, how);
}

Answer TestDay::step(std::string_view at, const std::string& sitting, domain::CheckinStep step,
                     const How& how) {
    domain::CheckinDone done;
    done.sitting = SittingId(sitting);
    done.step = step;
    if (step == domain::CheckinStep::identification) {
        done.documents = good_documents();
    }
    return enter(at, done, how);
}

void TestDay::check_in(std::string_view at, const std::string& sitting) {
    using domain::CheckinStep;
    EXPECT_THAT(arrive(at, sitting), IsAccepted());
    for (const CheckinStep step :
         {CheckinStep::identification, CheckinStep::agreement, CheckinStep::recording_consent,
          CheckinStep::belongings, CheckinStep::materials}) {
        EXPECT_THAT(this->step(at, sitting, step), IsAccepted());
    }
    if (log().now.site->configured.kind == domain::SiteKind::byod) {
        EXPECT_THAT(step(at, sitting, CheckinStep::device), IsAccepted());
    }
}

Answer TestDay::start(std::string_view at, const std::string& sitting, const std::string& module,
                      const How& how) {
    return enter(at, domain::ModuleStarted{SittingId(sitting), ModuleId(module)}, how);
}

Answer TestDay::hand_in(std::string_view at, const std::string& sitting, const std::string& module,
                        const How& how) {
    return enter(at, domain::ModuleHandedIn{SittingId(sitting), ModuleId(module)}, how);
}

Answer TestDay::leave(std::string_view at, const std::string& sitting, const std::string& pause,
                      const How& how, const std::string& kind) {
    How named = how;
    named.id = pause;
    return enter(
        at, domain::BreakStarted{SittingId(sitting), domain::Text(kind), domain::Text("corridor")},
        named);
}

Answer TestDay::come_back(std::string_view at, const std::string& pause,
                          const std::string& justification, const How& how) {
    domain::BreakEnded ended;
    ended.break_ = EntryId(pause);
    if (!justification.empty()) {
        ended.justification = domain::Text(justification);
    }
    return enter(at, ended, how);
}

Answer TestDay::outage(std::string_view at, const std::string& outage, const domain::Scope& scope,
                       domain::Cause cause, How how) {
    domain::OutageReported reported;
    reported.scope = scope;
    reported.cause = cause;
    how.id = outage;
    return enter(at, reported, how);
}

Answer TestDay::estimate(std::string_view at, const std::string& outage,
                         std::string_view resolved_by, const How& how) {
    return enter(at, domain::OutageEstimated{EntryId(outage), time(resolved_by)}, how);
}

Answer TestDay::end_outage(std::string_view at, const std::string& outage, const How& how) {
    return enter(at, domain::OutageEnded{EntryId(outage)}, how);
}

Answer TestDay::rule_cause(std::string_view at, const std::string& outage, domain::Cause cause,
                           const How& how) {
    return enter(at, domain::OutageRuled{EntryId(outage), cause}, how);
}

Answer TestDay::move(std::string_view at, const std::string& sitting, const std::string& seat,
                     const How& how) {
    return enter(at, domain::SeatChanged{SittingId(sitting), SeatId(seat)}, how);
}

Answer TestDay::cancel(std::string_view at, const std::string& sitting, const std::string& outage,
                       const How& how) {
    return enter(at, domain::SittingCancelled{SittingId(sitting), EntryId(outage)}, how);
}

Answer TestDay::delay(std::string_view at, std::string_view start, How how) {
    how.reason = how.reason.empty() ? "the building was closed" : how.reason;
    return enter(at, domain::SessionDelayed{time(start)}, how);
}

domain::Correction TestDay::without(const std::string& entry) {
    return {EntryId(entry), std::nullopt};
}

domain::Correction TestDay::instead(const std::string& entry, domain::Fact fact,
                                    std::string_view happened) const {
    domain::Replacement replacement;
    if (!happened.empty()) {
        replacement.happened = time(happened);
    }
    replacement.fact = std::move(fact);
    return {EntryId(entry), replacement};
}

Answer TestDay::correct(std::string_view at, const domain::Correction& correction, How how,
                        std::vector<domain::Correction> also) {
    how.reason = how.reason.empty() ? "entered wrongly" : how.reason;
    domain::EntryCorrected body;
    body.entry = correction.entry;
    body.replacement = correction.replacement;
    body.also = std::move(also);
    return enter(at, body, how);
}

rules::Timeline TestDay::timeline(const std::string& sitting) const {
    const rules::View view{log(), log().now};
    const std::optional<rules::SittingView> found = find_sitting(view, SittingId(sitting));
    if (!found) {
        ADD_FAILURE() << "no sitting " << sitting;
        return {};
    }
    return rules::timeline(*found);
}

rules::SittingState TestDay::state(const std::string& sitting, std::string_view at) const {
    return state(sitting, time(at));
}

rules::SittingState TestDay::state(const std::string& sitting, Instant at) const {
    const rules::View view{log(), log().now};
    const std::optional<rules::SittingView> found = find_sitting(view, SittingId(sitting));
    if (!found) {
        ADD_FAILURE() << "no sitting " << sitting;
        return {};
    }
    return rules::state_at(*found, rules::timeline(*found), at);
}

rules::Explanation TestDay::explain(const std::string& sitting, std::string_view at) const {
    const rules::View view{log(), log().now};
    const std::optional<rules::SittingView> found = find_sitting(view, SittingId(sitting));
    if (!found) {
        ADD_FAILURE() << "no sitting " << sitting;
        return {};
    }
    return rules::explain(*found, rules::timeline(*found), time(at));
}

std::vector<rules::Alarm> TestDay::alarms(std::string_view at) const {
    return rules::alarms_at(rules::View{log(), log().now}, time(at));
}

std::optional<rules::Alarm> TestDay::alarm(Rule rule, const std::string& subject,
                                           std::string_view at) const {
    for (rules::Alarm& alarm : alarms(at)) {
        if (alarm.rule == rule && alarm.subject == subject) {
            return alarm;
        }
    }
    return std::nullopt;
}

rules::SessionState TestDay::session(std::string_view at) const {
    return *rules::session_state(rules::View{log(), log().now}, SessionId("day"), time(at));
}

Instant TestDay::changes_at(const std::string& sitting, Instant at) const {
    const rules::View view{log(), log().now};
    rules::Horizon horizon(at);
    rules::alarms_at(view, horizon);
    const std::optional<rules::SittingView> found = find_sitting(view, SittingId(sitting));
    if (found) {
        rules::state_at(*found, rules::timeline(*found), horizon);
    }
    return horizon.changes_at();
}

}  // namespace labd::test
