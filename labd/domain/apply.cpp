#include <algorithm>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <utility>

#include "labd/core/assert.h"
#include "labd/domain/apply_incident.h"

namespace labd::domain {

namespace {

template <class T>
void take(T& target, const std::optional<typename std::decay_t<T>>& given) {
    if (given) {
        target = *given;
    }
}

template <class T>
void take(std::optional<T>& target, const std::optional<T>& given) {
    if (given) {
        target = given;
    }
}

/// Bans and erasures are of all days: the state has them.
using LeavesNothing =
    boost::mp11::mp_list<SiteConfigured, PolicyAdopted, HandoverAccepted, NoteAdded, FootageViewed,
                         CamerasArmed, EvidenceExported, CandidateBanned, CandidateBanLifted,
                         ErasureRequested, ErasureWithdrawn, ErasureConfirmed>;

/// Applies one fact to a day: an overload for each type that leaves something behind.
struct Applier {
    Day& day;
    const DayLog& log;
    const Item& item;

    SittingFacts& sitting(const SittingId& id) const { return day.sittings[id]; }

    /// The sitting whose break this is. Breaks are found by their id in the item's own sitting.
    Break* find_break(const EntryId& id) const {
        SittingFacts& facts = sitting(log.sittings[static_cast<std::size_t>(item.owner)]);
        const auto found = std::ranges::find(facts.breaks, id,
                                             [](const Break& pause) { return pause.started.id; });
        return found == facts.breaks.end() ? nullptr : &*found;
    }

    Outage* find_outage(const EntryId& id) const {
        return const_cast<Outage*>(std::as_const(day).find_outage(id));
    }

    IssuedVoucher* find_voucher(const EntryId& id) const {
        return const_cast<IssuedVoucher*>(std::as_const(day).find_voucher(id));
    }

    EquipmentFailure* find_failure(const EntryId& id) const {
        return const_cast<EquipmentFailure*>(std::as_const(day).find_failure(id));
    }

    Investigation* find_investigation(const EntryId& id) const {
        return const_cast<Investigation*>(std::as_const(day).find_investigation(id));
    }

    void release_hold(const EntryId& id) const {
        if (auto* hold = const_cast<RackHold*>(std::as_const(day).find_hold(id))) {
            hold->released = stamp_of(item);
        }
    }

    /// The facts of the sitting that the item is about.
    SittingFacts& own_sitting() const {
        return sitting(log.sittings[static_cast<std::size_t>(item.owner)]);
    }

    Reread* find_reread(const EntryId& id) const {
        SittingFacts& facts = own_sitting();
        const auto found = std::ranges::find(
            facts.rereads, id, [](const Reread& reread) { return reread.requested.id; });
        return found == facts.rereads.end() ? nullptr : &*found;
    }

    template <class T>
        requires boost::mp11::mp_contains<LeavesNothing, T>::value
    void operator()(const T&) const {}

    void operator()(const OutcomeAnnounced& fact) const {
        sitting(fact.sitting).announced =
            Announcement{fact.outcome, fact.since, fact.revision, fact.withdrawn};
    }

    void operator()(const SessionPlanned& fact) const {
        Session& session = day.sessions[item.session];
        session.planned = stamp_of(item);
        session.date = fact.date;
        session.policy = log.policies.at(item.session);
        session.planned_start =
            day.site->zone.to_instant(fact.date, fact.start).value_or(Instant{});
        session.start = session.planned_start;
    }

    void operator()(const SessionDelayed& fact) const {
        day.sessions[item.session].start = fact.start;
    }

    void operator()(const SessionClosed&) const {
        day.sessions[item.session].closed = stamp_of(item);
    }

    void operator()(const SittingBooked& fact) const {
        SittingFacts& facts = sitting(fact.sitting);
        facts.session = item.session;
        facts.booked = stamp_of(item);
        facts.booking = fact;
        facts.first_booking = fact;
    }

    void operator()(const SittingAmended& fact) const {
        SittingFacts& facts = sitting(fact.sitting);
        amend(facts.booking, fact);
        facts.amendments.push_back({stamp_of(item), fact});
    }

    void operator()(const SittingWithdrawn& fact) const { sitting(fact.sitting).withdrawn = true; }

    void operator()(const DaemonStarted& fact) const {
        day.restarts.push_back({stamp_of(item), fact.alive_until});
    }

    void operator()(const ClockStepped& fact) const {
        day.clock_steps.push_back({stamp_of(item), fact.step});
    }

    void operator()(const DutyStarted&) const { day.duties.push_back({stamp_of(item), true}); }

    void operator()(const DutyEnded&) const { day.duties.push_back({stamp_of(item), false}); }

    void operator()(const AlarmAcknowledged& fact) const {
        day.alarm_marks.push_back({stamp_of(item), fact.alarm, std::nullopt});
    }

    void operator()(const AlarmShelved& fact) const {
        day.alarm_marks.push_back({stamp_of(item), fact.alarm, fact.until});
    }

    void operator()(const CandidateArrived& fact) const {
        sitting(fact.sitting).arrivals.push_back({stamp_of(item), fact.residence_shown});
    }

