#include "labd/camera/program/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ostream>

#include "labd/camera/examination.h"
#include "labd/camera/fault.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

namespace {

/// Decoding every picture of a whole day takes hours.
constexpr Duration thorough_max = minutes(20);

bool is_short(const VideoProperties& properties) {
    return properties.length > Duration{} && properties.length <= thorough_max;
}

struct Outcome {
    std::vector<FaultInterval> faults;
    std::int64_t frames = 0;
    std::int64_t checked = 0;
    Duration length;
};

void print_json(const Outcome& outcome, std::ostream& out) {
    for (const FaultInterval& one : outcome.faults) {
        out << fmt::format("{{\"from_s\":{},\"to_s\":{},\"fault\":\"{}\"}}\n",
                           format_seconds(one.from), format_seconds(one.to), name(one.fault));
    }
    out << fmt::format("{{\"frames\":{},\"checked\":{},\"seconds\":{}}}\n", outcome.frames,
                       outcome.checked, format_seconds(outcome.length));
}

void print_table(const Outcome& outcome, std::ostream& out) {
    for (const FaultInterval& one : outcome.faults) {
        out << fmt::format("{:>9} to {:>9}  {}\n", format_clock(one.from), format_clock(one.to),
                           name(one.fault));
    }
    out << fmt::format("{}: {} frames in {}, {} pictures compared\n",
                       outcome.faults.empty() ? "No fault" : "Faults as listed", outcome.frames,
                       format_clock(outcome.length), outcome.checked);
}

/// Reads to the end; what ended it other than the end of the file.
std::optional<StreamError> examine(Demuxer& demuxer, Examination& examination, Outcome& outcome) {
    Duration end;
    std::optional<StreamError> broken;
    for (;;) {
        const auto read = demuxer.read();
        if (const auto* failed = std::get_if<StreamError>(&read)) {
            if (failed->failure != StreamFailure::ended) {
                broken = *failed;
            }
            break;
        }
        const auto& packet = std::get<Packet>(read);
        ++outcome.frames;
        end = std::max(end, packet.stamp + packet.length);
        examination.take(packet, packet.stamp);
    }
    // The container may go on without video: that is a stall too.
    outcome.length = std::max(end, broken ? Duration{} : demuxer.properties().length);
    outcome.faults = examination.finish(outcome.length);
    outcome.checked = examination.checked();
    return broken;
}

}  // namespace

CheckStatus check(const CheckOptions& options, std::ostream& out, std::ostream& error) {
    const auto unusable = [&](const std::string& text) {
        error << "labd-camera: " << text << "\n";
        return CheckStatus::unusable;
    };
    auto opened = Demuxer::open({.url = options.input});
    if (const auto* failed = std::get_if<StreamError>(&opened)) {
        return unusable(failed->text);
    }
    auto& demuxer = std::get<Demuxer>(opened);
    auto decoder = Decoder::open(demuxer.codec_parameters());
    if (const auto* failed = std::get_if<StreamError>(&decoder)) {
        return unusable(without_credentials(options.input) + ": " + failed->text);
    }
    ExaminationSettings settings;
    settings.stamps = &demuxer;
    const bool thorough = is_short(demuxer.properties()) && !options.thrifty;
    settings.effort = thorough ? Effort::thorough : Effort::thrifty;
    Examination examination(std::move(std::get<Decoder>(decoder)), settings);
    Outcome outcome;
    const std::optional<StreamError> broken = examine(demuxer, examination, outcome);
    if (examination.decoded() == 0) {
        return unusable(without_credentials(options.input) + ": no picture in it can be decoded");
    }
    if (options.json) {
        print_json(outcome, out);
    } else {
        print_table(outcome, out);
    }
    if (broken) {
        error << "labd-camera: " << broken->text << "\n";
        return CheckStatus::broken;
    }
    return CheckStatus::done;
}

}  // namespace labd::camera
