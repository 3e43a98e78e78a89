// Folders of real files, written by ffmpeg and then spoilt in every way, against a bitmap of the
// window that is made from what was done to them, ffprobe counting the frames of what was cut.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "labd/camera/recordings/coverage_report.h"
#include "labd/camera/recordings/judging.h"
#include "labd/camera/recordings/manifest_store.h"
#include "labd/camera/recordings/segment_folder.h"
#include "tests/support/temporary_directory.h"

namespace labd::camera {
namespace {

namespace fs = std::filesystem;

using domain::Footage;
using ports::SegmentState;

constexpr int segment_s = 5;
constexpr int segments_made = 12;

Instant start() { return *parse_instant("2026-03-03T09:00:00Z"); }

Instant later() { return start() + days(1); }

void run(const std::string& command) {
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the test's own, constant words.
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

std::string output_of(const std::string& command) {
    std::string text;
    // NOLINTNEXTLINE(cert-env33-c): the test's own, constant words.
    FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        text += buffer.data();
    }
    ::pclose(pipe);
    return text;
}

std::string name_of(Instant at) {
    const TimeZone utc;
    const std::string time = format_time_of_day(utc.time_of_day_at(at)).substr(0, 8);
    return format_date(utc.date_at(at)) + "_" + time.substr(0, 2) + "-" + time.substr(3, 2) + "-" +
           time.substr(6, 2);
}

void set_written(const fs::path& file, Instant at) {
    const timespec time{at.us / 1'000'000, at.us % 1'000'000 * 1000};
    const std::array<timespec, 2> both{time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), both.data(), 0), 0);
}

/// A minute in twelve files of five seconds, ten frames a second, a key frame each second.
class Recordings : public testing::Test {
protected:
    void SetUp() override { fs::create_directory(folder_ / "cam1"); }

    /// `options`: more for ffmpeg's segment muxer.
    void record(const std::string& ending, const std::string& options = "") {
        ending_ = ending;
        const fs::path raw = folder_ / "raw";
        fs::create_directory(raw);
        run("ffmpeg -v error -f lavfi -i testsrc2=s=160x90:r=10:d=60 -c:v libx264 "
            "-preset ultrafast -g 10 -f segment -segment_time 5 " +
            options + " " + (raw / ("%03d." + ending)).string());
        for (int i = 0; i < segments_made; ++i) {
            std::array<char, 8> number{};
            std::snprintf(number.data(), number.size(), "%03d", i);
            const Instant at = start() + seconds(segment_s * i);
            fs::rename(raw / (std::string(number.data()) + "." + ending), file(i));
            set_written(file(i), at + seconds(segment_s));
        }
        fs::remove_all(raw);
        expect(0, segments_made * segment_s, Footage::unproven);
    }

    fs::path file(int index) const {
        return folder_ / "cam1" / (name_of(start() + seconds(segment_s * index)) + "." + ending_);
    }

    /// What the bitmap says from here on.
    void expect(double from_s, double to_s, Footage state) {
        for (int ms = static_cast<int>(from_s * 1000); ms < static_cast<int>(to_s * 1000); ++ms) {
            bitmap_[ms] = state;
        }
    }

    void cut_file(int index, double share) {
        const Instant written = start() + seconds(segment_s * (index + 1));
        fs::resize_file(file(index),
                        static_cast<std::uintmax_t>(double(fs::file_size(file(index))) * share));
        set_written(file(index), written);
    }

    /// Frames that another reader finds in a file.
    int frames_in(int index) const {
        return std::stoi("0" + output_of("ffprobe -v quiet -count_packets -select_streams v:0 "
                                         "-show_entries stream=nb_read_packets -of csv=p=0 " +
                                         file(index).string() + " 2>/dev/null | head -1"));
    }

    RecordingCoverage cover(Instant now = later(), double to_s = 70) {
        Result<SegmentFolder> source = SegmentFolder::open(
            {folder_.path().string(), "", TimeZone(), CameraId("cam1"), {}}, [now] { return now; });
        const Interval window{start(), start() + milliseconds(std::int64_t(to_s * 1000))};
        list_ = *source->list(std::nullopt, window);
        const CoverageReport report = report_coverage(list_, window, CameraId("cam1"), {});
        return report.cameras.at(0).coverage;
    }

