// The daemon's command line.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "labd/app/camera_program.h"
#include "labd/app/offline.h"
#include "labd/app/serve.h"
#include "labd/app/simulate.h"
#include "labd/app/verify_pack.h"
#include "labd/app/version.h"

namespace {

using labd::app::Streams;

/// What the command line asked for; set by the subcommand that was given.
using Action = std::function<int(const Streams&)>;

void add_serve(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::app::ServeOptions>();
    CLI::App* command = app.add_subcommand("serve", "Run the daemon");
    auto* config = command->add_option("--config", options->config,
                                       "Configuration of real operation (docs/operations.md)");
    auto* training =
        command->add_flag("--training", options->training,
                          "A sample site and today's sample exam day, on a clock that can be set");
    auto* replay = command->add_flag(
        "--replay", options->replay,
        "For scripts/replay: an empty journal whose clock and people a scenario file controls");
    command->add_option("--data", options->data_directory, "Training: directory for its files")
        ->excludes(config)
        ->capture_default_str();
    command->add_option("--listen", options->listen, "Training: address to listen on")
        ->excludes(config)
        ->capture_default_str();
    auto* cameras = command->add_option(
        "--cameras", options->cameras,
        "Training: watch the cameras that this file names (docs/test-cameras.md)");
    cameras->needs(training);
    auto* webhooks = command->add_option(
        "--webhooks", options->webhooks,
        "Training: tell the endpoints on this machine that this file names (docs/integrator.md)");
    webhooks->needs(training);
    training->excludes(config);
    replay->excludes(config)->excludes(training);
    command->footer(
        "Example: labd serve --training\n"
        "         labd serve --config /etc/labd/labd.toml");
    command->callback([options, &action] {
        if (options->config.empty() && !options->training && !options->replay) {
            throw CLI::RequiredError("--config FILE (or --training)");
        }
        action = [options](const Streams& streams) {
            return labd::app::serve(*options, streams.out, streams.error);
        };
    });
}

void add_simulate(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::app::SimulateOptions>();
    CLI::App* command = app.add_subcommand(
        "simulate", "Run a scenario file through the rules alone: no server, no wall clock");
    command->add_option("FILE", options->file, "The scenario file")->required();
    command->add_flag("--json", options->json, "One JSON object a line, one line a step");
    command->footer(
        "Exit status: 0 ran to the end, 1 an expectation did not hold, 2 not a "
        "valid scenario.\nExample: labd simulate tests/scenarios/"
        "example-04-outage-is-given-back.json");
    command->callback([options, &action] {
        action = [options](const Streams& streams) {
            return static_cast<int>(labd::app::simulate(*options, streams.out, streams.error));
        };
    });
}

void add_verify(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::app::VerifyCommand>();
    CLI::App* command = app.add_subcommand(
        "verify", "Check a journal: sequence, leaves, tree, and that folding it again holds");
    command->add_option("JOURNAL", options->journal, "A data directory or a journal.db")
        ->required();
    command->add_option("--against", options->against,
                        "\"SIZE ROOT\" noted elsewhere, or a file with a checkpoint: nothing "
                        "before it was changed, cut or added");
    command->add_option("--key", options->key,
                        "The key that signed the checkpoint (GET /api/v1/log/key)");
    command->add_option("--evidence", options->evidence,
                        "Where clips and recordings on hold are, if not in `evidence` beside the "
                        "journal: each must have the digest that was entered");
    command->add_flag("--json", options->json, "The report as JSON");
    command->footer(
        "Exit status: 0 whole, 1 a fault was found (it is named), 2 usage.\n"
        "Example: labd verify /var/lib/labd --against \"$(cat head-of-friday)\"\n"
        "         labd verify /var/lib/labd --against friday.note --key \"$(cat lab.key)\"");
    command->callback([options, &action] {
        action = [options](const Streams& streams) { return labd::app::verify(*options, streams); };
    });
}

void add_verify_pack(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::app::VerifyPackCommand>();
    CLI::App* command = app.add_subcommand(
        "verify-pack",
        "Check an evidence pack: every byte, the signatures, and the proof of every entry");
    command->add_option("FILE", options->file, "The pack, a ZIP")->required();
    command->add_option("--key", options->key,
                        "The site's key as noted elsewhere (GET /api/v1/log/key); without it the "
                        "pack's own is used, which shows damage but not who made the pack");
    command->add_flag("--json", options->json, "The report as JSON");
    command->footer(
        "Exit status: 0 whole, 1 a fault was found (it is named), 2 usage.\n"
        "Example: labd verify-pack evidence-S07.zip --key \"$(cat lab.key)\"");
    command->callback([options, &action] {
        action = [options](const Streams& streams) {
            return labd::app::verify_pack(*options, streams);
        };
    });
}

void add_backup(CLI::App& app, Action& action) {
    auto options = std::make_shared<labd::app::BackupCommand>();
    CLI::App* command = app.add_subcommand(
        "backup", "Copy a journal consistently while labd runs, sync it, reopen it, check it");
    command->add_option("--from", options->from, "The data directory")->required();
    command->add_option("--to", options->to, "A directory that does not exist yet")->required();
    command->add_flag(
        "--keys", options->keys,
        "Copy keys.db and accounts.db instead: keep them apart from the journal's copies");
    command->footer("Example: labd backup --from /var/lib/labd --to /backup/2026-03-03");
    command->callback([options, &action] {
        action = [options](const Streams& streams) { return labd::app::backup(*options, streams); };
    });
}

void add_check_config(CLI::App& app, Action& action) {
    auto file = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("check-config", "Check a configuration file; changes nothing");
    command->add_option("FILE", *file, "The configuration file")->required();
    command->callback([file, &action] {
        action = [file](const Streams& streams) { return labd::app::check_config(*file, streams); };
    });
}

void add_camera_check(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<std::vector<std::string>>(1, "check");
    CLI::App* command = app.add_subcommand(
        "camera-check", "Judge one video file or stream: which faults its picture shows, and when");
    command
        ->add_option_function<std::string>(
            "INPUT", [arguments](const std::string& input) { arguments->push_back(input); },
            "A file, or an rtsp, http or https URL; its first 15 s are the good picture")
        ->required();
    command->add_flag_callback(
        "--json", [arguments] { arguments->emplace_back("--json"); }, "One JSON object a line");
    command->footer(
        "Exit status: 0 judged to the end, 1 it broke off, 2 it cannot be used.\n"
        "Example: labd camera-check /srv/recordings/front/12-00.mp4");
    command->callback([arguments, &action] {
        action = [arguments](const Streams& streams) {
            return labd::app::become_camera_program(*arguments, streams);
        };
    });
}

void add_coverage(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<std::vector<std::string>>(1, "coverage");
    CLI::App* command = app.add_subcommand(
        "coverage", "What a folder of recordings holds of a window: intervals, sums, gaps");
    const auto pass_on = [command, arguments](const std::string& name, const std::string& help) {
        return command->add_option_function<std::string>(
            name,
            [arguments, name](const std::string& value) {
                arguments->push_back(name + '=' + value);
            },
            help);
    };
    pass_on("--recordings", "The recorder's folder")->required();
    pass_on("--window", "FROM/TO, two RFC 3339 instants")->required();
    pass_on("--camera", "Only this camera");
    pass_on("--pattern", "How files are named, without the ending (docs/cameras.md)");
    pass_on("--zone", "Time zone of the names and of the answer (UTC)");
    pass_on("--manifests",
            "A folder of digests: kept there, and compared with what was kept before");
    pass_on("--roots", "labd's coverage answer (JSON), whose roots the digests must have");
    pass_on("--lang", "en or ja");
    command->add_flag_callback(
        "--judge", [arguments] { arguments->emplace_back("--judge"); },
        "Judge the pictures too; takes long. Without it nothing is more than unproven");
    command->add_flag_callback(
        "--json", [arguments] { arguments->emplace_back("--json"); }, "One JSON object");
    command->footer(
        "Exit status: 0 told, 1 the folder cannot be read, 2 usage.\n"
        "Example: labd coverage --recordings /srv/recordings --zone Asia/Tokyo \\\n"
        "             --window 2026-03-03T08:30:00+09:00/2026-03-03T18:00:00+09:00");
    command->callback([arguments, &action] {
        action = [arguments](const Streams& streams) {
            return labd::app::become_camera_program(*arguments, streams);
        };
    });
}

using UserAction = std::function<int(const labd::app::UserCommand&, const Streams&)>;

// NOLINTNEXTLINE(readability-function-size): what differs between the six commands.
void add_user_action(CLI::App& user, Action& action,
                     const std::shared_ptr<labd::app::UserCommand>& options,
                     const std::string& name, const std::string& help, const UserAction& run) {
    CLI::App* command = user.add_subcommand(name, help);
    command->add_option("--data", options->data_directory, "The data directory")->required();
    const bool takes_password = name == "add" || name == "reset-password";
    const bool takes_roles = name == "add" || name == "token";
    if (name != "list") {
        command->add_option("NAME", options->name, "The account's name")->required();
    }
    if (takes_roles) {
        command->add_option("--role", options->roles, "A role; the first one is the usual one")
            ->required();
    }
    if (name == "add") {
        command->add_option("--display-name", options->display_name, "The name on screens");
    }
    if (takes_password) {
        command->add_flag("--password-stdin", options->password_stdin,
                          "Read the password from standard input instead of making one");
    }
    command->callback([options, run, &action] {
        action = [options, run](const Streams& streams) { return run(*options, streams); };
    });
}

void add_user(CLI::App& app, Action& action) {
    namespace command = labd::app;
    const auto options = std::make_shared<command::UserCommand>();
    CLI::App* user = app.add_subcommand("user", "Accounts: who may sign in, in which role");
    user->require_subcommand(1);
    add_user_action(*user, action, options, "add", "Add a person", command::user_add);
    add_user_action(*user, action, options, "list", "Who there is", command::user_list);
    add_user_action(*user, action, options, "disable", "End all sessions, refuse sign-in",
                    [](const command::UserCommand& given, const Streams& streams) {
                        return command::user_set_disabled(given, true, streams);
                    });
    add_user_action(*user, action, options, "enable", "Let a disabled person sign in again",
                    [](const command::UserCommand& given, const Streams& streams) {
                        return command::user_set_disabled(given, false, streams);
                    });
    add_user_action(*user, action, options, "reset-password", "Give a new one-time password",
                    command::user_reset_password);
    add_user_action(*user, action, options, "token", "Make a token for a service",
                    command::user_token);
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory and a broken terminal end the process.
int main(int argc, char** argv) {
    CLI::App app{"labd runs a hands-on lab exam day: clocks, outages, journal, explanations."};
    app.set_version_flag("--version", std::string(labd::app::version));
    app.require_subcommand(1);
    app.footer("Start here: labd serve --training");
    Action action;
    add_serve(app, action);
    add_simulate(app, action);
    add_verify(app, action);
    add_verify_pack(app, action);
    add_backup(app, action);
    add_check_config(app, action);
    add_camera_check(app, action);
    add_coverage(app, action);
    add_user(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return action({std::cin, std::cout, std::cerr});
}
