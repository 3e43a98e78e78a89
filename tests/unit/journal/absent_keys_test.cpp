// What is not looked up must really not be there.
#include "labd/journal/absent_keys.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;
using namespace test;

TEST(AbsentKeys, SayNothingBeforeTheFirstLookUp) { EXPECT_FALSE(AbsentKeys().contains("a")); }

TEST(AbsentKeys, LieBetweenWhatIsStored) {
    AbsentKeys absent;
    absent.learn("b", "d");
    EXPECT_FALSE(absent.contains("b"));
    EXPECT_TRUE(absent.contains("c"));
    EXPECT_FALSE(absent.contains("d"));
    absent.learn("x", std::nullopt);
    EXPECT_TRUE(absent.contains("z"));
    EXPECT_TRUE(absent.contains("c")) << "an earlier stretch is not forgotten at once";
}

TEST(AbsentKeys, ForgetTheStretchThatWasNotUsedLongest) {
    AbsentKeys absent;
    absent.learn("a", "c");
    for (const char* key : {"d", "g", "j", "m", "p"}) {
        EXPECT_TRUE(absent.contains("b")) << key;
        absent.learn(key, std::string(key) + "z");
        EXPECT_TRUE(absent.contains(std::string(key) + "b"));
    }
    EXPECT_TRUE(absent.contains("b"));
    EXPECT_FALSE(absent.contains("db"));
}

TEST(AbsentKeys, EndAtAKeyThatIsStored) {
    AbsentKeys absent;
    absent.learn("b", "f");
    absent.stored("d");
    EXPECT_FALSE(absent.contains("c"));
    EXPECT_FALSE(absent.contains("d"));
    EXPECT_TRUE(absent.contains("e"));
    absent.stored("a");
    absent.stored("g");
    EXPECT_TRUE(absent.contains("e"));
}

TEST(StoredJournal, FindsEveryRequestWhateverTheOrderOfKeys) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    std::mt19937 random(20260303);
    std::set<std::string> stored;
    Seq seq = 0;
    for (int i = 0; i < 400; ++i) {
        // Mostly in order, as good clients send them, with old and odd ones between.
        const std::string key =
            random() % 4 == 0 ? fmt::format("{:03}", random() % 400) : fmt::format("{:03}", i);
        EXPECT_EQ(journal->find_idempotency("sato", key).has_value(), stored.contains(key)) << key;
        if (stored.contains(key)) {
            continue;
        }
        ports::Append append = entry(seq++);
        append.idempotency = {"sato", key, {}, "{}"};
        ASSERT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
        stored.insert(key);
        EXPECT_TRUE(journal->find_idempotency("sato", key)) << key;
    }
    EXPECT_GT(stored.size(), 200U);
}

}  // namespace
}  // namespace labd::journal
