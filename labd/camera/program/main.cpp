// `labd-camera`: looks at cameras and recordings, so that a decoder's crash or hang is not labd's.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <opencv2/core/utility.hpp>

extern "C" {
#include <libavutil/log.h>
}

#include "labd/camera/program/check.h"
#include "labd/camera/program/coverage.h"
#include "labd/camera/program/footage.h"
#include "labd/camera/program/watch.h"

namespace {

/// What the command line asked for; set by the subcommand that was given.
using Action = std::function<int()>;

void add_check(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::camera::CheckOptions>();
    CLI::App* command = app.add_subcommand(
        "check",
        "Judge a video file or stream: intervals of faults, first 15 s as the good picture");
    command->add_option("INPUT", options->input, "A file, or an rtsp, http or https URL")
        ->required();
    command->add_flag("--json", options->json, "One JSON object a line");
    command->add_flag("--thrifty", options->thrifty,
                      "Decode as little as with live cameras; of more than 20 minutes always");
    command->callback([options, &action] {
        action = [options] {
            return static_cast<int>(labd::camera::check(*options, std::cout, std::cerr));
        };
    });
}

void add_watch(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::camera::WatchOptions>();
    CLI::App* command = app.add_subcommand(
        "watch", "Look after live cameras: commands on standard input, reports on standard output");
    command->add_option("--stills", options->stills, "Folder for the latest still of each camera")
        ->required();
    command->add_option("--manifests", options->manifests,
                        "Folder for the digests of recordings; without it none are made");
    command->callback([options, &action] {
        action = [options] { return labd::camera::watch(*options, STDIN_FILENO, STDOUT_FILENO); };
    });
}

void add_coverage(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::camera::CoverageOptions>();
    CLI::App* command = app.add_subcommand(
        "coverage", "What a folder of recordings holds of a window: intervals, sums, gaps");
    command->add_option("--recordings", options->recordings, "The recorder's folder")->required();
    command->add_option("--window", options->window, "FROM/TO, two RFC 3339 instants")->required();
    command->add_option("--camera", options->camera, "Only this camera");
    command->add_option("--pattern", options->pattern,
                        "How files are named, without the ending (docs/cameras.md)");
    command->add_option("--zone", options->zone, "Time zone of the names and of the answer")
        ->capture_default_str();
    command->add_option("--manifests", options->manifests,
                        "A folder of digests: kept there, and compared with what was kept before");
    command->add_option("--roots", options->roots,
                        "labd's coverage answer (JSON), whose roots the digests must have");
    command->add_option("--lang", options->language, "en or ja");
    command->add_flag("--judge", options->judge, "Judge the pictures too; takes long");
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &action] {
        action = [options] {
            return static_cast<int>(labd::camera::coverage(*options, std::cout, std::cerr));
        };
    });
}

void add_footage(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "footage", "For labd: one job on standard input, clips cut from recordings or copies");
    command->callback(
        [&action] { action = [] { return labd::camera::footage(std::cin, std::cout); }; });
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory and a broken terminal end the process.
int main(int argc, char** argv) {
    CLI::App app{"labd-camera judges cameras and recordings for labd."};
    app.require_subcommand(1);
    // Cameras are looked at side by side; threads within one picture would only get in their way.
    cv::setNumThreads(1);
    // What libav says on its own is no use to anybody, and it prints URLs with their passwords.
    av_log_set_level(AV_LOG_QUIET);
    Action action;
    add_check(app, action);
    add_watch(app, action);
    add_coverage(app, action);
    add_footage(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return action();
}
