#include "labd/net/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <memory>
#include <utility>

#include "labd/core/assert.h"

namespace labd::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr std::size_t body_reserve_bytes_max = 64 * 1024;

Method to_method(http::verb verb) {
    switch (verb) {
        case http::verb::get: return Method::get;
        case http::verb::head: return Method::head;
        case http::verb::post: return Method::post;
        case http::verb::put: return Method::put;
        case http::verb::patch: return Method::patch;
        case http::verb::delete_: return Method::remove;
        case http::verb::options: return Method::options;
        default: return Method::other;
    }
}

// RFC 9112, section 3.2: origin-form, absolute-form or `*`. False for anything else.
bool split_target(std::string_view target, Request& request) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
            target.remove_prefix(scheme.size());
            target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
            break;
        }
    }
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) {
        request.query = target.substr(question + 1);
    }
    if (!percent_decode(request.query)) {
        return false;
    }
    if (request.path == "*") {
        return request.method == Method::options;
    }
    if (request.path.empty() || request.path.front() != '/') {
        return false;
    }
    std::string_view rest = request.path;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find('/'), rest.size());
        std::optional<std::string> segment = percent_decode(rest.substr(0, end));
        if (!segment) {
            return false;
        }
        request.segments.push_back(std::move(*segment));
        rest.remove_prefix(end);
    }
    return true;
}

}  // namespace

class RequestReader::Parser : public http::basic_parser<true> {
public:
    explicit Parser(const RequestLimits& limits) : limits_(limits) {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        body_limit(boost::none);
    }

    // One call of Beast's parser: a line, a header, a piece of the body. Returns the bytes used.
    std::size_t step(std::string_view bytes) {
        const bool was_in_header = !is_header_done();
        error_code error;
        const std::size_t used = put({bytes.data(), bytes.size()}, error);
        state = is_done() ? State::complete : is_header_done() ? State::in_body : State::in_header;
        if (error && error != http::error::need_more) {
            state = State::failed;
            translate(error);
        }
        if (was_in_header) {
            // Beast's limit is for what one call is given; ours is for the whole header.
            header_bytes_ += used;
            const std::size_t waiting = is_header_done() ? 0 : bytes.size() - used;
            if (header_bytes_ + waiting > limits_.header_bytes) {
                state = State::failed;
                error_status = 431;
            }
        }
        return used;
    }

    State state = State::between;
    int error_status = 400;
    bool expects_continue = false;
    Request request;

private:
    void translate(const error_code& error) {
        if (error == http::error::body_limit) {
            error_status = 413;
        } else if (error == http::error::header_limit) {
            error_status = 431;
        } else if (error == http::error::bad_version) {
            error_status = 505;
        }
    }

    // Any error ends the parse; the status says why.
    void fail(error_code& error, int status) {
        error_status = status;
        error = http::error::bad_value;
    }

    void on_request_impl(http::verb verb, string_view method_name, string_view target, int version,
                         error_code& error) override {
        version_11_ = version == 11;
        request.method = to_method(verb);
        request.method_name = method_name;
        if (!split_target({target.data(), target.size()}, request)) {
            fail(error, 400);
        }
    }

    void on_response_impl(int, string_view, int, error_code&) override {}

    void on_field_impl(http::field, string_view name, string_view value,
                       error_code& error) override {
        if (is_header_done()) {
            // A trailer: nobody here needs one, and it must not pose as a header.
            return;
        }
        if (request.headers.size() == limits_.header_fields) {
            fail(error, 431);
            return;
        }
        request.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }

    void on_header_impl(error_code& error) override {
        const std::size_t hosts = request.headers.count("Host");
        if (hosts > 1 || (hosts == 0 && version_11_)) {
            // RFC 9112, section 3.2.
            fail(error, 400);
            return;
        }
        if (const auto coding = request.headers.find("Transfer-Encoding")) {
            if (!version_11_ || request.headers.count("Transfer-Encoding") > 1) {
                // Framing that two readers could take differently (RFC 9112, section 6.1).
                fail(error, 400);
                return;
            }
            if (!equals_ignoring_case(*coding, "chunked")) {
                fail(error, 501);
                return;
            }
        }
        const std::size_t limit = limits_.body_bytes(request);
        const std::uint64_t length = content_length().value_or(0);
        if (length > limit) {
            fail(error, 413);
            return;
        }
        body_limit(limit);
        request.body.reserve(std::min<std::size_t>(length, body_reserve_bytes_max));
        expects_continue = version_11_ && (length > 0 || chunked()) &&
                           request.headers.lists("Expect", "100-continue");
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

    std::size_t on_body_impl(string_view bytes, error_code&) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_finish_impl(error_code&) override {}

    const RequestLimits& limits_;
    std::size_t header_bytes_ = 0;
    bool version_11_ = true;
};

RequestReader::RequestReader(const RequestLimits& limits)
    : limits_(limits), parser_(std::make_unique<Parser>(limits)) {}

RequestReader::~RequestReader() = default;

std::size_t RequestReader::feed(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size()) {
        const std::size_t step = parser_->step(bytes.substr(used));
        used += step;
        const State now = parser_->state;
        if (step == 0 || now == State::complete || now == State::failed) {
            break;
        }
    }
    return used;
}

RequestReader::State RequestReader::state() const { return parser_->state; }

int RequestReader::error_status() const { return parser_->error_status; }

bool RequestReader::take_expect_continue() {
    return std::exchange(parser_->expects_continue, false);
}

bool RequestReader::keep_alive() const { return keep_alive_; }

Request RequestReader::take() {
    LABD_ASSERT(parser_->state == State::complete);
    keep_alive_ = parser_->keep_alive();
    Request request = std::move(parser_->request);
    std::destroy_at(parser_.get());
    std::construct_at(parser_.get(), limits_);
    return request;
}

}  // namespace labd::net
