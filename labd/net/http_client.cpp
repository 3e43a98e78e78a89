#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "labd/net/client_transport.h"

namespace labd::net {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint32_t header_bytes_max = 64 * 1024;

// What frames a message must not come from inside it.
bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

ClientResult failed(TransportError error) {
    ClientResult result;
    result.failure = error.failure;
    result.error = std::move(error.text);
    return result;
}

using Parser = http::response_parser<http::string_body>;

ClientResult to_result(http::response<http::string_body> response) {
    ClientResult result;
    result.status = static_cast<int>(response.result_int());
    for (const auto& field : response) {
        const auto name = field.name_string();
        result.headers.add({name.data(), name.size()},
                           {field.value().data(), field.value().size()});
    }
    result.body = std::move(response.body());
    return result;
}

// Gives the parser what was received, and the end of the connection if that was all.
TransportError feed(Parser& parser, std::string& received, bool ended) {
    error_code error;
    if (!received.empty()) {
        const std::size_t used = parser.put(boost::asio::buffer(received), error);
        received.erase(0, used);
    }
    if (ended && !error && !parser.is_done()) {
        parser.put_eof(error);
    }
    if (error == http::error::body_limit || error == http::error::header_limit) {
        return {ClientFailure::too_large, "the response is longer than the limit"};
    }
    if (error && error != http::error::need_more) {
        return {ClientFailure::malformed_response, "no HTTP: " + error.message()};
    }
    if (ended && !parser.is_done()) {
        return {ClientFailure::closed, "the server closed the connection within a response"};
    }
    return {};
}

// Reads until the parser has its message.
TransportError read_message(Transport& transport, Parser& parser, TimePoint deadline) {
    bool ended = false;
    while (true) {
        if (TransportError failure = feed(parser, transport.received(), ended)) {
            return failure;
        }
        if (parser.is_done()) {
            return {};
        }
        if (TransportError failure = transport.read(deadline)) {
            if (failure.failure != ClientFailure::closed || !parser.got_some()) {
                return failure;
            }
            ended = true;
        }
    }
}

}  // namespace

std::optional<std::string> serialise_request(const ClientOptions& options,
                                             const ClientRequest& request) {
    std::string text(method_text(request.method));
    bool clean = !text.empty() && !request.target.empty() && request.target.front() == '/' &&
                 !has_control_characters(request.target) &&
                 request.target.find(' ') == std::string::npos &&
                 !has_control_characters(request.content_type);
    const bool numeric_v6 = options.host.find(':') != std::string::npos;
    text += " " + request.target +
            " HTTP/1.1\r\nHost: " + (numeric_v6 ? "[" + options.host + "]" : options.host) + ":" +
            std::to_string(options.port) + "\r\n";
    for (const auto& [name, value] : request.headers) {
        clean = clean && !has_control_characters(name) && !has_control_characters(value) &&
                name.find_first_of(": ") == std::string::npos;
        text += fmt::format("{}: {}\r\n", name, value);
    }
    if (!request.content_type.empty()) {
        text += "Content-Type: " + request.content_type + "\r\n";
    }
    if (!request.body.empty() ||
        (request.method != Method::get && request.method != Method::head)) {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    if (!clean) {
        return std::nullopt;
    }
    text += "\r\n";
    text += request.body;
    return text;
}

ExchangeResult exchange(Transport& transport, const ClientOptions& options, Method method,
                        std::string_view request_bytes) {
    const TimePoint deadline = deadline_after(options.exchange);
    // A server may refuse before it has read all, and close: its answer matters more than our
    // failure to write.
    TransportError write_error = transport.write(request_bytes, deadline);
    if (write_error && write_error.failure != ClientFailure::closed) {
        return {failed(std::move(write_error)), false};
    }
    while (true) {
        Parser parser;
        parser.eager(true);
        parser.header_limit(header_bytes_max);
        parser.body_limit(options.received_bytes_max);
        parser.skip(method == Method::head);
        if (TransportError read_error = read_message(transport, parser, deadline)) {
            return {failed(std::move(read_error)), false};
        }
        const bool keep_alive = parser.keep_alive() && !write_error;
        const unsigned status = parser.get().result_int();
        if (status >= 200 || status == 101) {
            return {to_result(parser.release()), keep_alive};
        }
    }
}

class HttpClient::Impl {
public:
    explicit Impl(ClientOptions options) : options_(std::move(options)) {}

    ClientResult send(const ClientRequest& request) {
        const std::optional<std::string> bytes = serialise_request(options_, request);
        if (!bytes) {
            return failed({ClientFailure::malformed_request,
                           "a line break or other control character in the request"});
        }
        if (transport_ && transport_->is_stale()) {
            transport_.reset();
        }
        if (!transport_) {
            transport_ = std::make_unique<Transport>(options_);
            if (TransportError error = transport_->connect()) {
                transport_.reset();
                return failed(std::move(error));
            }
        }
        ExchangeResult exchanged = exchange(*transport_, options_, request.method, *bytes);
        if (!exchanged.keep_alive) {
            transport_.reset();
        }
        return std::move(exchanged.result);
    }

private:
    const ClientOptions options_;
    std::unique_ptr<Transport> transport_;
};

HttpClient::HttpClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

ClientResult HttpClient::send(const ClientRequest& request) { return impl_->send(request); }

}  // namespace labd::net
