#include "labd/camera/live/digest_worker.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>

#include "labd/camera/recordings/camera_digests.h"
#include "labd/camera/wall_time.h"
#include "labd/ports/head.h"

namespace labd::camera {

namespace {

namespace link = camera_link;

constexpr Duration round_every = seconds(10);
/// A sample is read again of each camera.
constexpr Duration sample_every = seconds(60);
constexpr std::int64_t bytes_per_second_max = 25'000'000;
/// Losses are told once.
constexpr std::size_t told_max = 10'000;

Duration steady_now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

link::LossKind kind_of(Loss::Kind kind) {
    switch (kind) {
        case Loss::Kind::deleted: return link::LossKind::deleted;
        case Loss::Kind::unreadable: return link::LossKind::unreadable;
        case Loss::Kind::changed: return link::LossKind::changed;
    }
    return link::LossKind::changed;
}

link::ManifestReport report_of(const Manifest& manifest) {
    link::ManifestReport report;
    report.camera = manifest.camera.value;
    report.from = manifest.span().from;
    report.to = manifest.span().to;
    report.segments = static_cast<std::int64_t>(manifest.lines.size());
    for (const ManifestLine& line : manifest.lines) {
        report.bytes += static_cast<std::int64_t>(line.bytes);
    }
    report.root = ports::format_digest(manifest_root(manifest));
    return report;
}

/// One camera, and what was told of it.
class Digested {
public:
    Digested(const std::string& camera, const link::Recordings& recordings, const TimeZone& zone,
             const std::string& folder, CameraDigests::Rest rest)
        : camera_(camera),
          recordings_(recordings),
          digests_({{recordings.folder, recordings.pattern, zone, CameraId(camera), {}},
                    CameraId(camera),
                    recordings.segment,
                    recordings.kept,
                    folder},
                   wall_time, std::move(rest)) {}

    const link::Recordings& recordings() const { return recordings_; }

    std::vector<link::Report> work() {
        std::vector<link::Report> found;
        for (const auto& [manifest, readable] : digests_.digest_due()) {
            found.emplace_back(report_of(manifest));
            for (const Interval& one : readable) {
                found.emplace_back(link::ReadableReport{camera_, one.from, one.to});
            }
        }
        if (steady_now() - sampled_at_ < sample_every) {
            return found;
        }
        sampled_at_ = steady_now();
        for (const Loss& loss : digests_.look_again()) {
            if (told_.size() < told_max && told_.emplace(loss.when.from, loss.when.to).second) {
                found.emplace_back(
                    link::LossReport{camera_, kind_of(loss.kind), loss.when.from, loss.when.to});
            }
        }
        return found;
    }

private:
    std::string camera_;
    link::Recordings recordings_;
    CameraDigests digests_;
    Duration sampled_at_ = steady_now();
    std::set<std::pair<Instant, Instant>> told_;
};

}  // namespace

DigestWorker::DigestWorker(std::string folder)
    : folder_(std::move(folder)), thread_([this] { run(); }) {}

DigestWorker::~DigestWorker() {
    stop();
    thread_.join();
}

void DigestWorker::watch(const std::string& camera, const link::Recordings& recordings) {
    const std::lock_guard lock(mutex_);
    wanted_[camera] = recordings;
}

void DigestWorker::forget(const std::string& camera) {
    const std::lock_guard lock(mutex_);
    wanted_.erase(camera);
}

std::vector<link::Report> DigestWorker::take_reports() {
    const std::lock_guard lock(mutex_);
    wake_.notify_all();
    return std::exchange(reports_, {});
}

void DigestWorker::stop() {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_.notify_all();
}

bool DigestWorker::wait(Duration length) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::microseconds(length.us), [this] { return stop_.load(); });
    return !stop_;
}

bool DigestWorker::rest(std::uint64_t bytes) {
    return wait({static_cast<std::int64_t>(bytes) * 1'000'000 / bytes_per_second_max});
}

std::map<std::string, link::Recordings> DigestWorker::wanted() {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

/// Waits until what was found before is fetched: nothing is told twice, so nothing may be lost.
void DigestWorker::tell(std::vector<link::Report> found) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stop_ || reports_.empty(); });
    reports_ = std::move(found);
}

void DigestWorker::run() {
    std::map<std::string, std::unique_ptr<Digested>> cameras;
    while (wait(round_every)) {
        const std::map<std::string, link::Recordings> wanted = this->wanted();
        std::erase_if(cameras, [&](const auto& one) {
            const auto found = wanted.find(one.first);
            return found == wanted.end() || found->second != one.second->recordings();
        });
        for (const auto& [camera, recordings] : wanted) {
            const std::optional<TimeZone> zone = TimeZone::find(recordings.zone);
            if (stop_ || !zone) {
                continue;
            }
            if (!cameras.contains(camera)) {
                cameras[camera] =
                    std::make_unique<Digested>(camera, recordings, *zone, folder_,
                                               [this](std::uint64_t bytes) { return rest(bytes); });
            }
            tell(cameras[camera]->work());
        }
    }
    ended_ = true;
}

}  // namespace labd::camera
