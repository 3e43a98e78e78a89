#include "labd/journal/liveness_file.h"

#include <gtest/gtest.h>

#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using namespace test;

LivenessMark mark_at(std::int64_t second) {
    return {Instant{second * 1'000'000}, Instant{second * 1'000'000 + 1}, seconds(second),
            "11111111-2222-3333-4444-555555555555", ports::ClockMode::training};
}

TEST(LivenessFile, RemembersTheLastMarkOverAReopening) {
    const TemporaryDirectory directory;
    for (std::int64_t second = 1; second <= 5; ++second) {
        auto file = LivenessFile::open(directory / "alive");
        ASSERT_TRUE(file);
        if (second == 1) {
            EXPECT_FALSE(file->last());
        } else {
            EXPECT_EQ(file->last(), mark_at(second - 1));
        }
        ASSERT_TRUE(file->mark(mark_at(second)));
        EXPECT_EQ(file->last(), mark_at(second));
    }
}

TEST(LivenessFile, NeverGrows) {
    const TemporaryDirectory directory;
    auto file = LivenessFile::open(directory / "alive");
    ASSERT_TRUE(file);
    const auto size = std::filesystem::file_size(directory / "alive");
    for (std::int64_t second = 1; second <= 100; ++second) {
        ASSERT_TRUE(file->mark(mark_at(second)));
    }
    EXPECT_EQ(std::filesystem::file_size(directory / "alive"), size);
}

TEST(LivenessFile, FallsBackToTheMarkBeforeATornOne) {
    const TemporaryDirectory directory;
    auto file = LivenessFile::open(directory / "alive");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->mark(mark_at(1)));
    const std::string before = contents(directory / "alive");
    ASSERT_TRUE(file->mark(mark_at(2)));
    const std::string after = contents(directory / "alive");
    ASSERT_EQ(before.size(), after.size());
    // A write torn anywhere: a beginning of the new bytes over the old ones.
    int differing = 0;
    for (std::size_t torn = 0; torn < after.size(); ++torn) {
        if (before[torn] == after[torn]) {
            continue;
        }
        ++differing;
        write_contents(directory / "alive", after.substr(0, torn) + before.substr(torn));
        EXPECT_EQ(LivenessFile::open(directory / "alive")->last(), mark_at(1)) << torn;
    }
    EXPECT_GT(differing, 32);
    // The next mark goes over the torn one, never over the whole one.
    auto reopened = LivenessFile::open(directory / "alive");
    ASSERT_TRUE(reopened->mark(mark_at(3)));
    EXPECT_EQ(reopened->last(), mark_at(3));
}

TEST(LivenessFile, KnowsNothingWhenBothMarksAreDamaged) {
    const TemporaryDirectory directory;
    {
        auto file = LivenessFile::open(directory / "alive");
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->mark(mark_at(1)));
        ASSERT_TRUE(file->mark(mark_at(2)));
    }
    std::string bytes = contents(directory / "alive");
    bytes[20] = static_cast<char>(bytes[20] ^ 0x01);
    bytes[4'096 + 20] = static_cast<char>(bytes[4'096 + 20] ^ 0x01);
    write_contents(directory / "alive", bytes);
    auto file = LivenessFile::open(directory / "alive");
    ASSERT_TRUE(file);
    EXPECT_FALSE(file->last());
    ASSERT_TRUE(file->mark(mark_at(3)));
    EXPECT_EQ(file->last(), mark_at(3));
}

}  // namespace
}  // namespace labd::journal
