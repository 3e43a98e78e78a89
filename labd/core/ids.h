// Names of things as strong types, so that a seat cannot be passed where a sitting is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace labd {

/// A name of one kind of thing. Ids come from people and files; `is_valid_id` says what is allowed.
template <class Tag>
struct Id {
    std::string value;

    Id() = default;

    explicit Id(std::string text) : value(std::move(text)) {}

    bool empty() const { return value.empty(); }

    friend auto operator<=>(const Id&, const Id&) = default;
};

using SiteId = Id<struct SiteTag>;
using RoomId = Id<struct RoomTag>;
using SeatId = Id<struct SeatTag>;
using RackId = Id<struct RackTag>;
using CameraId = Id<struct CameraTag>;
using EquipmentId = Id<struct EquipmentTag>;
using SessionId = Id<struct SessionTag>;
using SittingId = Id<struct SittingTag>;
using CandidateId = Id<struct CandidateTag>;
using TrackId = Id<struct TrackTag>;
using ModuleId = Id<struct ModuleTag>;
/// What can be taken and failed: a track (its lab) or the number of a written exam (`350-701`).
using ExamId = Id<struct ExamTag>;
/// Names an entry and with it what the entry creates: an outage, a break, an equipment failure.
using EntryId = Id<struct EntryTag>;

/// Position of an entry in the journal, from 0 without a hole.
using Seq = std::uint64_t;

/// 1 to 64 characters of letters, digits and `._:-`, beginning with a letter or digit. Ids that
/// labd gives itself begin with `@` (`@17` is the entry with sequence 17) and are valid only as
/// references.
bool is_valid_id(std::string_view text);

}  // namespace labd

template <class Tag>
struct std::hash<labd::Id<Tag>> {
    std::size_t operator()(const labd::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value);
    }
};
