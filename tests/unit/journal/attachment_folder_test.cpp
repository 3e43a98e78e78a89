// Files of incidents on the disk: given back as they were sent or not at all, swept when nothing
// names them, never outside of their folder.
#include "labd/journal/attachment_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <set>

#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AttachmentFault;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using namespace test;

using Stored = std::variant<std::string, AttachmentFault>;

constexpr std::string_view content = "a picture of the desk, and a phone beneath it";
constexpr std::string_view id = "file-1";
constexpr Digest key{1, 2, 3};

Stored lost() { return AttachmentFault::lost; }

Stored given(std::string_view text) { return std::string(text); }

class AttachmentFolderTest : public testing::Test {
protected:
    std::string put(std::string_view text = content) {
        const Stored stored = folder.put(text, key, id);
        const auto* name = std::get_if<std::string>(&stored);
        EXPECT_NE(name, nullptr);
        return name == nullptr ? std::string() : *name;
    }

    std::filesystem::path file(const std::string& name) const {
        return attachments_folder(directory.path()) / name;
    }

    std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& one :
             std::filesystem::directory_iterator(attachments_folder(directory.path()))) {
            found.insert(one.path().filename().string());
        }
        return found;
    }

    void age(const std::string& name, Instant to) const {
        const std::int64_t seconds = to.us / 1'000'000;
        const std::array<timespec, 2> times{timespec{seconds, 0}, timespec{seconds, 0}};
        ASSERT_EQ(utimensat(AT_FDCWD, file(name).c_str(), times.data(), 0), 0);
    }

    TemporaryDirectory directory;
    AttachmentFolder folder{directory.path()};
};

