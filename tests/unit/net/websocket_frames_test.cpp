#include "labd/net/websocket_frames.h"

#include <gtest/gtest.h>

#include <vector>

namespace labd::net {
namespace {

using Kind = FrameReader::Event::Kind;

// RFC 6455, section 5.7: the examples of the standard.
TEST(WebSocketFrames, ReadTheExamplesOfTheStandard) {
    FrameReader server(FrameReader::Role::server, 1024);
    std::string_view masked = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    FrameReader::Event event = server.next(masked);
    EXPECT_EQ(event.kind, Kind::text);
    EXPECT_EQ(event.payload, "Hello");
    EXPECT_TRUE(masked.empty());

    FrameReader client(FrameReader::Role::client, 1024);
    const std::string frames("\x01\x03Hel\x89\x05Hello\x80\x02lo", 16);
    std::string_view rest = frames;
    EXPECT_EQ(client.next(rest).kind, Kind::ping);
    event = client.next(rest);
    EXPECT_EQ(event.kind, Kind::text);
    EXPECT_EQ(event.payload, "Hello");
}

TEST(WebSocketFrames, AcceptTheKeyOfTheStandard) {
    EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for (const std::string_view bad : {"", "short", "dGhlIHNhbXBsZSBub25jZQ===",
                                       "dGhlIHNhbXBsZSBub25jZ$==", "dGhlIHNhbXBsZSBub25jZQaa"}) {
        EXPECT_EQ(websocket_accept(bad), std::nullopt) << bad;
    }
}

TEST(WebSocketFrames, RoundTripAtEveryLengthFormAndEveryCut) {
    for (const std::size_t length : {0U, 1U, 125U, 126U, 65'535U, 65'536U}) {
        const std::string payload(length, 'p');
        std::string masked;
        append_masked_frame(masked, Opcode::text, payload, {1, 2, 3, 4});
        std::string unmasked;
        append_frame_header(unmasked, Opcode::text, length);
        unmasked += payload;
        for (const std::size_t step : {1UL, 7UL, masked.size()}) {
            FrameReader server(FrameReader::Role::server, 65'536);
            FrameReader client(FrameReader::Role::client, 65'536);
            for (auto& [reader, bytes] :
                 {std::pair<FrameReader&, std::string&>{server, masked},
                  std::pair<FrameReader&, std::string&>{client, unmasked}}) {
                FrameReader::Event event;
                for (std::size_t at = 0; at < bytes.size(); at += step) {
                    std::string_view piece = std::string_view(bytes).substr(at, step);
                    EXPECT_EQ(event.kind, Kind::need_more);
                    event = reader.next(piece);
                }
                EXPECT_EQ(event.kind, Kind::text);
                EXPECT_TRUE(event.payload == payload) << length;
            }
        }
    }
}

struct Broken {
    std::string_view bytes;
    CloseCode code;
};

TEST(WebSocketFrames, EveryRuleBrokenByTheServerEndsTheRead) {
    using std::string_view_literals::operator""sv;
    const std::vector<Broken> all{
        {"\xC1\x00"sv, CloseCode::protocol_error},            // a reserved bit
        {"\x83\x00"sv, CloseCode::protocol_error},            // an unknown opcode
        {"\x8B\x00"sv, CloseCode::protocol_error},            // an unknown control opcode
        {"\x81\x80"sv, CloseCode::protocol_error},            // masked by the server
        {"\x09\x00"sv, CloseCode::protocol_error},            // a fragmented ping
        {"\x89\x7E"sv, CloseCode::protocol_error},            // a long ping
        {"\x80\x00"sv, CloseCode::protocol_error},            // a continuation of nothing
        {"\x01\x01x\x81\x01y"sv, CloseCode::protocol_error},  // a new message within another
        {"\x81\x7E\x00\x05"sv, CloseCode::protocol_error},    // a length longer than needed
        {"\x81\x7F\0\0\0\0\0\0\xFF\xFF"sv, CloseCode::protocol_error},
        {"\x81\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv, CloseCode::too_big},
        {"\x81\x0B"sv, CloseCode::too_big},
        {"\x01\x06"
         "123456"
         "\x80\x05"sv,
         CloseCode::too_big},
        {"\x82\x01x"sv, CloseCode::unsupported_data},
        {"\x81\x02\xC0\x80"sv, CloseCode::invalid_text},
        {"\x88\x01x"sv, CloseCode::protocol_error},         // half a close code
        {"\x88\x02\x03\xED"sv, CloseCode::protocol_error},  // 1005 must not be sent
        {"\x88\x02\x03\xE7"sv, CloseCode::protocol_error},  // 999
        {"\x88\x03\x03\xE8\xFF"sv, CloseCode::invalid_text},
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        FrameReader reader(FrameReader::Role::client, 10);
        std::string_view bytes = all[i].bytes;
        const FrameReader::Event event = reader.next(bytes);
        EXPECT_EQ(event.kind, Kind::failed) << i;
        EXPECT_EQ(event.code, all[i].code) << i;
    }
}

TEST(WebSocketFrames, AnUnmaskedClientFrameIsBroken) {
    FrameReader reader(FrameReader::Role::server, 10);
    std::string_view bytes("\x81\x01x", 3);
    EXPECT_EQ(reader.next(bytes).code, CloseCode::protocol_error);
}

TEST(WebSocketFrames, CloseCarriesCodeAndReasonCutAtACharacter) {
    std::string frame;
    std::string reason;
    for (int i = 0; i < 50; ++i) {
        reason += "試";
    }
    const std::string payload = close_payload(CloseCode::going_away, reason);
    append_frame_header(frame, Opcode::close, payload.size());
    frame += payload;
    FrameReader reader(FrameReader::Role::client, 10);
    std::string_view bytes = frame;
    const FrameReader::Event event = reader.next(bytes);
    EXPECT_EQ(event.kind, Kind::close);
    EXPECT_EQ(event.code, CloseCode::going_away);
    EXPECT_EQ(event.payload, reason.substr(0, 41 * 3));
}

TEST(Utf8, OnlyWhatRfc3629Allows) {
    for (const std::string_view good : {"", "abc", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                        "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const std::string_view bad :
         {"\x80", "\xC1\xBF", "\xC2", "\xC2x", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE1\x80",
          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE1\x80x", "\xFF"}) {
        EXPECT_FALSE(is_utf8(bad)) << bad;
    }
}

}  // namespace
}  // namespace labd::net
