// The facts of one civil day at the site, as they stand: what the rules work on. Built from entries
// by `evolve` and `day_at`; nothing here is computed by a rule.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "labd/domain/entries.h"
#include "labd/domain/incident_facts.h"
#include "labd/domain/policy.h"
#include "labd/domain/stamp.h"

namespace labd::domain {

/// The site as configured, with what is looked up often.
struct Site {
    struct Place {
        RoomId room;
        std::optional<RackId> rack;
    };

    SiteConfigured configured;
    TimeZone zone;
    std::unordered_map<SeatId, Place> places;
};

/// Nothing when the time zone is unknown.
std::shared_ptr<const Site> make_site(const SiteConfigured& configured);

struct Arrival {
    Stamp stamp;
    std::optional<ResidenceShown> residence_shown;
};

struct StepDone {
    Stamp stamp;
    CheckinStep step = CheckinStep::identification;
    MaterialCounts items;
};

struct StepRefused {
    Stamp stamp;
    CheckinStep step = CheckinStep::identification;
};

struct ModuleMark {
    Stamp stamp;
    ModuleId module;
};

struct Break {
    Stamp started;
    Text kind;
    Text place;
    std::optional<Stamp> ended;
    /// The entry that gave the reason (BRK-2).
    std::optional<Stamp> justified;
};

struct SeatMark {
    Stamp stamp;
    SeatId seat;
};

enum class Ending : std::uint8_t { finished, terminated, cancelled };

struct EndMark {
    Stamp stamp;
    Ending ending = Ending::finished;
    /// Of a cancellation.
    EntryId outage;
};

struct MaterialsMark {
    Stamp stamp;
    MaterialCounts items;
};

/// What labd last told the world about a sitting; no rule looks at it (architecture, idea 2).
struct Announcement {
    std::string outcome;
    std::optional<Instant> since;
    std::int64_t revision = 0;
    bool withdrawn = false;
};

struct ResultMark {
    Stamp stamp;
    std::optional<Mark> result;
    std::map<ModuleId, Mark> modules;
    std::string examiner;
    bool could_change = true;
    std::vector<std::string> topics;
};

struct RemedyRequest {
    Stamp stamp;
    Ground ground = Ground::B;
    std::vector<Text> documents;
};

/// A finding of the investigation, a judgement of lab ops or a decision about a case; which it is
/// tells the member that is given.
struct RemedyMark {
    Stamp stamp;
    EntryId remedy;
    std::optional<Cause> cause;
    std::optional<bool> inoperable;
    std::optional<RemedyForm> as;
};

struct Reread {
    Stamp requested;
    std::optional<Stamp> paid;
    std::optional<Stamp> cancelled;
    std::optional<Stamp> decided;
    std::string examiner;
    RereadOutcome outcome = RereadOutcome::unchanged;
    std::optional<Stamp> refunded;
};

/// What labd last told the world about a case; no rule looks at it.
struct CaseAnnouncement {
    std::string outcome;
    std::optional<Instant> since;
    std::int64_t revision = 0;
    bool withdrawn = false;
};

struct Amendment {
    Stamp stamp;
    SittingAmended amended;
};

/// What stands about one sitting.
struct SittingFacts {
    SessionId session;
    Stamp booked;
    /// With all amendments.
    SittingBooked booking;
    /// As it was booked first.
    SittingBooked first_booking;
    std::vector<Amendment> amendments;
    bool withdrawn = false;
    std::vector<Arrival> arrivals;
    std::vector<StepDone> steps;
    std::vector<StepRefused> refused_steps;
    std::vector<ModuleMark> starts;
    std::vector<ModuleMark> hand_ins;
    std::vector<Break> breaks;
    std::vector<SeatMark> seats;
    std::vector<EndMark> endings;
    std::vector<MaterialsMark> returned;
    std::optional<Announcement> announced;
    std::vector<ResultMark> results;
    std::vector<RemedyRequest> remedy_requests;
    std::vector<RemedyMark> remedy_marks;
    std::vector<Reread> rereads;
    /// By the case's name.
    std::map<std::string, CaseAnnouncement> cases_announced;
};

struct Estimate {
    Stamp stamp;
    Instant resolved_by;
};

struct Ruling {
    Stamp stamp;
    Cause cause = Cause::lab;
};

struct Outage {
    Stamp reported;
    Scope scope;
    Cause cause = Cause::unknown;
    std::vector<ModuleId> modules;
    std::optional<EntryId> failure;
    std::vector<Estimate> estimates;
    std::vector<Ruling> rulings;
    std::optional<Stamp> ended;
};

struct EquipmentFailure {
    Stamp failed;
    EquipmentId item;
    Text description;
    std::optional<Stamp> restored;
    /// Who deals with it; empty while nobody was named.
    std::string owner;
    std::optional<Text> cause;
};

struct InvestigationFinding {
    Stamp stamp;
    Text text;
};

/// A root-cause investigation (OUT-6).
struct Investigation {
    Stamp opened;
    /// An outage or an equipment failure of the same day.
    EntryId about;
    std::string owner;
    Instant due;
    std::vector<InvestigationFinding> findings;
    std::optional<Stamp> closed;
    Cause cause = Cause::unknown;
};

/// A rack that no sitting may take from the first to the last day: kept for a re-read (RRD-1), or
/// out of service.
struct RackHold {
    Stamp held;
    RackId rack;
    Date first;
    Date last;
    /// Empty when it is out of service.
    EntryId reread;
    std::optional<Stamp> released;
};

/// From `since` on a camera's footage is in this state, to the next mark (CAM-7).
struct CameraMark {
    Stamp stamp;
    CameraId camera;
    Footage state = Footage::unknown;
    Instant since;
    std::string fault;
};

/// A request to stop a camera, refused or not: that is derived (CAM-6).
struct CameraRequest {
    Stamp stamp;
    CameraId camera;
    CameraStop how = CameraStop::disable;
};

/// A root over ten minutes of a camera's recordings.
struct RecordingRoot {
    Stamp stamp;
    CameraId camera;
    Interval when;
    std::int64_t segments = 0;
    std::int64_t bytes = 0;
    std::string root;
};

/// What labd last told the world about an incident; no rule looks at it.
struct IncidentAnnouncement {
    std::optional<CameraId> camera;
    Instant since;
    std::optional<Instant> until;
    std::vector<SeatId> seats;
    std::optional<SittingId> sitting;
    std::int64_t revision = 0;
    bool withdrawn = false;
};

struct VoucherUse {
    Stamp stamp;
    CandidateId candidate;
    std::string booking;
};

/// A voucher with what became of it.
struct IssuedVoucher {
    Stamp issued;
    /// Of the remedy that it is; empty when it is none.
    SessionId session;
    CandidateId candidate;
    std::optional<Date> expires;
    std::optional<EntryId> remedy;
    std::optional<VoucherCode> code;
    std::optional<VoucherUse> redeemed;
    std::optional<Stamp> voided;
};

struct AlarmMark {
    Stamp stamp;
    std::string alarm;
    /// Of a shelving; an acknowledgement has none.
    std::optional<Instant> until;
};

/// A change of duty; both directions in one list.
struct DutyMark {
    Stamp stamp;
    bool started = true;
};

struct Restart {
    Stamp stamp;
    std::optional<Instant> alive_until;
};

struct ClockStep {
    Stamp stamp;
    Duration step;
};

struct Session {
    Stamp planned;
    Date date;
    std::shared_ptr<const Policy> policy;
    Instant planned_start;
    /// S after all delays (CLK-5).
    Instant start;
    std::optional<Stamp> closed;
};

/// Everything that stands for one civil day.
struct Day {
    Date date;
    std::shared_ptr<const Site> site;
    std::map<SessionId, Session> sessions;
    std::map<SittingId, SittingFacts> sittings;
    std::vector<Outage> outages;
    std::vector<EquipmentFailure> failures;
    std::vector<Investigation> investigations;
    /// Entered on this day or about one of its re-reads; the days they keep are others.
    std::vector<RackHold> rack_holds;
    std::vector<CameraMark> camera_marks;
    std::vector<CameraRequest> camera_requests;
    std::vector<RecordingRoot> recording_roots;
    /// By the incident's id.
    std::map<std::string, IncidentAnnouncement> incidents_announced;
    std::vector<Incident> incidents;
    std::vector<FootageRequest> footage_requests;
    std::vector<FootageHold> footage_holds;
    std::vector<IssuedVoucher> vouchers;
    std::vector<AlarmMark> alarm_marks;
    std::vector<DutyMark> duties;
    std::vector<Restart> restarts;
    std::vector<ClockStep> clock_steps;