    void operator()(const CheckinDone& fact) const {
        sitting(fact.sitting).steps.push_back({stamp_of(item), fact.step, fact.items});
    }

    void operator()(const CheckinRefused& fact) const {
        sitting(fact.sitting).refused_steps.push_back({stamp_of(item), fact.step});
    }

    void operator()(const MaterialsReturned& fact) const {
        sitting(fact.sitting).returned.push_back({stamp_of(item), fact.items});
    }

    void operator()(const ModuleStarted& fact) const {
        sitting(fact.sitting).starts.push_back({stamp_of(item), fact.module});
    }

    void operator()(const ModuleHandedIn& fact) const {
        sitting(fact.sitting).hand_ins.push_back({stamp_of(item), fact.module});
    }

    void operator()(const SittingFinished& fact) const {
        sitting(fact.sitting).endings.push_back({stamp_of(item), Ending::finished, {}});
    }

    void operator()(const SittingTerminated& fact) const {
        sitting(fact.sitting).endings.push_back({stamp_of(item), Ending::terminated, {}});
    }

    void operator()(const SittingCancelled& fact) const {
        sitting(fact.sitting).endings.push_back({stamp_of(item), Ending::cancelled, fact.outage});
    }

    void operator()(const SeatChanged& fact) const {
        sitting(fact.sitting).seats.push_back({stamp_of(item), fact.seat});
    }

    void operator()(const BreakStarted& fact) const {
        sitting(fact.sitting).breaks.push_back({stamp_of(item), fact.kind, fact.place, {}, {}});
    }

    void operator()(const BreakEnded& fact) const {
        if (Break* pause = find_break(fact.break_)) {
            pause->ended = stamp_of(item);
            if (fact.justification) {
                pause->justified = stamp_of(item);
            }
        }
    }

    void operator()(const BreakJustified& fact) const {
        if (Break* pause = find_break(fact.break_)) {
            pause->justified = stamp_of(item);
        }
    }

    void operator()(const OutageReported& fact) const {
        day.outages.push_back(
            {stamp_of(item), fact.scope, fact.cause, fact.modules, fact.failure, {}, {}, {}});
    }

    void operator()(const OutageEstimated& fact) const {
        if (Outage* outage = find_outage(fact.outage)) {
            outage->estimates.push_back({stamp_of(item), fact.resolved_by});
        }
    }

    void operator()(const OutageEnded& fact) const {
        if (Outage* outage = find_outage(fact.outage)) {
            outage->ended = stamp_of(item);
        }
    }

    void operator()(const OutageRuled& fact) const {
        if (Outage* outage = find_outage(fact.outage)) {
            outage->rulings.push_back({stamp_of(item), fact.cause});
        }
    }

    void operator()(const CameraStateReported& fact) const {
        day.camera_marks.push_back({stamp_of(item), fact.camera, fact.state,
                                    fact.since.value_or(item.happened),
                                    fact.fault.value_or(std::string())});
    }

    void operator()(const CameraDisableRequested& fact) const {
        day.camera_requests.push_back(
            {stamp_of(item), fact.camera, fact.how.value_or(CameraStop::disable)});
    }

    void operator()(const RecordingsDigested& fact) const {
        day.recording_roots.push_back({stamp_of(item),
                                       fact.camera,
                                       {fact.from, fact.to},
                                       fact.segments,
                                       fact.bytes,
                                       fact.root});
    }

    template <class T>
        requires(is_incident_entry<T> || std::is_same_v<T, IncidentAnnounced>)
    void operator()(const T& fact) const {
        apply_incident(day, item, fact);
    }

    void operator()(const ResultRecorded& fact) const {
        sitting(fact.sitting)
            .results.push_back({stamp_of(item), fact.result, fact.modules, fact.examiner,
                                fact.could_change.value_or(true), fact.topics});
    }

    void operator()(const RemedyRequested& fact) const {
        sitting(fact.sitting)
            .remedy_requests.push_back({stamp_of(item), fact.ground, fact.documents});
    }

    void operator()(const RemedyInvestigated& fact) const {
        own_sitting().remedy_marks.push_back({stamp_of(item), fact.remedy, fact.cause, {}, {}});
    }

    void operator()(const RemedyJudged& fact) const {
        own_sitting().remedy_marks.push_back(
            {stamp_of(item), fact.remedy, {}, fact.inoperable, {}});
    }

    void operator()(const RemedyDecided& fact) const {
        const Parameters& parameters = day.sessions.at(item.session).policy->parameters;
        const RemedyForm usual = parameters.remedy_default == "voucher"
                                     ? RemedyForm::voucher
                                     : RemedyForm::free_reschedule;
        own_sitting().remedy_marks.push_back(
            {stamp_of(item), fact.remedy, {}, {}, fact.as.value_or(usual)});
    }

    void operator()(const VoucherIssued& fact) const {
        day.vouchers.push_back({stamp_of(item),
                                item.session,
                                fact.candidate,
                                fact.expires,
                                fact.remedy,
                                fact.code,
                                {},
                                {}});
    }

