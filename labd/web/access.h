// Who may read what: the table beside the one for entering (labd/rules/roles.h). docs/roles.md is
// printed from both. Default deny.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "labd/domain/values.h"

namespace labd::web {

/// What a route lets somebody do. Entering is judged entry by entry, by the rules.
enum class Action : std::uint8_t {
    /// Without signing in.
    open,
    /// Whoever has signed in, whatever the role.
    own_account,
    see_site,
    see_sessions,
    see_board,
    see_sittings,
    see_cameras,
    see_stills,
    arm_cameras,
    see_cases,
    export_evidence,
    see_equipment,
    see_incidents,
    handle_attachments,
    see_clips,
    see_vouchers,
    use_vouchers,
    see_erasures,
    see_journal,
    see_head,
    see_log,
    see_feed,
    see_webhooks,
    retry_webhooks,
    see_restart,
    enter,
    import_roster,
    decide,
    follow_live,
    set_training_clock,
    manage_accounts,
    enrol_devices,
    use_pin
};

/// How much of a day a role sees: one projection for board, sitting, journal and live stream.
enum class Sight : std::uint8_t {
    /// Nothing of the day; of the journal what the role itself entered.
    own,
    /// When which seat ends, and the official time.
    times,
    /// Seats, racks, outages, equipment and clocks; people only by seat and sitting.
    places,
    /// Everything but free text.
    no_text,
    everything
};

bool may(domain::Role role, Action action);

Sight sight_of(domain::Role role);

/// Whether a role sees sessions of earlier days that have been closed.
bool sees_old_sessions(domain::Role role);

/// docs/roles.md.
std::string roles_markdown();

}  // namespace labd::web
