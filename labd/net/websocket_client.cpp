#include <openssl/rand.h>

#include <utility>

#include "labd/core/assert.h"
#include "labd/core/base64.h"
#include "labd/net/client_transport.h"
#include "labd/net/websocket_frames.h"

namespace labd::net {
namespace {

template <std::size_t n>
std::array<std::uint8_t, n> random_bytes() {
    std::array<std::uint8_t, n> bytes{};
    LABD_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(n)) == 1);
    return bytes;
}

std::string random_key() { return to_base64(random_bytes<16>()); }

ClientResult failure(ClientFailure kind, std::string text) {
    ClientResult result;
    result.failure = kind;
    result.error = std::move(text);
    return result;
}

}  // namespace

class WebSocketClient::Impl {
public:
    explicit Impl(ClientOptions options)
        : options_(std::move(options)),
          frames_(FrameReader::Role::client, options_.received_bytes_max) {}

    ClientResult open(std::string target,
                      std::vector<std::pair<std::string, std::string>> headers) {
        frames_ = FrameReader(FrameReader::Role::client, options_.received_bytes_max);
        const std::string key = random_key();
        ClientRequest request;
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.headers.emplace_back("Connection", "Upgrade");
        request.headers.emplace_back("Upgrade", "websocket");
        request.headers.emplace_back("Sec-WebSocket-Version", "13");
        request.headers.emplace_back("Sec-WebSocket-Key", key);
        const std::optional<std::string> bytes = serialise_request(options_, request);
        if (!bytes) {
            return failure(ClientFailure::malformed_request,
                           "a line break or other control character in the request");
        }
        transport_ = std::make_unique<Transport>(options_);
        if (TransportError error = transport_->connect()) {
            transport_.reset();
            return failure(error.failure, std::move(error.text));
        }
        ClientResult result = exchange(*transport_, options_, Method::get, *bytes).result;
        if (result.status != 101) {
            transport_.reset();
        } else if (result.headers.find("Sec-WebSocket-Accept") != websocket_accept(key)) {
            transport_.reset();
            return failure(ClientFailure::malformed_response,
                           "the server's WebSocket handshake does not answer ours");
        }
        return result;
    }

    bool send(Opcode opcode, std::string_view payload) {
        if (!transport_) {
            return false;
        }
        std::string frame;
        append_masked_frame(frame, opcode, payload, random_bytes<4>());
        if (transport_->write(frame, deadline_after(options_.exchange))) {
            transport_.reset();
            return false;
        }
        return true;
    }

    WebSocketRead read(Duration limit) {
        const TimePoint deadline = deadline_after(limit);
        while (transport_) {
            std::string_view bytes = transport_->received();
            const std::size_t before = bytes.size();
            FrameReader::Event event = frames_.next(bytes);
            transport_->received().erase(0, before - bytes.size());
            switch (event.kind) {
                case FrameReader::Event::Kind::text:
                    return {WebSocketRead::Kind::text, std::move(event.payload), {}};
                case FrameReader::Event::Kind::ping: send(Opcode::pong, event.payload); break;
                case FrameReader::Event::Kind::pong: break;
                case FrameReader::Event::Kind::close:
                case FrameReader::Event::Kind::failed: return end(event);
                case FrameReader::Event::Kind::need_more:
                    if (TransportError error = transport_->read(deadline)) {
                        if (error.failure == ClientFailure::timed_out) {
                            return {WebSocketRead::Kind::timed_out, {}, {}};
                        }
                        transport_.reset();
                        return {WebSocketRead::Kind::closed, std::move(error.text),
                                CloseCode::abnormal};
                    }
                    break;
            }
        }
        return {WebSocketRead::Kind::closed, "the connection is closed", CloseCode::abnormal};
    }

    void close() {
        if (send(Opcode::close, close_payload(CloseCode::normal, ""))) {
            const TimePoint deadline = deadline_after(seconds(1));
            while (transport_ && std::chrono::steady_clock::now() < deadline) {
                read(milliseconds(100));
            }
        }
        transport_.reset();
    }

private:
    WebSocketRead end(FrameReader::Event& event) {
        const bool broken = event.kind == FrameReader::Event::Kind::failed;
        send(Opcode::close, close_payload(event.code, ""));
        transport_.reset();
        return {WebSocketRead::Kind::closed,
                broken ? "the server broke the WebSocket protocol, or sent too much"
                       : std::move(event.payload),
                event.code};
    }

    const ClientOptions options_;
    std::unique_ptr<Transport> transport_;
    FrameReader frames_;
};

WebSocketClient::WebSocketClient(ClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

WebSocketClient::~WebSocketClient() = default;
WebSocketClient::WebSocketClient(WebSocketClient&&) noexcept = default;
WebSocketClient& WebSocketClient::operator=(WebSocketClient&&) noexcept = default;

ClientResult WebSocketClient::open(std::string target,
                                   std::vector<std::pair<std::string, std::string>> headers) {
    return impl_->open(std::move(target), std::move(headers));
}

bool WebSocketClient::send(std::string_view text) { return impl_->send(Opcode::text, text); }

WebSocketRead WebSocketClient::read(Duration limit) { return impl_->read(limit); }

void WebSocketClient::close() { impl_->close(); }

}  // namespace labd::net
