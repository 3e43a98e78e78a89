#include "labd/camera/program/check.h"

#include <fmt/format.h>

#include <ostream>

#include "labd/camera/fault.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

CheckStatus check(const CheckOptions& options, std::ostream& out, std::ostream& error) {
    auto opened = Demuxer::open({.url = options.input});
    if (const auto* failed = std::get_if<StreamError>(&opened)) {
        error << "labd-camera: " << failed->text << "\n";
        return CheckStatus::unusable;
    }
    auto& demuxer = std::get<Demuxer>(opened);
    std::int64_t frames = 0;
    Duration end;
    for (;;) {
        const auto read = demuxer.read();
        if (const auto* failed = std::get_if<StreamError>(&read)) {
            if (failed->failure != StreamFailure::ended) {
                error << "labd-camera: " << failed->text << "\n";
                return CheckStatus::broken;
            }
            break;
        }
        const auto& packet = std::get<Packet>(read);
        ++frames;
        end = packet.stamp + packet.length;
    }
    out << fmt::format("{{\"frames\":{},\"checked\":0,\"seconds\":{}}}\n", frames,
                       format_seconds(end));
    return CheckStatus::done;
}

}  // namespace labd::camera
