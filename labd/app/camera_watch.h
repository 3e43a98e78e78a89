// The cameras of a running labd: keeps `labd-camera` going beside it, puts together what the
// witnesses say, and has it entered while a session requires footage.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labd/app/camera_sources.h"
#include "labd/app/configuration.h"
#include "labd/camera_link/desk.h"
#include "labd/camera_link/state_entries.h"
#include "labd/camera_link/witness_process.h"
#include "labd/kernel/kernel.h"
#include "labd/ports/live_cameras.h"
#include "labd/ports/loop.h"
#include "labd/ports/training_clock.h"
#include "labd/ports/worker.h"
#include "labd/rules/coverage.h"

namespace labd::app {

struct CameraWatchOptions {
    /// The camera program.
    std::string program;
    /// Its folder for stills; made when it is needed, emptied whenever the program starts anew.
    std::filesystem::path stills;
    /// Where the digests of recordings are kept.
    std::filesystem::path manifests;
    CameraSources sources;
    /// Training: a file that says where they are, that may come late and change.
    std::filesystem::path sources_file;
    /// When the process before this one was last seen alive.
    std::optional<Instant> seen_until;
};

/// What the configuration says of it.
CameraWatchOptions camera_watch_options(const Configuration& configuration);

/// Loop thread only. What is given must live longer.
class CameraWatch : public ports::LiveCameras {
public:
    struct Services {
        ports::Loop& loop;
        kernel::Kernel& kernel;
        ports::Worker& worker;
        /// Null in real operation.
        const ports::TrainingClock* training = nullptr;
    };

    CameraWatch(const Services& services, CameraWatchOptions options);
    /// Ends the program.
    ~CameraWatch() override;
    CameraWatch(const CameraWatch&) = delete;
    CameraWatch& operator=(const CameraWatch&) = delete;

    /// Ends the program and enters nothing more, so that the loop can run empty.
    void stop();

    /// Where the recorder keeps what it records of a camera; nothing when labd was not told.
    std::optional<camera_link::Recordings> recordings_of(const CameraId& camera) const;

    /// From the clock of the recordings, which is the machine's, to labd's: zero but in training.
    Duration clock_shift() const;

    std::optional<ports::LiveCamera> live(const CameraId& camera) const override;
    Duration elapsed() const override;
    bool read_still(const CameraId& camera, GotStill got) override;

private:
    /// A report as it came, and when by the clock that never steps.
    struct Heard {
        camera_link::CameraReport report;
        Duration at;
    };

    struct HeardRecording {
        camera_link::RecordingReport report;
        Duration at;
    };

    void enter_what_was_not_seen();
    void tick();
    void follow_clock(Instant now);
    void follow_sources();
    void follow_window(Instant now);
    void watch(const std::vector<camera_link::Watch>& wanted);
    bool start_program();
    void enter_changes();
    void on_line(const std::string& line);
    void on_report(camera_link::Report report);
    void enter_loss(camera_link::LossReport loss);
    /// States of the past.
    void enter_found(std::vector<domain::Proposed> states);
    Instant site_time(Instant wall) const;
    void on_ended(camera_link::WitnessEnd why);
    double rate() const;

    const Services services_;
    CameraWatchOptions options_;
    std::optional<CameraSourcesFile> file_;
    camera_link::Desk desk_;
    camera_link::StateEntries entries_;
    std::map<std::string, Heard> heard_;
    std::map<std::string, HeardRecording> heard_recordings_;
    std::vector<CameraId> cameras_;
    /// What the program was told of each camera.
    std::map<std::string, std::string> told_;
    std::unique_ptr<camera_link::WitnessProcess> process_;
    bool has_spoken_ = false;
    bool speaks_well_ = true;

    /// The session whose window is open, and where the last one ended for labd.
    std::optional<SessionId> session_;
    std::optional<SessionId> last_session_;
    Instant closed_at_;

    /// The last tick, by labd's time and by the clock that never steps.
    std::optional<Instant> ticked_;
    Duration ticked_boot_;
    double ticked_rate_ = 1;
    std::unique_ptr<ports::Timer> timer_;
};

}  // namespace labd::app
