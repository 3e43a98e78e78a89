#include <fmt/format.h>
#include <gmock/gmock.h>

#include "labd/camera/recordings/coverage_report.h"
#include "labd/camera/recordings/manifest.h"
#include "labd/ports/head.h"

namespace labd::camera {
namespace {

using ports::RecordedSegment;
using ports::SegmentState;

Instant at(const char* text) { return *parse_instant(text); }

RecordedSegment segment(const char* start, std::uint8_t first_byte) {
    RecordedSegment made;
    made.camera = CameraId("cam1");
    made.file = std::string("cam1/") + start;
    made.start = at(start);
    made.media_length = made.wall_length = minutes(1);
    made.frames = made.keyframes = 1;
    made.bytes = 5;
    made.digest = Digest{first_byte};
    made.state = SegmentState::final;
    return made;
}

const Interval hour{at("2026-03-03T09:00:00Z"), at("2026-03-03T10:00:00Z")};

std::vector<RecordedSegment> some() {
    return {segment("2026-03-03T09:12:00Z", 3), segment("2026-03-03T09:00:00Z", 1),
            segment("2026-03-03T09:09:30Z", 2)};
}

TEST(Manifests, HoldTheSegmentsThatBeginInTheirTenMinutes) {
    const auto made = manifests_of(CameraId("cam1"), some(), hour, at("2026-03-04T00:00:00Z"));
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].from, at("2026-03-03T09:00:00Z"));
    ASSERT_EQ(made[0].lines.size(), 2U);
    EXPECT_EQ(made[0].lines[1].digest[0], 2);
    EXPECT_EQ(made[1].from, at("2026-03-03T09:10:00Z"));
    EXPECT_THAT(manifests_of(CameraId("cam2"), some(), hour, at("2026-03-04T00:00:00Z")),
                testing::IsEmpty());
}

TEST(Manifests, AreNotMadeBeforeTheirTimeIsOverAndFilesAreClosed) {
    EXPECT_EQ(manifests_of(CameraId("cam1"), some(), hour, at("2026-03-03T09:19:59Z")).size(), 1U);
    auto segments = some();
    segments.push_back(segment("2026-03-03T09:05:00Z", 4));
    segments.back().state = SegmentState::open;
    EXPECT_THAT(manifests_of(CameraId("cam1"), segments, hour, at("2026-03-04T00:00:00Z")),
                testing::IsEmpty());
}

TEST(Manifests, HaveTheRootOfTheRfc6962TreeOverTheirLines) {
    const auto made = manifests_of(CameraId("cam1"), some(), hour, at("2026-03-04T00:00:00Z"));
    Sha256 sha;
    const Digest left = sha.leaf(manifest_leaf(CameraId("cam1"), made[0].lines[0]));
    const Digest right = sha.leaf(manifest_leaf(CameraId("cam1"), made[0].lines[1]));
    EXPECT_EQ(manifest_root(made[0]), sha.node(left, right));
    EXPECT_EQ(manifest_leaf(CameraId("cam1"), made[0].lines[0]).substr(0, 60),
              "cam1\ncam1/2026-03-03T09:00:00Z\n1772528400000000\n0\n60000000\n5");
}

TEST(Manifests, AreReadBackAndNotWhenAnythingOfThemWasChanged) {
    const auto made = manifests_of(CameraId("cam1"), some(), hour, at("2026-03-04T00:00:00Z"));
    const std::string text = write_manifest(made[0]);
    ASSERT_TRUE(read_manifest(text));
    EXPECT_EQ(*read_manifest(text), made[0]);
    for (const auto& [from, to] :
         {std::pair{"\"bytes\":5", "\"bytes\":6"}, std::pair{"cam1/", "cam2/"},
          std::pair{"\"wall_us\":60000000", "\"wall_us\":60000001"},
          std::pair{"\"camera\":\"cam1\"", "\"camera\":\"cam9\""},
          std::pair{"\"format\":1", "\"format\":2"},
          std::pair{"\"sha256\":\"01", "\"sha256\":\"x1"},
          std::pair{"\"segments\":[", "\"segments\":7,\"a\":["}}) {
        std::string changed = text;
        const std::size_t place = changed.find(from);
        ASSERT_NE(place, std::string::npos) << from;
        changed.replace(place, std::string(from).size(), to);
        EXPECT_FALSE(read_manifest(changed)) << from;
    }
    for (const char* none : {"", "{}", "[]", "null", "{\"format\":1}"}) {
        EXPECT_FALSE(read_manifest(none)) << none;
    }
}

TEST(Manifests, TellWhatWasDeletedAndWhatWasChanged) {
    const auto made = manifests_of(CameraId("cam1"), some(), hour, at("2026-03-04T00:00:00Z"));
    std::vector<RecordedSegment> now = some();
    now[1].digest->at(5) = 9;
    now.erase(now.begin() + 2);
    compare_with_manifest(made[0], now);
    ASSERT_EQ(now.size(), 3U);
    EXPECT_EQ(now[0].state, SegmentState::final);
    EXPECT_EQ(now[1].state, SegmentState::changed);
    EXPECT_EQ(now[2].state, SegmentState::deleted);
    EXPECT_EQ(now[2].start, at("2026-03-03T09:09:30Z"));
    // Another length shows without reading the file again.
    std::vector<RecordedSegment> longer = some();
    longer[1].digest.reset();
    longer[1].bytes = 6;
    compare_with_manifest(made[0], longer);
    EXPECT_EQ(longer[1].state, SegmentState::changed);
}

TEST(Manifests, TheJournalsRootsAreThoseOfTheManifestsOrAreNamed) {
    const auto made = manifests_of(CameraId("cam1"), some(), hour, at("2026-03-04T00:00:00Z"));
    const std::string root = ports::format_digest(manifest_root(made[0]));
    const auto answer = [](const std::string& from, const std::string& with) {
        return fmt::format(R"({{"manifests": [{{"camera": "cam1", "from": "{}", "root": "{}"}}]}})",
                           from, with);
    };
    const auto ask = [&](const std::string& text) { return *compare_roots(text, hour, made); };
    EXPECT_TRUE(ask(answer("2026-03-03T18:00:00+09:00", root)).empty());
    const auto different = ask(answer("2026-03-03T09:10:00Z", root));
    ASSERT_EQ(different.size(), 1U);
    EXPECT_TRUE(different.front().is_different);
    EXPECT_EQ(different.front().from, at("2026-03-03T09:10:00Z"));
    const auto missing = ask(answer("2026-03-03T09:40:00Z", root));
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_FALSE(missing.front().is_different);
    EXPECT_TRUE(ask(answer("2026-03-03T10:00:00Z", root)).empty()) << "beyond the window";
    for (const char* wrong : {"", "[]", R"({"manifests": 3})", R"({"manifests": [{}]})",
                              R"({"manifests": [{"camera": "a", "from": "x", "root": "b"}]})"}) {
        EXPECT_FALSE(compare_roots(wrong, hour, made)) << wrong;
    }
}

}  // namespace
}  // namespace labd::camera
