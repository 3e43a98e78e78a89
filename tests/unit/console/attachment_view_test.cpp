// Files of incidents: what is sent, what is refused before it is, what is shown and saved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::answered;
using testing::Ended;
using testing::failed;
using testing::FakeLabd;
using testing::Folder;
using ::testing::HasSubstr;
using testing::header_of;
using ::testing::Not;
using testing::run_console;

constexpr std::size_t limit_bytes = 8 * 1024 * 1024;

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Kind {
    std::string_view content;
    std::string_view type;
};

TEST(Attachments, AreCalledByTheirFirstBytesAndNotByTheirNames) {
    const Folder folder;
    for (const Kind& each : std::to_array<Kind>({
             {"\xFF\xD8\xFF\xE0 jpeg", "image/jpeg"},
             {"\x89PNG\r\n\x1A\n png", "image/png"},
             {"%PDF-1.7", "application/pdf"},
             {"\x01\x02\x03\x04"
              "ftypisom",
              "video/mp4"},
             {"ftyp at the beginning", "text/plain"},
             {"a text", "text/plain"},
             {"", "text/plain"},
         })) {
        FakeLabd labd;
        const std::string file = folder.write("seen.png", std::string(each.content));
        const Ended ended = run_console(labd, {"incident", "attach", "gap:cam1", file});
        EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
        const net::ClientRequest sent = labd.sent().back();
        EXPECT_EQ(sent.target, "/api/v1/incidents/gap%3Acam1/attachments?name=seen.png");
        EXPECT_EQ(sent.content_type, each.type);
        EXPECT_EQ(sent.body, each.content);
        EXPECT_EQ(header_of(sent, "Idempotency-Key"), "key-1");
    }
}

TEST(Attachments, AreCalledAsTheirSenderSays) {
    const Folder folder;
    FakeLabd labd;
    const std::string file = folder.write("a.txt", "a");
    run_console(labd, {"incident", "attach", "i1", file, "--name", "a photo & more.txt"});
    EXPECT_THAT(labd.sent().back().target, HasSubstr("?name=a%20photo%20%26%20more.txt"));
}

TEST(Attachments, AreRefusedWithTheirSizeBeforeAnythingIsSent) {
    const Folder folder;
    FakeLabd labd;
    const std::string most = folder.write("most.txt", std::string(limit_bytes, 'a'));
    EXPECT_EQ(run_console(labd, {"incident", "attach", "i1", most}).code, ExitCode::done);
    EXPECT_EQ(labd.sent().size(), 1);
    const std::string more = folder.write("more.txt", std::string(limit_bytes + 4711, 'a'));
    const Ended ended = run_console(labd, {"incident", "attach", "i1", more});
    EXPECT_EQ(ended.code, ExitCode::usage);
    EXPECT_THAT(ended.err, HasSubstr("8393319"));
    EXPECT_THAT(ended.err, HasSubstr("8388608"));
    EXPECT_THAT(run_console(labd, {"incident", "attach", "i1", more, "--lang", "ja"}).err,
                HasSubstr("8393319 バイト"));
    for (const std::string& none : {folder.path("absent"), folder.path("")}) {
        EXPECT_EQ(run_console(labd, {"incident", "attach", "i1", none}).code, ExitCode::usage);
    }
    EXPECT_EQ(labd.sent().size(), 1);
}

TEST(Attachments, AreNeverSentWhereAPreviewWasAskedFor) {
    const Folder folder;
    FakeLabd labd;
    const std::string file = folder.write("a.txt", "a");
    EXPECT_EQ(run_console(labd, {"incident", "attach", "i1", file, "--preview"}).code,
              ExitCode::usage);
    for (const char* option : {"--at", "--reason", "--id", "--based-on"}) {
        const Ended ended = run_console(labd, {"incident", "attach", "i1", file, option, "12:00"});
        EXPECT_EQ(ended.code, ExitCode::usage);
        EXPECT_THAT(ended.err, HasSubstr(option));
    }
    EXPECT_TRUE(labd.sent().empty());
}

