// Entries about incidents and about footage that exam security asks for because of one (rulebook,
// SEC-1 to SEC-5, CAM-5). They move no clock. Part of `entries.h`.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <string_view>
#include <variant>

#include "labd/domain/cases.h"
#include "labd/domain/footage_entries.h"
#include "labd/domain/values.h"

namespace labd::domain {

/// What an incident is about (SEC-1, ADM-6, ADM-10, CAM-8).
enum class IncidentKind : std::uint8_t {
    cheating,
    dishonesty,
    disclosure,
    consulting,
    disruption,
    belongings,
    materials_shortage,
    recording_gap,
    equipment,
    other
};
BOOST_DESCRIBE_ENUM(IncidentKind, cheating, dishonesty, disclosure, consulting, disruption,
                    belongings, materials_shortage, recording_gap, equipment, other)

enum class Severity : std::uint8_t { minor, serious, critical };
BOOST_DESCRIBE_ENUM(Severity, minor, serious, critical)

/// What exam security decides about everybody whom an incident names (SEC-1, SEC-3). `banned` bars
/// nobody until a second person has entered `candidate.banned`.
enum class IncidentFinding : std::uint8_t { dismissed, warned, invalidated, banned };
BOOST_DESCRIBE_ENUM(IncidentFinding, dismissed, warned, invalidated, banned)

/// Something that exam security has to know of; the envelope's `id` names the incident, `happened`
/// says when it was noticed: weeks after the exam, too (SEC-2).
struct IncidentOpened {
    static constexpr std::string_view type = "incident.opened";
    IncidentKind kind = IncidentKind::other;
    std::optional<Severity> severity;
    /// All of one session.
    std::vector<SittingId> sittings;
    /// People without a sitting here.
    std::vector<CandidateId> candidates;
    std::vector<SeatId> seats;
    std::optional<Instant> from;
    std::optional<Instant> to;
    Text description;
    /// Entries of the same day that belong to it.
    std::vector<EntryId> links;
    std::vector<CameraId> cameras;
};
BOOST_DESCRIBE_STRUCT(IncidentOpened, (),
                      (kind, severity, sittings, candidates, seats, from, to, description, links,
                       cameras))

/// Something more is known, or belongs to it.
struct IncidentNoted {
    static constexpr std::string_view type = "incident.noted";
    EntryId incident;
    std::optional<Text> text;
    /// It is what the review found (SEC-2).
    bool finding = false;
    std::optional<Severity> severity;
    std::vector<SittingId> sittings;
    std::vector<SeatId> seats;
    std::vector<EntryId> links;
    std::vector<CameraId> cameras;
};
BOOST_DESCRIBE_STRUCT(IncidentNoted, (),
                      (incident, text, finding, severity, sittings, seats, links, cameras))

/// Who reviews it from now on.
struct IncidentAssigned {
    static constexpr std::string_view type = "incident.assigned";
    EntryId incident;
    std::string owner;
};
BOOST_DESCRIBE_STRUCT(IncidentAssigned, (), (incident, owner))

/// The decision; the envelope's `reason` says why. An appeal is a correction of it (CLK-9).
struct IncidentDecided {
    static constexpr std::string_view type = "incident.decided";
    EntryId incident;
    IncidentFinding finding = IncidentFinding::dismissed;
};
BOOST_DESCRIBE_STRUCT(IncidentDecided, (), (incident, finding))

/// Nothing is left to do; no footage is given because of it any more (CAM-5).
struct IncidentClosed {
    static constexpr std::string_view type = "incident.closed";
    EntryId incident;
};
BOOST_DESCRIBE_STRUCT(IncidentClosed, (), (incident))

/// What a file is, by its first bytes.
enum class MediaType : std::uint8_t { jpeg, png, pdf, mp4, text };
BOOST_DESCRIBE_ENUM(MediaType, jpeg, png, pdf, mp4, text)

/// A file belongs to it; the envelope's `id` names the file. Entered by labd alone, in the name of
/// who sent it.
struct IncidentAttached {
    static constexpr std::string_view type = "incident.attached";
    EntryId incident;
    Text name;
    MediaType media = MediaType::text;
    /// Of the file as it was sent.
    std::int64_t bytes = 0;
    /// SHA-256 of the encrypted file, in lower-case hexadecimal digits: one of what was sent would
    /// tell, after an erasure, whether a guess is right.
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(IncidentAttached, (), (incident, name, media, bytes, sha256))

/// Who entered it was given the file. Entered by labd alone, before it is given.
struct IncidentAttachmentRead {
    static constexpr std::string_view type = "incident.attachment_read";
    EntryId incident;
    EntryId attachment;
};
BOOST_DESCRIBE_STRUCT(IncidentAttachmentRead, (), (incident, attachment))

/// Exam security asks for footage. Without an open security incident it is refused and recorded
/// (CAM-5).
struct FootageRequested {
    static constexpr std::string_view type = "footage.requested";
    std::optional<EntryId> incident;
    std::vector<CameraId> cameras;
    Instant from;
    Instant to;
    std::optional<Text> purpose;
};
BOOST_DESCRIBE_STRUCT(FootageRequested, (), (incident, cameras, from, to, purpose))

/// Somebody other than who asked gives the footage out (CAM-5).
struct FootageGranted {
    static constexpr std::string_view type = "footage.granted";
    EntryId request;
};
BOOST_DESCRIBE_STRUCT(FootageGranted, (), (request))

/// The envelope's `reason` says why not.
struct FootageRefused {
    static constexpr std::string_view type = "footage.refused";
    EntryId request;
};
BOOST_DESCRIBE_STRUCT(FootageRefused, (), (request))

/// Who entered it was given everything about an incident as one file, to hand on.
struct IncidentExported {
    static constexpr std::string_view type = "incident.exported";
    EntryId incident;
};
BOOST_DESCRIBE_STRUCT(IncidentExported, (), (incident))

/// The entry types of this file.
using IncidentEntries =
    boost::mp11::mp_list<IncidentOpened, IncidentNoted, IncidentAssigned, IncidentDecided,
                         IncidentClosed, IncidentAttached, IncidentAttachmentRead, FootageRequested,
                         FootageGranted, FootageRefused, FootageCut, FootageExported, FootageHeld,
                         FootageKept, FootageReleased, IncidentExported>;

template <class T>
inline constexpr bool is_incident_entry = boost::mp11::mp_contains<IncidentEntries, T>::value;

/// The incident that an entry (a `Fact` or `Body`) names without having to: of a request for
/// footage or a ban; null for all others.
template <class Entry>
const EntryId* incident_mentioned(const Entry& entry) {
    const auto* requested = std::get_if<FootageRequested>(&entry);
    const auto* banned = std::get_if<CandidateBanned>(&entry);
    if (requested != nullptr && requested->incident) {
        return &*requested->incident;
    }
    return banned != nullptr && banned->incident ? &*banned->incident : nullptr;
}

/// The incidents that labd opens by itself are named `gap:<camera>:<since>` (CAM-8) and
/// `shortage:<sitting>` (ADM-10).
inline constexpr std::string_view gap_prefix = "gap:";
inline constexpr std::string_view shortage_prefix = "shortage:";

}  // namespace labd::domain
