#include "labd/rules/roles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

namespace labd::rules {

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

struct Row {
    std::string_view type;
    std::uint32_t roles;
};

constexpr std::uint32_t floor_roles = bits({Role::proctor, Role::lead_proctor});
constexpr std::uint32_t floor_and_ops = floor_roles | bit(Role::lab_ops);
constexpr std::uint32_t planning = bits({Role::admin, Role::scheduling, Role::lead_proctor});
/// Who deals with bookings and money.
constexpr std::uint32_t desk = bits({Role::scheduling, Role::lead_proctor});
constexpr std::uint32_t staff = floor_and_ops | bit(Role::exam_security);

constexpr auto table = std::to_array<Row>({
    {"site.configured", bit(Role::admin)},
    {"policy.adopted", bit(Role::admin)},
    {"session.planned", planning},
    {"session.delayed", bit(Role::lead_proctor)},
    {"session.closed", bit(Role::lead_proctor)},
    {"sitting.booked", planning},
    {"sitting.amended", planning | bit(Role::proctor)},
    {"sitting.withdrawn", planning},
    {"daemon.started", bit(Role::labd)},
    {"clock.stepped", bit(Role::labd)},
    {"outcome.announced", bit(Role::labd)},
    {"duty.started", staff},
    {"duty.ended", staff},
    {"handover.accepted", staff},
    {"note.added", staff},
    {"alarm.acknowledged", staff},
    {"alarm.shelved", staff},
    {"candidate.arrived", floor_roles},
    {"checkin.done", floor_roles},
    {"checkin.refused", floor_roles},
    {"materials.returned", floor_roles},
    {"module.started", floor_roles},
    {"module.handed_in", floor_roles},
    {"sitting.finished", floor_roles},
    {"sitting.terminated", bit(Role::lead_proctor)},
    {"seat.changed", floor_and_ops},
    {"break.started", floor_roles},
    {"break.ended", floor_roles},
    {"break.justified", floor_roles},
    {"outage.reported", floor_and_ops},
    {"outage.estimated", floor_and_ops},
    {"outage.ended", floor_and_ops},
    {"outage.ruled", bits({Role::lead_proctor, Role::lab_ops})},
    {"sitting.cancelled", floor_roles},
    {"equipment.failed", floor_and_ops},
    {"equipment.restored", floor_and_ops},
    {"camera.state", floor_and_ops | bit(Role::camera_service)},
    {"camera.disable", floor_and_ops | bit(Role::camera_service)},
    {"footage.viewed", floor_and_ops},
    {"cameras.armed", floor_and_ops},
    {"evidence.exported", bits({Role::lead_proctor, Role::exam_security})},
    {"recordings.digested", bit(Role::camera_service)},
    {"incident.announced", bit(Role::labd)},
    {"result.recorded", bit(Role::examiner)},
    {"remedy.requested", bits({Role::lead_proctor, Role::lab_ops, Role::scheduling})},
    {"remedy.investigated", bits({Role::lead_proctor, Role::lab_ops})},
    {"remedy.judged", bit(Role::lab_ops)},
    {"remedy.decided", bit(Role::lead_proctor)},
    {"voucher.issued", desk},
    {"voucher.redeemed", desk},
    {"voucher.voided", desk | bit(Role::exam_security)},
    {"reread.requested", desk},
    {"reread.paid", desk},
    {"reread.rack_reserved", bits({Role::lead_proctor, Role::lab_ops})},
    {"reread.rack_released", bits({Role::lead_proctor, Role::lab_ops})},
    {"reread.cancelled", desk},
    {"reread.decided", bit(Role::examiner)},
    {"reread.refunded", desk},
    {"case.announced", bit(Role::labd)},
    {"candidate.banned", bit(Role::exam_security)},
    {"candidate.ban_lifted", bit(Role::exam_security)},
    {"erasure.requested", bits({Role::exam_security, Role::admin})},
    {"erasure.withdrawn", bits({Role::exam_security, Role::admin})},
    {"erasure.confirmed", bits({Role::exam_security, Role::admin})},
    {"rack.taken_out", bits({Role::lead_proctor, Role::lab_ops})},
    {"rack.put_back", bits({Role::lead_proctor, Role::lab_ops})},
    {"equipment.assessed", floor_and_ops},
    {"investigation.opened", floor_and_ops},
    {"investigation.noted", floor_and_ops},
    {"investigation.closed", bits({Role::lead_proctor, Role::lab_ops})},
    {"incident.opened", staff},
    {"incident.noted", staff},
    {"incident.assigned", bits({Role::lead_proctor, Role::lab_ops, Role::exam_security})},
    {"incident.decided", bit(Role::exam_security)},
    {"incident.closed", bits({Role::lead_proctor, Role::lab_ops, Role::exam_security})},
    {"incident.exported", bits({Role::lead_proctor, Role::exam_security})},
    {"incident.attached", staff},
    {"incident.attachment_read", staff},
    {"footage.requested", bit(Role::exam_security)},
    {"footage.granted", bits({Role::lead_proctor, Role::exam_security})},
    {"footage.refused", bits({Role::lead_proctor, Role::exam_security})},
    {"footage.cut", bit(Role::labd)},
    {"footage.exported", bit(Role::exam_security)},
    {"footage.held", bit(Role::exam_security)},
    {"footage.kept", bit(Role::labd)},
    {"footage.released", bit(Role::exam_security)},
    {"entry.corrected", staff},
});

/// Who looked, and who was given what, stays in the journal as it is.
bool is_access_record(std::string_view type) {
    return type == "footage.viewed" || type == "cameras.armed" || type == "evidence.exported" ||
           type == "footage.exported" || type == "incident.exported" ||
           type == "incident.attachment_read";
}

const Row* find_row(std::string_view type) {
    const auto found = std::ranges::find(table, type, &Row::type);
    return found == table.end() ? nullptr : &*found;
}

bool may_enter_in_scenario(Role role, std::string_view type) {
    if (role == Role::labd) {
        return find_row(type)->roles == bit(Role::labd);
    }
    if (role == Role::proctor || role == Role::lead_proctor || role == Role::lab_ops) {
        const std::uint32_t roles = find_row(type)->roles;
        const bool only_lab_ops = type == "remedy.judged";
        return roles != bit(Role::labd) && roles != bit(Role::exam_security) &&
               (!only_lab_ops || role == Role::lab_ops);
    }
    return (find_row(type)->roles & bit(role)) != 0;
}

}  // namespace

