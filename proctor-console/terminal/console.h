// One run of a command: who asks, in which language, of which labd; and how answers and failures
// are told.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/client/api.h"
#include "proctor-console/client/credentials.h"
#include "proctor-console/client/endpoint.h"
#include "proctor-console/terminal/command_line.h"
#include "proctor-console/terminal/surroundings.h"
#include "proctor-console/terminal/table.h"
#include "proctor-console/terminal/texts.h"

namespace labd::console {

enum class Output : std::uint8_t { table, json, ndjson };

/// Functions that can fail return nothing then: they have told why, and `code()` is what to exit
/// with.
class Console {
public:
    Console(const Surroundings& around, const Texts& texts, const Invocation& invocation);

    const Texts& texts() const { return texts_; }

    const Invocation& line() const { return line_; }

    const Surroundings& around() const { return around_; }

    ExitCode code() const { return code_; }

    Output output() const { return output_; }

    /// Checks the options that stand anywhere. False after an error.
    bool prepare();

    const Endpoint& endpoint() const { return endpoint_; }

    Credentials& credentials() { return credentials_; }

    /// Whether people can be asked.
    bool may_ask() const { return around_.in_is_terminal && !line_.has("no-input"); }

    /// The connection, with the token there is.
    Api& api();

    /// GET; only answers of 200 are returned.
    std::optional<boost::json::value> get(const std::string& target);

    /// The session that was named, or the one of today.
    std::optional<std::string> session();

    /// The board of that session.
    const boost::json::object* board();

    /// The row of the board of a sitting that is named by its id or its seat; null, untold, when
    /// there is none.
    const boost::json::object* find_row(const std::string& name);

    /// The same, told when there is none.
    const boost::json::object* sitting_row(const std::string& name);

    /// The id of a sitting named by its id or its seat. Without the right to see the board a name
    /// stands for itself.
    std::optional<std::string> sitting(const std::string& name);

    // --- Telling ---------------------------------------------------------------------------

    /// A line of data on stdout, made harmless.
    void print(std::string_view text);
    void print(const Table& table);
    void print_json(const boost::json::value& value);
    /// The elements one a line with `ndjson`, else the whole.
    void print_json(const boost::json::value& whole, std::string_view list);

    /// A line of talk on stderr, made harmless.
    void talk(std::string_view text);

    ExitCode fail(ExitCode code, std::string_view text);
    /// Tells what labd answered or why it did not.
    ExitCode fail(const Answer& answer);

private:
    std::optional<std::string> choose_session(const boost::json::value& answer);
    /// Loads the board, or finds that the role may not see it; false after any other failure.
    bool load_board();
    bool colours() const;

    const Surroundings& around_;
    const Texts& texts_;
    const Invocation& line_;
    Output output_ = Output::table;
    Endpoint endpoint_;
    Credentials credentials_;
    std::string token_;
    std::unique_ptr<Api> api_;
    std::optional<boost::json::value> board_;
    std::optional<std::string> session_;
    /// Of a board that this role may not see.
    Answer denied_;
    ExitCode code_ = ExitCode::done;
};

/// A member that is a text; empty otherwise.
std::string text_at(const boost::json::object& from, std::string_view name);

}  // namespace labd::console
