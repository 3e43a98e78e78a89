// What a key does to the state, and what it asks of the network. No single key records, ends,
// cancels or compensates anything: keys move, show, and put lines into the prompt.
#pragma once

#include <string>
#include <vector>

#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

struct Key {
    enum class Code : std::uint8_t {
        character,
        enter,
        escape,
        tab,
        up,
        down,
        left,
        right,
        home,
        end,
        page_up,
        page_down,
        backspace,
        remove,
        /// Ctrl-K.
        palette,
        /// Ctrl-U.
        clear
    };
    Code code = Code::character;
    /// One character in UTF-8.
    std::string text;
};

struct Request {
    enum class Kind : std::uint8_t {
        /// A line of the prompt; `text`.
        run,
        /// What the open confirmation holds.
        record,
        /// Why and entries of the sitting `text`.
        read_details,
        /// The output of the line `text` for the screen of outputs.
        read_output,
        /// The last entry of the person at the keyboard, to offer taking it back.
        find_last,
        /// A refused entry was seen; `text` is its key.
        forget,
        language_changed,
        quit
    };
    Kind kind = Kind::run;
    std::string text;
};

std::vector<Request> press(State& state, const Key& key, Duration monotonic);

/// Opens the prompt with a line; the cursor stands in its first pair of empty quotes, else behind.
void open_prompt(State& state, std::string line);

}  // namespace labd::console::floor
