// The configuration file of a real labd (`labd serve --config FILE`): TOML, every key known, faults
// with line and column. docs/operations.md has an example of each key.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "labd/app/camera_sources.h"
#include "labd/app/evidence_table.h"
#include "labd/app/webhooks_table.h"
#include "labd/app/witnesses_table.h"
#include "labd/codec/json.h"
#include "labd/domain/entries.h"
#include "labd/net/server.h"
#include "labd/web/sign_in.h"

namespace labd::app {

struct Configuration {
    std::filesystem::path data_directory;
    /// Empty: in the data directory.
    std::filesystem::path master_key;
    domain::SiteConfigured site;
    domain::Policy policy;
    std::vector<net::ListenAddress> addresses;
    net::TlsFiles tls;
    /// Further origins that browsers may come from, beside the one they ask.
    std::vector<std::string> allowed_origins;
    /// Of it only the limits of shared tablets are the site's.
    web::SignInLimits sign_in;
    std::string log_level = "info";
    /// Where the site's cameras are; holds passwords.
    CameraSources camera_sources;
    /// Empty: `labd-camera` beside labd.
    std::filesystem::path camera_program;
    std::vector<WebhookSettings> webhooks;
    std::vector<WitnessSettings> witnesses;
    EvidenceSettings evidence;
};

/// Reads and checks a file; relative paths in it are relative to it. Opens nothing else but the
/// tracks file and the files of addresses that it names.
codec::Decoded<Configuration> read_configuration(const std::filesystem::path& file);

/// `127.0.0.1:8080`, `[::1]:8080`; with `https://` before it, over TLS.
codec::Decoded<net::ListenAddress> parse_listen_address(const std::string& text);

}  // namespace labd::app
