#include "labd/camera/live/still_writer.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

namespace labd::camera {

namespace {

constexpr std::chrono::seconds write_every{2};

bool is_plain(char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '-' || one == '_';
}

}  // namespace

std::string still_name(const std::string& camera) {
    std::string name;
    for (const char one : camera) {
        if (is_plain(one)) {
            name += one;
        } else {
            name += fmt::format("%{:02X}", static_cast<unsigned char>(one));
        }
    }
    return name + ".jpg";
}

StillWriter::StillWriter(std::string folder, const WorkerShared& shared)
    : folder_(std::move(folder)), shared_(shared), thread_([this] { run(); }) {}

StillWriter::~StillWriter() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::string StillWriter::offer(const std::string& camera, std::shared_ptr<const TakenStill> still) {
    const std::lock_guard lock(mutex_);
    stills_[camera] = std::move(still);
    return still_name(camera);
}

void StillWriter::forget(const std::string& camera) {
    const std::lock_guard lock(mutex_);
    stills_.erase(camera);
    std::error_code ignored;
    std::filesystem::remove(std::filesystem::path(folder_) / still_name(camera), ignored);
}

void StillWriter::run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        const auto stills = stills_;
        lock.unlock();
        for (const auto& [camera, taken] : stills) {
            write_one(camera, *taken);
        }
        lock.lock();
        // One that was forgotten meanwhile must not come back.
        for (const auto& [camera, taken] : stills) {
            if (!stills_.contains(camera)) {
                std::error_code ignored;
                std::filesystem::remove(std::filesystem::path(folder_) / still_name(camera),
                                        ignored);
            }
        }
        wake_.wait_for(lock, write_every, [this] { return stop_; });
    }
}

void StillWriter::write_one(const std::string& camera, const TakenStill& taken) {
    const Duration age = shared_.now() - taken.at;
    const auto wall = std::chrono::system_clock::now() - std::chrono::microseconds(age.us);
    const Instant at{
        std::chrono::duration_cast<std::chrono::microseconds>(wall.time_since_epoch()).count()};
    Still still{taken.still.luma.clone(), taken.still.blue.clone(), taken.still.red.clone()};
    const Instant whole_second{at.us - at.us % 1'000'000};
    draw_caption(still, camera, format_instant_utc(whole_second), age);
    const std::vector<std::uint8_t> jpeg = encode_jpeg(still);
    if (jpeg.empty()) {
        return;
    }
    const std::filesystem::path path = std::filesystem::path(folder_) / still_name(camera);
    const std::filesystem::path part = path.string() + ".part";
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(jpeg.data()),
               static_cast<std::streamsize>(jpeg.size()));
    file.close();
    std::error_code failed;
    if (file) {
        std::filesystem::rename(part, path, failed);
    }
}

}  // namespace labd::camera
