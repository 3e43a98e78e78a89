#include "labd/net/websocket_frames.h"

#include <openssl/evp.h>

#include <algorithm>
#include <span>
#include <utility>

#include "labd/core/assert.h"
#include "labd/core/base64.h"

namespace labd::net {
namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t opcode_bits = 0x0F;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_bits = 0x7F;
constexpr std::uint8_t length_in_2_bytes = 126;
constexpr std::uint8_t length_in_8_bytes = 127;

std::size_t extended_length_bytes(unsigned length) {
    return length == length_in_2_bytes ? 2 : length == length_in_8_bytes ? 8 : 0;
}

bool is_control(Opcode opcode) {
    return static_cast<std::uint8_t>(opcode) >= static_cast<std::uint8_t>(Opcode::close);
}

void append_header(std::string& out, Opcode opcode, std::size_t payload_bytes, std::uint8_t mask) {
    out += static_cast<char>(final_bit | static_cast<std::uint8_t>(opcode));
    int length_bytes = 0;
    if (payload_bytes < length_in_2_bytes) {
        out += static_cast<char>(mask | payload_bytes);
    } else if (payload_bytes <= UINT16_MAX) {
        out += static_cast<char>(mask | length_in_2_bytes);
        length_bytes = 2;
    } else {
        out += static_cast<char>(mask | length_in_8_bytes);
        length_bytes = 8;
    }
    for (int i = length_bytes - 1; i >= 0; --i) {
        out += static_cast<char>((static_cast<std::uint64_t>(payload_bytes) >> (8 * i)) & 0xFF);
    }
}

// RFC 6455, section 7.4, and the IANA registry: what may stand in a close frame.
bool is_sendable_close_code(unsigned code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

std::size_t utf8_length_by_lead(std::uint8_t lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Length of the UTF-8 character that `text` begins with; 0 when it is none.
std::size_t utf8_character_bytes(std::string_view text) {
    const auto lead = static_cast<std::uint8_t>(text.front());
    const std::size_t length = utf8_length_by_lead(lead);
    if (length <= 1) {
        return length;
    }
    if (text.size() < length) {
        return 0;
    }
    // The second byte rules out overlong forms, surrogates and what is above U+10FFFF.
    const auto second = static_cast<std::uint8_t>(text[1]);
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    const std::string_view rest = text.substr(2, length - 2);
    const bool continued = std::all_of(rest.begin(), rest.end(), [](char c) {
        return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80;
    });
    return second >= low && second <= high && continued ? length : 0;
}

}  // namespace

void append_frame_header(std::string& out, Opcode opcode, std::size_t payload_bytes) {
    append_header(out, opcode, payload_bytes, 0);
}

void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::array<std::uint8_t, 4> key) {
    append_header(out, opcode, payload.size(), mask_bit);
    for (const std::uint8_t byte : key) {
        out += static_cast<char>(byte);
    }
    for (std::size_t i = 0; i < payload.size(); ++i) {
        out += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ key[i % 4]);
    }
}

