#include "proctor-console/terminal/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "proctor-console/terminal/examples.h"
#include "proctor-console/terminal/plain_commands.h"
#include "proctor-console/terminal/suggest.h"

namespace labd::console {

struct CommandLine::Leaf {
    CLI::App* app = nullptr;
    std::string key;
    const EntryCommand* entry = nullptr;
    /// Where the value of each option goes.
    std::vector<std::pair<CLI::Option*, std::string>> options;
};

namespace {

/// `break start` as `break` and `start`.
std::vector<std::string> split_words(std::string_view words) {
    std::vector<std::string> parts;
    while (!words.empty()) {
        const std::size_t space = words.find(' ');
        parts.emplace_back(words.substr(0, space));
        words = space == std::string_view::npos ? "" : words.substr(space + 1);
    }
    return parts;
}

std::string key_of(std::string_view words) {
    std::string key(words);
    std::ranges::replace(key, ' ', '_');
    std::ranges::replace(key, '-', '_');
    return key;
}

/// The catalogue's key of what an argument is: `cli.argument.sitting`, `cli.option.password_file`.
std::string help_key(std::string_view label) {
    const bool option = label.starts_with("--");
    std::string name;
    for (const char each : option ? label.substr(2) : label) {
        name += each >= 'A' && each <= 'Z'   ? static_cast<char>(each - 'A' + 'a')
                : each == '-' || each == '=' ? '_'
                                             : each;
    }
    return std::string(option ? "cli.option." : "cli.argument.") + name;
}

std::vector<std::string> split_choices(std::string_view choices) {
    std::vector<std::string> all;
    while (!choices.empty()) {
        const std::size_t comma = choices.find(',');
        all.emplace_back(choices.substr(0, comma));
        choices = comma == std::string_view::npos ? "" : choices.substr(comma + 1);
    }
    return all;
}

struct OptionShape {
    std::string label;
    std::string short_label = {};
    bool required = false;
    bool flag = false;
    bool repeated = false;
    std::vector<std::string> choices = {};
};

/// The option has no variable bound: its words are read after parsing.
CLI::Option* add_option(CLI::App& app, const Texts& texts, const OptionShape& shape) {
    const std::string help = texts.say(help_key(shape.label));
    if (shape.flag) {
        return app.add_flag(shape.label, help);
    }
    const bool positional = !shape.label.starts_with("--");
    CLI::Option* option = app.add_option(shape.short_label + shape.label, CLI::callback_t{}, help);
    option->type_size(1);
    option->required(shape.required);
    if (shape.repeated) {
        option->expected(1, 1000);
        // One value for each `--document`: it must not eat the positionals behind it. As CLI11
        // takes `[a,b]` apart only where extra arguments are allowed, texts stay whole.
        option->allow_extra_args(positional);
    } else {
        option->expected(1);
        option->allow_extra_args(false);
    }
    if (!positional) {
        option->type_name(shape.choices.empty() ? texts.say("cli.word.value") : "");
    } else {
        option->type_name("");
    }
    if (!shape.choices.empty()) {
        std::string all;
        for (const std::string& choice : shape.choices) {
            all += (all.empty() ? "" : "|") + choice;
        }
        option->type_name(all);
    }
    return option;
}

CLI::App* find_subcommand(CLI::App& app, const std::string& name) {
    const std::vector<CLI::App*> found =
        app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

std::vector<std::string> names_of_subcommands(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return names;
}

std::vector<std::string> names_of_options(const CLI::App* app) {
    std::vector<std::string> names;
    for (; app != nullptr; app = app->get_parent()) {
        for (const CLI::Option* option : app->get_options()) {
            for (const std::string& name : option->get_lnames()) {
                names.push_back("--" + name);
            }
            for (const std::string& name : option->get_snames()) {
                names.push_back("-" + name);
            }
        }
    }
    return names;
}

const CLI::Option* find_option(const CLI::App* app, const std::string& name) {
    for (; app != nullptr; app = app->get_parent()) {
        if (const CLI::Option* option = app->get_option_no_throw(name)) {
            return option;
        }
    }
    return nullptr;
}

}  // namespace

std::string Invocation::value(const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() || found->second.empty() ? std::string() : found->second.front();
}

CommandLine::CommandLine(const Texts& texts)
    : texts_(texts), app_(std::make_unique<CLI::App>(texts.say("cli.about"), "proctor-console")) {
    const auto& formatter = app_->get_formatter();
    formatter->column_width(32);
    formatter->label("Usage", texts.say("cli.word.usage"));
    formatter->label("OPTIONS", texts.say("cli.word.options_short"));
    formatter->label("SUBCOMMAND", texts.say("cli.word.command_short"));
    formatter->label("SUBCOMMANDS", texts.say("cli.word.command_short"));
    formatter->label("Positionals", texts.say("cli.word.positionals"));
    formatter->label("REQUIRED", texts.say("cli.word.required"));
    app_->set_help_flag("-h,--help", texts.say("cli.option.help"))
        ->group(texts.say("cli.word.options"));
    app_->set_version_flag("--version", "proctor-console " CONSOLE_VERSION,
                           texts.say("cli.option.version"))
        ->group(texts.say("cli.word.options"));
    app_->option_defaults()->group(texts.say("cli.word.options"));
    app_->footer(texts.say("cli.footer"));
    app_->fallthrough();
    // Exactly one, so that a text such as `note board` is not taken for the command `board`.
    app_->require_subcommand(1);
    add_globals();
    for (const EntryCommand& command : entry_commands()) {
        add_entry_command(command);
    }
    add_plain_commands();
}

CommandLine::~CommandLine() = default;

void CommandLine::add_globals() {
    auto leaf = std::make_unique<Leaf>();
    leaf->app = app_.get();
    for (const PlainArgument& each : global_options()) {
        const std::string label(each.label);
        CLI::Option* option = add_option(*app_, texts_,
                                         {label, label == "--output" ? "-o," : "", false, each.flag,
                                          false, split_choices(each.choices)});
        leaf->options.emplace_back(option, label.substr(2));
    }
    leaves_.push_back(std::move(leaf));
}

CLI::App* CommandLine::make(std::string_view words, const std::string& key) {
    CLI::App* app = app_.get();
    const std::vector<std::string> parts = split_words(words);
    std::string path;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        path += (path.empty() ? "" : "_") + key_of(parts[i]);
        CLI::App* next = find_subcommand(*app, parts[i]);
        if (next == nullptr) {
            next = app->add_subcommand(parts[i], texts_.say("cli.help." + path));
            next->group(texts_.say("cli.word.commands"));
            next->get_help_ptr()->group(texts_.say("cli.word.options"));
            next->footer(texts_.say("cli.footer_globals"));
            if (i + 1 < parts.size()) {
                next->require_subcommand(1);
            }
        }
        app = next;
    }
    std::string footer;
    if (const std::string_view example = example_of(key); !example.empty()) {
        footer =
            texts_.say("cli.word.example") + "\n  proctor-console " + std::string(example) + "\n\n";
    }
    app->footer(footer + texts_.say("cli.footer_globals"));
    return app;
}

void CommandLine::add_entry_command(const EntryCommand& command) {
    auto leaf = std::make_unique<Leaf>();
    leaf->key = command.key();
    leaf->entry = &command;
    leaf->app = make(command.words, leaf->key);
    for (const Argument& argument : arguments_of(command)) {
        const Field& element = argument.repeated && !argument.field.members().empty()
                                   ? argument.field.members().front()
                                   : argument.field;
        // A reason given on the command line counts as the justification (see entry_request.cpp).
        const bool required = argument.required && argument.path != "justification";
        CLI::Option* option =
            add_option(*leaf->app, texts_,
                       {argument.label, "", required,
                        argument.field.kind == FieldKind::boolean && !argument.positional,
                        argument.repeated, element.choices});
        leaf->options.emplace_back(option, argument.path);
    }
    if (command.type == "entry.corrected") {
        leaf->options.emplace_back(add_option(*leaf->app, texts_, {"--happened"}), "happened");
        leaf->options.emplace_back(
            add_option(*leaf->app, texts_, {"--set", "", false, false, true}), "set");
        leaf->options.emplace_back(add_option(*leaf->app, texts_, {"--remove", "", false, true}),
                                   "remove");
    }
    leaves_.push_back(std::move(leaf));
}

void CommandLine::add_plain_commands() {
    for (const PlainCommand& command : plain_commands()) {
        auto leaf = std::make_unique<Leaf>();
        leaf->key = key_of(command.words);
        leaf->app = make(command.words, leaf->key);
        for (const PlainArgument& each : command.arguments) {
            const std::string label(each.label);
            CLI::Option* option = add_option(
                *leaf->app, texts_,
                {label, "", each.required, each.flag, each.repeated, split_choices(each.choices)});
            leaf->options.emplace_back(option, label.starts_with("--") ? label.substr(2) : label);
        }
        leaves_.push_back(std::move(leaf));
    }
}

std::string CommandLine::did_you_mean(std::string_view word,
                                      const std::vector<std::string>& known) const {
    std::string all;
    for (const std::string& each : suggestions(word, known)) {
        all += (all.empty() ? "" : ", ") + each;
    }
    return all.empty() ? "" : "\n" + texts_.say("cli.error.did_you_mean", {{"words", all}});
}

std::optional<Notice> CommandLine::find_misspelt(const std::vector<std::string>& arguments) const {
    const CLI::App* app = app_.get();
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
        const std::string& word = arguments[i];
        if (word.size() > 1 && word.starts_with('-')) {
            const std::string name = word.substr(0, word.find('='));
            const CLI::Option* option = find_option(app, name);
            if (option == nullptr && word.starts_with("--")) {
                return Notice{texts_.say("cli.error.no_option", {{"word", name}}) +
                                  did_you_mean(name, names_of_options(app)),
                              ExitCode::usage};
            }
            const bool takes_next = option != nullptr && option->get_items_expected_min() > 0 &&
                                    name.size() == word.size();
            i += takes_next ? 1 : 0;
            continue;
        }
        const std::vector<std::string> known = names_of_subcommands(*app);
        if (known.empty()) {
            continue;
        }
        if (std::ranges::find(known, word) == known.end()) {
            if (app->get_require_subcommand_min() == 0) {
                continue;
            }
            return Notice{
                texts_.say("cli.error.no_command", {{"word", word}}) + did_you_mean(word, known),
                ExitCode::usage};
        }
        app = app->get_subcommand(word);
    }
    return std::nullopt;
}

