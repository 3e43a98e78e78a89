// What the network brings, and what it does to the state.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "proctor-console/terminal/floor/entering.h"
#include "proctor-console/terminal/floor/keys.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

struct News {
    enum class Kind : std::uint8_t {
        /// A message of the live stream: `body`.
        message,
        /// The stream broke.
        lost,
        /// labd lets us in no more.
        denied,
        pings,
        /// `/api/v1/me`, `/api/v1/site`: `body`.
        me,
        site,
        /// The board: `body`; or, with `lines`, why there is none.
        board,
        footage,
        details,
        /// The output of the line `text`.
        output,
        /// The last own entry `text` of the type `lines[0]`; empty when there is none.
        last,
        /// What became of a line of the prompt.
        prepared,
        /// What came of what was recorded, in words; `text` is a line that sends it again.
        recorded,
        kept,
        /// Only something to say.
        said
    };
    Kind kind = Kind::said;
    std::string text;
    std::vector<std::string> lines;
    boost::json::value body;
    std::vector<Ping> pings;
    Details details;
    Prepared prepared;
    std::vector<Kept> kept;
    Notice::Kind mood = Notice::Kind::done;
};

News news_of(News::Kind kind, std::string text = "");

/// What is to be read because of the news.
struct Wanted {
    bool clock = false;
    bool board = false;
    bool footage = false;
    bool details = false;
    bool output = false;
    bool flush = false;
    /// An alarm is to be heard.
    bool bell = false;
    bool quit = false;
};

Wanted take_news(State& state, News news, Duration monotonic);

/// What time alone asks for; to be called some times a second.
Wanted take_time(State& state, Duration monotonic);

}  // namespace labd::console::floor
