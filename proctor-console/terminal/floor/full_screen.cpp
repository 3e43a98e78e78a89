#include "proctor-console/terminal/floor/full_screen.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <csignal>

#include "labd/codec/json.h"
#include "proctor-console/terminal/floor/completer.h"
#include "proctor-console/terminal/floor/draw.h"
#include "proctor-console/terminal/floor/keys.h"
#include "proctor-console/terminal/floor/network.h"
#include "proctor-console/terminal/floor/screen.h"
#include "proctor-console/terminal/floor/words.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

// A signal can tell nobody but a variable of the program.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> is_told_to_end{false};

extern "C" void tell_to_end(int) { is_told_to_end.store(true); }

constexpr auto ending_signals = std::to_array<int>({SIGINT, SIGTERM, SIGHUP});

/// Lets the named signals end the loop instead of the program, so that the terminal is given back.
class EndingSignals {
public:
    EndingSignals() {
        is_told_to_end.store(false);

        struct sigaction action {};

        action.sa_handler = tell_to_end;
        sigemptyset(&action.sa_mask);
        for (std::size_t i = 0; i < ending_signals.size(); ++i) {
            ::sigaction(ending_signals.at(i), &action, &before_.at(i));
        }
    }

    ~EndingSignals() {
        for (std::size_t i = 0; i < ending_signals.size(); ++i) {
            ::sigaction(ending_signals.at(i), &before_.at(i), nullptr);
        }
    }

    EndingSignals(const EndingSignals&) = delete;
    EndingSignals& operator=(const EndingSignals&) = delete;

private:
    std::array<struct sigaction, ending_signals.size()> before_{};
};

std::string outbox_path(const Surroundings& around) {
    if (const auto folder = around.variable("XDG_STATE_HOME")) {
        return *folder + "/proctor-console/outbox";
    }
    return around.variable("HOME").value_or(".") + "/.local/state/proctor-console/outbox";
}

/// Of one labd: what waits for another stays with that.
std::string folder_of(const Surroundings& around, const std::string& url) {
    return outbox_path(around) + "/" + percent_encode(url);
}

class FullScreen {
public:
    FullScreen(Console& console, Terminal& terminal, Network& network)
        : terminal_(terminal), network_(network) {
        state_.texts = console.texts();
        completer_ = std::make_unique<Completer>(state_.texts);
    }

