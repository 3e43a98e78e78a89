// What entries do to the clocks of the sittings they affect (OUT-15), and what labd has to tell the
// world about them (architecture, idea 2).
#pragma once

#include <map>
#include <vector>

#include "labd/kernel/kernel.h"
#include "labd/rules/timeline.h"

namespace labd::kernel {

/// The clock of one sitting, reduced to what an effect compares.
struct ClockSummary {
    std::optional<Instant> ends_at;
    std::optional<Instant> module_limit_at;
    bool ended = false;
    bool cancel_required = false;

    friend bool operator==(const ClockSummary&, const ClockSummary&) = default;
};

using ClockSummaries = std::map<SittingId, ClockSummary>;

/// The clocks of all sittings of a day at an instant.
ClockSummaries clocks_of(const domain::DayLog& log, Instant at);

/// The sittings whose clock differs.
std::vector<Effect> compare(const ClockSummaries& before, const ClockSummaries& after);

/// When the end of a sitting that is open at `now` has to be announced if nothing is entered;
/// `forever` when never. `announcement` and `attendance` are what has to be announced now.
struct Announceable {
    Instant due;
    std::optional<domain::OutcomeAnnounced> announcement;
    /// That the candidate has arrived and that the exam has begun, as `arrival:A` and `start:A`.
    std::vector<domain::CaseAnnounced> attendance;
};

Announceable announceable(const domain::DayLog& log, const SittingId& sitting, Instant now,
                          Seq basis);

/// What has to be said about a day's missing footage (CAM-8) and material (ADM-10), and when next
/// if nothing is entered.
struct IncidentNews {
    Instant due;
    std::vector<domain::IncidentAnnounced> announcements;
};

IncidentNews incident_news(const domain::DayLog& log, Instant now, Seq basis);

/// That a candidate came and began, as far as it was not said before.
std::vector<domain::CaseAnnounced> attendance_news(const rules::SittingView& sitting,
                                                   const rules::Timeline& line, Seq basis);

/// What has to be said about the result, the remedy cases and the re-reads of a sitting.
std::vector<domain::CaseAnnounced> case_news(const domain::DayLog& log, const SittingId& sitting,
                                             Instant now, Seq basis);

}  // namespace labd::kernel
