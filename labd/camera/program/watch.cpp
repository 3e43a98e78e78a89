#include "labd/camera/program/watch.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "labd/camera/live/digest_worker.h"
#include "labd/camera/live/recording_worker.h"
#include "labd/camera/live/still_writer.h"
#include "labd/camera/live/worker.h"
#include "labd/camera_link/protocol.h"

namespace labd::camera {

namespace {

namespace link = camera_link;

constexpr Duration look_around_every = milliseconds(200);
constexpr Duration report_every = seconds(1);
/// Later than this is a delay of our own; nobody is blamed for what seems to have happened in it.
constexpr Duration late_max = seconds(1);
constexpr Duration no_blame_for = seconds(3);
constexpr Duration leave_max = seconds(2);
/// More that do not end is no way to go on: labd starts the program anew.
constexpr std::size_t leaving_max = 4 * link::cameras_max;

/// A camera and what was last said of it.
struct Watched {
    std::unique_ptr<Worker> worker;
    link::StreamState state = link::StreamState::unproven;
    std::vector<link::Reason> reasons;
    Duration since;
    std::optional<Duration> reported;
    /// Null without recordings.
    std::unique_ptr<RecordingWorker> recordings;
    rules::RecordingSeen recordings_seen = rules::RecordingSeen::unsure;
    std::optional<Duration> recordings_reported;
};

bool same_stream(const link::Watch& one, const link::Watch& other) {
    return one.url == other.url && one.width == other.width && one.height == other.height &&
           one.frames_per_second == other.frames_per_second;
}

class Watching {
public:
    Watching(const WatchOptions& options, int input, int output)
        : input_(input),
          output_(output),
          shared_(static_cast<int>(std::max(2U, std::thread::hardware_concurrency()))),
          stills_(options.stills, shared_) {
        if (!options.manifests.empty()) {
            digests_ = std::make_unique<DigestWorker>(options.manifests);
        }
    }

    int run() {
        say(link::Hello{});
        Duration expected = shared_.now();
        while (!broken_ && take_commands()) {
            const Duration now = shared_.now();
            if (now - expected > late_max) {
                no_blame_until_ = now + no_blame_for;
                say(link::OwnDelay{now - expected});
            }
            expected = now + look_around_every;
            look_around(now);
        }
        leave();
        return broken_ ? 1 : 0;
    }

private:
    void say(const link::Report& report) {
        std::string line = link::write_line(report);
        line += '\n';
        std::string_view left = line;
        while (!left.empty() && !broken_) {
            const ssize_t written = write(output_, left.data(), left.size());
            if (written >= 0) {
                left.remove_prefix(static_cast<std::size_t>(written));
            } else if (errno != EINTR) {
                broken_ = true;
            }
        }
    }

    /// Waits a moment for commands and follows them; false when the input ended.
    bool take_commands() {
        pollfd waiting{input_, POLLIN, 0};
        const int timeout_ms = static_cast<int>(look_around_every.us / 1000);
        if (poll(&waiting, 1, timeout_ms) <= 0) {
            return true;
        }
        std::array<char, 4096> bytes{};
        const ssize_t count = read(input_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            return true;
        }
        if (count <= 0) {
            return false;
        }
        if (!cutter_.take({bytes.data(), static_cast<std::size_t>(count)})) {
            say(link::Rejected{"a line is too long"});
            broken_ = true;
            return false;
        }
        while (const auto line = cutter_.next()) {
            follow(*line);
        }
        return true;
    }

    void follow(const std::string& line) {
        auto read_line = link::read_command(line);
        if (const auto* text = std::get_if<std::string>(&read_line)) {
            say(link::Rejected{*text});
            return;
        }
        auto& command = std::get<link::Command>(read_line);
        if (const auto* forget = std::get_if<link::Forget>(&command)) {
            dismiss(forget->camera);
            return;
        }
        begin(std::get<link::Watch>(command));
    }

    void begin(const link::Watch& watch) {
        if (leaving_.size() + leaving_recordings_.size() >= leaving_max) {
            say(link::Rejected{"too many cameras that do not let go"});
            broken_ = true;
            return;
        }
        if (!cameras_.contains(watch.camera) && cameras_.size() >= link::cameras_max) {
            say(link::Rejected{"too many cameras"});
            return;
        }
        const auto known = cameras_.find(watch.camera);
        // Recordings that are kept elsewhere or longer change nothing that was learnt of the
        // stream.
        if (known != cameras_.end() && same_stream(known->second.worker->watch(), watch)) {
            end_recordings(watch.camera, known->second);
            begin_recordings(watch, known->second);
            return;
        }
        dismiss(watch.camera);
        Watched& watched = cameras_[watch.camera];
        watched.since = shared_.now();
        watched.worker = std::make_unique<Worker>(watch, shared_);
        begin_recordings(watch, watched);
    }

