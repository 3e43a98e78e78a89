#include "labd/camera/live/recording_worker.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "labd/camera/recordings/segment_folder.h"
#include "labd/camera/wall_time.h"

namespace labd::camera {

namespace {

using camera_link::RecordingTrouble;

constexpr Duration look_every_min = seconds(1);
constexpr Duration look_every_max = seconds(10);
/// Looking takes at most this share of the time.
constexpr std::int64_t rest_factor = 9;
/// So many files back: what closed files say about the recorder's clock.
constexpr std::int64_t segments_back = 6;
constexpr Duration back_max = hours(12);
/// The recorder's clock may be ahead of ours by this.
constexpr Duration ahead_max = hours(1);

RecordingTrouble trouble_of(const Refusal& refusal) {
    if (refusal.message.key == "recordings.too_many_files") {
        return RecordingTrouble::folder_too_large;
    }
    return refusal.message.key == "recordings.no_folder" ? RecordingTrouble::folder_unreadable
                                                         : RecordingTrouble::bad_settings;
}

/// Looks at one camera's files again and again.
class Looking {
public:
    Looking(const std::string& camera, const camera_link::Recordings& recordings)
        : camera_(camera), recordings_(recordings) {}

    RecordingLook look() {
        RecordingLook look;
        look.wall = wall_time();
        if (!folder_ && !open(look)) {
            return look;
        }
        const Duration back = std::min(recordings_.segment * segments_back, back_max);
        auto list = folder_->list(camera_, {look.wall - back, look.wall + ahead_max});
        if (!list) {
            look.trouble = trouble_of(list.error());
            // It may be another folder by the next time: mounted again, for one.
            folder_.reset();
            return look;
        }
        look.segments = std::move(list->segments);
        for (const ports::ClockOffset& offset : list->offsets) {
            look.offset = offset;
        }
        return look;
    }

private:
    bool open(RecordingLook& look) {
        const std::optional<TimeZone> zone = TimeZone::find(recordings_.zone);
        SegmentFolderSettings settings;
        settings.path = recordings_.folder;
        settings.pattern = recordings_.pattern;
        if (!zone) {
            look.trouble = RecordingTrouble::bad_settings;
            return false;
        }
        settings.zone = *zone;
        settings.only_camera = camera_;
        Result<SegmentFolder> opened = SegmentFolder::open(std::move(settings), wall_time);
        if (!opened) {
            look.trouble = trouble_of(opened.error());
            return false;
        }
        folder_.emplace(std::move(*opened));
        folder_->keep_facts();
        return true;
    }

    CameraId camera_;
    const camera_link::Recordings& recordings_;
    std::optional<SegmentFolder> folder_;
};

}  // namespace

RecordingWorker::RecordingWorker(std::string camera, camera_link::Recordings recordings,
                                 const WorkerShared& shared)
    : camera_(std::move(camera)),
      recordings_(std::move(recordings)),
      shared_(shared),
      judge_(recordings_.segment),
      thread_([this] { run(); }) {}

RecordingWorker::~RecordingWorker() {
    stop();
    thread_.join();
}

void RecordingWorker::stop() {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_.notify_all();
}

camera_link::RecordingReport RecordingWorker::report() const {
    const std::lock_guard lock(mutex_);
    camera_link::RecordingReport report = judge_.report(shared_.now());
    report.camera = camera_;
    return report;
}

bool RecordingWorker::wait(Duration length) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::microseconds(length.us), [this] { return stop_.load(); });
    return !stop_;
}

void RecordingWorker::run() {
    Looking looking(camera_, recordings_);
    for (;;) {
        const Duration began = shared_.now();
        RecordingLook look = looking.look();
        // What was found is at least as old as when the look began.
        look.at = began;
        {
            const std::lock_guard lock(mutex_);
            judge_.take(look);
        }
        const Duration took = shared_.now() - began;
        if (!wait(std::clamp(took * rest_factor, look_every_min, look_every_max))) {
            break;
        }
    }
    ended_ = true;
}

}  // namespace labd::camera
