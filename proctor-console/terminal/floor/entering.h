// From a line of the prompt to what is done with it: the same command line as the shell's, run with
// its output kept, and entries prepared for preview, for the outbox or for labd.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proctor-console/client/api.h"
#include "proctor-console/terminal/floor/state.h"
#include "proctor-console/terminal/surroundings.h"

namespace labd::console::floor {

/// Where labd is and who asks.
struct Line {
    std::string url;
    net::ClientOptions options;
    std::string token;
    /// For commands' connections and their waits between attempts.
    std::function<std::unique_ptr<Transport>()> connect;
    std::function<void(Duration)> pause;
    std::function<std::string()> new_key;
};

/// A line as it was entered.
struct Entered {
    std::string text;
    codec::Language language = codec::Language::en;
    std::string session;
    /// An instant that had surely come when Enter was pressed; nothing while labd's time is not
    /// known.
    std::optional<Instant> happened;
    /// Without a connection the board as it was known last answers for labd; nothing is sent.
    bool is_offline = false;
    boost::json::value board;
};

/// What became of a line.
struct Prepared {
    enum class Kind : std::uint8_t {
        /// There is something to read in `lines`.
        output,
        /// It was not understood, or is not possible: `lines` say why.
        wrong,
        /// A fact that needs no preview: `body` is to be sent.
        fact,
        /// Its effect is in `lines`: `body` is recorded once it is confirmed.
        preview
    };
    Kind kind = Kind::output;
    std::vector<std::string> lines;
    boost::json::object body;
    std::string enter;
    std::string sitting;
    bool is_decision = false;
    bool ends_an_exam = false;
    /// Sent with this key without a further question: exactly an earlier request again.
    std::string again_key;
};

/// Takes as long as labd takes to answer.
Prepared prepare(const Line& line, const Entered& entered);

/// What came of a request, in words.
struct Told {
    bool is_done = false;
    bool is_unknown = false;
    std::vector<std::string> lines;
};

Told tell_answer(codec::Language language, const Answer& answer, const Api::Post& post);

/// Facts may be entered without a connection and are sent later; all else is a decision.
bool is_fact(std::string_view enter);

/// Whether its effect is shown and confirmed before it is recorded: what ends, cancels, compensates
/// or moves, and every decision.
bool needs_preview(std::string_view enter);

/// Whether it ends somebody's exam: the seat is typed to confirm it.
bool ends_an_exam(std::string_view enter);

}  // namespace labd::console::floor