    const Outage* find_outage(const EntryId& id) const;
    const EquipmentFailure* find_failure(const EntryId& id) const;
    const Investigation* find_investigation(const EntryId& id) const;
    /// The hold that stands: named itself, or of this re-read.
    const RackHold* find_hold(const EntryId& id) const;
    const IssuedVoucher* find_voucher(const EntryId& id) const;
    const Incident* find_incident(const EntryId& id) const;
    const FootageRequest* find_footage_request(const EntryId& id) const;
    /// The request that a clip, by the id of its `footage.cut`, was made for.
    const FootageRequest* find_request_of_clip(const EntryId& clip) const;
    const FootageHold* find_footage_hold(const EntryId& id) const;
};

/// One statement of an entry about the day: that a fact stands under an id, or that the fact which
/// stood under it does not any more. A correction makes one or two of them for each entry it names.
struct Item {
    Seq seq = 0;
    Seq order = 0;
    Instant recorded;
    Instant happened;
    EntryId id;
    Actor by;
    SessionId session;
    /// Index into `DayLog::sittings`; negative for what concerns more than one.
    int owner = -1;
    /// Replaces or removes what stood under the id.
    bool amends = false;
    /// Nothing when the fact stands no more.
    std::shared_ptr<const Fact> fact;
};

/// The statements of one day in the order of recording.
struct DayLog {
    Date date;
    std::vector<Item> items;
    std::vector<SittingId> sittings;
    /// The policy in force when each session was planned.
    std::map<SessionId, std::shared_ptr<const Policy>> policies;
    /// The item that states what stands under an id now.
    std::unordered_map<EntryId, std::size_t> standing;
    /// The last entry that concerned a sitting, and the last that concerned more than one.
    std::vector<Seq> sitting_changed;
    Seq shared_changed = 0;
    /// All items applied; kept up to date by `evolve`.
    Day now;

    int owner_of(const SittingId& sitting) const;
};

/// What may be left out of a `day_at`.
struct DayFilter {
    /// Only entries with a lower sequence.
    Seq before = ~Seq{0};
    /// Only this sitting and what concerns more than one; negative for all.
    int owner = -1;
};

/// The booking with the amendments that had happened at an instant.
SittingBooked booking_at(const SittingFacts& facts, Instant at);

/// The day as its entries before a sequence state it (architecture, idea 1).
Day day_at(const DayLog& log, const std::shared_ptr<const Site>& site, DayFilter filter);

/// What a booking is once it has been amended.
void amend(SittingBooked& booking, const SittingAmended& amended);

bool tells_of_payment(const SittingAmended& amended);

/// Adds one statement to a day. `amends` items need a rebuild instead and must not be given.
void apply(Day& day, const DayLog& log, const Item& item);

}  // namespace labd::domain
