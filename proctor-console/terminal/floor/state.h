// All that the full-screen floor knows and shows. Changed by keys (keys.h) and by what the network
// brings (news.h), drawn by draw.h; all of these are pure.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "proctor-console/terminal/floor/day.h"
#include "proctor-console/terminal/floor/server_clock.h"
#include "proctor-console/terminal/texts.h"

namespace labd::console::floor {

/// The least that can be drawn on.
constexpr std::size_t rows_min = 16;
constexpr std::size_t columns_min = 60;

/// A fact on its way to labd, kept on this machine for the person who entered it.
struct Kept {
    /// Idempotency-Key: the same for each attempt.
    std::string key;
    std::string user;
    /// Exactly what is sent, each time.
    std::string body;
    std::string enter;
    std::string sitting;
    /// RFC 3339.
    std::string happened;
    std::int64_t order = 0;
    int tries = 0;
    /// labd's answer when it refused: it is not sent again.
    std::optional<boost::json::object> problem;
};

/// What can be put in the place of a word of the prompt.
struct Offer {
    std::string word;
    std::string about;
    /// Not a word but a command by its name: the line it stands for, or the keys.
    std::string line;
    std::string keys;

    bool is_command() const { return !line.empty() || !keys.empty(); }
};

struct Prompt {
    enum class Kind : std::uint8_t { closed, command, filter };
    Kind kind = Kind::closed;
    std::string text;
    /// In bytes, between two characters.
    std::size_t cursor = 0;
    std::vector<Offer> offers;
    /// None is chosen at first.
    std::optional<std::size_t> chosen;
    std::vector<std::string> history;
    std::size_t history_at = 0;
};

/// An entry whose effect is shown and that is recorded once somebody types what is asked for.
struct Confirmation {
    std::string line;
    boost::json::object body;
    std::string enter;
    std::string sitting;
    bool is_decision = false;
    std::vector<std::string> effects;
    /// The seat's number where an exam ends, else `yes`.
    std::string wanted;
    bool wants_seat = false;
    std::string typed;
};

struct Notice {
    enum class Kind : std::uint8_t { done, refused, waiting };
    Kind kind = Kind::done;
    std::vector<std::string> lines;
    Duration until;
};

/// The output of a command, on the screen until somebody leaves it; read anew when the day changes.
struct Output {
    std::string line;
    std::string title;
    std::vector<std::string> lines;
    std::size_t top = 0;
    bool is_live = false;
    bool is_latest_first = false;
};

/// What a seat's drawer shows beyond the board.
struct Details {
    std::string sitting;
    std::vector<std::string> why;
    /// When and by whom each check-in step was done.
    std::map<std::string, std::string> done;

    struct Entry {
        std::string id;
        std::string text;
        bool is_corrected = false;
    };

    /// The latest first.
    std::vector<Entry> entries;
};

enum class Screen : std::uint8_t { floor, alarms, output, waiting };

struct State {
    Texts texts{codec::Language::en};
    std::string version;
    std::string user;
    std::string role;
    std::string site;
    bool is_training = false;
    /// Seats of the site, and what equipment stands in each rack.
    std::vector<std::string> seats;
    std::map<std::string, std::string> rack_of_seat;
    std::vector<std::string> racks;
    std::vector<std::string> rooms;
    std::vector<std::string> equipment;
    std::map<std::string, std::string> rack_of_equipment;

    std::optional<Day> day;
    /// Why there is none to draw.
    std::string problem;
    std::map<std::string, std::string> footage;
    std::vector<Kept> kept;

    ServerClock clock;
    /// Monotonic, of the last sign of life.
    std::optional<Duration> heard;
    bool is_connected = false;
    /// Since when what is shown is known to be old.
    std::optional<Duration> dirty_since;
    /// When something was last asked for again, and labd's time anew.
    std::optional<Duration> retried_at;
    std::optional<Duration> synced_at;

    Screen screen = Screen::floor;
    /// In the order shown.
    std::vector<std::string> order;
    /// On whom the keys act.
    std::string current;
    bool has_drawer = false;
    std::size_t drawer_top = 0;
    std::optional<Details> details;
    std::size_t alarm_at = 0;
    std::size_t waiting_at = 0;
    Output output;
    std::string filter;
    Prompt prompt;
    std::optional<Confirmation> confirmation;
    std::optional<Notice> notice;
    bool has_help = false;
    bool is_busy = false;

    std::string digits;
    Duration digits_at;
    bool after_g = false;
    /// When each alarm was last heard.
    std::map<std::string, Duration> sounded;
    std::optional<Duration> acted_at;

    std::size_t rows = 24;
    std::size_t columns = 80;
};

/// Nothing shown is known to be so any more.
bool is_stale(const State& state, Duration monotonic);

/// Whether rows keep their places: somebody acts on them.
bool is_held(const State& state, Duration monotonic);

/// Sorts the floor anew, unless somebody acts on it.
void put_in_order(State& state, Duration monotonic);

/// The sittings that are shown: in order, and as the filter wants them.
std::vector<const Sitting*> shown_sittings(const State& state);

/// On whom the keys act; null on an empty floor.
const Sitting* current_sitting(const State& state);

/// Alarms as their list shows them: those to see to, then those that are shelved.
std::vector<Alarm> listed_alarms(const State& state);

/// What was entered here, waits or was refused, of the person at the keyboard.
std::vector<const Kept*> own_kept(const State& state);

void tell(State& state, Notice::Kind kind, std::vector<std::string> lines, Duration monotonic);

}  // namespace labd::console::floor
