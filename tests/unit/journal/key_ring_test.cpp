#include "labd/journal/key_ring.h"

#include <gmock/gmock.h>
#include <sodium.h>
#include <sys/stat.h>

#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace test;

constexpr std::string_view plaintext = "Sato Hana, born 1999-04-01";

/// Seals one text durably and returns it as it stands in the leaf.
std::string seal_into(StoredJournal& journal, HandLoop& loop, std::string_view subject,
                      std::string_view text) {
    std::string sealed = journal.sealer().seal(subject, text, "context");
    ports::Append append = entry(journal.head().size, sealed);
    append.keys = journal.sealer().take_new_keys();
    EXPECT_EQ(append_and_wait(journal, loop, std::move(append)), AppendOutcome::durable);
    return sealed;
}

TEST(KeyRing, UnsealsWhatItSealedAlsoAfterAReopening) {
    const TemporaryDirectory directory;
    std::string sealed;
    std::string empty;
    ports::Digest digest{};
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        sealed = seal_into(*journal, loop, "person:1", plaintext);
        empty = seal_into(*journal, loop, "person:1", "");
        EXPECT_EQ(journal->sealer().unseal("person:1", sealed, "context"), plaintext);
        digest = journal->sealer().keyed_digest("request");
        EXPECT_NE(digest, journal->sealer().keyed_digest("request."));
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(journal->sealer().unseal("person:1", sealed, "context"), plaintext);
    EXPECT_EQ(journal->sealer().unseal("person:1", empty, "context"), "");
    EXPECT_EQ(journal->sealer().keyed_digest("request"), digest);
    journal->sealer().seal("person:1", "again", "context");
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(KeyRing, RefusesAnotherContextSubjectAndAnyChangedByte) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    ports::Sealer& sealer = journal->sealer();
    const std::string sealed = sealer.seal("person:1", plaintext, "context");
    sealer.seal("person:2", "other", "context");
    EXPECT_FALSE(sealer.unseal("person:1", sealed, "Context"));
    EXPECT_FALSE(sealer.unseal("person:2", sealed, "context"));
    EXPECT_FALSE(sealer.unseal("person:3", sealed, "context"));
    EXPECT_FALSE(sealer.unseal("person:1", "", "context"));
    EXPECT_FALSE(sealer.unseal("person:1", "not base64!", "context"));
    EXPECT_FALSE(sealer.unseal("person:1", sealed.substr(0, 52), "context"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(sealer.unseal("person:1", changed, "context")) << i;
    }
}

TEST(KeyRing, MakesOneKeyASubjectAndANonceASealing) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    ports::Sealer& sealer = journal->sealer();
    EXPECT_NE(sealer.seal("person:1", plaintext, "c"), sealer.seal("person:1", plaintext, "c"));
    sealer.seal("person:2", plaintext, "c");
    const auto keys = sealer.take_new_keys();
    ASSERT_THAT(keys, SizeIs(2));
    EXPECT_NE(keys[0].key, keys[1].key);
    EXPECT_THAT(sealer.take_new_keys(), IsEmpty());
}

TEST(KeyRing, LeavesNoPlaintextAndNoBareKeyInAnyFile) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    const std::string sealed = journal->sealer().seal("person:1", plaintext, "context");
    ports::Append append = entry(0, sealed);
    append.keys = journal->sealer().take_new_keys();
    const std::string key(append.keys[0].key.begin(), append.keys[0].key.end());
    EXPECT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
    bool found_sealed = false;
    for (const auto& file : std::filesystem::directory_iterator(directory / "data")) {
        const std::string bytes = contents(file.path());
        EXPECT_THAT(bytes, Not(HasSubstr("Sato"))) << file.path();
        EXPECT_THAT(bytes, Not(HasSubstr("1999"))) << file.path();
        EXPECT_THAT(bytes, Not(HasSubstr(key))) << file.path();
        found_sealed = found_sealed || bytes.find(sealed) != std::string::npos;
    }
    EXPECT_TRUE(found_sealed);
}

TEST(KeyRing, ForgetsASubjectWhoseKeyWasDestroyed) {
    const TemporaryDirectory directory;
    std::string sealed;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        sealed = seal_into(*journal, loop, "person:1", plaintext);
    }
    run_sql(directory / "data/keys.db", "UPDATE keys SET wrapped = NULL");
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_FALSE(journal->sealer().unseal("person:1", sealed, "context"));
    const std::string later = journal->sealer().seal("person:1", plaintext, "context");
    EXPECT_FALSE(journal->sealer().unseal("person:1", later, "context"));
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(KeyRing, FindsTheKeysOfMoreSubjectsThanItHolds) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    constexpr int subjects = 5'000;
    std::vector<std::string> sealed;
    for (int i = 0; i < subjects; i += 500) {
        ports::Append append = entry(journal->head().size);
        for (int j = i; j < i + 500; ++j) {
            sealed.push_back(journal->sealer().seal("person:" + std::to_string(j), "name", "c"));
        }
        append.keys = journal->sealer().take_new_keys();
        EXPECT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
    }
    for (int i = 0; i < subjects; ++i) {
        EXPECT_EQ(journal->sealer().unseal("person:" + std::to_string(i),
                                           sealed[static_cast<std::size_t>(i)], "c"),
                  "name");
    }
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(KeyRing, NeverForgetsAKeyThatIsNotStoredYet) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    constexpr int subjects = 4'500;
    std::vector<std::string> sealed;
    sealed.reserve(subjects);
    for (int i = 0; i < subjects; ++i) {
        sealed.push_back(journal->sealer().seal("person:" + std::to_string(i), "name", "c"));
    }
    for (int i = 0; i < subjects; ++i) {
        ASSERT_EQ(journal->sealer().unseal("person:" + std::to_string(i),
                                           sealed[static_cast<std::size_t>(i)], "c"),
                  "name");
    }
    EXPECT_THAT(journal->sealer().take_new_keys(), SizeIs(subjects));
}

