#include "proctor-console/terminal/floor/completer.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "proctor-console/terminal/floor/suggested_lines.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/floor/words.h"

namespace labd::console::floor {

namespace {

constexpr auto of_the_shell = std::to_array<std::string_view>(
    {"sign-in", "sign_in", "sign-out", "sign_out", "password", "board", "tail", "arm", "import",
     "restart_accept", "restart_dismiss", "feed_retry", "completion"});
constexpr auto decided = std::to_array<std::string_view>(
    {"url", "token-file", "ca", "session", "output", "lang", "no-input", "help", "version"});

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& each : lower) {
        each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return lower;
}

/// Where the words before the cursor lead to.
struct Place {
    const CLI::App* app = nullptr;
    /// The option whose value comes next.
    const CLI::Option* option = nullptr;
    std::size_t positionals = 0;
};

const CLI::Option* find_option(const CLI::App* app, const std::string& name) {
    for (; app != nullptr; app = app->get_parent()) {
        if (const CLI::Option* option = app->get_option_no_throw(name)) {
            return option;
        }
    }
    return nullptr;
}

const CLI::App* find_command(const CLI::App& app, const std::string& word) {
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (sub->get_name() == word) {
            return sub;
        }
    }
    return nullptr;
}

bool has_commands(const CLI::App& app) {
    return !app.get_subcommands([](const CLI::App*) { return true; }).empty();
}

Place walk(const CLI::App& root, const std::vector<std::string>& words) {
    Place place{&root};
    for (const std::string& word : words) {
        if (place.option != nullptr) {
            place.option = nullptr;
        } else if (word.starts_with('-')) {
            const CLI::Option* option = find_option(place.app, word.substr(0, word.find('=')));
            const bool takes = option != nullptr && option->get_items_expected_min() > 0;
            place.option = takes && word.find('=') == std::string::npos ? option : nullptr;
        } else if (const CLI::App* sub = find_command(*place.app, word)) {
            place = {sub};
        } else {
            ++place.positionals;
        }
    }
    return place;
}

/// Offers for one word.
class Words {
public:
    Words(const State& state, std::string begun) : state_(state), begun_(std::move(begun)) {}

    void add(const std::string& word, const std::string& about = "") {
        const bool fits = lowered(word).starts_with(lowered(begun_)) && word != begun_;
        if (fits && !word.empty() && offers.size() < offers_max) {
            offers.push_back({word, about, "", ""});
        }
    }

    void add_all(const std::vector<std::string>& words) {
        for (const std::string& word : words) {
            add(word);
        }
    }

    /// `a|b` as its choices; false when anything may be given.
    bool add_choices(const CLI::Option& option) {
        const std::string type = option.get_type_name();
        if (type.find('|') == std::string::npos) {
            return false;
        }
        for (std::size_t at = 0; at <= type.size();) {
            const std::size_t end = std::min(type.find('|', at), type.size());
            add(type.substr(at, end - at));
            at = end + 1;
        }
        return true;
    }

    /// Values of an argument by what it names.
    void add_values(const std::string& label) {
        const std::string name = lowered(label);
        const Sitting* sitting = current_sitting(state_);
        if (name == "sitting") {
            add_sittings([](const Sitting&) { return true; });
        } else if (name == "break") {
            add_sittings([](const Sitting& each) { return each.pause.has_value(); });
        } else if (name == "outage") {
            add_outages();
        } else if (name == "alarm") {
            add_alarms();
        } else if (name == "module" && sitting != nullptr) {
            add(sitting->module ? sitting->module->id : sitting->next_module);
        } else {
            add_of_site(name);
        }
    }

    std::vector<Offer> offers;

private:
    static constexpr std::size_t offers_max = 200;

    void add_outages() {
        for (const Outage& outage : state_.day ? state_.day->outages : std::vector<Outage>()) {
            add(outage.id);
        }
    }

    void add_alarms() {
        for (const Alarm& alarm : listed_alarms(state_)) {
            add(alarm.key, alarm_words(state_, alarm));
        }
    }

    void add_of_site(const std::string& name) {
        if (name == "seat") {
            add_all(state_.seats);
        } else if (name == "rack") {
            add_all(state_.racks);
        } else if (name == "room") {
            add_all(state_.rooms);
        } else if (name == "item") {
            add_all(state_.equipment);
        }
    }

    template <class Wanted>
    void add_sittings(Wanted wanted) {
        for (const std::string& id : state_.order) {
            const Sitting* sitting = state_.day ? state_.day->find(id) : nullptr;
            if (sitting != nullptr && wanted(*sitting)) {
                add(handle_of(*state_.day, *sitting),
                    name_of(state_.texts, *sitting) + "  " + state_word(state_.texts, *sitting));
            }
        }
    }

    const State& state_;
    std::string begun_;
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as commands are.
void add_options(const CLI::App& app, Words& words) {
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            if (!is_decided_by_the_floor(name)) {
                words.add("--" + name, option->get_description());
            }
        }
    }
    if (app.get_parent() != nullptr) {
        add_options(*app.get_parent(), words);
    }
}

void add_commands(const CLI::App& app, Words& words) {
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (is_for_the_floor(sub->get_name())) {
            words.add(sub->get_name(), sub->get_description());
        }
    }
}

void add_positional(const Place& place, Words& words) {
    std::vector<const CLI::Option*> positionals;
    for (const CLI::Option* option : place.app->get_options()) {
        if (option->get_positional()) {
            positionals.push_back(option);
        }
    }
    if (positionals.empty()) {
        return;
    }
    const bool is_last = place.positionals >= positionals.size();
    if (is_last && positionals.back()->get_items_expected_max() < 2) {
        return;
    }
    const CLI::Option& option = *positionals[is_last ? positionals.size() - 1 : place.positionals];
    if (!words.add_choices(option)) {
        words.add_values(option.get_name(true));
    }
}

/// Commands by their names, in any language: where the text is a part of the name.
std::vector<Offer> named(const State& state, const std::string& text) {
    std::vector<Offer> found;
    for (Offer& offer : named_commands(state)) {
        if (text.empty() || lowered(offer.word).find(lowered(text)) != std::string::npos) {
            found.push_back(std::move(offer));
        }
    }
    return found;
}

}  // namespace

bool is_for_the_floor(std::string_view command) {
    return std::ranges::find(of_the_shell, command) == of_the_shell.end();
}

bool is_decided_by_the_floor(std::string_view option) {
    return std::ranges::find(decided, option) != decided.end();
}

std::vector<Offer> Completer::offers(const State& state) const {
    const Prompt& prompt = state.prompt;
    const std::string typed = prompt.text.substr(0, prompt.cursor);
    const TypedWords words = typed_words(typed);
    const Place place = walk(line_.app(), words.before);
    Words offered(state, words.last);
    if (place.option != nullptr) {
        if (!offered.add_choices(*place.option)) {
            offered.add_values(place.option->get_lnames().empty()
                                   ? std::string()
                                   : place.option->get_lnames().front());
        }
    } else if (words.last.starts_with('-')) {
        add_options(*place.app, offered);
    } else if (has_commands(*place.app)) {
        add_commands(*place.app, offered);
    } else {
        add_positional(place, offered);
        if (words.last.empty() && offered.offers.empty()) {
            add_options(*place.app, offered);
        }
    }
    // With nothing typed the likeliest first; afterwards what completes the word.
    std::vector<Offer> all = named(state, typed);
    all.insert(typed.empty() ? all.end() : all.begin(), offered.offers.begin(),
               offered.offers.end());
    return all;
}

}  // namespace labd::console::floor