std::string close_payload(CloseCode code, std::string_view reason) {
    std::size_t length = std::min(reason.size(), close_reason_bytes_max);
    while (length > 0 && length < reason.size() &&
           (static_cast<std::uint8_t>(reason[length]) & 0xC0) == 0x80) {
        --length;
    }
    const auto number = static_cast<std::uint16_t>(code);
    std::string payload;
    payload += static_cast<char>(number >> 8);
    payload += static_cast<char>(number & 0xFF);
    payload += reason.substr(0, length);
    return payload;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_character_bytes(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> websocket_accept(std::string_view key) {
    constexpr std::size_t key_text_bytes = 24;
    std::array<unsigned char, 18> decoded{};
    if (key.size() != key_text_bytes || key.substr(22) != "==" ||
        EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(key.data()),
                        static_cast<int>(key.size())) != static_cast<int>(decoded.size())) {
        return std::nullopt;
    }
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned digest_bytes = 0;
    LABD_ASSERT(EVP_Digest(text.data(), text.size(), digest.data(), &digest_bytes, EVP_sha1(),
                           nullptr) == 1);
    return to_base64(std::span(digest).first(digest_bytes));
}

FrameReader::FrameReader(Role role, std::size_t message_bytes_max)
    : role_(role), message_bytes_max_(message_bytes_max) {}

FrameReader::Event FrameReader::next(std::string_view& bytes) {
    LABD_ASSERT(!failed_);
    while (true) {
        if (!in_payload_) {
            if (!read_header(bytes)) {
                return failed_ ? fail(CloseCode::protocol_error) : Event{};
            }
            if (!is_control(opcode_) && payload_bytes_ > message_bytes_max_ - message_.size()) {
                return fail(CloseCode::too_big);
            }
        }
        read_payload(bytes);
        if (payload_read_ < payload_bytes_) {
            return {};
        }
        Event event = finish_frame();
        if (event.kind != Event::Kind::need_more) {
            return event;
        }
    }
}

FrameReader::Event FrameReader::fail(CloseCode code) {
    failed_ = true;
    return {Event::Kind::failed, {}, code};
}

bool FrameReader::read_header(std::string_view& bytes) {
    while (header_filled_ < 2 || header_filled_ < header_bytes()) {
        if (bytes.empty()) {
            return false;
        }
        header_[header_filled_++] = static_cast<std::uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        if (header_filled_ == 2 && !is_legal(header_[0], header_[1])) {
            failed_ = true;
            return false;
        }
    }
    const std::uint8_t length = header_[1] & length_bits;
    const std::size_t length_bytes = extended_length_bytes(length);
    payload_bytes_ = length_bytes == 0 ? length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) {
        payload_bytes_ = payload_bytes_ << 8 | header_[2 + i];
    }
    if ((length_bytes == 2 && payload_bytes_ < length_in_2_bytes) ||
        (length_bytes == 8 && payload_bytes_ <= UINT16_MAX)) {
        // The shortest form is a must (section 5.2).
        failed_ = true;
        return false;
    }
    if (role_ == Role::server) {
        std::copy_n(header_.begin() + 2 + static_cast<std::ptrdiff_t>(length_bytes), 4,
                    mask_.begin());
    }
    opcode_ = static_cast<Opcode>(header_[0] & opcode_bits);
    final_ = (header_[0] & final_bit) != 0;
    payload_read_ = 0;
    header_filled_ = 0;
    in_payload_ = true;
    control_.clear();
    return true;
}

// Known from the second byte on.
std::size_t FrameReader::header_bytes() const {
    return 2 + extended_length_bytes(header_[1] & length_bits) + (role_ == Role::server ? 4U : 0U);
}

bool FrameReader::is_legal(std::uint8_t first, std::uint8_t second) const {
    const auto opcode = static_cast<Opcode>(first & opcode_bits);
    const bool known =
        opcode <= Opcode::binary || (opcode >= Opcode::close && opcode <= Opcode::pong);
    const bool masked = (second & mask_bit) != 0;
    const bool bad_control =
        is_control(opcode) &&
        ((first & final_bit) == 0 || (second & length_bits) > control_payload_bytes_max);
    const bool bad_order = !is_control(opcode) && (opcode == Opcode::continuation) != in_message_;
    return (first & reserved_bits) == 0 && known && masked == (role_ == Role::server) &&
           !bad_control && !bad_order;
}

void FrameReader::read_payload(std::string_view& bytes) {
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(bytes.size(), payload_bytes_ - payload_read_));
    std::string& target = is_control(opcode_) ? control_ : message_;
    const std::size_t from = target.size();
    target.append(bytes.substr(0, count));
    if (role_ == Role::server) {
        for (std::size_t i = 0; i < count; ++i) {
            target[from + i] = static_cast<char>(static_cast<std::uint8_t>(target[from + i]) ^
                                                 mask_[(payload_read_ + i) % 4]);
        }
    }
    payload_read_ += count;
    bytes.remove_prefix(count);
}

FrameReader::Event FrameReader::finish_frame() {
    in_payload_ = false;
    switch (opcode_) {
        case Opcode::ping: return {Event::Kind::ping, std::move(control_), {}};
        case Opcode::pong: return {Event::Kind::pong, std::move(control_), {}};
        case Opcode::close: return finish_close();
        case Opcode::binary: return fail(CloseCode::unsupported_data);
        case Opcode::text:
        case Opcode::continuation: break;
    }
    in_message_ = !final_;
    if (!final_) {
        return {};
    }
    if (!is_utf8(message_)) {
        return fail(CloseCode::invalid_text);
    }
    return {Event::Kind::text, std::exchange(message_, {}), {}};
}

FrameReader::Event FrameReader::finish_close() {
    if (control_.empty()) {
        return {Event::Kind::close, {}, CloseCode::normal};
    }
    if (control_.size() == 1) {
        return fail(CloseCode::protocol_error);
    }
    const unsigned code = static_cast<unsigned>(static_cast<std::uint8_t>(control_[0])) << 8 |
                          static_cast<std::uint8_t>(control_[1]);
    if (!is_sendable_close_code(code)) {
        return fail(CloseCode::protocol_error);
    }
    std::string reason = control_.substr(2);
    if (!is_utf8(reason)) {
        return fail(CloseCode::invalid_text);
    }
    return {Event::Kind::close, std::move(reason), static_cast<CloseCode>(code)};
}

}  // namespace labd::net
