#include "proctor-console/terminal/completion.h"

#include <CLI/CLI.hpp>

namespace labd::console {

namespace {

/// What can follow the words of one command.
struct Node {
    std::string path;
    std::string commands;
    std::string options;
    /// Choices of positionals.
    std::string words;
};

bool takes_value(const CLI::Option& option) { return option.get_items_expected_min() > 0; }

/// `a|b` as `a b`; empty when anything may be given.
std::string choices_of(const CLI::Option& option) {
    std::string type = option.get_type_name();
    if (type.find('|') == std::string::npos) {
        return {};
    }
    std::ranges::replace(type, '|', ' ');
    return type;
}

std::string names_of(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_lnames()) {
        names += (names.empty() ? "--" : " --") + name;
    }
    for (const std::string& name : option.get_snames()) {
        names += (names.empty() ? "-" : " -") + name;
    }
    return names;
}

/// A pattern of `case` for options that take a value: `--output|-o`.
std::string pattern_of(const CLI::Option& option) {
    std::string names = names_of(option);
    std::ranges::replace(names, ' ', '|');
    return names;
}

class Collector {
public:
    std::vector<Node> nodes;
    /// Lines of a `case` from `path/--option` to its choices.
    std::string values;
    std::string with_value;

    // NOLINTNEXTLINE(misc-no-recursion): as deep as the commands are.
    void visit(const CLI::App& app, const std::string& path) {
        Node node;
        node.path = path;
        for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
            node.commands += (node.commands.empty() ? "" : " ") + sub->get_name();
        }
        for (const CLI::Option* option : app.get_options()) {
            if (option->get_positional()) {
                const std::string words = choices_of(*option);
                node.words += (node.words.empty() || words.empty() ? "" : " ") + words;
                continue;
            }
            node.options += (node.options.empty() ? "" : " ") + names_of(*option);
            if (takes_value(*option)) {
                with_value += (with_value.empty() ? "" : "|") + pattern_of(*option);
                add_choices(path, *option);
            }
        }
        nodes.push_back(std::move(node));
        for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
            visit(*sub, path + "/" + sub->get_name());
        }
    }

private:
    void add_choices(const std::string& path, const CLI::Option& option) {
        const std::string choices = choices_of(option);
        if (choices.empty()) {
            return;
        }
        std::string patterns;
        const std::string from = path.empty() ? "*" : path;
        for (const std::string& name : option.get_lnames()) {
            patterns += patterns.empty() ? "" : "|";
            patterns.append(from).append(":--").append(name);
        }
        for (const std::string& name : option.get_snames()) {
            patterns += patterns.empty() ? "" : "|";
            patterns.append(from).append(":-").append(name);
        }
        values += "        " + patterns + ") words=\"" + choices + "\" ;;\n";
    }
};

/// Walks the words before the cursor to a path such as `/break/start`, then offers what can follow.
/// Other words (files, seats) are left to the shell.
std::string bash_script(const Collector& tree) {
    std::string paths;
    std::string offers;
    for (const Node& node : tree.nodes) {
        paths += (paths.empty() ? "" : "|") + (node.path.empty() ? "''" : node.path);
        offers += "        " + (node.path.empty() ? "''" : node.path) + ")\n            words=\"" +
                  node.commands + (node.words.empty() ? "" : " ") + node.words +
                  "\"\n            options=\"" + node.options + "\" ;;\n";
    }
    const std::string globals = tree.nodes.front().options;
    return R"bash(# Completion for proctor-console, made by "proctor-console completion bash".
_proctor_console() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
    local path="" words="" options="" i word skip=0
    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        if ((skip)); then skip=0; continue; fi
        case "$word" in
        )bash" +
           tree.with_value + R"bash() skip=1; continue ;;
        -*) continue ;;
        esac
        case "$path/$word" in
        )bash" +
           paths + R"bash() path="$path/$word" ;;
        esac
    done
    COMPREPLY=()
    if ((skip)); then
        case "$path:$previous" in
)bash" + tree.values +
           R"bash(        *) compopt -o default 2>/dev/null; return ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi
    case "$path" in
)bash" + offers +
           R"bash(    esac
    if [[ "$current" == -* ]]; then
        words="$options )bash" +
           globals + R"bash("
    fi
    if [[ -z "$words" || "$words" == " " ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _proctor_console proctor-console
)bash";
}

}  // namespace

std::string completion_script(const CommandLine& line, std::string_view shell) {
    Collector tree;
    tree.visit(line.app(), "");
    if (shell == "bash") {
        return bash_script(tree);
    }
    if (shell == "zsh") {
        // zsh runs bash's functions through its own emulation of them.
        return "#compdef proctor-console\nautoload -U +X bashcompinit && bashcompinit\n" +
               bash_script(tree);
    }
    return {};
}

}  // namespace labd::console
