// What stands about incidents and about footage that was asked for. Part of `day.h`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/domain/incidents.h"
#include "labd/domain/stamp.h"

namespace labd::domain {

struct IncidentNote {
    Stamp stamp;
    std::optional<Text> text;
    bool finding = false;
};

struct IncidentDecision {
    Stamp stamp;
    IncidentFinding finding = IncidentFinding::dismissed;
};

/// A file of an incident; the stamp's id names it.
struct Attachment {
    Stamp stamp;
    Text name;
    MediaType media = MediaType::text;
    std::int64_t bytes = 0;
    std::string sha256;
};

/// An incident with everything that was said of it.
struct Incident {
    EntryId id;
    Stamp opened;
    SessionId session;
    IncidentKind kind = IncidentKind::other;
    std::optional<Severity> severity;
    std::vector<SittingId> sittings;
    std::vector<CandidateId> candidates;
    std::vector<SeatId> seats;
    std::optional<Instant> from;
    std::optional<Instant> to;
    Text description;
    std::vector<EntryId> links;
    std::vector<CameraId> cameras;
    /// labd opened it, and what it opened it for stands no more.
    bool withdrawn = false;
    std::string owner;
    std::vector<IncidentNote> notes;
    std::vector<Attachment> attachments;
    std::optional<IncidentDecision> decided;
    std::optional<Stamp> closed;
};

/// A part of what was granted of one camera: a clip, or that there is none of it.
struct FootageClip {
    Stamp stamp;
    CameraId camera;
    Interval when;
    /// Of the clip's file; empty for a gap.
    std::string sha256;
    std::int64_t bytes = 0;
    std::optional<Instant> starts;
    /// Why there is no clip.
    std::string fault;
    std::vector<FootageSource> sources;
};

/// Recordings that labd keeps for an incident (CAM-4).
struct FootageHold {
    Stamp stamp;
    EntryId incident;
    std::vector<CameraId> cameras;
    Interval when;
    /// What was copied, in the order of entry.
    std::vector<FootageKept> kept;
    std::optional<Stamp> released;
};

/// A request for footage, refused by the rules or not: that is derived (CAM-5).
struct FootageRequest {
    Stamp stamp;
    std::optional<EntryId> incident;
    std::vector<CameraId> cameras;
    Interval when;
    std::optional<Text> purpose;
    std::optional<Stamp> granted;
    std::optional<Stamp> refused;
    /// In the order of entry.
    std::vector<FootageClip> clips;
};

}  // namespace labd::domain
