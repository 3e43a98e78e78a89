// The header of a scenario file: site, rooms, session, sittings, and the entries that it stands
// for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labd/domain/entries.h"

namespace labd::codec {

struct SiteHeader {
    SiteId id;
    std::string time_zone;
    std::optional<std::string> country;
    std::optional<domain::SiteKind> kind;
    std::map<std::string, std::string> policy;
};
BOOST_DESCRIBE_STRUCT(SiteHeader, (), (id, time_zone, country, kind, policy))

struct SessionHeader {
    SessionId id;
    Date date;
    TimeOfDay start;
};
BOOST_DESCRIBE_STRUCT(SessionHeader, (), (id, date, start))

struct SittingHeader {
    SittingId id;
    CandidateId candidate;
    domain::Text name;
    std::optional<domain::Text> name_local;
    std::optional<domain::PersonalDate> born;
    std::optional<domain::Text> residence;
    TrackId track;
    std::optional<SeatId> seat;
    std::optional<Date> agreement_signed;
    std::optional<Date> guardian_consent;
    std::optional<Instant> checked_in;
};
BOOST_DESCRIBE_STRUCT(SittingHeader, (),
                      (id, candidate, name, name_local, born, residence, track, seat,
                       agreement_signed, guardian_consent, checked_in))

struct ScenarioHeader {
    std::int64_t format = 0;
    std::string scenario;
    SiteHeader site;
    std::vector<domain::Room> rooms;
    SessionHeader session;
    std::vector<SittingHeader> sittings;
    std::map<TrackId, domain::Track> tracks;
    std::vector<domain::Camera> cameras;
    std::vector<domain::Equipment> equipment;
};
BOOST_DESCRIBE_STRUCT(ScenarioHeader, (),
                      (format, scenario, site, rooms, session, sittings, tracks, cameras,
                       equipment))

/// An entry that the header stands for.
struct HeaderEntry {
    Instant at;
    domain::Proposed proposed;
    /// Where in the file it comes from.
    std::string place;
    /// From the shorthand `checked_in`: may be refused like any step; other header entries may not.
    bool shorthand = false;
};

/// The entries of a header, sorted by time. `before` is an instant that none of them but those of
/// check-ins may come after; `policy` is the shipped one with what the file changes of it.
std::vector<HeaderEntry> entries_of(const ScenarioHeader& header, const domain::Policy& policy,
                                    Instant before);

}  // namespace labd::codec