    ExitCode run() {
        while (!is_over_) {
            const auto [rows, columns] = terminal_.size();
            state_.rows = rows;
            state_.columns = columns;
            terminal_.show(draw(state_, monotonic_now()));
            wait();
            take_keys();
            for (News& news : network_.take()) {
                take(std::move(news));
            }
            follow(take_time(state_, monotonic_now()));
            is_over_ = is_over_ || is_told_to_end.load();
        }
        return code_;
    }

private:
    /// For a key, for news, for the next second of labd's clock.
    void wait() {
        std::array<pollfd, 2> sources{
            {{STDIN_FILENO, POLLIN, 0}, {network_.wake_descriptor(), POLLIN, 0}}};
        // Just after the second; and some times a second, so that silence is noticed in time.
        const Duration next =
            std::min(state_.clock.to_next_second(monotonic_now()), milliseconds(500));
        ::poll(sources.data(), sources.size(), static_cast<int>(next.us / 1000) + 2);
        if ((sources[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 &&
            (sources[0].revents & POLLIN) == 0) {
            is_over_ = true;
        }
    }

    void take_keys() {
        bool any = false;
        for (std::optional<Key> key = terminal_.take_key(); key; key = terminal_.take_key()) {
            any = true;
            for (const Request& request : press(state_, *key, monotonic_now())) {
                answer(request);
            }
            offer();
        }
        if (any) {
            put_in_order(state_, monotonic_now());
        }
    }

    void offer() {
        if (state_.prompt.kind != Prompt::Kind::command) {
            state_.prompt.offers.clear();
            return;
        }
        if (!state_.prompt.chosen) {
            state_.prompt.offers = completer_->offers(state_);
        }
    }

    void take(News news) {
        if (news.kind == News::Kind::board && news.body.is_object()) {
            board_ = news.body;
        }
        if (news.kind == News::Kind::prepared && news.prepared.kind == Prepared::Kind::fact) {
            send(news.prepared, news.text);
            return;
        }
        follow(take_news(state_, std::move(news), monotonic_now()));
        offer();
    }

    void follow(const Wanted& wanted) {
        if (wanted.quit) {
            is_over_ = true;
            code_ = ExitCode::not_allowed;
        }
        if (wanted.bell) {
            terminal_.ring();
        }
        if (wanted.clock) {
            network_.read_clock();
        }
        if (wanted.board) {
            network_.read_board();
        }
        if (wanted.footage) {
            network_.read_footage();
        }
        const Sitting* sitting = current_sitting(state_);
        if (wanted.details && sitting != nullptr) {
            network_.read_details(sitting->sitting);
        }
        if (wanted.output) {
            network_.read_output(state_.output.line);
        }
        if (wanted.flush && !state_.user.empty()) {
            network_.flush(state_.user);
        }
    }

    void answer(const Request& request) {
        switch (request.kind) {
            case Request::Kind::run: run_line(request.text); break;
            case Request::Kind::record: record(); break;
            case Request::Kind::read_details: network_.read_details(request.text); break;
            case Request::Kind::read_output: network_.read_output(request.text); break;
            case Request::Kind::find_last:
                if (is_stale(state_, monotonic_now())) {
                    refuse("web.decision_offline");
                } else {
                    state_.is_busy = true;
                    network_.find_last();
                }
                break;
            case Request::Kind::forget: network_.forget(request.text); break;
            case Request::Kind::language_changed: change_language(); break;
            case Request::Kind::quit: is_over_ = true; break;
        }
    }

    void refuse(std::string_view key) {
        tell(state_, Notice::Kind::refused, {state_.texts.say(key)}, monotonic_now());
    }

    void change_language() {
        const codec::Language other =
            state_.texts.is_japanese() ? codec::Language::en : codec::Language::ja;
        completer_.reset();
        state_.texts = Texts(other);
        completer_ = std::make_unique<Completer>(state_.texts);
        network_.set_language(other);
        if (const Sitting* sitting = current_sitting(state_);
            sitting != nullptr && state_.has_drawer) {
            network_.read_details(sitting->sitting);
        }
        if (state_.screen == Screen::output && state_.output.is_live) {
            network_.read_output(state_.output.line);
        }
    }

    void run_line(const std::string& text) {
        Entered entered;
        entered.text = text;
        entered.language = state_.texts.is_japanese() ? codec::Language::ja : codec::Language::en;
        entered.session = state_.day ? state_.day->session : "";
        entered.is_offline = is_stale(state_, monotonic_now());
        if (state_.clock.is_known()) {
            entered.happened = state_.clock.surely_past(monotonic_now());
        }
        if (entered.is_offline) {
            entered.board = board_with_kept(board_, own_kept(state_));
        }
        state_.is_busy = true;
        if (!network_.prepare(std::move(entered))) {
            state_.is_busy = false;
            refuse("floor.error.busy");
        }
    }

    void record() {
        const Confirmation confirmation = *state_.confirmation;
        state_.confirmation.reset();
        if (confirmation.is_decision) {
            if (is_stale(state_, monotonic_now())) {
                refuse("web.decision_offline");
                return;
            }
            state_.is_busy = true;
            network_.decide(json::serialize(confirmation.body), network_.new_key());
            return;
        }
        Prepared prepared;
        prepared.body = confirmation.body;
        prepared.enter = confirmation.enter;
        prepared.sitting = confirmation.sitting;
        send(prepared, confirmation.line);
    }

    /// Whose break, outage or alarm it is about, for showing it there while it waits.
    std::string sitting_of(const Prepared& prepared) const {
        const std::string pause = text_at(prepared.body, "break");
        for (const Sitting& sitting : state_.day ? state_.day->sittings : std::vector<Sitting>()) {
            if (!pause.empty() && sitting.pause && sitting.pause->id == pause) {
                return sitting.sitting;
            }
        }
        for (const Kept& kept : state_.kept) {
            const auto body = codec::parse_json(kept.body);
            if (!pause.empty() && body && body->is_object() &&
                text_at(body->get_object(), "id") == pause) {
                return kept.sitting;
            }
        }
        return prepared.sitting;
    }

    void send(const Prepared& prepared, const std::string& line) {
        state_.is_busy = true;
        if (!prepared.again_key.empty()) {
            network_.decide(json::serialize(prepared.body), prepared.again_key);
            return;
        }
        const bool is_offline = is_stale(state_, monotonic_now());
        json::object body = prepared.body;
        const bool begins = prepared.enter == "break.started" ||
                            prepared.enter == "outage.reported" ||
                            prepared.enter == "equipment.failed";
        if (is_offline && begins && !body.contains("id")) {
            // What ends it later has to name it, before labd has.
            body["id"] = "w-" + network_.new_key().substr(0, 12);
        }
        Kept kept;
        kept.key = network_.new_key();
        kept.user = state_.user;
        kept.enter = prepared.enter;
        kept.sitting = sitting_of(prepared);
        kept.happened = text_at(body, "happened");
        kept.body = json::serialize(body);
        const bool is_nobody = kept.user.empty();
        if (is_nobody || !network_.keep(std::move(kept), is_offline, line)) {
            state_.is_busy = false;
            refuse(is_nobody ? "web.connecting" : "floor.error.busy");
        }
    }

    Terminal& terminal_;
    Network& network_;
    State state_;
    std::unique_ptr<Completer> completer_;
    /// As labd sent it last.
    json::value board_;
    bool is_over_ = false;
    ExitCode code_ = ExitCode::done;
};

}  // namespace

bool is_for_full_screen(const Console& console) {
    const Surroundings& around = console.around();
    const std::string terminal = around.variable("TERM").value_or("dumb");
    return around.in_is_terminal && around.out_is_terminal && terminal != "dumb" &&
           !console.line().has("output") && !console.line().has("no-input");
}

ExitCode run_full_screen(Console& console) {
    // Whoever is not signed in is told so where it can be read afterwards.
    const Answer me = console.api().get("/api/v1/me");
    if (me.fate == Answer::Fate::answered && !me.ok()) {
        return console.fail(me);
    }
    const net::ClientOptions options = console.endpoint().options;
    const Surroundings& around = console.around();
    Line line;
    line.url = console.endpoint().url;
    line.options = options;
    line.token = console.api().token();
    line.new_key = around.new_key;
    Network::Options needed{
        std::move(line), console.texts().is_japanese() ? codec::Language::ja : codec::Language::en,
        console.line().value("session"), OutboxFolder(folder_of(around, console.endpoint().url))};
    ExitCode code = ExitCode::failed;
    {
        const EndingSignals signals;
        Terminal terminal;
        if (!terminal.is_usable()) {
            return console.fail(ExitCode::failed, console.texts().say("floor.error.terminal"));
        }
        Network network(std::move(needed));
        code = FullScreen(console, terminal, network).run();
    }
    return code == ExitCode::not_allowed
               ? console.fail(code, console.texts().say("cli.error.sign_in"))
               : code;
}

}  // namespace labd::console::floor