TEST(Attachments, AreSentAgainWithTheSameKeyAfterALostAnswer) {
    const Folder folder;
    FakeLabd labd;
    labd.posts = {failed(net::ClientFailure::closed),
                  answered(201, R"({"accepted": true, "effects": [], "entries": [
                      {"id": "file-1", "enter": "incident.attached",
                       "happened": "2026-03-03T12:20:00+09:00"}]})")};
    const std::string file = folder.write("a.txt", "a");
    const Ended ended = run_console(labd, {"incident", "attach", "i1", file});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("file-1"));
    ASSERT_EQ(labd.sent().size(), 2);
    EXPECT_EQ(header_of(labd.sent()[0], "Idempotency-Key"),
              header_of(labd.sent()[1], "Idempotency-Key"));
    EXPECT_EQ(labd.sent()[0].body, labd.sent()[1].body);
}

TEST(Attachments, SayHowTheVerySameIsSentAgainWhenNoAnswerCame) {
    const Folder folder;
    FakeLabd labd;
    labd.posts = {failed(net::ClientFailure::closed)};
    const std::string file = folder.write("it's.txt", "a");
    const Ended ended = run_console(labd, {"incident", "attach", "i1", file});
    EXPECT_EQ(ended.code, ExitCode::unreachable);
    EXPECT_THAT(ended.err, HasSubstr("incident attach 'i1' '"));
    EXPECT_THAT(ended.err, HasSubstr("--name 'it'\\''s.txt' --idempotency-key 'key-1'"));
    run_console(labd, {"incident", "attach", "i1", file, "--idempotency-key", "key-1"});
    EXPECT_EQ(header_of(labd.sent().back(), "Idempotency-Key"), "key-1");
}

TEST(Attachments, AreRefusedInTheWordsOfLabd) {
    const Folder folder;
    FakeLabd labd;
    labd.posts = {answered(415, R"({"title": "t", "detail": "of a kind that is not accepted"})")};
    const Ended ended = run_console(labd, {"incident", "attach", "i1",
                                           folder.write("a",
                                                        "\x7F"
                                                        "ELF")});
    EXPECT_EQ(ended.code, ExitCode::usage);
    EXPECT_THAT(ended.err, HasSubstr("of a kind that is not accepted"));
}

TEST(Attachments, AreListedWithTheirIncident) {
    FakeLabd labd;
    labd.gets["/api/v1/incidents/i1"] = {200, R"({"incident": "i1", "attachments": [
        {"attachment": "file-1", "at": "2026-03-03T10:05:00+09:00", "by": "kato",
         "name": "a\u202Eb.png", "media": "png", "bytes": 4711, "sha256": "0", "erased": false},
        {"attachment": "file-2", "at": "2026-03-03T10:06:00+09:00", "by": "mori", "name": null,
         "media": "pdf", "bytes": 12, "sha256": "0", "erased": true}]})"};
    const Ended ended = run_console(labd, {"incident", "show", "i1"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    for (const char* part : {"file-1", "a<U+202E>b.png", "PNG picture", "4711", "kato", "10:05",
                             "file-2", "erased, with its name", "PDF document", "mori"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_THAT(run_console(labd, {"incident", "show", "i1", "--lang", "ja"}).out,
                HasSubstr("名前とともに消去済み"));
    labd.gets["/api/v1/incidents/i1"] = {200, R"({"incident": "i1", "attachments": []})"};
    EXPECT_THAT(run_console(labd, {"incident", "show", "i1"}).out, Not(HasSubstr("Added")));
}

TEST(Attachments, AreSavedForTheirOwnerAlone) {
    const Folder folder;
    FakeLabd labd;
    labd.gets["/api/v1/incidents/i1/attachments/file-1"] = {200, std::string("\x89PNG\0\n", 6)};
    const std::string file = folder.path("a.png");
    const Ended ended = run_console(labd, {"incident", "attachment", "i1", "file-1", "--to", file});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(read(file), std::string("\x89PNG\0\n", 6));
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string none = folder.path("none.png");
    EXPECT_EQ(run_console(labd, {"incident", "attachment", "i1", "file-2", "--to", none}).code,
              ExitCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(none));
}

}  // namespace

}  // namespace labd::console
