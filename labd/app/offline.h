// The subcommands that work on files while no daemon is needed: verify, backup, check-config and
// the accounts. Each returns the process's exit status: 0 done, 1 failed or a fault found, 2 usage.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace labd::app {

struct Streams {
    std::istream& in;
    std::ostream& out;
    std::ostream& error;
};

struct VerifyCommand {
    /// A data directory, a copy of one, or a journal file.
    std::string journal;
    /// `<size> <root>` as noted elsewhere, or a file with a signed checkpoint.
    std::string against;
    /// The key of that checkpoint.
    std::string key;
    /// Empty: `evidence` beside the journal, when it is there.
    std::filesystem::path evidence;
    bool json = false;
};

/// Sequence, leaves and tree, and in a data directory that folding the entries again, with and
/// without the snapshot, gives the same state.
int verify(const VerifyCommand& command, const Streams& streams);

struct BackupCommand {
    std::string from;
    std::string to;
    /// Copies the keys instead of the journal: they belong elsewhere.
    bool keys = false;
};

int backup(const BackupCommand& command, const Streams& streams);

int check_config(const std::string& file, const Streams& streams);

struct UserCommand {
    std::string data_directory;
    std::string name;
    std::string display_name;
    std::vector<std::string> roles;
    /// Reads the password from standard input instead of making one.
    bool password_stdin = false;
};

int user_add(const UserCommand& command, const Streams& streams);
int user_list(const UserCommand& command, const Streams& streams);
int user_set_disabled(const UserCommand& command, bool disabled, const Streams& streams);
int user_reset_password(const UserCommand& command, const Streams& streams);
/// A token for a service: `name` is its label, `roles` its one role.
int user_token(const UserCommand& command, const Streams& streams);

}  // namespace labd::app
