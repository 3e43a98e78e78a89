#include "proctor-console/terminal/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "proctor-console/terminal/examples.h"
#include "proctor-console/terminal/plain_commands.h"
#include "proctor-console/terminal/suggest.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using ::testing::ElementsAre;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_console;
using testing::split;

TEST(Help, IsThereForEveryCommandInBothLanguages) {
    for (const auto& [key, words] : examples()) {
        std::vector<std::string> path;
        for (const std::string& word : split(words)) {
            path.push_back(word);
            std::string joined;
            for (const std::string& each : path) {
                joined += (joined.empty() ? "" : "_") + each;
            }
            std::ranges::replace(joined, '-', '_');
            if (joined == key) {
                break;
            }
        }
        for (const std::string language : {"en", "ja"}) {
            FakeLabd labd;
            std::vector<std::string> line = path;
            line.insert(line.end(), {"--help", "--lang", language});
            const testing::Ended ended = run_console(labd, line);
            EXPECT_EQ(ended.code, ExitCode::done) << key << ended.err;
            // A key that the catalogue lacks would stand there itself.
            EXPECT_THAT(ended.out, Not(HasSubstr("cli."))) << key;
            EXPECT_THAT(ended.out, HasSubstr("proctor-console " + std::string(words))) << key;
            EXPECT_TRUE(labd.requests.empty());
        }
    }
}

TEST(Help, NamesEveryGroupOfCommandsInBothLanguages) {
    for (const std::string language : {"en", "ja"}) {
        FakeLabd labd;
        EXPECT_THAT(run_console(labd, {"--help", "--lang", language}).out, Not(HasSubstr("cli.")));
    }
}

TEST(Help, HasAnExampleForEveryCommand) {
    for (const EntryCommand& command : entry_commands()) {
        EXPECT_NE(example_of(command.key()), "") << command.words;
    }
    for (const PlainCommand& command : plain_commands()) {
        std::string key(command.words);
        std::ranges::replace(key, ' ', '_');
        std::ranges::replace(key, '-', '_');
        EXPECT_NE(example_of(key), "") << command.words;
    }
}

TEST(Help, FollowsTheLocaleUnlessALanguageIsNamed) {
    FakeLabd labd;
    testing::RunOptions options;
    options.variables["LANG"] = "ja_JP.UTF-8";
    EXPECT_THAT(run_console(labd, {"--help"}, options).out, HasSubstr("使い方"));
    EXPECT_THAT(run_console(labd, {"--help", "--lang", "en"}, options).out, HasSubstr("Usage"));
    options.variables["LC_ALL"] = "C.UTF-8";
    EXPECT_THAT(run_console(labd, {"--help"}, options).out, HasSubstr("Usage"));
}

struct Misspelt {
    std::string_view words;
    std::string_view meant;
};

TEST(Usage, SaysWhatWasMeant) {
    for (const Misspelt& each : std::to_array<Misspelt>({
             {"brake start S07", "break"},
             {"break strat S07", "start"},
             {"outge end o1", "outage"},
             {"boadr", "board"},
             {"break start S07 --plaec corridor", "--place"},
             {"board --previw", "--preview"},
             {"--session day borad", "board"},
             {"--session=day borad", "board"},
         })) {
        FakeLabd labd;
        const testing::Ended ended = run_console(labd, split(each.words));
        EXPECT_EQ(ended.code, ExitCode::usage) << each.words;
        EXPECT_THAT(ended.err, HasSubstr("Did you mean")) << each.words;
        EXPECT_THAT(ended.err, HasSubstr(each.meant)) << each.words;
        EXPECT_EQ(ended.out, "");
    }
}

TEST(Usage, IsAnErrorOfItsOwnCode) {
    for (const std::string_view words :
         {"", "break", "break start", "frobnicate", "board --lang", "board extra", "board -o yaml",
          "completion fish", "why", "board --url ftp://x", "board --url http://labd.example",
          "board --url http://user@127.0.0.1"}) {
        FakeLabd labd = fake_day();
        const testing::Ended ended = run_console(labd, split(words));
        EXPECT_EQ(ended.code, ExitCode::usage) << words;
        EXPECT_NE(ended.err, "") << words;
    }
}

TEST(Suggestions, AreTheNearestFewAndNothingFarAway) {
    EXPECT_THAT(suggestions("bord", {"board", "break", "head"}), ElementsAre("board"));
    EXPECT_THAT(suggestions("xyzzy", {"board", "break", "head"}), ElementsAre());
    EXPECT_THAT(suggestions(std::string(100'000, 'a'), {"board"}), ElementsAre());
    EXPECT_EQ(edit_distance("strat", "start"), 1);
    EXPECT_EQ(edit_distance("", "abc"), 3);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
}

// --- Completion: what bash itself offers ------------------------------------------------------

/// Runs the script in bash with the words and gives what it would offer for the last one.
std::string completed(const std::string& words) {
    FakeLabd labd;
    const testing::Folder folder;
    const std::string script =
        folder.write("completion.bash", run_console(labd, {"completion", "bash"}).out);
    const std::string test = folder.write(
        "test.bash", "source " + script + "\nCOMP_WORDS=(" + words +
                         ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n"
                         "_proctor_console 2>&1\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    std::string offered;
    // NOLINTNEXTLINE(cert-env33-c): bash is what is tested.
    FILE* bash = popen(("bash --norc " + test + " 2>&1").c_str(), "r");
    std::array<char, 4096> part{};
    while (bash != nullptr && fgets(part.data(), part.size(), bash) != nullptr) {
        offered += part.data();
    }
    if (bash != nullptr) {
        pclose(bash);
    }
    return offered;
}

TEST(Completion, OffersCommandsOptionsAndChoices) {
    EXPECT_EQ(completed("proctor-console bre"), "break\n");
    EXPECT_EQ(completed("proctor-console break ''"), "start\nend\njustify\n");
    EXPECT_EQ(completed("proctor-console break start S07 --ki"), "--kind\n");
    EXPECT_EQ(completed("proctor-console outage report --cause ''"), "lab\ncandidate\nunknown\n");
    EXPECT_EQ(completed("proctor-console outage rule o1 ca"), "candidate\n");
    EXPECT_EQ(completed("proctor-console --output ''"), "table\njson\nndjson\n");
    EXPECT_EQ(completed("proctor-console board --prev"), "--preview\n");
    EXPECT_EQ(completed("proctor-console checkin S07 ident"), "identification\n");
}

TEST(Completion, SkipsTheValuesOfOptionsOnItsWay) {
    EXPECT_EQ(completed("proctor-console --session board break st"), "start\n");
    EXPECT_EQ(completed("proctor-console --preview break st"), "start\n");
}

TEST(Completion, HasNoErrorsInBash) {
    EXPECT_THAT(completed("proctor-console note ''"), Not(HasSubstr("bash")));
    EXPECT_EQ(completed("proctor-console import ''"), "\n");
}

}  // namespace

}  // namespace labd::console
