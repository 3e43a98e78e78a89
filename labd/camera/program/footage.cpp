#include "labd/camera/program/footage.h"

#include <sys/resource.h>

#include <optional>
#include <string>

#include "labd/camera/footage/job.h"
#include "labd/camera/wall_time.h"

// Sanitizers reserve more than any limit would allow.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LABD_HUGE_ADDRESS_SPACE
#endif
#endif

namespace labd::camera {

namespace {

/// A file may make the program ask for any amount of memory.
void limit_memory() {
#ifndef LABD_HUGE_ADDRESS_SPACE
    constexpr rlim_t bytes_max = rlim_t{2} * 1024 * 1024 * 1024;
    const rlimit memory{bytes_max, bytes_max};
    setrlimit(RLIMIT_AS, &memory);
#endif
    // Pictures of people are not for core files.
    const rlimit core{0, 0};
    setrlimit(RLIMIT_CORE, &core);
}

}  // namespace

int footage(std::istream& in, std::ostream& out) {
    limit_memory();
    std::string text;
    std::getline(in, text);
    const std::optional<camera_link::FootageJob> job = camera_link::read_job(text);
    if (!job) {
        return 2;
    }
    FootageRun run;
    run.now = wall_time;
    run.reading = [&](const std::string& name) {
        out << camera_link::write_footage(camera_link::FootageReading{name}) << '\n' << std::flush;
    };
    const camera_link::FootageAnswer answer = run_footage_job(*job, run);
    out << camera_link::write_footage(answer) << '\n' << std::flush;
    return 0;
}

}  // namespace labd::camera
