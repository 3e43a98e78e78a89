// Every change anybody can make is an entry of one of these types (architecture, idea 5). JSON
// codec, schema and command grammar are generated from the described members; a trailing underscore
// of a member is not part of its name. Members of optional, boolean, list and map type may be left
// out; all others must be given.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <string_view>
#include <utility>
#include <variant>

#include "labd/domain/camera_entries.h"
#include "labd/domain/cases.h"
#include "labd/domain/evidence_entries.h"
#include "labd/domain/incidents.h"
#include "labd/domain/outage_entries.h"
#include "labd/domain/policy.h"
#include "labd/domain/values.h"

namespace labd::domain {

// --- Site and day ---------------------------------------------------------------------------

/// The site's rooms, seats, cameras and equipment; counts for days from the entry's day on.
struct SiteConfigured {
    static constexpr std::string_view type = "site.configured";
    SiteId site;
    std::string time_zone;
    std::optional<std::string> country;
    std::optional<SiteKind> kind;
    std::vector<Room> rooms;
    std::vector<Camera> cameras;
    std::vector<Equipment> equipment;
};
BOOST_DESCRIBE_STRUCT(SiteConfigured, (),
                      (site, time_zone, country, kind, rooms, cameras, equipment))

/// The policy and tracks in force for sessions planned from now on (architecture, idea 12).
struct PolicyAdopted {
    static constexpr std::string_view type = "policy.adopted";
    /// Every parameter by its name in the rulebook, so that an old day is judged by its own policy
    /// even when what labd ships has changed since.
    std::map<std::string, std::string> parameters;
    std::map<TrackId, Track> tracks;
};
BOOST_DESCRIBE_STRUCT(PolicyAdopted, (), (parameters, tracks))

/// A session is planned; the envelope's `session` names it (CLK-2).
struct SessionPlanned {
    static constexpr std::string_view type = "session.planned";
    Date date;
    TimeOfDay start;
};
BOOST_DESCRIBE_STRUCT(SessionPlanned, (), (date, start))

/// The site could not open on time; S moves for everyone (CLK-5).
struct SessionDelayed {
    static constexpr std::string_view type = "session.delayed";
    Instant start;
};
BOOST_DESCRIBE_STRUCT(SessionDelayed, (), (start))

/// The day is over; from now on only corrections by a lead proctor or exam security.
struct SessionClosed {
    static constexpr std::string_view type = "session.closed";
};
BOOST_DESCRIBE_STRUCT(SessionClosed, (), ())

/// A candidate is booked into a session.
struct SittingBooked {
    static constexpr std::string_view type = "sitting.booked";
    SittingId sitting;
    CandidateId candidate;
    Text name;
    std::optional<Text> name_local;
    std::optional<PersonalDate> born;
    std::optional<Text> residence;
    TrackId track;
    std::optional<SeatId> seat;
    std::optional<Date> agreement_signed;
    std::optional<Date> guardian_consent;
    /// The language proctors talk with the candidate in (ADM-7).
    std::optional<std::string> language;
    std::optional<Accommodation> accommodation;
    /// What is not given is not judged.
    std::optional<PaymentState> payment;
    /// The day on which the payment in full was received (PAY-1); left out after a change (PAY-6).
    std::optional<Date> paid_on;
    /// USD unless said.
    std::optional<std::string> currency;
    /// The voucher of this labd that was redeemed for this booking (VCH-3).
    std::optional<EntryId> voucher;
};
BOOST_DESCRIBE_STRUCT(SittingBooked, (),
                      (sitting, candidate, name, name_local, born, residence, track, seat,
                       agreement_signed, guardian_consent, language, accommodation, payment,
                       paid_on, currency, voucher))

/// Booking data that changed; members left out stay as they are. `payment` restates all of it.
struct SittingAmended {
    static constexpr std::string_view type = "sitting.amended";
    SittingId sitting;
    std::optional<Text> name;
    std::optional<Text> name_local;
    std::optional<PersonalDate> born;
    std::optional<Text> residence;
    std::optional<TrackId> track;
    std::optional<SeatId> seat;
    std::optional<Date> agreement_signed;
    std::optional<Date> guardian_consent;
    std::optional<std::string> language;
    std::optional<Accommodation> accommodation;
    std::optional<PaymentState> payment;
    std::optional<Date> paid_on;
    std::optional<std::string> currency;
    std::optional<EntryId> voucher;
};
BOOST_DESCRIBE_STRUCT(SittingAmended, (),
                      (sitting, name, name_local, born, residence, track, seat, agreement_signed,
                       guardian_consent, language, accommodation, payment, paid_on, currency,
                       voucher))

/// The booking was taken back before the candidate arrived.
struct SittingWithdrawn {
    static constexpr std::string_view type = "sitting.withdrawn";
    SittingId sitting;
};
BOOST_DESCRIBE_STRUCT(SittingWithdrawn, (), (sitting))

/// labd started; `alive_until` is the last instant at which the process before it was seen alive.
struct DaemonStarted {
    static constexpr std::string_view type = "daemon.started";
    std::string version;
    std::optional<Instant> alive_until;
};
BOOST_DESCRIBE_STRUCT(DaemonStarted, (), (version, alive_until))

/// The machine's wall clock was set while labd ran, or stands before the last entry (CLK-10).
struct ClockStepped {
    static constexpr std::string_view type = "clock.stepped";
    Instant wall;
    Duration step;
};
BOOST_DESCRIBE_STRUCT(ClockStepped, (), (wall, step))

/// What labd told the world outside; never an input to a clock (architecture, idea 2).
struct OutcomeAnnounced {
    static constexpr std::string_view type = "outcome.announced";
    SittingId sitting;
    std::string outcome;
    std::optional<Instant> since;
    std::int64_t revision = 1;
    /// The first sequence that the statement does not rest on.
    std::int64_t basis = 0;
    /// The outcome told before does not hold any more.
    bool withdrawn = false;
};
BOOST_DESCRIBE_STRUCT(OutcomeAnnounced, (), (sitting, outcome, since, revision, basis, withdrawn))

struct DutyStarted {
    static constexpr std::string_view type = "duty.started";
};
BOOST_DESCRIBE_STRUCT(DutyStarted, (), ())

struct DutyEnded {
    static constexpr std::string_view type = "duty.ended";
};
BOOST_DESCRIBE_STRUCT(DutyEnded, (), ())

/// The proctor who comes takes over the open items of the one who goes.
struct HandoverAccepted {
    static constexpr std::string_view type = "handover.accepted";
    std::string from;
};
BOOST_DESCRIBE_STRUCT(HandoverAccepted, (), (from))

struct NoteAdded {
    static constexpr std::string_view type = "note.added";
    Text text;
    std::optional<SittingId> sitting;
};
BOOST_DESCRIBE_STRUCT(NoteAdded, (), (text, sitting))

struct AlarmAcknowledged {
    static constexpr std::string_view type = "alarm.acknowledged";
    std::string alarm;
};
BOOST_DESCRIBE_STRUCT(AlarmAcknowledged, (), (alarm))

struct AlarmShelved {
    static constexpr std::string_view type = "alarm.shelved";
    std::string alarm;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(AlarmShelved, (), (alarm, until))

// --- Coming in and out ----------------------------------------------------------------------

/// The candidate is at the site; ADM-1, ADM-4, ADM-8 and ADM-9 are judged here (ADM-14).
struct CandidateArrived {
    static constexpr std::string_view type = "candidate.arrived";
    SittingId sitting;
    std::optional<ResidenceShown> residence_shown;
};
BOOST_DESCRIBE_STRUCT(CandidateArrived, (), (sitting, residence_shown))

struct CheckinDone {
    static constexpr std::string_view type = "checkin.done";
    SittingId sitting;
    CheckinStep step = CheckinStep::identification;
    std::vector<Document> documents;
    MaterialCounts items;
    bool inspected = false;
};
BOOST_DESCRIBE_STRUCT(CheckinDone, (), (sitting, step, documents, items, inspected))

/// A required step failed for good: the sitting ends as refused (ADM-12).
struct CheckinRefused {
    static constexpr std::string_view type = "checkin.refused";
    SittingId sitting;
    CheckinStep step = CheckinStep::identification;
};
BOOST_DESCRIBE_STRUCT(CheckinRefused, (), (sitting, step))

struct MaterialsReturned {
    static constexpr std::string_view type = "materials.returned";
    SittingId sitting;
    MaterialCounts items;
};
BOOST_DESCRIBE_STRUCT(MaterialsReturned, (), (sitting, items))

// --- The exam -------------------------------------------------------------------------------

struct ModuleStarted {
    static constexpr std::string_view type = "module.started";
    SittingId sitting;
    ModuleId module;
};
BOOST_DESCRIBE_STRUCT(ModuleStarted, (), (sitting, module))

struct ModuleHandedIn {
    static constexpr std::string_view type = "module.handed_in";
    SittingId sitting;
    ModuleId module;
};
BOOST_DESCRIBE_STRUCT(ModuleHandedIn, (), (sitting, module))

/// The candidate leaves before the limit and has told the proctor (MOD-6).
struct SittingFinished {
    static constexpr std::string_view type = "sitting.finished";
    SittingId sitting;
};
BOOST_DESCRIBE_STRUCT(SittingFinished, (), (sitting))

struct SittingTerminated {
    static constexpr std::string_view type = "sitting.terminated";
    SittingId sitting;
};
BOOST_DESCRIBE_STRUCT(SittingTerminated, (), (sitting))

struct SeatChanged {
    static constexpr std::string_view type = "seat.changed";
    SittingId sitting;
    SeatId seat;
};
BOOST_DESCRIBE_STRUCT(SeatChanged, (), (sitting, seat))

/// A short break; the envelope's `id` names it (BRK-1).
struct BreakStarted {
    static constexpr std::string_view type = "break.started";
    SittingId sitting;
    Text kind;
    Text place;
};
BOOST_DESCRIBE_STRUCT(BreakStarted, (), (sitting, kind, place))

struct BreakEnded {
    static constexpr std::string_view type = "break.ended";
    EntryId break_;
    std::optional<Text> justification;
};
BOOST_DESCRIBE_STRUCT(BreakEnded, (), (break_, justification))

struct BreakJustified {
    static constexpr std::string_view type = "break.justified";
    EntryId break_;
    Text justification;
};
BOOST_DESCRIBE_STRUCT(BreakJustified, (), (break_, justification))

// --- Corrections ----------------------------------------------------------------------------

struct EntryCorrected;

/// The entry types that leave facts and can replace another entry.
using FactTypes = boost::mp11::mp_list<
    SiteConfigured, PolicyAdopted, SessionPlanned, SessionDelayed, SessionClosed, SittingBooked,
    SittingAmended, SittingWithdrawn, DaemonStarted, ClockStepped, OutcomeAnnounced, DutyStarted,
    DutyEnded, HandoverAccepted, NoteAdded, AlarmAcknowledged, AlarmShelved, CandidateArrived,
    CheckinDone, CheckinRefused, MaterialsReturned, ModuleStarted, ModuleHandedIn, SittingFinished,
    SittingTerminated, SeatChanged, BreakStarted, BreakEnded, BreakJustified, OutageReported,
    OutageEstimated, OutageEnded, OutageRuled, SittingCancelled, EquipmentFailed, EquipmentRestored,
    CameraStateReported, CameraDisableRequested, FootageViewed, CamerasArmed, EvidenceExported,
    RecordingsDigested, IncidentAnnounced, ResultRecorded, RemedyRequested, RemedyInvestigated,
    RemedyJudged, RemedyDecided, VoucherIssued, VoucherRedeemed, VoucherVoided, RereadRequested,
    RereadPaid, RereadRackReserved, RereadRackReleased, RereadCancelled, RereadDecided,
    RereadRefunded, CaseAnnounced, CandidateBanned, CandidateBanLifted, ErasureRequested,
    ErasureWithdrawn, ErasureConfirmed, RackTakenOut, RackPutBack, EquipmentAssessed,
    InvestigationOpened, InvestigationNoted, InvestigationClosed, IncidentOpened, IncidentNoted,
    IncidentAssigned, IncidentDecided, IncidentClosed, IncidentAttached, IncidentAttachmentRead,
    FootageRequested, FootageGranted, FootageRefused, FootageCut, FootageExported, FootageHeld,
    FootageKept, FootageReleased, IncidentExported>;

/// One of `FactTypes`, for std::visit and std::get_if. With so many alternatives the copies and
/// moves of a variant are most of what a compiler has to do: they exist once, in entries.cpp.
class Fact : public boost::mp11::mp_rename<FactTypes, std::variant> {
public:
    Fact();

