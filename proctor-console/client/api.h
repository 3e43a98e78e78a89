// Calls of labd's HTTP API with a token, in a language, and with retries that cannot record
// anything twice.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "labd/net/client.h"
#include "proctor-console/client/exit_code.h"

namespace labd::console {

/// What carries a request. Tests give canned answers.
class Transport {
public:
    virtual ~Transport() = default;
    virtual net::ClientResult send(const net::ClientRequest& request) = 0;
};

/// A connection to a labd.
std::unique_ptr<Transport> connect_to(net::ClientOptions options);

struct Answer {
    enum class Fate : std::uint8_t {
        answered,
        /// The request did not reach labd.
        not_sent,
        /// The connection broke, or labd itself does not know: it may have been recorded.
        unknown
    };
    Fate fate = Fate::not_sent;
    int status = 0;
    /// The body when it is JSON, else null.
    boost::json::value body;
    /// The body as it came, of a picture, a page or a PDF.
    std::string document;
    /// Of a document: its `Repr-Digest` (RFC 9530), where labd says it.
    std::string digest;
    /// What went wrong with the connection, for people.
    std::string error;
    /// How often the request was sent.
    int attempts = 0;

    bool ok() const { return fate == Fate::answered && status >= 200 && status < 300; }

    /// A member of the body when that is an object, else null.
    const boost::json::value* find(std::string_view name) const;
};

/// What a status means to the shell: 403 is `not_allowed` …
ExitCode exit_code_of(const Answer& answer);

struct ApiConfig {
    std::string token;
    /// `en` or `ja`.
    std::string language;
    /// Waits between two attempts.
    std::function<void(Duration)> pause;
};

/// One thread at a time.
class Api {
public:
    Api(std::unique_ptr<Transport> transport, ApiConfig config)
        : transport_(std::move(transport)), config_(std::move(config)) {}

    /// How often a request with an Idempotency-Key is sent at most.
    static constexpr int attempts_max = 4;

    Answer get(std::string target);

    /// GET of something that is no JSON: a page or a PDF.
    Answer get_document(std::string target);

    struct Post {
        std::string target;
        std::string body;
        std::string content_type = "application/json";
        /// Without one the request is sent once only.
        std::string idempotency_key;
    };

    /// Sends the same key again when the connection broke or labd was busy, so that it is recorded
    /// once at most.
    Answer post(const Post& post);

    const std::string& token() const { return config_.token; }

private:
    enum class Wanted : std::uint8_t { json, document };

    Answer send_once(net::ClientRequest request, Wanted wanted = Wanted::json);

    std::unique_ptr<Transport> transport_;
    ApiConfig config_;
};

}  // namespace labd::console
