// Inside net only: the frames of RFC 6455, section 5, as pure functions of bytes. Both ends use it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "labd/net/websocket.h"

namespace labd::net {

enum class Opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

constexpr std::size_t control_payload_bytes_max = 125;
constexpr std::size_t close_reason_bytes_max = control_payload_bytes_max - 2;

/// Appends the header of a final, unmasked frame.
void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_bytes);

/// Appends a final frame masked with `key`, as clients must.
void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::array<std::uint8_t, 4> key);

/// The payload of a close frame; the reason is cut at a character border.
std::string close_payload(CloseCode code, std::string_view reason);

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key; nothing unless the key is 16 bytes in base64.
std::optional<std::string> websocket_accept(std::string_view key);

/// Takes frames apart and puts messages together.
class FrameReader {
public:
    enum class Role : std::uint8_t { server, client };

    FrameReader(Role role, std::size_t message_bytes_max);

    struct Event {
        enum class Kind : std::uint8_t {
            /// All bytes are used; give more.
            need_more,
            text,
            ping,
            pong,
            close,
            /// The peer broke the protocol: close with `code`; nothing more is to be read.
            failed,
        };
        Kind kind = Kind::need_more;
        std::string payload;
        /// For `close` and `failed`. A close frame without a code counts as `normal`.
        CloseCode code = CloseCode::normal;
    };

    /// Reads up to the next event; takes what it has used off `bytes`.
    Event next(std::string_view& bytes);

private:
    Event fail(CloseCode code);
    bool read_header(std::string_view& bytes);
    std::size_t header_bytes() const;
    bool is_legal(std::uint8_t first, std::uint8_t second) const;
    void read_payload(std::string_view& bytes);
    Event finish_frame();
    Event finish_close();

    Role role_;
    std::size_t message_bytes_max_;
    std::array<std::uint8_t, 14> header_{};
    std::size_t header_filled_ = 0;
    bool in_payload_ = false;
    bool failed_ = false;
    Opcode opcode_ = Opcode::continuation;
    bool final_ = false;
    std::array<std::uint8_t, 4> mask_{};
    std::uint64_t payload_bytes_ = 0;
    std::uint64_t payload_read_ = 0;
    std::string control_;
    // The fragments of the message so far.
    std::string message_;
    bool in_message_ = false;
};

}  // namespace labd::net
