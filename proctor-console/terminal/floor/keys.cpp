#include "proctor-console/terminal/floor/keys.h"

#include <algorithm>
#include <utility>

#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/prompt.h"
#include "proctor-console/terminal/floor/suggested_lines.h"
#include "proctor-console/terminal/floor/wording.h"

namespace labd::console::floor {

namespace {

using Requests = std::vector<Request>;

/// Digits typed one after the other belong together for so long.
constexpr Duration together = milliseconds(900);

void go_to(State& state, const Sitting& sitting, Requests& requests) {
    state.current = sitting.sitting;
    if (state.has_drawer) {
        state.drawer_top = 0;
        requests.push_back({Request::Kind::read_details, sitting.sitting});
    }
}

void move(State& state, int step, Duration monotonic, Requests& requests) {
    const auto moved = [&](std::size_t at, std::size_t count) {
        const auto last = static_cast<std::ptrdiff_t>(count) - 1;
        return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(
            static_cast<std::ptrdiff_t>(at) + step, 0, std::max<std::ptrdiff_t>(last, 0)));
    };
    if (state.screen == Screen::alarms) {
        state.alarm_at = moved(state.alarm_at, alarm_rows(state, monotonic).size());
    } else if (state.screen == Screen::waiting) {
        state.waiting_at = moved(state.waiting_at, own_kept(state).size());
    } else if (state.screen == Screen::output) {
        state.output.top = moved(state.output.top, state.output.lines.size());
    } else {
        const std::vector<const Sitting*> shown = shown_sittings(state);
        const auto found = std::ranges::find(shown, current_sitting(state));
        if (found != shown.end()) {
            const auto at = static_cast<std::size_t>(found - shown.begin());
            go_to(state, *shown[moved(at, shown.size())], requests);
        }
    }
}

void scroll(State& state, int direction) {
    std::size_t& top = state.screen == Screen::output ? state.output.top : state.drawer_top;
    const std::size_t step = state.rows > 12 ? state.rows - 10 : 2;
    const std::size_t most = state.screen == Screen::output ? state.output.lines.size() : 1000;
    top = direction > 0 ? std::min(top + step, most) : top - std::min(top, step);
}

/// The seat whose number ends in the digits that were typed; of several who sat there whoever still
/// does.
void jump(State& state, Requests& requests) {
    if (!state.day) {
        return;
    }
    const auto number_of = [](std::string_view text) {
        const std::size_t before = text.find_last_not_of("0123456789");
        std::string_view digits = before == std::string_view::npos ? text : text.substr(before + 1);
        while (digits.size() > 1 && digits.front() == '0') {
            digits.remove_prefix(1);
        }
        return digits;
    };
    const Sitting* found = nullptr;
    for (const Sitting& sitting : state.day->sittings) {
        const bool is_there =
            !number_of(sitting.seat).empty() && number_of(sitting.seat) == number_of(state.digits);
        if (is_there && (found == nullptr || (found->has_ended() && !sitting.has_ended()))) {
            found = &sitting;
        }
    }
    if (found != nullptr) {
        go_to(state, *found, requests);
    }
}

void digit(State& state, const std::string& text, Duration monotonic, Requests& requests) {
    state.digits = monotonic - state.digits_at < together ? state.digits + text : text;
    state.digits_at = monotonic;
    if (state.digits.size() > 9) {
        state.digits = text;
    }
    jump(state, requests);
}

void show_output(State& state, std::string_view title, std::string line, Requests& requests) {
    state.screen = Screen::output;
    const bool is_journal = title == "web.screen.journal";
    if (is_journal && state.day) {
        line += " --after " + std::to_string(std::max<std::int64_t>(0, state.day->size - 300));
    }
    state.output = {line,      state.texts.say(title), {state.texts.say("web.loading")}, 0, true,
                    is_journal};
    requests.push_back({Request::Kind::read_output, std::move(line)});
}

void after_g(State& state, char key, Requests& requests) {
    state.has_help = false;
    state.has_drawer = false;
    switch (key) {
        case 'f': state.screen = Screen::floor; break;
        case 'a':
            state.screen = Screen::alarms;
            state.alarm_at = 0;
            break;
        case 'w':
            state.screen = Screen::waiting;
            state.waiting_at = 0;
            break;
        case 'e': show_output(state, "web.screen.outages", "outages", requests); break;
        case 'j': show_output(state, "web.screen.journal", "journal", requests); break;
        case 'c': show_output(state, "web.screen.cameras", "cameras", requests); break;
        default: break;
    }
}

void begin_alarm(State& state, char key, Duration monotonic) {
    if (const std::optional<Alarm> alarm = alarm_of_key(state, key, monotonic)) {
        open_prompt(state,
                    key == 'a' ? acknowledge_line(*alarm) : shelve_line(state, *alarm, monotonic));
    }
}

void letter(State& state, char key, Duration monotonic, Requests& requests) {
    const Sitting* sitting = current_sitting(state);
    switch (key) {
        case 'j': move(state, 1, monotonic, requests); return;
        case 'k': move(state, -1, monotonic, requests); return;
        case 'g': state.after_g = true; return;
        case ':': open_prompt(state, ""); return;
        case '/':
            state.prompt.kind = Prompt::Kind::filter;
            set_line(state.prompt, state.filter);
            return;
        case '?': state.has_help = !state.has_help; return;
        case 'L': requests.push_back({Request::Kind::language_changed, ""}); return;
        case 'q': requests.push_back({Request::Kind::quit, ""}); return;
        case 'o': open_prompt(state, outage_line(state)); return;
        case 'u': requests.push_back({Request::Kind::find_last, ""}); return;
        case 'a':
        case 's': begin_alarm(state, key, monotonic); return;
        default: break;
    }
    const std::optional<std::string> line = sitting == nullptr || state.screen != Screen::floor
                                                ? std::nullopt
                                                : line_of_key(state, *sitting, key);
    if (line) {
        open_prompt(state, *line);
    }
}

void back(State& state) {
    if (state.has_help) {
        state.has_help = false;
    } else if (state.screen != Screen::floor) {
        state.screen = Screen::floor;
    } else if (state.has_drawer) {
        state.has_drawer = false;
    } else if (state.notice) {
        state.notice.reset();
    } else {
        state.filter.clear();
    }
}

void enter(State& state, Duration monotonic, Requests& requests) {
    if (state.screen == Screen::waiting) {
        const std::vector<const Kept*> own = own_kept(state);
        if (state.waiting_at < own.size() && own[state.waiting_at]->problem) {
            requests.push_back({Request::Kind::forget, own[state.waiting_at]->key});
        }
        return;
    }
    const Sitting* sitting = nullptr;
    if (state.screen == Screen::alarms) {
        const std::vector<AlarmRow> rows = alarm_rows(state, monotonic);
        sitting = state.alarm_at < rows.size()
                      ? find_subject(state, rows[state.alarm_at].alarm.subject)
                      : nullptr;
    } else if (state.screen == Screen::floor) {
        sitting = current_sitting(state);
    }
    if (sitting != nullptr) {
        state.screen = Screen::floor;
        state.has_help = false;
        state.has_drawer = true;
        state.filter = state.current == sitting->sitting ? state.filter : "";
        go_to(state, *sitting, requests);
    }
}

void on_screen(State& state, const Key& key, Duration monotonic, Requests& requests) {
    const bool was_g = std::exchange(state.after_g, false);
    state.acted_at = monotonic;
    switch (key.code) {
        case Key::Code::down: move(state, 1, monotonic, requests); break;
        case Key::Code::up: move(state, -1, monotonic, requests); break;
        case Key::Code::page_down: scroll(state, 1); break;
        case Key::Code::page_up: scroll(state, -1); break;
        case Key::Code::enter: enter(state, monotonic, requests); break;
        case Key::Code::escape:
            state.digits.clear();
            back(state);
            break;
        case Key::Code::palette: open_prompt(state, ""); break;
        case Key::Code::character: {
            const char only = key.text.size() == 1 ? key.text.front() : '\0';
            if (was_g) {
                after_g(state, only, requests);
            } else if (only >= '0' && only <= '9') {
                digit(state, key.text, monotonic, requests);
            } else {
                state.digits.clear();
                letter(state, only, monotonic, requests);
            }
            break;
        }
        default: break;
    }
}

void on_confirmation(State& state, const Key& key, Requests& requests) {
    Confirmation& confirmation = *state.confirmation;
    if (key.code == Key::Code::escape) {
        state.confirmation.reset();
    } else if (key.code == Key::Code::backspace) {
        while (!confirmation.typed.empty() &&
               (static_cast<unsigned char>(confirmation.typed.back()) & 0xC0U) == 0x80) {
            confirmation.typed.pop_back();
        }
        if (!confirmation.typed.empty()) {
            confirmation.typed.pop_back();
        }
    } else if (key.code == Key::Code::clear) {
        confirmation.typed.clear();
    } else if (key.code == Key::Code::character && confirmation.typed.size() < 100) {
        confirmation.typed += key.text;
    } else if (key.code == Key::Code::enter && confirmation.typed == confirmation.wanted) {
        requests.push_back({Request::Kind::record, ""});
    }
}

void on_filter(State& state, const Key& key) {
    if (key.code == Key::Code::enter || key.code == Key::Code::escape) {
        state.prompt.kind = Prompt::Kind::closed;
        if (key.code == Key::Code::escape) {
            state.filter.clear();
        }
        return;
    }
    edit(state.prompt, key);
    state.filter = state.prompt.text;
}

/// A command by its name: the keys it stands for, or its line.
void take_command(State& state, const Offer& offer, Duration monotonic, Requests& requests) {
    if (!offer.line.empty()) {
        open_prompt(state, offer.line);
        return;
    }
    state.prompt.kind = Prompt::Kind::closed;
    for (const char each : offer.keys) {
        on_screen(state, {Key::Code::character, std::string(1, each)}, monotonic, requests);
    }
}

void on_prompt(State& state, const Key& key, Duration monotonic, Requests& requests) {
    Prompt& prompt = state.prompt;
    const bool takes = key.code == Key::Code::enter || key.code == Key::Code::tab;
    if (key.code == Key::Code::escape || key.code == Key::Code::palette) {
        prompt.kind = Prompt::Kind::closed;
    } else if (takes && prompt.chosen && *prompt.chosen < prompt.offers.size()) {
        const Offer offer = prompt.offers[*prompt.chosen];
        offer.is_command() ? take_command(state, offer, monotonic, requests)
                           : take_word(prompt, offer.word);
    } else if (key.code == Key::Code::enter) {
        if (!prompt.text.empty()) {
            remember(prompt);
            requests.push_back({Request::Kind::run, prompt.text});
        }
        prompt.kind = Prompt::Kind::closed;
    } else {
        edit(prompt, key);
    }
}

}  // namespace

void open_prompt(State& state, std::string line) {
    const std::size_t quotes = line.find("\"\"");
    set_line(state.prompt, std::move(line));
    if (quotes != std::string::npos) {
        state.prompt.cursor = quotes + 1;
    }
    state.prompt.kind = Prompt::Kind::command;
    state.notice.reset();
}

std::vector<Request> press(State& state, const Key& key, Duration monotonic) {
    Requests requests;
    const bool is_small = state.rows < rows_min || state.columns < columns_min;
    if (is_small) {
        // Nobody acts on what cannot be read.
        if (key.text == "q") {
            requests.push_back({Request::Kind::quit, ""});
        }
    } else if (state.confirmation) {
        on_confirmation(state, key, requests);
    } else if (state.prompt.kind == Prompt::Kind::filter) {
        on_filter(state, key);
    } else if (state.prompt.kind == Prompt::Kind::command) {
        on_prompt(state, key, monotonic, requests);
    } else {
        on_screen(state, key, monotonic, requests);
    }
    return requests;
}

}  // namespace labd::console::floor