Notice CommandLine::missing(std::string_view what) const {
    const CLI::App* app = app_.get();
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().front();
    }
    if (app->get_require_subcommand_min() > 0) {
        return {texts_.say("cli.error.command_missing") + "\n\n" + app_->help(), ExitCode::usage};
    }
    const std::string_view name = what.substr(0, what.find(" is required"));
    return {texts_.say("cli.error.required", {{"what", std::string(name)}}), ExitCode::usage};
}

std::optional<Notice> CommandLine::run_parser(const std::vector<std::string>& arguments) {
    try {
        std::vector<std::string> backwards(arguments.rbegin(), arguments.rend());
        app_->parse(std::move(backwards));
    } catch (const CLI::CallForHelp&) {
        return Notice{app_->help(), ExitCode::done};
    } catch (const CLI::CallForVersion& version) {
        return Notice{std::string(version.what()) + "\n", ExitCode::done};
    } catch (const CLI::RequiredError& error) {
        return missing(error.what());
    } catch (const CLI::ExtrasError& error) {
        const std::string what = error.what();
        const std::size_t colon = what.find(": ");
        const std::string word = colon == std::string::npos ? what : what.substr(colon + 2);
        return Notice{texts_.say("cli.error.extra", {{"word", word}}), ExitCode::usage};
    } catch (const CLI::ParseError& error) {
        return Notice{error.what(), ExitCode::usage};
    }
    return std::nullopt;
}

Invocation CommandLine::invocation() const {
    Invocation invocation;
    for (const std::unique_ptr<Leaf>& leaf : leaves_) {
        const bool global = leaf->app == app_.get();
        if (!global && !leaf->app->parsed()) {
            continue;
        }
        if (!global) {
            invocation.command = leaf->key;
            invocation.entry = leaf->entry;
        }
        for (const auto& [option, name] : leaf->options) {
            if (option->count() > 0) {
                const bool flag = option->get_items_expected_min() == 0;
                invocation.values[name] = flag ? std::vector<std::string>{""} : option->results();
            }
        }
    }
    return invocation;
}

ParsedLine CommandLine::parse(const std::vector<std::string>& arguments) {
    std::optional<Notice> notice = find_misspelt(arguments);
    if (!notice) {
        notice = run_parser(arguments);
    }
    if (notice) {
        return {std::nullopt, std::move(*notice)};
    }
    return {invocation(), {}};
}

std::string find_language(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].starts_with("--lang=")) {
            return arguments[i].substr(7);
        }
        if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
            return arguments[i + 1];
        }
    }
    return {};
}

}  // namespace labd::console