TEST(KeyRing, GivesTheSameBytesFromTheSameRandomness) {
    const auto fill = [](const std::filesystem::path& directory) {
        HandLoop loop;
        JournalOptions options = options_in(directory);
        options.random = [state =
                              std::make_shared<std::uint64_t>(1)](std::span<std::uint8_t> bytes) {
            for (std::uint8_t& byte : bytes) {
                *state = *state * 6364136223846793005U + 1442695040888963407U;
                byte = static_cast<std::uint8_t>(*state >> 56U);
            }
        };
        const auto journal = open_or_die(options, loop);
        seal_into(*journal, loop, "person:1", plaintext);
        return journal->head();
    };
    const TemporaryDirectory directory;
    EXPECT_EQ(fill(directory / "a"), fill(directory / "b"));
}

TEST(KeyRing, AFileKeyIsTheSameAgainAndAnotherForAnotherSubject) {
    const TemporaryDirectory directory;
    std::optional<ports::Digest> key;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        key = journal->sealer().file_key("attachment:1");
        ASSERT_TRUE(key);
        EXPECT_EQ(journal->sealer().file_key("attachment:1"), key);
        const auto other = journal->sealer().file_key("attachment:2");
        ASSERT_TRUE(other);
        EXPECT_NE(other, key);
        seal_into(*journal, loop, "attachment:1", "a.png");
        EXPECT_EQ(journal->sealer().file_key("attachment:1"), key) << "stored by now";
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(journal->sealer().file_key("attachment:1"), key);
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(KeyRing, TheKeyBehindAFileKeyGoesWithTheNextAppend) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    const auto key = journal->sealer().file_key("attachment:1");
    journal->sealer().seal("attachment:1", "a.png", "context");
    std::vector<ports::NewKey> keys = journal->sealer().take_new_keys();
    ASSERT_THAT(keys, SizeIs(1));
    EXPECT_EQ(keys.front().subject, "attachment:1");
    EXPECT_NE(keys.front().key, key) << "what seals the name is not what the file has";
    journal->sealer().file_key("attachment:1");
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(KeyRing, NoFileKeyIsMadeOrGivenAfterAnErasure) {
    const TemporaryDirectory directory;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        seal_into(*journal, loop, "attachment:1", "a.png");
        ASSERT_TRUE(journal->sealer().file_key("attachment:1"));
        ports::Append append = entry(1);
        append.destroyed_keys = {"attachment:1"};
        EXPECT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
        journal->sealer().forget("attachment:1");
        EXPECT_FALSE(journal->sealer().file_key("attachment:1"));
        EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_FALSE(journal->sealer().file_key("attachment:1"));
    EXPECT_THAT(journal->sealer().take_new_keys(), IsEmpty());
}

TEST(MasterKey, IsMadeOnceAndRefusedWhenOthersMayReadItOrItIsCut) {
    const TemporaryDirectory directory;
    const auto file = directory / "master.key";
    EXPECT_FALSE(MasterKey::open(file, false, system_random()));
    ASSERT_TRUE(MasterKey::open(file, true, system_random()));
    const std::string bytes = contents(file);
    EXPECT_THAT(bytes, SizeIs(32));
    EXPECT_NE(bytes, std::string(32, '\0'));
    ASSERT_TRUE(MasterKey::open(file, true, system_random()));
    EXPECT_EQ(contents(file), bytes);
    ASSERT_EQ(chmod(file.c_str(), 0640), 0);
    EXPECT_FALSE(MasterKey::open(file, true, system_random()));
    ASSERT_EQ(chmod(file.c_str(), 0600), 0);
    write_contents(file, bytes.substr(1));
    EXPECT_FALSE(MasterKey::open(file, true, system_random()));
}

TEST(MasterKey, UnwrapsOnlyUnderTheSameNameAndUnchanged) {
    const TemporaryDirectory directory;
    const auto master = *MasterKey::open(directory / "a", true, system_random());
    const auto other = *MasterKey::open(directory / "b", true, system_random());
    const ports::Digest key{1, 2, 3};
    const std::string wrapped = master->wrap("person:1", key, system_random());
    EXPECT_EQ(master->unwrap("person:1", wrapped), key);
    EXPECT_FALSE(master->unwrap("person:2", wrapped));
    EXPECT_FALSE(other->unwrap("person:1", wrapped));
    EXPECT_FALSE(master->unwrap("person:1", wrapped.substr(1)));
    for (std::size_t i = 0; i < wrapped.size(); ++i) {
        std::string changed = wrapped;
        changed[i] = static_cast<char>(changed[i] ^ 0x01);
        EXPECT_FALSE(master->unwrap("person:1", changed)) << i;
    }
}

}  // namespace
}  // namespace labd::journal