    /// Cell by cell; a tenth of a second, a frame, is allowed at each edge of what was cut.
    void compare(const RecordingCoverage& coverage, int tolerance_ms = 0) {
        std::map<int, Footage> told;
        for (const CoverageInterval& interval : coverage.intervals) {
            const auto from = (interval.when.from - start()).us / 1000;
            const auto to = (interval.when.to - start()).us / 1000;
            for (auto ms = from; ms < to; ++ms) {
                told[static_cast<int>(ms)] = interval.state;
            }
        }
        int wrong = 0;
        for (const auto& [ms, state] : told) {
            const Footage expected = bitmap_.contains(ms) ? bitmap_.at(ms) : Footage::gap;
            if (state != expected && ++wrong > tolerance_ms) {
                FAIL() << "at " << ms << " ms it says "
                       << boost::describe::enum_to_string(state, "") << " and not "
                       << boost::describe::enum_to_string(expected, "");
            }
        }
    }

    const ports::RecordedSegment* segment(int index) const {
        const std::string name = "cam1/" + file(index).filename().string();
        for (const ports::RecordedSegment& one : list_.segments) {
            if (one.file == name) {
                return &one;
            }
        }
        return nullptr;
    }

    test::TemporaryDirectory folder_;
    std::string ending_;
    std::map<int, Footage> bitmap_;
    ports::RecordingList list_;
};

TEST_F(Recordings, AreWholeInEveryContainerThatFfmpegSegments) {
    const std::vector<std::pair<std::string, std::string>> kinds{
        {"mkv", ""},
        {"ts", ""},
        {"mp4", ""},
        {"mp4", "-segment_format_options movflags=+frag_keyframe+empty_moov"}};
    for (const auto& [ending, options] : kinds) {
        record(ending, options);
        const RecordingCoverage coverage = cover();
        compare(coverage, 2);
        ASSERT_NE(segment(3), nullptr) << ending;
        EXPECT_EQ(segment(3)->frames, 50U) << ending;
        EXPECT_EQ(segment(3)->keyframes, 5U) << ending;
        // ffmpeg starts the time stamps of fragmented MP4 anew in every file.
        EXPECT_EQ(segment(3)->run == segment(4)->run, options.empty()) << ending;
        ASSERT_EQ(coverage.gaps.size(), 1U) << ending;
        EXPECT_TRUE(coverage.gaps[0].open_ended);
        fs::remove_all(folder_ / "cam1");
        fs::create_directory(folder_ / "cam1");
    }
}

TEST_F(Recordings, SpoiltInEveryWayGiveTheStatedIntervals) {
    record("mkv");
    fs::remove(file(1));
    expect(5, 10, Footage::gap);
    fs::resize_file(file(3), 0);
    set_written(file(3), start() + seconds(20));
    expect(15, 20, Footage::gap);
    cut_file(5, 0.5);
    expect(25 + 0.1 * frames_in(5), 30, Footage::gap);
    // A second recorder's copy of the same time loses nothing.
    fs::copy_file(file(7), folder_ / "cam1" / (name_of(start() + seconds(37)) + ".mkv"));
    set_written(folder_ / "cam1" / (name_of(start() + seconds(37)) + ".mkv"),
                start() + seconds(42));
    // Renamed: about then there is a file that says nothing.
    fs::rename(file(9), folder_ / "cam1" / "holiday.mkv");
    const RecordingCoverage coverage = cover();
    // The hole is known by its neighbours' time stamps: a file is missing there.
    expect(45, 50, Footage::gap);
    compare(coverage, 2);
    EXPECT_EQ(segment(3)->state, SegmentState::unreadable);
    EXPECT_EQ(segment(5)->end_reason, ports::EndReason::cut);
    ASSERT_EQ(list_.strays.size(), 1U);
    EXPECT_EQ(list_.strays[0].file, "cam1/holiday.mkv");
    EXPECT_EQ(coverage.sums.window(), seconds(70));
}

TEST_F(Recordings, OfTransportStreamsCutInTheMiddleCountUpToThere) {
    record("ts");
    cut_file(4, 0.37);
    const int frames = frames_in(4);
    EXPECT_GT(frames, 5);
    EXPECT_LT(frames, 40);
    expect(20 + 0.1 * frames, 25, Footage::gap);
    compare(cover(), 200);
    EXPECT_EQ(segment(4)->end_reason, ports::EndReason::cut);
}

TEST_F(Recordings, OfFragmentedMp4CutInTheMiddleCountUpToTheLastWholePart) {
    record("mp4", "-segment_format_options movflags=+frag_keyframe+empty_moov");
    cut_file(4, 0.5);
    const RecordingCoverage coverage = cover();
    const Duration length = segment(4)->media_length;
    EXPECT_EQ(length.us % 1'000'000, 0);
    EXPECT_GE(length, seconds(1));
    EXPECT_LE(length, seconds(3));
    expect(20 + double(length.us) / 1e6, 25, Footage::gap);
    compare(coverage, 2);
}