    void begin_recordings(const link::Watch& watch, Watched& watched) {
        if (!watch.recordings) {
            return;
        }
        watched.recordings =
            std::make_unique<RecordingWorker>(watch.camera, *watch.recordings, shared_);
        watched.recordings_reported.reset();
        if (digests_) {
            digests_->watch(watch.camera, *watch.recordings);
        }
    }

    void end_recordings(const std::string& camera, Watched& watched) {
        if (digests_) {
            digests_->forget(camera);
        }
        if (watched.recordings) {
            watched.recordings->stop();
            leaving_recordings_.push_back(std::move(watched.recordings));
        }
    }

    void dismiss(const std::string& camera) {
        const auto found = cameras_.find(camera);
        if (found == cameras_.end()) {
            return;
        }
        stills_.forget(camera);
        let_go(camera, found->second);
        cameras_.erase(found);
    }

    /// Its threads end when they notice; nobody waits for them.
    void let_go(const std::string& camera, Watched& watched) {
        watched.worker->stop();
        leaving_.push_back(std::move(watched.worker));
        end_recordings(camera, watched);
    }

    bool has_left() const {
        return leaving_.empty() && leaving_recordings_.empty() && (!digests_ || digests_->ended());
    }

    void clear_left() {
        std::erase_if(leaving_, [](const auto& worker) { return worker->ended(); });
        std::erase_if(leaving_recordings_, [](const auto& worker) { return worker->ended(); });
    }

    void look_around(Duration now) {
        clear_left();
        if (digests_) {
            for (const link::Report& report : digests_->take_reports()) {
                say(report);
            }
        }
        for (auto& [camera, watched] : cameras_) {
            if (watched.recordings) {
                tell_recordings(watched, now);
            }
            link::CameraReport report = report_of(
                watched.worker->watch(), watched.worker->snapshot(), {now, no_blame_until_});
            const bool changed = report.state != watched.state || report.reasons != watched.reasons;
            if (changed) {
                // A fault counts from where it began to show, not from where it was certain.
                const bool was_well = watched.state == link::StreamState::live ||
                                      watched.state == link::StreamState::unproven;
                watched.since = was_well ? std::max(watched.since, now - report.state_age) : now;
                watched.state = report.state;
                watched.reasons = report.reasons;
            }
            if (const auto still = watched.worker->still()) {
                report.still = stills_.offer(camera, still);
                report.still_age = now - still->at;
            }
            if (changed || !watched.reported || now - *watched.reported >= report_every) {
                watched.reported = now;
                report.state_age = now - watched.since;
                say(report);
            }
        }
    }

    void tell_recordings(Watched& watched, Duration now) {
        const link::RecordingReport report = watched.recordings->report();
        const bool due =
            !watched.recordings_reported || now - *watched.recordings_reported >= report_every;
        if (due || report.seen != watched.recordings_seen) {
            watched.recordings_reported = now;
            watched.recordings_seen = report.seen;
            say(report);
        }
    }

    /// Threads that do not end in time are left to the end of the process.
    void leave() {
        for (auto& [camera, watched] : cameras_) {
            let_go(camera, watched);
        }
        cameras_.clear();
        if (digests_) {
            digests_->stop();
        }
        const Duration until = shared_.now() + leave_max;
        while (!has_left() && shared_.now() < until) {
            clear_left();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        if (!has_left()) {
            _exit(broken_ ? 1 : 0);
        }
    }

    int input_;
    int output_;
    bool broken_ = false;
    Duration no_blame_until_;
    link::LineCutter cutter_;
    WorkerShared shared_;
    std::map<std::string, Watched> cameras_;
    std::vector<std::unique_ptr<Worker>> leaving_;
    std::vector<std::unique_ptr<RecordingWorker>> leaving_recordings_;
    /// Null when no digests are wanted.
    std::unique_ptr<DigestWorker> digests_;
    StillWriter stills_;
};

}  // namespace

int watch(const WatchOptions& options, int input, int output) {
    if (access(options.stills.c_str(), W_OK | X_OK) != 0) {
        std::cerr << "labd-camera: " << options.stills << ": not a folder to write stills into\n";
        return 2;
    }
    // A reader that is gone is an error of write(), not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    return Watching(options, input, output).run();
}

}  // namespace labd::camera
