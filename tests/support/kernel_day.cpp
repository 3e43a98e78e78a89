#include "tests/support/kernel_day.h"

#include "labd/codec/policy_file.h"
#include "labd/domain/parameters.h"
#include "labd/kernel/response.h"

namespace labd::test {

using domain::Role;
using kernel::Outcome;

bool is(const Sent& sent, kernel::Unavailable why) {
    const auto* unavailable =
        sent->has_value() ? std::get_if<kernel::Unavailable>(&**sent) : nullptr;
    return unavailable != nullptr && *unavailable == why;
}

std::string refusal_of(const Outcome& outcome) {
    const auto* refused = std::get_if<kernel::Refused>(&outcome);
    return refused == nullptr ? std::string() : refused->refusal.message.key;
}

const kernel::Done& done(const Sent& sent) {
    static const kernel::Done none;
    if (!is<kernel::Done>(sent)) {
        ADD_FAILURE() << "not done: "
                      << (sent->has_value() ? refusal_of(**sent) : std::string("no answer yet"));
        return none;
    }
    return std::get<kernel::Done>(**sent);
}

namespace {

domain::SiteConfigured site() {
    domain::SiteConfigured configured;
    configured.site = SiteId("tyo");
    configured.time_zone = "Asia/Tokyo";
    configured.country = "JP";
    configured.rooms = {{RoomId("main"),
                         {{SeatId("S01"), RackId("R01")},
                          {SeatId("S02"), RackId("R01")},
                          {SeatId("S03"), RackId("R02")}}}};
    configured.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room},
                          {CameraId("cam2"), RoomId("main"), domain::CameraArea::belongings}};
    configured.equipment = {{EquipmentId("printer"), std::nullopt, "printer"}};
    return configured;
}

domain::SittingBooked booking(const std::string& sitting, const std::string& seat) {
    domain::SittingBooked booked = TestDay::booking(sitting, seat);
    booked.track = TrackId("ccie-security");
    return booked;
}

}  // namespace

KernelDay::KernelDay()
    : clock(*parse_instant("2026-03-02T10:00:00+09:00")),
      loop(clock),
      journal(loop),
      zone(*TimeZone::find("Asia/Tokyo")) {
    config.site = "tyo";
    config.journal = "journal-1";
    config.boot = "boot-1";
    config.version = "0.1.0";
    config.authority = rules::Authority::scenario;
    config.random = [](std::size_t size) { return std::string(size, '\x5c'); };
    config.format = [this](const kernel::Done& answer) {
        return kernel::response_json(answer, zone);
    };
    boot();
    domain::PolicyAdopted policy;
    policy.parameters = domain::all_parameters(codec::shipped_policy().parameters);
    policy.tracks = codec::shipped_policy().tracks;
    const How admin{.role = Role::admin, .by = "root"};
    send({proposed(site(), admin), proposed(policy, admin)});
    journal.finish_all();
    plan(date, "day");
    for (const auto& [sitting, seat] : {std::pair("A", "S01"), std::pair("B", "S02")}) {
        send(booking(sitting, seat),
             {.id = std::string("booked:") + sitting, .role = Role::scheduling, .session = "day"});
    }
    journal.finish_all();
}

void KernelDay::boot(std::string_view snapshot, std::optional<Instant> alive_until) {
    config.alive_until = alive_until;
    kernel = nullptr;
    kernel = std::make_unique<kernel::Kernel>(loop, clock, journal, sealer, config);
    const std::optional<std::string> fault = kernel->start(journal.leaves.size(), snapshot);
    EXPECT_EQ(fault, std::nullopt);
    journal.finish_all();
}

Instant KernelDay::time(std::string_view text, std::string_view on) const {
    return *zone.to_instant(*parse_date(on), *parse_time_of_day(text));
}

domain::Proposed KernelDay::proposed(domain::Body body, const How& how) const {
    domain::Proposed entry;
    entry.id = EntryId(how.id);
    entry.session = SessionId(how.session);
    entry.by = {how.by, how.role};
    if (!how.happened.empty()) {
        entry.happened = time(how.happened);
    }
    entry.reason = domain::Text(how.reason);
    entry.based_on = how.based_on;
    entry.body = std::move(body);
    return entry;
}

Sent KernelDay::send(std::vector<domain::Proposed> entries,
                     std::optional<kernel::Idempotency> idempotency) {
    auto sent = std::make_shared<std::optional<Outcome>>();
    kernel->submit({std::move(entries), std::move(idempotency)}, [sent](Outcome outcome) {
        EXPECT_FALSE(sent->has_value()) << "answered twice";
        *sent = std::move(outcome);
    });
    return sent;
}