std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
    }
    return text;
}

/// Gives a file of ffmpeg's what MediaMTX writes into its own: `moov/udta/mtxi`.
void add_mediamtx_box(const fs::path& file, char stream, int number) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    const std::int64_t into_ns = std::int64_t{segment_s} * number * 1'000'000'000;
    const std::string body = "mtxi" + big_endian(0, 4) + std::string(16, stream) +
                             big_endian(static_cast<std::uint64_t>(number), 8) +
                             big_endian(static_cast<std::uint64_t>(into_ns), 8) +
                             big_endian(static_cast<std::uint64_t>(start().us * 1000 + into_ns), 8);
    const std::string mtxi = big_endian(body.size() + 4, 4) + body;
    const std::string udta = big_endian(mtxi.size() + 8, 4) + "udta" + mtxi;
    const std::size_t moov = bytes.find("moov") - 4;
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        size = size << 8U | static_cast<unsigned char>(bytes[moov + i]);
    }
    bytes.insert(moov + size, udta);
    bytes.replace(moov, 4, big_endian(size + udta.size(), 4));
    std::ofstream(file, std::ios::binary) << bytes;
}

TEST_F(Recordings, OfMediamtxAreJoinedByStreamAndNumberOnly) {
    record("mp4", "-segment_format_options movflags=+frag_keyframe+empty_moov+default_base_moof");
    for (int i = 0; i < segments_made; ++i) {
        // The camera was connected anew after the sixth.
        add_mediamtx_box(file(i), i < 6 ? 'a' : 'b', i);
        set_written(file(i), start() + seconds(segment_s * (i + 1)));
    }
    fs::remove(file(3));
    expect(15, 20, Footage::gap);
    const RecordingCoverage coverage = cover();
    compare(coverage, 2);
    EXPECT_EQ(segment(2)->adapter, "mediamtx");
    EXPECT_EQ(segment(2)->sequence, 2U);
    EXPECT_EQ(segment(4)->run, segment(5)->run);
    EXPECT_NE(segment(5)->run, segment(6)->run);
    EXPECT_EQ(coverage.gaps.at(0).causes, std::vector{Cause::missing});
    EXPECT_LT(coverage.gaps.at(0).at_most - coverage.gaps.at(0).at_least, milliseconds(1));
}

TEST_F(Recordings, OfPlainMp4CutInTheMiddleAreLostAndSayWhy) {
    record("mp4");
    cut_file(4, 0.5);
    expect(20, 25, Footage::gap);
    compare(cover(), 2);
    EXPECT_EQ(segment(4)->state, SegmentState::unreadable);
    EXPECT_THAT(segment(4)->problem, testing::HasSubstr("moov"));
}

TEST_F(Recordings, BeingWrittenCountUpToTheirLastWholePartAndAreUnknownAfterIt) {
    record("mkv");
    cut_file(11, 0.5);
    const Instant now = start() + seconds(58);
    set_written(file(11), now - seconds(1));
    expect(55 + 0.1 * frames_in(11), 70, Footage::unknown);
    compare(cover(now), 2);
    EXPECT_EQ(segment(11)->state, SegmentState::open);
}

TEST_F(Recordings, ReadableOnlyWhenClosedAreUnknownUntilThen) {
    record("mp4");
    cut_file(11, 0.5);
    const Instant now = start() + seconds(58);
    set_written(file(11), now - seconds(1));
    expect(55, 70, Footage::unknown);
    compare(cover(now), 2);
    // Ten seconds without a byte: nobody will close it.
    expect(55, 60, Footage::gap);
    expect(60, 70, Footage::gap);
    compare(cover(start() + seconds(75)), 2);
}

TEST_F(Recordings, OfARecorderWhoseClockIsOffSayByHowMuch) {
    record("mkv", "-reset_timestamps 1");
    for (int i = 0; i < segments_made; ++i) {
        set_written(file(i), start() + seconds(segment_s * (i + 1) + 37));
    }
    const RecordingCoverage coverage = cover();
    ASSERT_EQ(list_.offsets.size(), 1U);
    EXPECT_TRUE(list_.offsets[0].measured);
    EXPECT_EQ(list_.offsets[0].median, seconds(37));
    // Edges a second each by their names, and the clock's 37.
    EXPECT_EQ(coverage.provable_readable, Duration{});
    EXPECT_EQ(coverage.sums.unproven, seconds(60));
}

TEST_F(Recordings, WithAFalseNameAreNotTaken) {
    record("mkv", "-reset_timestamps 1");
    fs::rename(file(2), folder_ / "cam1" / (name_of(start() + seconds(62)) + ".mkv"));
    expect(10, 15, Footage::gap);
    expect(62, 67, Footage::unknown);
    expect(60, 62, Footage::gap);
    compare(cover(), 2);
}