    template <typename T>
        requires boost::mp11::mp_contains<FactTypes, T>::value
    // NOLINTNEXTLINE(google-explicit-constructor): as a variant's.
    Fact(T fact) noexcept : variant(std::in_place_type<T>, std::move(fact)) {}

    Fact(const Fact& other);
    Fact(Fact&& other) noexcept;
    Fact& operator=(const Fact& other);
    Fact& operator=(Fact&& other) noexcept;
    ~Fact();
};

/// What stands instead of a corrected entry.
struct Replacement {
    std::optional<Instant> happened;
    std::optional<Text> reason;
    Fact fact;
};

/// One entry that no longer stands, and what stands instead, if anything (CLK-9).
struct Correction {
    EntryId entry;
    std::optional<Replacement> replacement;
};

/// A correction; the envelope's `reason` is required. `also` mends entries that would lose their
/// ground.
struct EntryCorrected {
    static constexpr std::string_view type = "entry.corrected";
    EntryId entry;
    std::optional<Replacement> replacement;
    std::vector<Correction> also;
};

/// Every entry type.
using BodyTypes = boost::mp11::mp_push_back<FactTypes, EntryCorrected>;

/// One of `BodyTypes`, for std::visit and std::get_if; see `Fact`.
class Body : public boost::mp11::mp_rename<BodyTypes, std::variant> {
public:
    Body();

