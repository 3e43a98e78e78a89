// The values that entries are made of. Plain data; the codec reads their members by Boost.Describe.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/core/zone.h"

namespace labd::domain {

/// Personal data or free text: sealed under the key of the person (or session) it concerns before a
/// leaf is formed (architecture, idea 7). `erased` when that key has been destroyed.
template <class T>
struct Sealed {
    T value{};
    bool erased = false;

    Sealed() = default;

    explicit Sealed(T given) : value(std::move(given)) {}

    friend bool operator==(const Sealed&, const Sealed&) = default;
};

using Text = Sealed<std::string>;
using PersonalDate = Sealed<Date>;

enum class Role : std::uint8_t {
    proctor,
    lead_proctor,
    lab_ops,
    exam_security,
    examiner,
    scheduling,
    auditor,
    display,
    admin,
    camera_service,
    labd
};
BOOST_DESCRIBE_ENUM(Role, proctor, lead_proctor, lab_ops, exam_security, examiner, scheduling,
                    auditor, display, admin, camera_service, labd)

/// Who entered something: an account's name and the role it acted in.
struct Actor {
    std::string name;
    Role role = Role::proctor;

    friend bool operator==(const Actor&, const Actor&) = default;
};
BOOST_DESCRIBE_STRUCT(Actor, (), (name, role))

enum class SiteKind : std::uint8_t { fixed, kit, byod };
BOOST_DESCRIBE_ENUM(SiteKind, fixed, kit, byod)

struct Seat {
    SeatId id;
    std::optional<RackId> rack;

    friend bool operator==(const Seat&, const Seat&) = default;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (id, rack))

struct Room {
    RoomId id;
    std::vector<Seat> seats;

    friend bool operator==(const Room&, const Room&) = default;
};
BOOST_DESCRIBE_STRUCT(Room, (), (id, seats))

enum class CameraArea : std::uint8_t { exam_room, belongings };
BOOST_DESCRIBE_ENUM(CameraArea, exam_room, belongings)

struct Camera {
    CameraId id;
    RoomId room;
    CameraArea area = CameraArea::exam_room;

    friend bool operator==(const Camera&, const Camera&) = default;
};
BOOST_DESCRIBE_STRUCT(Camera, (), (id, room, area))

/// What a camera's footage of an instant is worth, the best first (CAM-7).
enum class Footage : std::uint8_t { recorded, unproven, degraded, gap, unknown };
BOOST_DESCRIBE_ENUM(Footage, recorded, unproven, degraded, gap, unknown)

/// What somebody wants to do to a camera (CAM-6).
enum class CameraStop : std::uint8_t { disable, mask, remove };
BOOST_DESCRIBE_ENUM(CameraStop, disable, mask, remove)

/// A device, a workstation or whatever else lab operations own.
struct Equipment {
    EquipmentId id;
    std::optional<RackId> rack;
    std::string kind;
    /// It is there to take the place of another of its kind.
    bool spare = false;

    friend bool operator==(const Equipment&, const Equipment&) = default;
};
BOOST_DESCRIBE_STRUCT(Equipment, (), (id, rack, kind, spare))

/// A timed part of an exam (MOD-1).
struct Module {
    ModuleId id;
    Duration limit;

    friend bool operator==(const Module&, const Module&) = default;
};
BOOST_DESCRIBE_STRUCT(Module, (), (id, limit))

/// A break of fixed length after a module that stops the clock (MOD-5).
struct ScheduledBreak {
    ModuleId after;
    Duration length;

    friend bool operator==(const ScheduledBreak&, const ScheduledBreak&) = default;
};
BOOST_DESCRIBE_STRUCT(ScheduledBreak, (), (after, length))

struct Track {
    std::vector<Module> modules;
    bool reread = false;
    std::vector<ScheduledBreak> scheduled_breaks;
    /// The data could not be confirmed from a public source.
    bool unconfirmed = false;

    friend bool operator==(const Track&, const Track&) = default;
};
BOOST_DESCRIBE_STRUCT(Track, (), (modules, reread, scheduled_breaks, unconfirmed))

/// More time for one module, approved before the exam day (CLK-11); one of the two.
struct ExtraTime {
    ModuleId module;
    std::optional<Duration> extra;
    std::optional<std::int64_t> per_cent;

    friend bool operator==(const ExtraTime&, const ExtraTime&) = default;
};
BOOST_DESCRIBE_STRUCT(ExtraTime, (), (module, extra, per_cent))

/// An accommodation (CLK-11). With `rest_breaks`, breaks of the kind `rest` stop the clock.
struct Accommodation {
    std::vector<ExtraTime> modules;
    bool rest_breaks = false;

    friend bool operator==(const Accommodation&, const Accommodation&) = default;
};
BOOST_DESCRIBE_STRUCT(Accommodation, (), (modules, rest_breaks))

/// Whom an outage concerns (OUT-8): exactly one of the members is given.
struct Scope {
    std::optional<SeatId> seat;
    std::optional<RackId> rack;
    std::optional<RoomId> room;
    bool site = false;
    std::vector<SittingId> sittings;

    friend bool operator==(const Scope&, const Scope&) = default;
};
BOOST_DESCRIBE_STRUCT(Scope, (), (seat, rack, room, site, sittings))

enum class Cause : std::uint8_t { lab, candidate, unknown };
BOOST_DESCRIBE_ENUM(Cause, lab, candidate, unknown)

enum class CheckinStep : std::uint8_t {
    identification,
    agreement,
    recording_consent,
    belongings,
    materials,
    device,
    dictionary
};
BOOST_DESCRIBE_ENUM(CheckinStep, identification, agreement, recording_consent, belongings,
                    materials, device, dictionary)

/// A piece of identification as it was inspected (ADM-3).
struct Document {
    Text kind;
    bool signed_ = false;
    bool government = false;
    bool photo = false;
    bool name_matches = false;
    std::optional<Text> country;

    friend bool operator==(const Document&, const Document&) = default;
};
BOOST_DESCRIBE_STRUCT(Document, (), (kind, signed_, government, photo, name_matches, country))

/// Proof of residence shown at arrival (ADM-9): that it was shown, or the country it proves.
struct ResidenceShown {
    bool shown = false;
    std::optional<Text> country;

    friend bool operator==(const ResidenceShown&, const ResidenceShown&) = default;
};

/// What was handed out or came back, by kind of material (ADM-10).
using MaterialCounts = std::map<std::string, std::int64_t>;

}  // namespace labd::domain
