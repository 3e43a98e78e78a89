#include "labd/camera/stream/demuxer.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.h"

namespace labd::camera {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

StreamError refused(const std::string& url) {
    const auto opened = Demuxer::open({.url = url, .open_limit = seconds(5)});
    EXPECT_TRUE(std::holds_alternative<StreamError>(opened)) << url;
    const auto* error = std::get_if<StreamError>(&opened);
    return error != nullptr ? *error : StreamError{};
}

class DemuxerOfBadInput : public ::testing::Test {
protected:
    std::string path(const std::string& name, const std::string& content) const {
        const std::filesystem::path file = folder_ / name;
        std::ofstream(file, std::ios::binary) << content;
        return file.string();
    }

    test::TemporaryDirectory folder_;
};

TEST_F(DemuxerOfBadInput, TextNamedAsAVideoIsNotAVideo) {
    const StreamError error = refused(path("text.mp4", "This is no video.\n"));
    EXPECT_EQ(error.failure, StreamFailure::codec);
    EXPECT_THAT(error.text, HasSubstr("not a video"));
}

TEST_F(DemuxerOfBadInput, AnEmptyFileSaysSo) {
    EXPECT_THAT(refused(path("empty.mp4", "")).text, HasSubstr("empty"));
}

TEST_F(DemuxerOfBadInput, APlaylistCannotReachOtherFiles) {
    const std::string other = path("other.ts", std::string(4096, 'G'));
    const StreamError error =
        refused(path("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + other + "\n"));
    EXPECT_THAT(error.text, HasSubstr("not a video"));
}

TEST_F(DemuxerOfBadInput, DevicesPipesAndFoldersAreRefusedBeforeTheyAreOpened) {
    const std::string pipe = (folder_ / "pipe.mp4").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const std::string& one : {std::string("/dev/zero"), pipe, folder_.path().string()}) {
        EXPECT_EQ(refused(one).failure, StreamFailure::unusable) << one;
    }
    const std::filesystem::path link = folder_ / "link.mp4";
    std::filesystem::create_symlink("/dev/zero", link);
    EXPECT_EQ(refused(link.string()).failure, StreamFailure::unusable);
}

TEST_F(DemuxerOfBadInput, WhatIsNotThereSaysSo) {
    EXPECT_THAT(refused((folder_ / "none.mp4").string()).text, HasSubstr("No such file"));
}

TEST_F(DemuxerOfBadInput, OtherSchemesAreRefused) {
    EXPECT_EQ(refused("concat:/etc/passwd|/etc/group").failure, StreamFailure::unusable);
    EXPECT_EQ(refused("ftp://127.0.0.1/a.mp4").failure, StreamFailure::unusable);
    EXPECT_EQ(refused("file:///etc/passwd").failure, StreamFailure::unusable);
}

TEST(DemuxerOfAClosedPort, SaysRefusedAndNoPassword) {
    const StreamError error = refused("rtsp://user:secret@127.0.0.1:1/x");
    EXPECT_EQ(error.failure, StreamFailure::refused);
    EXPECT_THAT(error.text, Not(HasSubstr("secret")));
}

TEST(Credentials, AreLeftOutOfWhatIsShown) {
    EXPECT_EQ(without_credentials("rtsp://u:p@host:554/a?b=c@d"), "rtsp://host:554/a?b=c@d");
    EXPECT_EQ(without_credentials("rtsp://u:p@ss@host/a"), "rtsp://host/a");
    EXPECT_EQ(without_credentials("rtsp://host/a@b"), "rtsp://host/a@b");
    EXPECT_EQ(without_credentials("a@b.mp4"), "a@b.mp4");
}

}  // namespace
}  // namespace labd::camera
