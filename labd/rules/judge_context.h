// What the parts of `judge` share while one entry is decided. Private to the rules.
#pragma once

#include "labd/rules/judge.h"
#include "labd/rules/sitting_state.h"
#include "labd/rules/view.h"

namespace labd::rules::detail {

/// The entry being decided and the state before it.
struct JudgeContext {
    const domain::State& state;
    Accepted& accepted;
    Instant now;
    Authority authority = Authority::daemon;
    /// The day that the entry belongs to; null for entries about the site.
    const domain::DayLog* log = nullptr;
    /// What follows in the same batch.
    std::span<const domain::Proposed> later = {};

    const domain::Entry& entry() const { return accepted.entry; }

    View view() const { return {*log, log->now}; }

    const domain::Session* session() const {
        const auto found = log->now.sessions.find(entry().session);
        return found == log->now.sessions.end() ? nullptr : &found->second;
    }
};

using Verdict = std::optional<Refusal>;

/// Whether an entry (a `Fact` or `Body`) is of one of these types.
template <class... Types, class Entry>
bool is_any_of(const Entry& entry) {
    return (std::holds_alternative<Types>(entry) || ...);
}

/// Whether an entry (a `Fact` or `Body`) is of all days and of no session.
template <class Entry>
bool is_about_all_days(const Entry& entry) {
    return std::visit(
        [](const auto& body) { return domain::is_about_all_days<std::decay_t<decltype(body)>>; },
        entry);
}

/// One overload for each family of entry types; all are called through `judge_fact`.
Verdict judge_planning(JudgeContext& context, const domain::SiteConfigured& fact);
Verdict judge_planning(JudgeContext& context, const domain::PolicyAdopted& fact);
Verdict judge_planning(JudgeContext& context, const domain::SessionPlanned& fact);
Verdict judge_planning(JudgeContext& context, const domain::SessionDelayed& fact);
Verdict judge_planning(JudgeContext& context, const domain::SessionClosed& fact);
Verdict judge_planning(JudgeContext& context, const domain::SittingBooked& fact);
Verdict judge_planning(JudgeContext& context, const domain::SittingAmended& fact);
Verdict judge_planning(JudgeContext& context, const domain::AlarmShelved& fact);
Verdict judge_planning(JudgeContext& context, const domain::AlarmAcknowledged& fact);
Verdict judge_planning(JudgeContext& context, const domain::HandoverAccepted& fact);
Verdict judge_planning(JudgeContext& context, const domain::DutyStarted& fact);
Verdict judge_planning(JudgeContext& context, const domain::DutyEnded& fact);

/// CLK-5: the start of the context's session does not move once a module has started.
Verdict check_start_may_move(const JudgeContext& context);

Verdict judge_outage(JudgeContext& context, const domain::OutageReported& fact);
Verdict judge_outage(JudgeContext& context, const domain::OutageEstimated& fact);
Verdict judge_outage(JudgeContext& context, const domain::OutageEnded& fact);
Verdict judge_outage(JudgeContext& context, const domain::OutageRuled& fact);
Verdict judge_outage(JudgeContext& context, const domain::EquipmentFailed& fact);
Verdict judge_outage(JudgeContext& context, const domain::EquipmentRestored& fact);

Verdict judge_camera(JudgeContext& context, const domain::CameraStateReported& fact);
Verdict judge_camera(JudgeContext& context, const domain::CameraDisableRequested& fact);
Verdict judge_camera(JudgeContext& context, const domain::FootageViewed& fact);
Verdict judge_camera(JudgeContext& context, const domain::CamerasArmed& fact);
Verdict judge_camera(JudgeContext& context, const domain::RecordingsDigested& fact);
Verdict judge_camera(JudgeContext& context, const domain::IncidentAnnounced& fact);

/// CAM-6: a site without one of its cameras, or with it elsewhere, is a request to remove it. In a
/// required window that request is recorded instead of the site, and refused.
void refuse_removal_of_cameras(JudgeContext& context, const domain::SiteConfigured& fact);

/// The session that an entry about a camera belongs to when it names none: the one in whose
/// required window it happened (or, of a state, began), else the next that starts within a day.
/// Empty when there is none: the entry then belongs to its civil day.
SessionId session_of_camera_entry(const domain::State& state, const domain::Body& body,
                                  Instant happened);

/// Results, remedies, vouchers and re-reads.
Verdict judge_case(JudgeContext& context, const domain::Fact& fact);

/// What takes the ground of such an entry that stands; nothing when it has ground.
Verdict case_without_ground(const domain::DayLog& log, const domain::Item& item, Instant now);

/// The sitting that a remedy case or a re-read is about; null when there is none in the day.
const SittingId* sitting_of_case(const domain::DayLog& log, const EntryId& id);

/// Lab operations.
Verdict judge_lab(JudgeContext& context, const domain::RackTakenOut& fact);
Verdict judge_lab(JudgeContext& context, const domain::RackPutBack& fact);
Verdict judge_lab(JudgeContext& context, const domain::EquipmentAssessed& fact);
Verdict judge_lab(JudgeContext& context, const domain::InvestigationOpened& fact);
Verdict judge_lab(JudgeContext& context, const domain::InvestigationNoted& fact);
Verdict judge_lab(JudgeContext& context, const domain::InvestigationClosed& fact);

/// Incidents, and footage that is asked for because of one.
Verdict judge_incident(JudgeContext& context, const domain::IncidentOpened& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentNoted& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentAssigned& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentDecided& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentClosed& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentAttached& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentAttachmentRead& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageRequested& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageGranted& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageRefused& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageCut& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageExported& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageHeld& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageKept& fact);
Verdict judge_incident(JudgeContext& context, const domain::FootageReleased& fact);
Verdict judge_incident(JudgeContext& context, const domain::IncidentExported& fact);

/// Cameras that are there, and a stretch of the past that is not too long.
Verdict check_footage_asked(const JudgeContext& context, const std::vector<CameraId>& cameras,
                            Interval when, Duration limit);

/// SEC-3: the ban was decided in its incident, by another person than who enters it now.
Verdict check_confirmation(const JudgeContext& context, const domain::CandidateBanned& fact);

/// Whether a ban that stands rests on such an entry.
bool is_about_bans(const domain::State& state, const EntryId& entry, const domain::Fact& fact);

/// Whether a rack may be kept from sittings for these days for the re-read: no other keeps it, and
/// no sitting holds it (RRD-1).
Verdict check_reservation(const JudgeContext& context, const domain::RereadRackReserved& fact);

/// The same for what a correction keeps again that had been free.
Verdict check_holds_again(const domain::State& before, const domain::State& after, Instant now);

/// Refuses a seat on the context's day whose rack is kept for a re-read or out of service.
Verdict check_rack_of(const JudgeContext& context, const SeatId& seat);

Verdict judge_voucher(JudgeContext& context, const domain::VoucherIssued& fact);
Verdict judge_voucher(JudgeContext& context, const domain::VoucherRedeemed& fact);
Verdict judge_voucher(JudgeContext& context, const domain::VoucherVoided& fact);

/// SEC-3: who is banned is not banned again, and only who is can be freed.
Verdict judge_ban(const JudgeContext& context, const domain::CandidateBanned& fact);
Verdict judge_ban(const JudgeContext& context, const domain::CandidateBanLifted& fact);

/// Two people decide that a person's data is erased, and not while their day is open.
Verdict judge_erasure(const JudgeContext& context, const domain::ErasureRequested& fact);
Verdict judge_erasure(const JudgeContext& context, const domain::ErasureWithdrawn& fact);
Verdict judge_erasure(const JudgeContext& context, const domain::ErasureConfirmed& fact);

/// Nobody is booked under the id of a person who was erased: their key is gone.
Verdict check_not_erased(const domain::State& state, const CandidateId& candidate);

/// Whether the candidate may be booked as the entry says, or as a booking stands once it has been
/// amended: SEC-3, BKG-1, and PAY-1, PAY-2, VCH-1 to VCH-4 by what is known of the payment.
Verdict check_candidate(const JudgeContext& context, const domain::SittingBooked& booking);
Verdict check_payment(const JudgeContext& context, const domain::SittingBooked& booking);

/// Refuses a site whose seats are behind a rack that is kept, where somebody is booked (RRD-1).
Verdict check_seats_of_site(const JudgeContext& context, const domain::SiteConfigured& fact);

/// Entries about one sitting: structure by `walk`, then what depends on its clock.
Verdict judge_sitting(JudgeContext& context, const domain::Fact& fact);

/// Any fact: as a new entry, or as what replaces a corrected one.
Verdict judge_fact(JudgeContext& context, const domain::Fact& fact);

Verdict judge_correction(JudgeContext& context, const domain::EntryCorrected& correction);

/// A sitting of the context's day, or the refusal that names it.
Result<SittingView> need_sitting(const JudgeContext& context, const View& view,
                                 const SittingId& id);

inline Refusal not_found(std::string key, std::string actual) {
    return refuse({rule::REFERENCE}, std::move(key), {{"actual", std::move(actual)}});
}

}  // namespace labd::rules::detail
