// HTTP messages as plain data: what the server hands to its handler and gets back, and what the
// client sends and receives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace labd::net {

enum class Method : std::uint8_t { get, head, post, put, patch, remove, options, other };

/// `GET`, `DELETE` …; `other` has no text of its own and gives an empty one.
std::string_view method_text(Method method);

/// ASCII letters of either case are equal.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Decodes `%41`; nothing when an escape is broken or hides a NUL, or it is no UTF-8 (RFC 3629).
std::optional<std::string> percent_decode(std::string_view text);

/// Header fields in the order they came, in one block of memory.
class Headers {
public:
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    void add(std::string_view name, std::string_view value);
    void clear();

    std::size_t size() const { return places_.size(); }

    /// The views live as long as these headers are neither changed, moved nor destroyed.
    Field at(std::size_t index) const;

    /// The value of the first field of this name, of any case.
    std::optional<std::string_view> find(std::string_view name) const;

    /// How many fields have this name: security headers must not come twice.
    std::size_t count(std::string_view name) const;

    /// Whether a comma-separated field such as `Connection` lists `token`.
    bool lists(std::string_view name, std::string_view token) const;

private:
    struct Place {
        std::uint32_t name_from = 0;
        std::uint32_t name_length = 0;
        std::uint32_t value_length = 0;
    };

    std::string text_;
    std::vector<Place> places_;
};

/// A request whose syntax and sizes the server has checked.
struct Request {
    Method method = Method::other;
    /// As sent, for messages; case matters.
    std::string method_name;
    /// The path as sent, percent-escapes kept, without the query. Begins with `/`, or is `*`.
    std::string path;
    /// The path's segments, percent-decoded; a decoded `/` stays inside its segment. `/a/` has
    /// "a" and "".
    std::vector<std::string> segments;
    /// What follows `?`, as sent.
    std::string query;
    Headers headers;
    std::string body;
    /// The peer's address without its port.
    std::string remote_address;
    bool tls = false;

    /// The value of the first query parameter of this name, decoded (`+` is a space). Nothing when
    /// there is none. A request whose escapes are broken is not handed on.
    std::optional<std::string> query_value(std::string_view name) const;

    /// Whether the peer asks for a WebSocket (RFC 6455, section 4.2.1); Responder::upgrade may
    /// still refuse a faulty one.
    bool wants_websocket() const;
};

/// A body that is read piece by piece while it is sent, so that its size does not matter. Loop
/// thread only.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// In bytes; does not change.
    virtual std::uint64_t size() const = 0;
    /// The next bytes, `most` or fewer. Empty when it can't be read on: the connection is cut, for
    /// the size was promised.
    virtual std::string read(std::size_t most) = 0;
};

/// What to answer. Content-Length, Date and Connection are the server's business.
struct Response {
    int status = 200;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Shared, so that a cached answer is sent to many without a copy. Null is empty.
    std::shared_ptr<const std::string> body;
    /// Fields that all answers have, as they are sent (`Name: value`, CR, LF, each). Of static
    /// storage.
    std::string_view common_headers = {};
    /// Instead of `body`; of this answer alone.
    std::shared_ptr<BodySource> source = nullptr;

    static Response with_text(int status, std::string content_type, std::string body) {
        return {status,
                std::move(content_type),
                {},
                std::make_shared<const std::string>(std::move(body)),
                {}};
    }
};

/// `Not Found` for 404; empty for a status that RFC 9110 and 6585 do not know.
std::string_view reason_phrase(int status);

}  // namespace labd::net
