#include "tests/bench/exam_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>

#include "labd/codec/policy_file.h"
#include "labd/domain/parameters.h"
#include "labd/rules/judge.h"

namespace labd::bench {

namespace {

using domain::Role;

constexpr std::array tracks{"ccie-enterprise-infrastructure", "ccie-security", "devnet-expert"};

/// Breaks of a sitting, in minutes after 09:00; none lies in the outage.
constexpr std::array break_minutes{35, 90, 180, 210, 300, 330, 360};

domain::Actor actor(Role role) {
    switch (role) {
        case Role::lead_proctor: return {"mori", role};
        case Role::lab_ops: return {"abe", role};
        case Role::scheduling: return {"booking", role};
        case Role::admin: return {"admin", role};
        default: return {"sato", role};
    }
}

/// Collects the entries of one day.
class DayWriter {
public:
    DayWriter(Date date, const TimeZone& zone, std::uint64_t seed)
        : date_(date),
          session_(format_date(date)),
          midnight_(zone.day_start(date)),
          random_(seed) {}

    std::vector<TimedEntry> write(std::size_t sittings) {
        plan(sittings);
        for (std::size_t i = 0; i < sittings; ++i) {
            come_in(i);
            work(i);
        }
        trouble();
        close();
        std::ranges::stable_sort(entries_, {}, &TimedEntry::at);
        return std::move(entries_);
    }

private:
    Instant time(std::int64_t hour, std::int64_t minute) const {
        return midnight_ + hours(hour) + minutes(minute);
    }

    /// Up to `limit` later, so that not everything happens on the minute.
    Instant about(Instant at, Duration limit) {
        return at + microseconds(static_cast<std::int64_t>(random_() %
                                                           static_cast<std::uint64_t>(limit.us)));
    }

    void add(Instant at, domain::Body body, Role role = Role::proctor, EntryId id = {}) {
        domain::Proposed proposed;
        proposed.id = std::move(id);
        proposed.session = session_;
        proposed.by = actor(role);
        proposed.body = std::move(body);
        entries_.push_back({at, std::move(proposed)});
    }

    void plan(std::size_t sittings) {
        add(time(7, 0), domain::SessionPlanned{date_, TimeOfDay{hours(9)}}, Role::scheduling);
        for (std::size_t i = 0; i < sittings; ++i) {
            domain::SittingBooked booked;
            booked.sitting = sitting_on(date_, i);
            booked.candidate = CandidateId(fmt::format("C-{}", booked.sitting.value));
            booked.name = domain::Text(fmt::format("Candidate Number {}", i + 1));
            booked.name_local = domain::Text("受験者");
            booked.born = domain::PersonalDate(Date{1990, 4, 1});
            booked.residence = domain::Text("JP");
            booked.track = TrackId(tracks[i % tracks.size()]);
            booked.seat = SeatId(fmt::format("S{:02}", i + 1));
            booked.agreement_signed = add_days(date_, -40);
            booked.language = "ja";
            add(time(7, 0), std::move(booked), Role::scheduling);
        }
        add(time(7, 55), domain::DutyStarted{});
    }

    void come_in(std::size_t index) {
        const SittingId sitting = sitting_on(date_, index);
        Instant at = about(time(8, 0), minutes(20));
        add(at, domain::CandidateArrived{sitting, std::nullopt});
        for (const domain::CheckinStep step :
             {domain::CheckinStep::identification, domain::CheckinStep::agreement,
              domain::CheckinStep::recording_consent, domain::CheckinStep::belongings,
              domain::CheckinStep::materials}) {
            domain::CheckinDone done;
            done.sitting = sitting;
            done.step = step;
            if (step == domain::CheckinStep::identification) {
                done.documents = {
                    {domain::Text("passport"), true, true, true, true, std::nullopt},
                    {domain::Text("driving licence"), true, true, true, true, std::nullopt}};
            }
            at = about(at + minutes(1), minutes(2));
            add(at, std::move(done));
        }
    }

