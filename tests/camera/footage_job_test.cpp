// Clips that are cut from real files and copies of them: every packet is the recorder's, a gap is
// told, and what was read has the digest that is told.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "labd/camera/footage/job.h"
#include "labd/camera/recordings/manifest_store.h"
#include "labd/camera/recordings/segment_folder.h"
#include "tests/support/temporary_directory.h"

namespace labd::camera {
namespace {

namespace fs = std::filesystem;

using camera_link::FootageAnswer;
using camera_link::FootageJob;
using camera_link::FootagePart;
using ::testing::ElementsAre;

Instant start() { return *parse_instant("2026-03-03T09:00:00Z"); }

std::string output_of(const std::string& command) {
    std::string text;
    // NOLINTNEXTLINE(cert-env33-c): the test's own, constant words.
    FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        text += buffer.data();
    }
    EXPECT_EQ(::pclose(pipe), 0) << command;
    return text;
}

/// The packets of a video, by what is in them.
std::vector<std::string> packets(const fs::path& file) {
    std::istringstream lines(output_of("ffmpeg -v error -i " + file.string() +
                                       " -map 0:v -c copy -f framemd5 - 2>/dev/null"));
    std::vector<std::string> digests;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#')) {
            digests.push_back(line.substr(line.rfind(' ') + 1));
        }
    }
    return digests;
}

/// Thirty seconds in files of five, ten frames a second, a key frame each second, with B-frames.
class Footage : public testing::Test {
protected:
    void SetUp() override { record("mp4", "-g 10 -bf 2"); }

    void record(const std::string& ending, const std::string& options) {
        fs::remove_all(recorder());
        fs::create_directories(recorder());
        output_of(
            "ffmpeg -v error -f lavfi -i testsrc2=s=160x90:r=10:d=30 -c:v libx264 "
            "-preset veryfast " +
            options + " -f segment -segment_time 5 " + (recorder() / ("%d." + ending)).string() +
            " 2>&1");
        for (int i = 0; i < 6; ++i) {
            const fs::path raw = recorder() / (std::to_string(i) + "." + ending);
            files_[i] = recorder() / ("2026-03-03_09-00-" + std::string(i < 2 ? "0" : "") +
                                      std::to_string(i * 5) + "." + ending);
            fs::rename(raw, files_[i]);
            const timespec written{(start() + seconds(5 * (i + 1))).us / 1'000'000, 0};
            const std::array<timespec, 2> both{written, written};
            ASSERT_EQ(::utimensat(AT_FDCWD, files_[i].c_str(), both.data(), 0), 0);
        }
    }

    fs::path recorder() const { return folder_ / "recorder"; }

    FootageJob job(double from_s, double to_s) const {
        FootageJob made;
        made.camera = "cam1";
        made.recordings = camera_link::Recordings{recorder().string(), "", "UTC", seconds(5)};
        made.target = (folder_ / "clips").string();
        made.from = start() + milliseconds(static_cast<std::int64_t>(from_s * 1000));
        made.to = start() + milliseconds(static_cast<std::int64_t>(to_s * 1000));
        made.part_bytes_max = 1 << 30;
        return made;
    }

    FootageAnswer run(const FootageJob& job) {
        FootageRun how;
        how.now = [] { return start() + days(1); };
        how.reading = [this](const std::string& name) { read_.insert(name); };
        return run_footage_job(job, how);
    }

    fs::path clip(const FootagePart& part) const { return folder_ / "clips" / part.sha256; }

    static std::vector<std::string> kinds(const FootageAnswer& answer) {
        std::vector<std::string> kinds;
        for (const FootagePart& part : answer.parts) {
            kinds.push_back(part.fault.empty() ? "clip" : part.fault);
        }
        return kinds;
    }

    test::TemporaryDirectory folder_;
    std::array<fs::path, 6> files_;
    std::set<std::string> read_;
};

std::string sha256_of(const fs::path& file) {
    return output_of("sha256sum " + file.string()).substr(0, 64);
}