Sent KernelDay::send(domain::Body body, const How& how,
                     std::optional<kernel::Idempotency> idempotency) {
    return send({proposed(std::move(body), how)}, std::move(idempotency));
}

kernel::Done KernelDay::must(std::string_view at, domain::Body body, const How& how) {
    loop.run_until(time(at));
    journal.finish_all();
    const Sent sent = send(std::move(body), how);
    journal.finish_all();
    return done(sent);
}

void KernelDay::ban(std::string_view at, const std::string& candidate) {
    const EntryId incident("ban-" + candidate);
    domain::IncidentOpened opened;
    opened.candidates = {CandidateId(candidate)};
    opened.description = domain::Text("found with a phone");
    How how{.id = incident.value, .reason = "secret", .role = Role::exam_security, .by = "kato"};
    must(at, opened, how);
    how.id.clear();
    must(at, domain::IncidentDecided{incident, domain::IncidentFinding::banned}, how);
    how.by = "tan";
    must(at, domain::CandidateBanned{CandidateId(candidate), incident}, how);
}

void KernelDay::check_in(std::string_view at, const std::string& sitting) {
    using domain::CheckinStep;
    must(at, domain::CandidateArrived{SittingId(sitting), std::nullopt},
         {.id = "arrived:" + sitting});
    for (const CheckinStep step :
         {CheckinStep::identification, CheckinStep::agreement, CheckinStep::recording_consent,
          CheckinStep::belongings, CheckinStep::materials}) {
        domain::CheckinDone checked;
        checked.sitting = SittingId(sitting);
        checked.step = step;
        if (step == CheckinStep::identification) {
            checked.documents = good_documents();
        }
        must(at, checked);
    }
}

void KernelDay::start_module(std::string_view at, const std::string& sitting,
                             const std::string& module) {
    must(at, domain::ModuleStarted{SittingId(sitting), ModuleId(module)},
         {.id = module + ":" + sitting});
}

void KernelDay::plan(std::string_view on, const std::string& session) {
    const Sent sent = send(domain::SessionPlanned{*parse_date(on), *parse_time_of_day("09:00")},
                           {.role = Role::scheduling, .session = session});
    journal.finish_all();
    done(sent);
}

domain::OutageReported KernelDay::outage(const std::string& seat, domain::Cause cause) const {
    domain::OutageReported reported;
    reported.scope = seat_scope(seat);
    reported.cause = cause;
    return reported;
}

domain::EntryCorrected KernelDay::correction(const std::string& entry,
                                             std::optional<domain::Fact> fact,
                                             std::string_view happened) const {
    domain::EntryCorrected corrected;
    corrected.entry = EntryId(entry);
    if (fact) {
        domain::Replacement replacement;
        replacement.fact = std::move(*fact);
        if (!happened.empty()) {
            replacement.happened = time(happened);
        }
        corrected.replacement = std::move(replacement);
    }
    return corrected;
}

std::vector<domain::Entry> KernelDay::entries() const {
    std::vector<domain::Entry> all;
    kernel->read(0, ~Seq{0}, [&](const domain::Entry& entry) { all.push_back(entry); });
    return all;
}

std::size_t KernelDay::count(std::string_view type) const {
    std::size_t found = 0;
    for (const domain::Entry& entry : entries()) {
        found += domain::type_name(entry.body) == type ? 1 : 0;
    }
    return found;
}

std::vector<std::string> KernelDay::announcements() const {
    std::vector<std::string> all;
    for (const domain::Entry& entry : entries()) {
        if (const auto* told = std::get_if<domain::OutcomeAnnounced>(&entry.body)) {
            std::string line = told->sitting.value + " " + told->outcome + " " +
                               std::to_string(told->revision) + " ";
            line += told->withdrawn
                        ? "withdrawn"
                        : format_time_of_day(zone.time_of_day_at(told->since.value_or(Instant{})));
            all.push_back(line);
        }
    }
    return all;
}

rules::SittingState KernelDay::sitting(const std::string& id) const {
    const domain::DayLog* log = kernel->load_day(SessionId("day"));
    const rules::View view{*log, log->now};
    const std::optional<rules::SittingView> found = rules::find_sitting(view, SittingId(id));
    return rules::state_at(*found, rules::timeline(*found), clock.now());
}

std::vector<rules::Alarm> KernelDay::alarms() const {
    const domain::DayLog* log = kernel->load_day(SessionId("day"));
    return rules::alarms_at(rules::View{*log, log->now}, clock.now());
}

}  // namespace labd::test
