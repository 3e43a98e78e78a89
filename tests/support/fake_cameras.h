// Cameras that are as a test says.
#pragma once

#include <map>
#include <string>

#include "labd/ports/live_cameras.h"

namespace labd::test {

class FakeCameras : public ports::LiveCameras {
public:
    std::optional<ports::LiveCamera> live(const CameraId& camera) const override {
        const auto found = cameras.find(camera.value);
        return found == cameras.end() ? std::nullopt : std::optional(found->second);
    }

    Duration elapsed() const override { return now; }

    bool read_still(const CameraId& camera, GotStill got) override {
        if (is_busy) {
            return false;
        }
        const auto found = stills.find(camera.value);
        got(found == stills.end() ? std::nullopt : std::optional(found->second));
        return true;
    }

    /// One that is well and has been for an hour.
    static ports::LiveCamera well(Instant now) {
        ports::LiveCamera live;
        live.has_address = true;
        live.state = domain::Footage::recorded;
        live.since = now - hours(1);
        live.alarm = "none";
        live.recording = "readable";
        live.readable_age = seconds(3);
        live.recorder_behind = -milliseconds(500);
        live.stream = "live";
        live.packet_age = milliseconds(40);
        live.motion_age = seconds(90);
        live.still_age = milliseconds(1250);
        live.frames_per_second = 25;
        live.width = 1920;
        live.height = 1080;
        return live;
    }

    std::map<std::string, ports::LiveCamera> cameras;
    std::map<std::string, std::string> stills;
    bool is_busy = false;
    Duration now = hours(100);
};

}  // namespace labd::test
