// Digests of what ffmpeg wrote: made once, kept, and compared with later.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "labd/camera/recordings/camera_digests.h"
#include "tests/support/temporary_directory.h"

namespace labd::camera {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instant at(const std::string& time) { return *parse_instant("2026-03-03T" + time + "Z"); }

/// Files of five seconds every two minutes from 09:00 on.
class Digests : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directory(folder_ / "cam1");
        const std::string command =
            "ffmpeg -v error -f lavfi -i testsrc2=s=160x90:r=10:d=5 -c:v libx264 -preset ultrafast "
            "-g 10 " +
            (folder_ / "raw.mkv").string();
        // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the test's own, constant words.
        ASSERT_EQ(std::system(command.c_str()), 0);
        for (int minute = 0; minute < 20; minute += 2) {
            fs::copy_file(folder_ / "raw.mkv", file(minute));
            set_written(file(minute), at("09:00:05") + minutes(minute));
        }
    }

    fs::path file(int minute) const {
        std::array<char, 40> name{};
        std::snprintf(name.data(), name.size(), "2026-03-03_09-%02d-00.mkv", minute);
        return folder_ / "cam1" / name.data();
    }

    static void set_written(const fs::path& file, Instant when) {
        const timespec time{when.us / 1'000'000, 0};
        const std::array<timespec, 2> both{time, time};
        ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), both.data(), 0), 0);
    }

    CameraDigestSettings settings() const {
        CameraDigestSettings settings;
        settings.camera = CameraId("cam1");
        settings.folder = {
            (folder_ / "cam1").string(), "%Y-%m-%d_%H-%M-%S", TimeZone(), settings.camera, {}};
        settings.segment = seconds(60);
        settings.kept = days(90);
        settings.manifests = (folder_ / "manifests").string();
        return settings;
    }

    CameraDigests digests() {
        return {settings(), [this] { return now_; },
                [this](std::uint64_t bytes) {
                    read_ += bytes;
                    return true;
                }};
    }

    /// What looking again and again finds first; nothing when it never finds anything.
    static std::vector<Loss> look(CameraDigests& digests) {
        for (int i = 0; i < 400; ++i) {
            std::vector<Loss> losses = digests.look_again();
            if (!losses.empty()) {
                return losses;
            }
        }
        return {};
    }

    test::TemporaryDirectory folder_;
    Instant now_ = at("09:25:00");
    std::uint64_t read_ = 0;
};

TEST_F(Digests, TenMinutesAreDigestedOnceTheirFilesAreClosed) {
    CameraDigests digests = this->digests();
    now_ = at("09:11:09");
    EXPECT_THAT(digests.digest_due(), IsEmpty()) << "the last file may still be written";
    now_ = at("09:11:10");
    const std::vector<DigestedSpan> first = digests.digest_due();
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_EQ(first.front().manifest.from, at("09:00:00"));
    EXPECT_THAT(first.front().manifest.lines, SizeIs(5));
    EXPECT_THAT(first.front().readable, SizeIs(5));
    EXPECT_EQ(first.front().readable.front().from, at("09:00:00"));
    EXPECT_EQ(first.front().readable.front().to, at("09:00:05"));
    EXPECT_EQ(read_, 5 * fs::file_size(file(0)));
    EXPECT_THAT(digests.digest_due(), IsEmpty());
    now_ = at("09:25:00");
    const std::vector<DigestedSpan> second = digests.digest_due();
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_EQ(second.front().manifest.from, at("09:10:00"));
    EXPECT_NE(manifest_root(first.front().manifest), manifest_root(second.front().manifest));
}

TEST_F(Digests, AfterARestartWhatWasKeptIsSaidAgainAndNotReadAgain) {
    std::vector<DigestedSpan> before = digests().digest_due();
    ASSERT_THAT(before, SizeIs(2));
    read_ = 0;
    for (DigestedSpan& span : before) {
        span.readable.clear();
    }
    EXPECT_EQ(digests().digest_due(), before);
    EXPECT_EQ(read_, 0U);
}

TEST_F(Digests, CAM_7_WhatIsDeletedIsFoundAndToldFromWhatNeverWas) {
    CameraDigests digests = this->digests();
    ASSERT_THAT(digests.digest_due(), SizeIs(2));
    EXPECT_THAT(look(digests), IsEmpty()) << "there are no files between them, and never were";
    fs::remove(file(4));
    EXPECT_THAT(look(digests),
                ElementsAre(Loss{Loss::Kind::deleted, {at("09:04:00"), at("09:04:05")}}));
}

TEST_F(Digests, CAM_7_WhatIsChangedIsFoundByItsBytes) {
    CameraDigests digests = this->digests();
    ASSERT_THAT(digests.digest_due(), SizeIs(2));
    {
        std::fstream bytes(file(12), std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(static_cast<std::streamoff>(fs::file_size(file(12)) / 2));
        bytes.put('x');
        bytes.put('y');
    }
    set_written(file(12), at("09:12:05"));
    EXPECT_THAT(look(digests),
                ElementsAre(Loss{Loss::Kind::changed, {at("09:12:00"), at("09:12:05")}}));
}

TEST_F(Digests, AFolderThatIsNotThereLosesNothing) {
    CameraDigests digests = this->digests();
    ASSERT_THAT(digests.digest_due(), SizeIs(2));
    fs::rename(folder_ / "cam1", folder_ / "away");
    EXPECT_THAT(look(digests), IsEmpty());
    fs::create_directory(folder_ / "cam1");
    EXPECT_THAT(look(digests), IsEmpty()) << "a disk that is not mounted";
}

TEST_F(Digests, WhatMayBeDeletedIsNotLookedForAnyMore) {
    CameraDigests digests = this->digests();
    ASSERT_THAT(digests.digest_due(), SizeIs(2));
    fs::remove(file(4));
    now_ = at("09:25:00") + days(91);
    EXPECT_THAT(look(digests), IsEmpty());
}

TEST_F(Digests, AStopBetweenTwoFilesLeavesNoManifest) {
    CameraDigests stopped(
        settings(), [this] { return now_; }, [](std::uint64_t) { return false; });
    EXPECT_THAT(stopped.digest_due(), IsEmpty());
    EXPECT_THAT(digests().digest_due(), SizeIs(2));
}

}  // namespace
}  // namespace labd::camera