    template <typename T>
        requires boost::mp11::mp_contains<BodyTypes, T>::value
    // NOLINTNEXTLINE(google-explicit-constructor): as a variant's.
    Body(T entry) noexcept : variant(std::in_place_type<T>, std::move(entry)) {}

    Body(const Body& other);
    Body(Body&& other) noexcept;
    Body& operator=(const Body& other);
    Body& operator=(Body&& other) noexcept;
    ~Body();
};

/// The type name of an entry as files and the API spell it.
std::string_view type_name(const Body& body);
std::string_view type_name(const Fact& fact);

/// The sitting an entry is about by its own members; null when it names none.
const SittingId* sitting_of(const Fact& fact);

// --- The envelope ---------------------------------------------------------------------------

/// An entry as somebody wants to make it.
struct Proposed {
    /// Names the entry and what it creates; labd gives `@<seq>` when empty.
    EntryId id;
    SessionId session;
    Actor by;
    std::optional<Instant> happened;
    Text reason;
    /// Decisions: the journal size that the person had seen.
    std::optional<Seq> based_on;
    Body body;
};

/// A recorded entry (CLK-8).
struct Entry {
    Seq seq = 0;
    EntryId id;
    /// Empty for entries about the site.
    SessionId session;
    Actor by;
    Instant happened;
    Instant recorded;
    Text reason;
    std::optional<Seq> based_on;
    Body body;
};

}  // namespace labd::domain
