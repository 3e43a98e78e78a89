// What two witnesses of a camera, its live stream and its recordings, together say about the
// footage of an instant (CAM-7), and what somebody should be told (CAM-8): one table.
#pragma once

#include <algorithm>
#include <array>
#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "labd/domain/values.h"

namespace labd::rules {

/// What watching the camera's stream says about an instant.
enum class StreamSeen : std::uint8_t {
    /// Pictures arrive, and they were shown to be live and good.
    healthy,
    /// Pictures arrive; nothing could show that they are live and good.
    unproven,
    /// Pictures arrive, and they are black, covered, frozen …
    faulty,
    /// Nobody answers, or no pictures arrive.
    silent,
    /// labd was not looking.
    unwatched
};
BOOST_DESCRIBE_ENUM(StreamSeen, healthy, unproven, faulty, silent, unwatched)

/// What the recorder's files say about an instant.
enum class RecordingSeen : std::uint8_t {
    /// A recording of it can be read.
    readable,
    /// A file is being written that can't be read yet, and it grows.
    pending,
    /// Such a file has not grown for as long as an alarm waits.
    stuck,
    /// Files before or after it, none of it.
    absent,
    /// The file of it is closed and can't be read.
    unreadable,
    /// A recording of it was there and is not any more.
    deleted,
    /// Not looked at, or what was found does not say.
    unsure
};
BOOST_DESCRIBE_ENUM(RecordingSeen, readable, pending, stuck, absent, unreadable, deleted, unsure)

/// What is wrong, for an alarm. Each is raised when it has lasted for *cctv.alarm_after*.
enum class CameraAlarm : std::uint8_t {
    none,
    /// Not recorded, by the evidence: opens a recording-gap incident (CAM-8).
    recording_gap,
    /// The picture is bad: opens a recording-gap incident too where it is recorded (CAM-8).
    picture_fault,
    /// labd sees no pictures, while the recorder may.
    stream_lost,
    /// The recorder does not seem to write any more, while pictures arrive.
    recorder_stuck,
    /// Nobody looks at the stream.
    not_watched
};
BOOST_DESCRIBE_ENUM(CameraAlarm, none, recording_gap, picture_fault, stream_lost, recorder_stuck,
                    not_watched)

struct WitnessVerdict {
    domain::Footage state = domain::Footage::unknown;
    CameraAlarm alarm = CameraAlarm::none;

    friend constexpr bool operator==(const WitnessVerdict&, const WitnessVerdict&) = default;
};

inline constexpr std::size_t stream_seen_count = 5;
inline constexpr std::size_t recording_seen_count = 7;

namespace detail {

inline constexpr WitnessVerdict lost{domain::Footage::gap, CameraAlarm::recording_gap};

constexpr WitnessVerdict unknown_with(CameraAlarm alarm) {
    return {domain::Footage::unknown, alarm};
}

/// A row per RecordingSeen, a column per StreamSeen, in their orders. Only a recording that can be
/// read is ever more than unknown, and only one whose picture was shown to be good is recorded.
inline constexpr std::array<std::array<WitnessVerdict, stream_seen_count>, recording_seen_count>
    witness_table{{
        {{{domain::Footage::recorded, CameraAlarm::none},
          {domain::Footage::unproven, CameraAlarm::none},
          {domain::Footage::degraded, CameraAlarm::picture_fault},
          {domain::Footage::unproven, CameraAlarm::stream_lost},
          {domain::Footage::unproven, CameraAlarm::not_watched}}},
        {{unknown_with(CameraAlarm::none), unknown_with(CameraAlarm::none),
          unknown_with(CameraAlarm::picture_fault), unknown_with(CameraAlarm::stream_lost),
          unknown_with(CameraAlarm::not_watched)}},
        {{unknown_with(CameraAlarm::recorder_stuck), unknown_with(CameraAlarm::recorder_stuck),
          unknown_with(CameraAlarm::recorder_stuck), lost,
          unknown_with(CameraAlarm::recorder_stuck)}},
        {{lost, lost, lost, lost, lost}},
        {{lost, lost, lost, lost, lost}},
        {{lost, lost, lost, lost, lost}},
        {{unknown_with(CameraAlarm::none), unknown_with(CameraAlarm::none),
          unknown_with(CameraAlarm::picture_fault), unknown_with(CameraAlarm::stream_lost),
          unknown_with(CameraAlarm::not_watched)}},
    }};

}  // namespace detail

/// The state of CAM-7 and the alarm of a pair (docs/cameras.md shows the table).
constexpr WitnessVerdict judge_witnesses(StreamSeen stream, RecordingSeen recording) {
    return detail::witness_table[static_cast<std::size_t>(recording)]
                                [static_cast<std::size_t>(stream)];
}

/// The alarm that an entered state calls for: of `gap` and `degraded` by the state itself, of the
/// others by the word for what was seen. A word that is none of these calls for none.
constexpr CameraAlarm alarm_of(domain::Footage state, std::string_view word) {
    constexpr std::array lost = {std::string_view("stalled"),  std::string_view("unreachable"),
                                 std::string_view("refused"),  std::string_view("unauthorised"),
                                 std::string_view("timeout"),  std::string_view("codec"),
                                 std::string_view("unusable"), std::string_view("broken")};
    constexpr std::array bad = {std::string_view("frozen"),          std::string_view("black"),
                                std::string_view("overexposed"),     std::string_view("covered"),
                                std::string_view("defocused"),       std::string_view("moved"),
                                std::string_view("noise"),           std::string_view("low_fps"),
                                std::string_view("wrong_resolution")};
    switch (state) {
        case domain::Footage::recorded: return CameraAlarm::none;
        case domain::Footage::gap: return CameraAlarm::recording_gap;
        case domain::Footage::degraded: return CameraAlarm::picture_fault;
        case domain::Footage::unproven:
        case domain::Footage::unknown: break;
    }
    if (word == "unwatched") {
        return CameraAlarm::not_watched;
    }
    if (word == "stuck") {
        return CameraAlarm::recorder_stuck;
    }
    if (std::find(lost.begin(), lost.end(), word) != lost.end()) {
        return CameraAlarm::stream_lost;
    }
    return std::find(bad.begin(), bad.end(), word) != bad.end() ? CameraAlarm::picture_fault
                                                                : CameraAlarm::none;
}

}  // namespace labd::rules
