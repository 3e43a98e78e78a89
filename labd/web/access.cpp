#include "labd/web/access.h"

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <initializer_list>
#include <vector>

#include "labd/codec/entry_json.h"
#include "labd/rules/roles.h"

namespace labd::web {

namespace {

using domain::Role;

constexpr std::uint32_t bit(Role role) { return 1U << static_cast<unsigned>(role); }

constexpr std::uint32_t bits(std::initializer_list<Role> roles) {
    std::uint32_t all = 0;
    for (const Role role : roles) {
        all |= bit(role);
    }
    return all;
}

constexpr std::uint32_t floor_staff =
    bits({Role::proctor, Role::lead_proctor, Role::lab_ops, Role::exam_security});
constexpr std::uint32_t day_readers = floor_staff | bit(Role::auditor);
constexpr std::uint32_t people =
    day_readers | bits({Role::examiner, Role::scheduling, Role::display, Role::admin});

constexpr std::uint32_t vouchers = bits({Role::scheduling, Role::lead_proctor});

struct Row {
    Action action;
    std::uint32_t roles;
    std::string_view what;
};

constexpr auto table = std::to_array<Row>({
    {Action::open, ~0U,
     "the web console's page, sign in, messages, health, metrics, this API's description"},
    {Action::own_account, ~0U, "own account: who am I, sign out, own password"},
    {Action::see_site, people, "site, policy, tracks, entry types, the official time"},
    {Action::see_sessions, people & ~bit(Role::examiner), "the list of sessions"},
    {Action::see_board, day_readers | bit(Role::display), "the board of a session"},
    {Action::see_sittings, day_readers,
     "a session's answer, a sitting with its explanation, alarms, outages"},
    {Action::see_cameras, day_readers, "cameras, and which footage there is"},
    {Action::see_stills, bits({Role::proctor, Role::lead_proctor, Role::lab_ops}),
     "the latest still of a camera, in a required window or while arming; who looks is "
     "entered (CAM-3)"},
    {Action::arm_cameras, bits({Role::proctor, Role::lead_proctor, Role::lab_ops}),
     "arm the cameras before a session, and see what is wrong with each"},
    {Action::see_cases,
     bits({Role::lead_proctor, Role::lab_ops, Role::exam_security, Role::scheduling, Role::examiner,
           Role::auditor}),
     "marks, remedies and re-reads, of closed sessions too; names of documents only who sees "
     "everything"},
    {Action::export_evidence, bits({Role::lead_proctor, Role::exam_security}),
     "be given the evidence pack of a sitting, of closed sessions too; that it was is entered"},
    {Action::see_equipment, day_readers,
     "racks, devices, failures, investigations and spare seats; failures and lost time over a "
     "month"},
    {Action::see_incidents, day_readers,
     "incidents with what belongs to them (SEC-5): proctors those of sessions they see, lab ops "
     "those about equipment and missing recordings, the auditor without free text"},
    {Action::handle_attachments, floor_staff,
     "attach files to incidents that they see, and be given them; who is given one is entered "
     "(SEC-2, SEC-5)"},
    {Action::see_clips, bit(Role::exam_security),
     "the clips that were cut because of an incident, what is on hold for it, and the bytes of a "
     "clip; who is given them is entered (CAM-5)"},
    {Action::see_vouchers, vouchers | bits({Role::exam_security, Role::auditor}),
     "what is known of vouchers; never their codes"},
    {Action::use_vouchers, vouchers, "issue, check and redeem vouchers by their codes"},
    {Action::see_erasures, bits({Role::exam_security, Role::admin, Role::auditor}),
     "who is to be erased, who was, and what no erasure can reach"},
    {Action::see_journal, people & ~bit(Role::display), "the journal"},
    {Action::see_head, people & ~bits({Role::display, Role::examiner}),
     "how long the journal is, and the public key that signs it"},
    {Action::see_log, bits({Role::lead_proctor, Role::exam_security, Role::auditor, Role::admin}),
     "the journal's root, its signed checkpoints and proofs: digests over what the role may not "
     "see too"},
    {Action::see_feed,
     bits({Role::scheduling, Role::lead_proctor, Role::exam_security, Role::auditor}),
     "fetch the feed: what labd has announced; scheduling without names"},
    {Action::see_webhooks,
     bits({Role::scheduling, Role::lead_proctor, Role::lab_ops, Role::auditor, Role::admin}),
     "which webhooks are delivered, waiting, failing and dead"},
    {Action::retry_webhooks, bits({Role::scheduling, Role::lead_proctor, Role::admin}),
     "have webhooks tried again"},
    {Action::see_restart, floor_staff, "what a restart means for the day"},
    {Action::enter, people | bit(Role::camera_service), "enter (each entry type: see above)"},
    {Action::import_roster, bits({Role::scheduling, Role::lead_proctor, Role::admin}),
     "import a roster"},
    {Action::decide,
     bits({Role::lead_proctor, Role::lab_ops, Role::exam_security, Role::scheduling, Role::admin}),
     "ask what the rules say about a booking: nothing is recorded or told of a candidate"},
    {Action::follow_live, people, "follow the live stream"},
    {Action::set_training_clock, bit(Role::admin), "set the training clock"},
    {Action::manage_accounts, bit(Role::admin), "manage users, tokens and PINs"},
    {Action::enrol_devices, bits({Role::lead_proctor, Role::admin}),
     "enrol shared tablets, list and revoke them; signed in with the password"},
    {Action::use_pin, floor_staff, "set a PIN, and sign in with it on a shared tablet"},
});

struct SightRow {
    Role role;
    Sight sight;
    bool old_sessions;
    std::string_view what;
};

constexpr auto sights = std::to_array<SightRow>({
    {Role::proctor, Sight::everything, false, "everything of the day"},
    {Role::lead_proctor, Sight::everything, true, "everything"},
    {Role::lab_ops, Sight::places, false,
     "seats, racks, outages, equipment and clocks; people only by seat and sitting: no names, "
     "birth dates, documents, reasons of breaks, notes of others, results, vouchers, re-reads, "
     "incidents of conduct"},
    {Role::exam_security, Sight::everything, true, "everything"},
    {Role::examiner, Sight::own, true, "what examiners entered themselves"},
    {Role::scheduling, Sight::own, true,
     "announced outcomes and cases, vouchers, planned sessions, and what scheduling entered "
     "itself"},
    {Role::auditor, Sight::no_text, true,
     "everything but free text (reasons, notes, descriptions, what a break was for): that there "
     "is a text is shown, the text is not"},
    {Role::display, Sight::times, false, "the official time and each seat's end"},
    {Role::admin, Sight::own, true,
     "site, policy, sessions, restarts and clock steps; no candidate data"},
    {Role::camera_service, Sight::own, false, "what it entered itself"},
    {Role::labd, Sight::own, false, "nothing: labd does not sign in"},
});

const SightRow& row_of(Role role) { return *std::ranges::find(sights, role, &SightRow::role); }

std::string_view name_of(Role role) { return boost::describe::enum_to_string(role, ""); }

std::string joined(const std::vector<Role>& roles) {
    std::string text;
    for (const Role role : roles) {
        text += (text.empty() ? "" : ", ");
        text += name_of(role);
    }
    return text;
}

std::vector<Role> roles_of(std::uint32_t mask) {
    std::vector<Role> roles;
    for (const SightRow& row : sights) {
        if ((mask & bit(row.role)) != 0 && row.role != Role::labd) {
            roles.push_back(row.role);
        }
    }
    return roles;
}

}  // namespace

bool may(Role role, Action action) {
    const auto row = std::ranges::find(table, action, &Row::action);
    return row != table.end() && (row->roles & bit(role)) != 0;
}

Sight sight_of(Role role) { return row_of(role).sight; }

bool sees_old_sessions(Role role) { return row_of(role).old_sessions; }

std::string roles_markdown() {
    std::string text =
        "# Roles\n\n"
        "Printed from the two tables in the code (`labd/rules/roles.cpp`, `labd/web/access.cpp`); "
        "a test compares. What stands in neither table nobody may do.\n\n"
        "## Who may enter what\n\n| entry | roles |\n|---|---|\n";
    for (const std::string_view type : codec::entry_types()) {
        text += "| `" + std::string(type) + "` | " + joined(rules::roles_for(type)) + " |\n";
    }
    text +=
        "\nA correction (`entry.corrected`) needs the right to enter the type that is corrected, "
        "or that it was made in the same role; a lead proctor may correct whatever people "
        "entered. In a closed session only a lead proctor and exam security may correct. What "
        "labd itself entered is never corrected; what exam security entered about an incident only "
        "exam security corrects.\n\n"
        "## Who may do and read what\n\n| what | roles |\n|---|---|\n";
    for (const Row& row : table) {
        const bool all = row.roles == ~0U;
        const std::string who = row.action == Action::open ? "everybody, without signing in"
                                : all                      ? "everybody"
                                                           : joined(roles_of(row.roles));
        text += "| " + std::string(row.what) + " | " + who + " |\n";
    }
    text +=
        "\n## How much each role sees\n\n"
        "One projection serves board, sittings, journal and live stream. That an entry exists is "
        "visible to all as its sequence number; an entry that a role does not see is `{\"seq\": "
        "N}` and nothing else.\n\n| role | sees | closed sessions of earlier days |\n"
        "|---|---|---|\n";
    for (const SightRow& row : sights) {
        text += "| " + std::string(name_of(row.role)) + " | " + std::string(row.what) + " | " +
                (row.old_sessions ? "yes" : "no") + " |\n";
    }
    return text;
}

}  // namespace labd::web
