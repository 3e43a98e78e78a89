// The command line as a tree of commands, generated from the entry types and the few other
// commands; also the source of help, of "did you mean" and of the shells' completion.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proctor-console/client/exit_code.h"
#include "proctor-console/terminal/grammar.h"
#include "proctor-console/terminal/texts.h"

// NOLINTNEXTLINE(readability-identifier-naming): the library's name.
namespace CLI {
class App;
}  // namespace CLI

namespace labd::console {

/// A command line that was understood.
struct Invocation {
    /// `break_start`, `board` …
    std::string command;
    /// The entry it makes; null for the other commands.
    const EntryCommand* entry = nullptr;
    /// What was given, by the argument's path (`sitting`, `scope.seat`) or by the option's name
    /// without dashes (`preview`, `password-file`). A flag has one empty text.
    std::map<std::string, std::vector<std::string>> values;

    bool has(const std::string& name) const { return values.contains(name); }

    /// The first value; empty when there is none.
    std::string value(const std::string& name) const;
};

/// What to print instead of doing anything: help on stdout with `done`, an error on stderr.
struct Notice {
    std::string text;
    ExitCode code = ExitCode::done;
};

struct ParsedLine {
    std::optional<Invocation> invocation;
    Notice notice;
};

class CommandLine {
public:
    explicit CommandLine(const Texts& texts);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// `arguments` without the program's name.
    ParsedLine parse(const std::vector<std::string>& arguments);

    const CLI::App& app() const { return *app_; }

private:
    struct Leaf;

    void add_globals();
    void add_entry_command(const EntryCommand& command);
    void add_plain_commands();
    CLI::App* make(std::string_view words, const std::string& key);
    /// A required argument or command is not there.
    Notice missing(std::string_view what) const;
    /// Nothing when the line was understood.
    std::optional<Notice> run_parser(const std::vector<std::string>& arguments);
    Invocation invocation() const;
    std::optional<Notice> find_misspelt(const std::vector<std::string>& arguments) const;
    std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) const;

    const Texts& texts_;
    std::unique_ptr<CLI::App> app_;
    std::vector<std::unique_ptr<Leaf>> leaves_;
};

/// The value of `--lang` before anything is parsed, since the help is in that language already.
std::string find_language(const std::vector<std::string>& arguments);

}  // namespace labd::console
