// An exam day for tests: a site and a session at 09:00, entries made through `judge` and `evolve`
// with times as text, and the answers of the rules at a time.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/domain/state.h"
#include "labd/rules/alarms.h"
#include "labd/rules/explain.h"
#include "labd/rules/judge.h"
#include "labd/rules/session_state.h"

namespace labd {

void PrintTo(const Rule& rule, std::ostream* out);
void PrintTo(Instant instant, std::ostream* out);
void PrintTo(Duration duration, std::ostream* out);

}  // namespace labd

namespace labd::test {

/// What differs from the usual site and day.
struct SiteSetup {
    std::string time_zone = "Asia/Tokyo";
    std::optional<std::string> country = "JP";
    domain::SiteKind kind = domain::SiteKind::fixed;
    std::string date = "2026-03-03";
    std::string start = "09:00";
    /// Parameters by name, over the shipped ones.
    std::map<std::string, std::string> policy = {};
    /// Beside the shipped tracks.
    std::map<TrackId, domain::Track> tracks = {};
    std::vector<domain::Camera> cameras = {};
};

/// What differs from an entry that a proctor makes when it happens.
struct How {
    /// When it happened, if not when it is recorded.
    std::string happened = {};
    std::string id = {};
    std::string reason = {};
    domain::Role role = domain::Role::proctor;
    std::string by = "Mori";
    std::string session = {};
    std::optional<Seq> based_on = {};
};

/// What became of an entry.
struct Answer {
    bool accepted = false;
    /// Of the refusal, or of the arrival that lets nobody in.
    Rules rules;
    std::string message;
    /// The message's value `actual`, when it is a text.
    std::string actual;
    std::optional<rules::Accepted> entry;

    bool names(Rule rule) const;
};

void PrintTo(const Answer& answer, std::ostream* out);

// NOLINTBEGIN: matchers are spelt like gmock's own.
MATCHER(IsAccepted, "") { return arg.accepted; }

MATCHER_P(IsRefusedBy, rule, "") { return !arg.accepted && arg.names(rule); }

MATCHER_P(LetsNobodyIn, rule, "") { return arg.accepted && arg.names(rule); }

// NOLINTEND

domain::Scope seat_scope(const std::string& seat);
domain::Scope rack_scope(const std::string& rack);
domain::Scope room_scope(const std::string& room);
domain::Scope site_scope();
domain::Scope sitting_scope(const std::vector<std::string>& sittings);

/// Two signed pieces of identification, one of them with a photo from a government.
std::vector<domain::Document> good_documents();

class TestDay {
public:
    explicit TestDay(SiteSetup setup = {});

    /// `HH:MM[:SS[.ffffff]]` on the session's date at the site.
    Instant time(std::string_view text) const;

    /// Decides without recording.
    Answer judge(std::string_view at, domain::Body body, const How& how = {}) const;
    /// Decides and, if accepted, records. Times of recording never decrease.
    Answer enter(std::string_view at, domain::Body body, const How& how = {});
    /// The same; a refusal fails the test.
    void must(std::string_view at, domain::Body body, const How& how = {});

    /// A booking with everything in order.
    static domain::SittingBooked booking(const std::string& sitting, const std::string& seat);
    /// Books with the day's planning; the seats S01, S02, S03 and S11 are free at first.
    void book(const std::string& sitting, const std::string& seat);
    void book(const domain::SittingBooked& booking);

    Answer arrive(std::string_view at, const std::string& sitting, const How& how = {});
    Answer step(std::string_view at, const std::string& sitting, domain::CheckinStep step,
                const How& how = {});
    /// Arrival and every required step at one time.
    void check_in(std::string_view at, const std::string& sitting);
    Answer start(std::string_view at, const std::string& sitting, const std::string& module,
                 const How& how = {});
    Answer hand_in(std::string_view at, const std::string& sitting, const std::string& module,
                   const How& how = {});
    Answer leave(std::string_view at, const std::string& sitting, const std::string& pause,
                 const How& how = {}, const std::string& kind = "toilet");
    Answer come_back(std::string_view at, const std::string& pause,
                     const std::string& justification = {}, const How& how = {});
    Answer outage(std::string_view at, const std::string& outage, const domain::Scope& scope,
                  domain::Cause cause = domain::Cause::lab, How how = {});
    Answer estimate(std::string_view at, const std::string& outage, std::string_view resolved_by,
                    const How& how = {});
    Answer end_outage(std::string_view at, const std::string& outage, const How& how = {});
    Answer rule_cause(std::string_view at, const std::string& outage, domain::Cause cause,
                      const How& how = {});
    Answer move(std::string_view at, const std::string& sitting, const std::string& seat,
                const How& how = {});
    Answer cancel(std::string_view at, const std::string& sitting, const std::string& outage,
                  const How& how = {});
    Answer delay(std::string_view at, std::string_view start, How how = {});

    /// Takes an entry away.
    static domain::Correction without(const std::string& entry);
    /// Puts another fact in an entry's place; the time stays when `happened` is empty.
    domain::Correction instead(const std::string& entry, domain::Fact fact,
                               std::string_view happened = {}) const;
    Answer correct(std::string_view at, const domain::Correction& correction, How how = {},
                   std::vector<domain::Correction> also = {});

    rules::Timeline timeline(const std::string& sitting) const;
    rules::SittingState state(const std::string& sitting, std::string_view at) const;
    rules::SittingState state(const std::string& sitting, Instant at) const;
    rules::Explanation explain(const std::string& sitting, std::string_view at) const;
    std::vector<rules::Alarm> alarms(std::string_view at) const;
    /// The alarm of a rule about a subject; nothing when it is not raised.
    std::optional<rules::Alarm> alarm(Rule rule, const std::string& subject,
                                      std::string_view at) const;
    rules::SessionState session(std::string_view at) const;
    /// When the sitting's state or the day's alarms change next by themselves.
    Instant changes_at(const std::string& sitting, Instant at) const;

    const domain::State& world() const { return state_; }

    const std::vector<domain::Entry>& entries() const { return entries_; }

    const domain::DayLog& log() const { return state_.days.at(date_); }

    rules::Authority authority = rules::Authority::scenario;

private:
    domain::State state_;
    std::vector<domain::Entry> entries_;
    Date date_;
    TimeZone zone_;
};

}  // namespace labd::test