bool may_enter(Authority authority, Role role, std::string_view type) {
    const Row* row = find_row(type);
    if (row == nullptr) {
        return false;
    }
    if (authority == Authority::scenario) {
        return may_enter_in_scenario(role, type);
    }
    return (row->roles & bit(role)) != 0;
}

bool may_correct(Authority authority, Role role, Role author, std::string_view type,
                 bool session_closed) {
    if (is_access_record(type)) {
        return false;
    }
    if (find_row(type)->roles == bit(Role::exam_security)) {
        return role == Role::exam_security;
    }
    // What exam security found is not for others to mend (SEC-2).
    if (author == Role::exam_security && type.starts_with("incident.")) {
        return role == author;
    }
    if (session_closed) {
        return role == Role::lead_proctor || role == Role::exam_security;
    }
    if (author == Role::labd) {
        return false;
    }
    if (role == Role::lead_proctor) {
        return true;
    }
    // A proctor may mend what another proctor entered: the shift has one journal.
    const bool same_side = role == author || may_enter(authority, role, type);
    return may_enter(authority, role, "entry.corrected") && same_side;
}

std::vector<Role> roles_for(std::string_view type) {
    std::vector<Role> roles;
    const Row* row = find_row(type);
    for (unsigned i = 0; row != nullptr && i <= static_cast<unsigned>(Role::labd); ++i) {
        if ((row->roles & (1U << i)) != 0) {
            roles.push_back(static_cast<Role>(i));
        }
    }
    return roles;
}

}  // namespace labd::rules