TEST_F(AttachmentFolderTest, GivesBackWhatItWasGivenAndShowsNothingOfIt) {
    const std::string name = put();
    EXPECT_EQ(folder.get(name, key, id), given(content));
    EXPECT_EQ(AttachmentFolder(directory.path()).get(name, key, id), given(content));
    EXPECT_THAT(contents(file(name)), Not(HasSubstr("phone")));
    EXPECT_EQ(check_attachment(directory.path(), name), "");

    struct stat status {};

    ASSERT_EQ(stat(file(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(stat(attachments_folder(directory.path()).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    EXPECT_EQ(folder.get(put(""), key, id), given("")) << "nothing is something, too";
}

TEST_F(AttachmentFolderTest, TheSameFileTwiceHasTwoNames) {
    const std::string first = put();
    const std::string second = put();
    EXPECT_NE(first, second) << "the name would tell who has the same file";
    EXPECT_THAT(names(), UnorderedElementsAre(first, second));
}

TEST_F(AttachmentFolderTest, AnotherKeyOrAnotherEntryGivesNothing) {
    const std::string name = put();
    EXPECT_EQ(folder.get(name, Digest{1, 2, 4}, id), lost());
    EXPECT_EQ(folder.get(name, key, "file-2"), lost());
    EXPECT_EQ(folder.get(name, key, ""), lost());
}

TEST_F(AttachmentFolderTest, AnyFlippedByteIsSeen) {
    const std::string name = put();
    const std::string good = contents(file(name));
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        write_contents(file(name), bad);
        EXPECT_EQ(folder.get(name, key, id), lost()) << i;
        EXPECT_THAT(check_attachment(directory.path(), name), HasSubstr("other bytes")) << i;
    }
    write_contents(file(name), good);
    EXPECT_EQ(folder.get(name, key, id), given(content));
}

TEST_F(AttachmentFolderTest, ATruncatedOrLongerOrMissingFileIsLost) {
    const std::string name = put();
    const std::string good = contents(file(name));
    for (const std::string& bad :
         {good.substr(0, good.size() - 1), good.substr(0, 10), std::string(), good + "x"}) {
        write_contents(file(name), bad);
        EXPECT_EQ(folder.get(name, key, id), lost()) << bad.size();
        EXPECT_THAT(check_attachment(directory.path(), name), HasSubstr("other bytes"));
    }
    std::filesystem::remove(file(name));
    EXPECT_EQ(folder.get(name, key, id), lost());
    EXPECT_THAT(check_attachment(directory.path(), name), HasSubstr("not there"));
}

TEST_F(AttachmentFolderTest, ATooShortFileUnderItsRightNameIsLost) {
    put();
    // The SHA-256 of nothing.
    const std::string name = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    write_contents(file(name), "");
    EXPECT_EQ(folder.get(name, key, id), lost());
}

TEST_F(AttachmentFolderTest, NoNameLeadsOutOfTheFolder) {
    const std::string name = put();
    std::filesystem::rename(file(name), directory / name);
    write_contents(directory / "keys.db", "keys");
    for (const std::string& out :
         {"../" + name, std::string("../keys.db"),
          std::string("../") + std::string(58, 'a') + "/..", (directory / name).string(),
          std::string(), std::string("."), std::string("keys.db"), std::string(63, 'a') + "/",
          std::string(64, 'A'), std::string(65, 'a')}) {
        EXPECT_EQ(folder.get(out, key, id), lost()) << out;
        EXPECT_NE(check_attachment(directory.path(), out), "") << out;
        folder.remove(out);
    }
    EXPECT_TRUE(std::filesystem::exists(directory / name));
    EXPECT_TRUE(std::filesystem::exists(directory / "keys.db"));
    EXPECT_TRUE(std::filesystem::exists(attachments_folder(directory.path())));
}

TEST_F(AttachmentFolderTest, TakesBackWhatWasPut) {
    const std::string name = put();
    const std::string other = put();
    folder.remove(name);
    folder.remove(name);
    EXPECT_THAT(names(), UnorderedElementsAre(other));
    EXPECT_EQ(folder.get(name, key, id), lost());
}

TEST_F(AttachmentFolderTest, SweepsOnlyWhatIsOldAndHasNoEntry) {
    const std::string named = put();
    const std::string old = put();
    const std::string young = put();
    write_contents(file("unfinished.new"), "half");
    const Instant before{1'700'000'000'000'000};
    for (const std::string& name : {named, old, std::string("unfinished.new")}) {
        age(name, before - seconds(1));
    }
    age(young, before);
    EXPECT_EQ(folder.sweep({named}, before), 2U);
    EXPECT_THAT(names(), UnorderedElementsAre(named, young));
    EXPECT_EQ(folder.sweep({named}, before), 0U);
    const TemporaryDirectory empty;
    EXPECT_EQ(AttachmentFolder(empty.path()).sweep({}, before), 0U) << "no folder yet";
}

TEST_F(AttachmentFolderTest, AFolderThatIsNoneIsUnwritable) {
    write_contents(attachments_folder(directory.path()), "a file");
    EXPECT_EQ(folder.put(content, key, id), Stored(AttachmentFault::unwritable));
    EXPECT_EQ(folder.get(std::string(64, 'a'), key, id), lost());
}

/// The longest file this process may write, until the end of the test.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }

    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

    ~FileLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    void (*handler_)(int);

    rlimit before_{};
};

TEST_F(AttachmentFolderTest, AWriteThatFailsLeavesNothing) {
    const std::string name = put();
    {
        const FileLimit limit(20);
        EXPECT_EQ(folder.put(content, key, id), Stored(AttachmentFault::unwritable));
        EXPECT_THAT(names(), UnorderedElementsAre(name));
    }
    EXPECT_EQ(folder.get(put(), key, id), given(content)) << "and it goes on";
}

TEST_F(AttachmentFolderTest, CopiesWhatIsWholeAndOverwritesNothing) {
    const std::string good = put();
    const std::string bad = put();
    write_contents(file(bad), "other bytes");
    write_contents(file("unfinished.new"), "half");
    const TemporaryDirectory copy;
    ASSERT_TRUE(copy_attachments(directory.path(), copy.path()));
    EXPECT_EQ(AttachmentFolder(copy.path()).get(good, key, id), given(content));
    const auto folder_of_copy = attachments_folder(copy.path());
    EXPECT_FALSE(std::filesystem::exists(folder_of_copy / bad));
    EXPECT_FALSE(std::filesystem::exists(folder_of_copy / "unfinished.new"));
    EXPECT_FALSE(copy_attachments(directory.path(), copy.path())) << "it is there already";
    const TemporaryDirectory none;
    EXPECT_TRUE(copy_attachments(none.path(), copy.path())) << "a journal without files";
}

}  // namespace
}  // namespace labd::journal
