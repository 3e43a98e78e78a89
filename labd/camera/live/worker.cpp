#include "labd/camera/live/worker.h"

#include <algorithm>
#include <utility>

#include "labd/camera/examination.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

namespace {

using camera_link::Failure;

constexpr Duration open_limit = seconds(8);
constexpr Duration read_limit = seconds(12);
constexpr Duration wait_min = milliseconds(500);
constexpr Duration wait_max = seconds(8);
/// A connection that held so long was a good one: the next attempt does not wait long.
constexpr Duration good_connection = seconds(10);
constexpr Duration still_every = seconds(2);

Failure failure_of(StreamFailure failure) {
    switch (failure) {
        case StreamFailure::refused: return Failure::refused;
        case StreamFailure::unauthorised: return Failure::unauthorised;
        case StreamFailure::timeout: return Failure::timeout;
        case StreamFailure::codec: return Failure::codec;
        case StreamFailure::unusable: return Failure::unusable;
        case StreamFailure::ended:
        case StreamFailure::broken:
        case StreamFailure::stopped: return Failure::broken;
    }
    return Failure::broken;
}

}  // namespace

Duration WorkerShared::now() const {
    return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                  start)
                .count()};
}

Worker::Worker(camera_link::Watch watch, WorkerShared& shared)
    : watch_(std::move(watch)), shared_(shared), thread_([this] { run(); }) {}

Worker::~Worker() {
    stop();
    thread_.join();
}

void Worker::stop() {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_.notify_all();
}

Snapshot Worker::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

std::shared_ptr<const TakenStill> Worker::still() const {
    const std::lock_guard lock(mutex_);
    return still_;
}

void Worker::enter(Snapshot::Phase phase) {
    const std::lock_guard lock(mutex_);
    snapshot_.phase = phase;
    snapshot_.phase_since = shared_.now();
    snapshot_.connected = phase == Snapshot::Phase::reading || phase == Snapshot::Phase::judging;
}

void Worker::fail(Failure failure) {
    const std::lock_guard lock(mutex_);
    snapshot_.failure = failure;
    snapshot_.connected = false;
}

bool Worker::wait(Duration length) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::microseconds(length.us), [this] { return stop_.load(); });
    return !stop_;
}

void Worker::run() {
    // What was learnt outlives a connection: a camera that comes back covered is covered.
    std::unique_ptr<Examination> examination;
    Duration pause = wait_min;
    while (!stop_) {
        const Duration begin = shared_.now();
        run_connection(examination);
        enter(Snapshot::Phase::waiting);
        pause =
            shared_.now() - begin >= good_connection ? wait_min : std::min(pause + pause, wait_max);
        if (!wait(pause)) {
            break;
        }
    }
    examination.reset();
    ended_ = true;
}

void Worker::run_connection(std::unique_ptr<Examination>& examination) {
    enter(Snapshot::Phase::opening);
    auto opened = Demuxer::open(
        {.url = watch_.url, .open_limit = open_limit, .read_limit = read_limit, .stop = &stop_});
    if (const auto* failed = std::get_if<StreamError>(&opened)) {
        fail(failure_of(failed->failure));
        return;
    }
    auto& demuxer = std::get<Demuxer>(opened);
    auto decoder = Decoder::open(demuxer.codec_parameters());
    if (std::holds_alternative<StreamError>(decoder)) {
        fail(Failure::codec);
        return;
    }
    if (examination) {
        examination->resume(std::move(std::get<Decoder>(decoder)));
    } else {
        ExaminationSettings settings;
        settings.judge.learn_until = shared_.now() + settings.judge.learn_until;
        settings.effort = Effort::thrifty;
        settings.full_decoders_left = &shared_.full_decoders_left;
        settings.on_compared = [this](const Picture& picture) { keep_still(picture); };
        examination = std::make_unique<Examination>(std::move(std::get<Decoder>(decoder)),
                                                    std::move(settings));
    }
    {
        const std::lock_guard lock(mutex_);
        ++snapshot_.connections;
        snapshot_.width = demuxer.properties().width;
        snapshot_.height = demuxer.properties().height;
    }
    const bool paced = !is_network(watch_.url);
    const Duration begin = shared_.now();
    while (!stop_) {
        enter(Snapshot::Phase::reading);
        const auto read = demuxer.read();
        if (const auto* failed = std::get_if<StreamError>(&read)) {
            fail(failure_of(failed->failure));
            return;
        }
        const auto& packet = std::get<Packet>(read);
        // A file is played as fast as it was recorded.
        if (paced && !wait(std::max(begin + packet.stamp - shared_.now(), Duration{}))) {
            return;
        }
        const Duration now = shared_.now();
        enter(Snapshot::Phase::judging);
        examination->take(packet, now);
        publish(*examination, now);
    }
}

void Worker::publish(Examination& examination, Duration now) {
    Judge& judge = examination.judge();
    // Only what lasts is reported; what ended would pile up.
    judge.take_ended();
    const std::lock_guard lock(mutex_);
    note_packet(snapshot_, now);
    snapshot_.last_motion = examination.last_motion();
    snapshot_.lasting = judge.lasting();
    snapshot_.lasting_since = judge.lasting_since();
    snapshot_.learnt = examination.has_baseline() && !judge.learning(now);
    snapshot_.can_tell_frozen = judge.can_tell_frozen();
    snapshot_.frames_per_second = judge.rate();
}

void Worker::keep_still(const Picture& picture) {
    const Duration now = shared_.now();
    if (still_ && now - still_->at < still_every) {
        return;
    }
    if (std::optional<Still> still = take_still(picture)) {
        auto taken = std::make_shared<const TakenStill>(TakenStill{std::move(*still), now});
        const std::lock_guard lock(mutex_);
        still_ = std::move(taken);
    }
}

}  // namespace labd::camera
