// `labd serve`: the daemon, from its configuration to a clean shutdown.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

namespace labd::app {

struct ServeOptions {
    /// Real operation.
    std::string config;
    /// The sample day on a clock that can be set.
    bool training = false;
    /// Training under a scenario file's control: nothing sampled, the clock stands still.
    bool replay = false;
    /// Training: where its files go.
    std::string data_directory = "labd-training";
    /// Training: where to listen.
    std::string listen = "127.0.0.1:8080";
    /// Training: a file that says where test cameras are; empty for none.
    std::string cameras;
    /// Training: a file that says which endpoints on this machine are told; empty for none.
    std::string webhooks;
};

/// Runs until SIGTERM or SIGINT. Returns the exit status: 0 after a clean shutdown, 1 when it could
/// not start or the journal failed, 2 for a bad configuration.
int serve(const ServeOptions& options, std::ostream& out, std::ostream& error);

}  // namespace labd::app
