// Scenario files (docs/scenario-format.md): an exam day written down. Reading one gives the entries
// its header stands for and its steps, or the place of the first fault.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/codec/json.h"
#include "labd/codec/scenario_header.h"
#include "labd/domain/booking.h"
#include "labd/domain/entries.h"

namespace labd::codec {

enum class Ask : std::uint8_t {
    sitting,
    session,
    explain,
    coverage,
    remedy,
    reread,
    may_book,
    change_quote
};
BOOST_DESCRIBE_ENUM(Ask, sitting, session, explain, coverage, remedy, reread, may_book,
                    change_quote)

struct Question {
    Ask ask = Ask::sitting;
    /// Of `sitting`, `explain`, `remedy` and `reread`, and of `coverage` for one sitting; else
    /// empty.
    SittingId sitting;
    SessionId session;
    /// Of `may_book` and `change_quote`: what is asked, with the history that is given.
    domain::MayBook may_book;
    domain::BookingQuestion booking;
};

/// What the author expects of a step; only what is given is compared.
struct ScenarioStep {
    Instant at;
    std::variant<domain::Proposed, Question> what;
    /// An object; null when nothing is expected.
    json::value expect;
};

struct Scenario {
    std::string name;
    TimeZone zone;
    SessionId session;
    /// Sorted by time; before steps of the same instant.
    std::vector<HeaderEntry> header;
    std::vector<ScenarioStep> steps;
};

/// The longest file that is read.
inline constexpr std::size_t scenario_bytes_max = 8 * 1024 * 1024;

Decoded<Scenario> read_scenario(std::string_view text);

}  // namespace labd::codec
