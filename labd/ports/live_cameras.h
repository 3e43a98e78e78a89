// What is seen of the cameras right now, beside what the journal says of their footage.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/domain/values.h"

namespace labd::ports {

/// One camera as its witnesses see it now. Ages are real time, also in training.
struct LiveCamera {
    /// labd knows where its stream is.
    bool has_address = false;
    /// Of both witnesses together (CAM-7), and since when, by labd's clock.
    domain::Footage state = domain::Footage::unknown;
    Instant since;
    /// A word for what is wrong: `frozen`, `unauthorised`, `absent`; empty when all is well.
    std::string fault;
    /// What somebody should be told (labd/rules/witnesses.h): `picture_fault`, `none` …
    std::string alarm;
    /// What the recordings say: `readable`, `unsure` …
    std::string recording;
    /// How old the end of what can be read is.
    std::optional<Duration> readable_age;
    /// How far the recorder's clock is behind labd's, where it could be measured.
    std::optional<Duration> recorder_behind;
    /// `live`, `unproven`, `degraded`, `stalled`, `unreachable`; empty while nobody looks.
    std::string stream;
    /// All that is wrong with the stream, the worst first.
    std::vector<std::string> reasons;
    std::optional<Duration> packet_age;
    /// Since something last moved in the picture.
    std::optional<Duration> motion_age;
    /// Of the latest still, when it was taken.
    std::optional<Duration> still_age;
    double frames_per_second = 0;
    int width = 0;
    int height = 0;
};

/// Loop thread only.
class LiveCameras {
public:
    virtual ~LiveCameras() = default;

    /// Nothing when labd watches no cameras at all, or for one that the site does not have.
    virtual std::optional<LiveCamera> live(const CameraId& camera) const = 0;

    /// Real time by a clock that never steps; ages count back from it.
    virtual Duration elapsed() const = 0;

    /// A JPEG, with its age burnt in; nothing when there is none that is of now.
    using GotStill = std::function<void(std::optional<std::string> jpeg)>;

    /// Reads the latest still of a camera. False when too many others are being read: nothing is
    /// called then.
    virtual bool read_still(const CameraId& camera, GotStill got) = 0;
};

}  // namespace labd::ports
