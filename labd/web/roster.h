// Importing a roster: the people of a session as a scheduling system knows them, all or nothing. A
// later import is a difference to what stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labd/codec/json.h"
#include "labd/codec/messages.h"
#include "labd/domain/state.h"
#include "labd/rules/roles.h"

namespace labd::web {

/// One person of the file.
struct RosterRow {
    /// From 1, without the heading.
    std::size_t number = 0;
    domain::SittingBooked booking;
};

/// What is wrong with a row and where; row 0 is the file itself, or somebody who is not in it.
struct RosterFault {
    std::size_t row = 0;
    /// Whom it is about, where that is known.
    SittingId sitting;
    /// The column or member; empty for the whole row.
    std::string place;
    Message what;
    /// Of a refusal.
    Rules rules = {};
};

struct Roster {
    std::vector<RosterRow> rows;
    std::vector<RosterFault> faults;
};

/// Reads `{"sittings": […]}`.
Roster read_roster_json(std::string_view text);

/// Reads a table whose heading names the members of a booking: `sitting`, `candidate`, `name`,
/// `track` must be there, in any order; empty cells are left out.
Roster read_roster_csv(std::string_view text);

/// What a roster changes.
struct RosterPlan {
    std::vector<domain::Proposed> entries;

    /// Where each entry comes from; row 0 for people who are not in the file any more.
    struct Origin {
        std::size_t row = 0;
        SittingId sitting;
    };

    std::vector<Origin> origins;
    std::vector<SittingId> added;
    std::vector<SittingId> amended;
    std::vector<SittingId> withdrawn;
    std::vector<SittingId> unchanged;
    /// Would have been changed or withdrawn, but have arrived, or were booked by hand (walk-ins).
    std::vector<SittingId> kept;
    std::vector<RosterFault> faults;
};

/// Who imports into which session, and when.
struct RosterImport {
    SessionId session;
    domain::Actor by;
    Instant now;
    rules::Authority authority = rules::Authority::daemon;
};

/// The difference between the file and what stands. Each entry is judged by itself, so that every
/// bad row is named at once.
RosterPlan plan_roster(const Roster& roster, const domain::State& state,
                       const RosterImport& import);

}  // namespace labd::web