TEST_F(Footage, EveryPacketIsTheRecordersFromAKeyFrameOn) {
    const FootageAnswer answer = run(job(3.5, 17.2));
    ASSERT_THAT(kinds(answer), ElementsAre("clip"));
    const FootagePart& part = answer.parts.front();
    EXPECT_EQ(answer.trouble, "");
    EXPECT_EQ(part.from, start() + milliseconds(3500));
    EXPECT_EQ(part.to, start() + milliseconds(17200));
    EXPECT_EQ(part.starts, start() + seconds(3)) << "the last key frame before";
    std::vector<std::string> all;
    for (int i = 0; i < 4; ++i) {
        const std::vector<std::string> some = packets(files_[i]);
        EXPECT_EQ(some.size(), 50U);
        all.insert(all.end(), some.begin(), some.end());
    }
    const std::vector<std::string> cut = packets(clip(part));
    ASSERT_GE(cut.size(), 142U);
    ASSERT_LE(cut.size(), 146U) << "to 17.2 s, and what is decoded before it";
    EXPECT_EQ(cut, std::vector<std::string>(all.begin() + 30,
                                            all.begin() + 30 + static_cast<int>(cut.size())));
    EXPECT_EQ(sha256_of(clip(part)), part.sha256);
    EXPECT_EQ(part.bytes, static_cast<std::int64_t>(fs::file_size(clip(part))));
    ASSERT_EQ(part.sources.size(), 4U);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(part.sources[i].sha256, sha256_of(files_[i]));
        EXPECT_EQ(part.sources[i].name, files_[i].filename().string());
        EXPECT_EQ(part.sources[i].as_digested, std::nullopt);
    }
    EXPECT_EQ(fs::status(clip(part)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const std::string played =
        output_of("ffmpeg -v error -xerror -i " + clip(part).string() + " -f null - 2>&1");
    EXPECT_EQ(played, "") << "it plays without a fault";
    EXPECT_EQ(run(job(3.5, 17.2)).parts.front().sha256, part.sha256) << "cut again, the same";
}

TEST_F(Footage, CAM_7_AGapIsToldAndNoClipGoesOverIt) {
    fs::remove(files_[2]);
    std::ofstream(files_[4], std::ios::binary | std::ios::trunc) << "no video";
    const FootageAnswer answer = run(job(2, 30));
    ASSERT_THAT(kinds(answer), ElementsAre("clip", "no_recording", "clip", "unreadable", "clip"));
    Instant end = start() + seconds(2);
    for (const FootagePart& part : answer.parts) {
        EXPECT_EQ(part.from, end);
        end = part.to;
    }
    EXPECT_EQ(end, start() + seconds(30));
    EXPECT_EQ(packets(clip(answer.parts[2])), packets(files_[3]));
}

TEST_F(Footage, AFileThatIsCutOffGivesWhatCanBeShown) {
    record("mkv", "-g 10");
    fs::resize_file(files_[1], fs::file_size(files_[1]) / 2);
    const FootageAnswer answer = run(job(0, 15));
    ASSERT_GE(answer.parts.size(), 2U);
    EXPECT_EQ(answer.parts.front().fault, "");
    EXPECT_LT(answer.parts.front().to, start() + seconds(10));
    EXPECT_NE(answer.parts[1].fault, "");
    EXPECT_EQ(answer.parts.back().to, start() + seconds(15));
}

TEST_F(Footage, ARecordingThatWasChangedSinceIsToldSo) {
    auto source = SegmentFolder::open({recorder().string(), "", TimeZone(), CameraId("cam1"), {}},
                                      [] { return start() + days(1); });
    const Interval window{start(), start() + minutes(10)};
    auto list = *source->list(CameraId("cam1"), window);
    digest_segments(source->folder(), window, list.segments);
    const std::string manifests = (folder_ / "manifests").string();
    for (const Manifest& manifest :
         manifests_of(CameraId("cam1"), list.segments, window, start() + days(1))) {
        ASSERT_TRUE(ManifestStore(manifests).keep(manifest));
    }
    // One of the pixels' bytes: it can still be read.
    std::fstream file(files_[1], std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(fs::file_size(files_[1]) / 2));
    file.put('!');
    file.close();
    FootageJob asked = job(2, 14);
    asked.manifests = manifests;
    const FootageAnswer answer = run(asked);
    ASSERT_GE(answer.parts.size(), 1U);
    const FootagePart& part = answer.parts.front();
    ASSERT_EQ(part.sources.size(), 3U);
    EXPECT_EQ(part.sources[0].as_digested, true);
    EXPECT_EQ(part.sources[1].as_digested, false);
}

TEST_F(Footage, ARecordingThatChangesWhileItIsReadIsNotUsed) {
    FootageRun how;
    how.now = [] { return start() + days(1); };
    bool spoilt = false;
    how.reading = [&](const std::string& name) {
        // The first one has been digested by now, and is not cut yet.
        if (name == files_[1].filename().string() && !spoilt) {
            std::fstream file(files_[0], std::ios::binary | std::ios::in | std::ios::out);
            file.seekp(static_cast<std::streamoff>(fs::file_size(files_[0]) / 2));
            file.put('!');
            spoilt = true;
        }
    };
    const FootageAnswer answer = run_footage_job(job(2, 9), how);
    EXPECT_EQ(answer.trouble, "changing");
    EXPECT_THAT(answer.parts, testing::IsEmpty());
    EXPECT_TRUE(fs::is_empty(folder_ / "clips")) << "nothing is left of it";
    EXPECT_THAT(kinds(run_footage_job(job(2, 9), how)), ElementsAre("clip")) << "once it is quiet";
}

TEST_F(Footage, CAM_4_AHoldOutlivesTheRecordings) {
    FootageJob keep = job(3, 17);
    keep.keeps = true;
    keep.target = (folder_ / "holds/h1/cam1").string();
    const FootageAnswer kept = run(keep);
    ASSERT_THAT(kinds(kept), ElementsAre("clip"));
    ASSERT_EQ(kept.parts.front().sources.size(), 4U);
    const FootageAnswer before = run(job(4, 16));
    fs::remove_all(recorder());
    FootageJob later = job(4, 16);
    EXPECT_EQ(run(later).trouble, "folder_unreadable");
    later.held = {keep.target};
    const FootageAnswer answer = run(later);
    ASSERT_THAT(kinds(answer), ElementsAre("clip"));
    EXPECT_EQ(answer.parts.front().sha256, before.parts.front().sha256);
    for (const domain::FootageSource& source : kept.parts.front().sources) {
        EXPECT_EQ(sha256_of(fs::path(keep.target) / source.name), source.sha256);
    }
}

TEST_F(Footage, LimitsEndAPartAndTheNextGoesOn) {
    FootageJob small = job(0, 20);
    small.part_bytes_max = static_cast<std::int64_t>(fs::file_size(files_[0]));
    std::vector<FootagePart> parts;
    for (int i = 0; i < 20 && small.from < small.to; ++i) {
        FootageAnswer answer = run(small);
        ASSERT_FALSE(answer.parts.empty()) << answer.trouble;
        for (FootagePart& part : answer.parts) {
            EXPECT_EQ(part.from, small.from);
            EXPECT_EQ(part.fault, "");
            small.from = part.to;
            parts.push_back(std::move(part));
        }
    }
    EXPECT_EQ(small.from, small.to);
    EXPECT_GE(parts.size(), 3U);
    FootageJob full = job(0, 20);
    full.room_left = std::int64_t{1} << 60;
    EXPECT_EQ(run(full).trouble, "no_room");
    EXPECT_TRUE(run(full).parts.empty());
}

TEST_F(Footage, AClipThatCannotBeWrittenIsNotTheRecordingsFault) {
    fs::create_directories(folder_ / "clips" / "clip.new");
    const FootageAnswer answer = run(job(2, 9));
    EXPECT_EQ(answer.trouble, "no_room");
    EXPECT_THAT(answer.parts, testing::IsEmpty());
    fs::remove(folder_ / "clips" / "clip.new");
    EXPECT_THAT(kinds(run(job(2, 9))), ElementsAre("clip"));
}

TEST_F(Footage, WhatTheProgramFellOverIsLeftAlone) {
    FootageJob asked = job(2, 14);
    asked.skip = {files_[1].filename().string()};
    const FootageAnswer answer = run(asked);
    EXPECT_THAT(kinds(answer), ElementsAre("clip", "unreadable", "clip"));
    EXPECT_FALSE(read_.contains(files_[1].filename().string()));
}

TEST_F(Footage, JobsAndAnswersAreReadAsTheyWereWritten) {
    FootageJob asked = job(2, 14);
    asked.held = {"/a", "/b"};
    asked.skip = {"x.mp4"};
    const auto read = camera_link::read_job(camera_link::write_job(asked));
    ASSERT_TRUE(read);
    EXPECT_EQ(camera_link::write_job(*read), camera_link::write_job(asked));
    const FootageAnswer answer = run(asked);
    const auto line = camera_link::read_footage(camera_link::write_footage(answer));
    ASSERT_TRUE(line);
    EXPECT_EQ(camera_link::write_footage(*line), camera_link::write_footage(answer));
    for (const char* wrong : {"", "{", "[]", "{\"trouble\":1,\"parts\":[]}", "{\"reading\":5}"}) {
        EXPECT_FALSE(camera_link::read_footage(wrong)) << wrong;
        EXPECT_FALSE(camera_link::read_job(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace labd::camera