    void operator()(const VoucherRedeemed& fact) const {
        if (IssuedVoucher* voucher = find_voucher(fact.voucher)) {
            voucher->redeemed = VoucherUse{stamp_of(item), fact.candidate, fact.booking};
        }
    }

    void operator()(const VoucherVoided& fact) const {
        if (IssuedVoucher* voucher = find_voucher(fact.voucher)) {
            voucher->voided = stamp_of(item);
        }
    }

    void operator()(const RereadRequested& fact) const {
        sitting(fact.sitting).rereads.push_back({stamp_of(item), {}, {}, {}, {}, {}, {}});
    }

    void operator()(const RereadPaid& fact) const {
        if (Reread* reread = find_reread(fact.reread)) {
            reread->paid = stamp_of(item);
        }
    }

    void operator()(const RereadRackReserved& fact) const {
        if (find_reread(fact.reread) != nullptr) {
            day.rack_holds.push_back(
                {stamp_of(item), fact.rack, fact.first, fact.last, fact.reread, {}});
        }
    }

    void operator()(const RereadRackReleased& fact) const { release_hold(fact.reread); }

    void operator()(const RereadCancelled& fact) const {
        release_hold(fact.reread);
        if (Reread* reread = find_reread(fact.reread)) {
            reread->cancelled = stamp_of(item);
        }
    }

    void operator()(const RereadDecided& fact) const {
        release_hold(fact.reread);
        if (Reread* reread = find_reread(fact.reread)) {
            reread->decided = stamp_of(item);
            reread->examiner = fact.examiner;
            reread->outcome = fact.outcome;
        }
    }

    void operator()(const RereadRefunded& fact) const {
        if (Reread* reread = find_reread(fact.reread)) {
            reread->refunded = stamp_of(item);
        }
    }

    void operator()(const CaseAnnounced& fact) const {
        sitting(fact.sitting).cases_announced[fact.case_] =
            CaseAnnouncement{fact.outcome, fact.since, fact.revision, fact.withdrawn};
    }

    void operator()(const EquipmentFailed& fact) const {
        day.failures.push_back({stamp_of(item), fact.item, fact.description, {}, {}, {}});
    }

    void operator()(const EquipmentRestored& fact) const {
        if (EquipmentFailure* failure = find_failure(fact.failure)) {
            failure->restored = stamp_of(item);
        }
    }

    void operator()(const EquipmentAssessed& fact) const {
        if (EquipmentFailure* failure = find_failure(fact.failure)) {
            take(failure->owner, fact.owner);
            take(failure->cause, fact.cause);
        }
    }

    void operator()(const RackTakenOut& fact) const {
        day.rack_holds.push_back({stamp_of(item), fact.rack, fact.first, fact.last, {}, {}});
    }

    void operator()(const RackPutBack& fact) const { release_hold(fact.outing); }

    void operator()(const InvestigationOpened& fact) const {
        day.investigations.push_back(
            {stamp_of(item), fact.about, fact.owner, fact.due, {}, {}, Cause::unknown});
    }

    void operator()(const InvestigationNoted& fact) const {
        if (Investigation* investigation = find_investigation(fact.investigation)) {
            take(investigation->owner, fact.owner);
            take(investigation->due, fact.due);
            if (fact.finding) {
                investigation->findings.push_back({stamp_of(item), *fact.finding});
            }
        }
    }

    void operator()(const InvestigationClosed& fact) const {
        if (Investigation* investigation = find_investigation(fact.investigation)) {
            investigation->closed = stamp_of(item);
            investigation->cause = fact.cause;
            investigation->findings.push_back({stamp_of(item), fact.finding});
        }
    }
};

}  // namespace

void amend(SittingBooked& booking, const SittingAmended& amended) {
    take(booking.name, amended.name);
    take(booking.name_local, amended.name_local);
    take(booking.born, amended.born);
    take(booking.residence, amended.residence);
    take(booking.track, amended.track);
    take(booking.seat, amended.seat);
    take(booking.agreement_signed, amended.agreement_signed);
    take(booking.guardian_consent, amended.guardian_consent);
    take(booking.language, amended.language);
    take(booking.accommodation, amended.accommodation);
    if (amended.payment) {
        booking.payment = amended.payment;
        booking.paid_on = amended.paid_on;
        booking.currency = amended.currency;
        booking.voucher = amended.voucher;
        return;
    }
    take(booking.paid_on, amended.paid_on);
    take(booking.currency, amended.currency);
    take(booking.voucher, amended.voucher);
}

bool tells_of_payment(const SittingAmended& amended) {
    return amended.payment || amended.paid_on || amended.currency || amended.voucher;
}

void apply(Day& day, const DayLog& log, const Item& item) {
    LABD_ASSERT(item.fact != nullptr);
    std::visit(Applier{day, log, item}, *item.fact);
}

SittingBooked booking_at(const SittingFacts& facts, Instant at) {
    SittingBooked booking = facts.first_booking;
    for (const Amendment& amendment : facts.amendments) {
        if (amendment.stamp.happened <= at) {
            amend(booking, amendment.amended);
        }
    }
    return booking;
}

}  // namespace labd::domain