TEST_F(Recordings, ThatAreNoneAreToldAndNeverOpened) {
    record("mkv");
    std::ofstream(folder_ / "cam1" / (name_of(start() + seconds(60)) + ".mp4"))
        << "this is a text\n";
    set_written(folder_ / "cam1" / (name_of(start() + seconds(60)) + ".mp4"),
                start() + seconds(65));
    fs::create_symlink("/dev/zero", folder_ / "cam1" / (name_of(start() + seconds(65)) + ".mkv"));
    fs::create_symlink("/etc", folder_ / "outside");
    ASSERT_EQ(::mkfifo((folder_ / "cam1" / "2026-03-03_09-02-00.mkv").c_str(), 0600), 0);
    const RecordingCoverage coverage = cover();
    compare(coverage, 2);
    EXPECT_EQ(list_.strays.size(), 3U);
    for (const ports::StrayFile& stray : list_.strays) {
        EXPECT_FALSE(stray.why.empty()) << stray.file;
    }
    // Not one of them is a way around the listing either.
    const auto folder = RecordingFolder::open(folder_.path().string());
    for (const char* name : {"outside/passwd", "../", "cam1/../../etc/passwd",
                             "cam1/2026-03-03_09-02-00.mkv", "cam1", "cam1/none.mkv"}) {
        EXPECT_FALSE(folder->open_file(name)) << name;
    }
}

TEST_F(Recordings, DeletedAndChangedAreToldApartFromNeverRecorded) {
    record("mkv");
    fs::remove(file(2));
    const Interval window{start(), start() + minutes(10)};
    const auto listed = [&] {
        auto source =
            SegmentFolder::open({folder_.path().string(), "", TimeZone(), CameraId("cam1"), {}},
                                [] { return later(); });
        ports::RecordingList list = *source->list(std::nullopt, window);
        digest_segments(source->folder(), window, list.segments);
        return list.segments;
    };
    const auto manifests = manifests_of(CameraId("cam1"), listed(), window, later());
    ASSERT_EQ(manifests.size(), 1U);
    EXPECT_EQ(manifests[0].lines.size(), 11U);
    const ManifestStore store((folder_ / "kept").string());
    ASSERT_TRUE(store.keep(manifests[0]));
    fs::remove(file(5));
    std::fstream(file(8), std::ios::in | std::ios::out | std::ios::binary).seekp(5000) << "spoilt";
    auto segments = listed();
    const auto kept = *store.read(CameraId("cam1"), window);
    ASSERT_EQ(kept.manifests.size(), 1U);
    EXPECT_EQ(kept.manifests[0], manifests[0]);
    compare_with_manifest(kept.manifests[0], segments);
    CoverageQuestion asked;
    asked.window = {start(), start() + seconds(60)};
    asked.segments = segments;
    asked.camera_known = true;
    asked.looked_until = later();
    std::map<std::int64_t, Cause> causes;
    for (const CoverageInterval& interval : coverage_of(asked).intervals) {
        causes[(interval.when.from - start()).us / 1'000'000] = interval.cause;
    }
    EXPECT_EQ(causes.at(10), Cause::missing);
    EXPECT_EQ(causes.at(25), Cause::deleted);
    EXPECT_EQ(causes.at(40), Cause::changed);
    // A manifest that was changed proves nothing and says so.
    const fs::path written = folder_ / "kept" / "cam1" / "20260303T090000Z.json";
    std::fstream(written, std::ios::in | std::ios::out).seekp(120) << "x";
    EXPECT_EQ(store.read(CameraId("cam1"), window)->damaged.size(), 1U);
}

TEST_F(Recordings, JudgedAreRecordedFromTheEndOfLearningOn) {
    record("mkv");
    cover();
    const Interval window{start(), start() + seconds(60)};
    const auto folder = RecordingFolder::open(folder_.path().string());
    CoverageQuestion asked;
    asked.window = window;
    asked.segments = list_.segments;
    asked.camera_known = true;
    asked.looked_until = later();
    asked.pictures = judge_segments(*folder, list_.segments, window);
    const RecordingCoverage coverage = coverage_of(asked);
    // Learning, and what comes after the last look, prove nothing.
    EXPECT_GT(coverage.sums.recorded, seconds(30));
    EXPECT_EQ(coverage.intervals.front().state, Footage::unproven);
    EXPECT_EQ(coverage.sums.degraded, Duration{});
}

}  // namespace
}  // namespace labd::camera