    void work(std::size_t index) {
        const SittingId sitting = sitting_on(date_, index);
        add(about(time(9, 0), minutes(3)), domain::ModuleStarted{sitting, ModuleId("design")});
        for (std::size_t i = 0; i < break_minutes.size(); ++i) {
            const EntryId id(fmt::format("{}-b{}", sitting.value, i + 1));
            const Instant from = about(time(9, break_minutes[i]), minutes(15));
            add(from,
                domain::BreakStarted{sitting, domain::Text("toilet"),
                                     domain::Text("corridor, ground floor")},
                Role::proctor, id);
            add(about(from + minutes(2), minutes(6)), domain::BreakEnded{id, std::nullopt});
        }
        add(about(time(11, 20), minutes(5)),
            domain::NoteAdded{domain::Text("Asked whether question 7 means both sites; told that "
                                           "the text stands as it is."),
                              sitting});
        add(about(time(11, 30), minutes(5)), domain::ModuleHandedIn{sitting, ModuleId("design")});
        add(about(time(11, 40), minutes(5)), domain::ModuleStarted{sitting, ModuleId("doo")});
        const Instant done = about(time(16, 0), minutes(40));
        add(done, domain::ModuleHandedIn{sitting, ModuleId("doo")});
        add(about(done + minutes(1), minutes(5)), domain::MaterialsReturned{sitting, {}});
    }

    void trouble() {
        const EntryId outage(session_.value + "-outage");
        domain::OutageReported reported;
        reported.scope.rack = RackId("R02");
        reported.cause = domain::Cause::lab;
        reported.description = domain::Text("The rack's power supply tripped");
        add(time(13, 0), std::move(reported), Role::proctor, outage);
        add(time(13, 4), domain::OutageEstimated{outage, time(13, 30)}, Role::lab_ops);
        add(time(13, 25), domain::OutageEnded{outage});
        const EntryId failure(session_.value + "-failure");
        add(time(14, 50),
            domain::EquipmentFailed{EquipmentId("printer"), domain::Text("Out of toner")},
            Role::proctor, failure);
        add(time(15, 5), domain::EquipmentRestored{failure}, Role::lab_ops);
    }

    void close() {
        add(time(17, 30), domain::DutyEnded{});
        add(time(17, 35), domain::SessionClosed{}, Role::lead_proctor);
    }

    Date date_;
    SessionId session_;
    Instant midnight_;
    std::mt19937_64 random_;
    std::vector<TimedEntry> entries_;
};

[[noreturn]] void give_up(const TimedEntry& entry, const Refusal& refusal) {
    std::fputs(fmt::format("{} at {}: {}\n", domain::type_name(entry.proposed.body),
                           format_instant_utc(entry.at), refusal.message.key)
                   .c_str(),
               stderr);
    std::exit(1);
}

}  // namespace

domain::SiteConfigured bench_site() {
    domain::SiteConfigured site;
    site.site = SiteId("tyo");
    site.time_zone = "Asia/Tokyo";
    site.country = "JP";
    site.kind = domain::SiteKind::fixed;
    site.rooms = {{RoomId("main"), {}}, {RoomId("side"), {}}};
    for (std::size_t i = 0; i < seats_max; ++i) {
        site.rooms[i / (seats_max / 2)].seats.push_back(
            {SeatId(fmt::format("S{:02}", i + 1)), RackId(fmt::format("R{:02}", i / 2 + 1))});
    }
    site.equipment = {{EquipmentId("printer"), std::nullopt, "printer"}};
    return site;
}

std::vector<TimedEntry> opening(Instant at) {
    const domain::Policy policy = codec::shipped_policy();
    domain::PolicyAdopted adopted;
    adopted.parameters = domain::all_parameters(policy.parameters);
    adopted.tracks = policy.tracks;
    std::vector<TimedEntry> entries(2, TimedEntry{at, {}});
    entries[0].proposed.body = bench_site();
    entries[1].proposed.body = std::move(adopted);
    for (TimedEntry& entry : entries) {
        entry.proposed.by = actor(Role::admin);
    }
    return entries;
}

SittingId sitting_on(Date date, std::size_t index) {
    return SittingId(fmt::format("{}-{:02}", format_date(date), index + 1));
}

std::vector<TimedEntry> exam_day(Date date, const TimeZone& zone, std::size_t sittings,
                                 std::uint64_t seed) {
    return DayWriter(date, zone, seed).write(sittings);
}

domain::Entry record(domain::State& state, const TimedEntry& entry) {
    Result<rules::Accepted> accepted =
        rules::judge(state, entry.proposed, entry.at, rules::Authority::daemon);
    if (!accepted) {
        give_up(entry, accepted.error());
    }
    if (accepted->refused) {
        give_up(entry, *accepted->refused);
    }
    domain::evolve(state, accepted->entry);
    return std::move(accepted->entry);
}

}  // namespace labd::bench
