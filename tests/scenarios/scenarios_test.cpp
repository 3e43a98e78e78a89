// Runs `labd simulate` as people do, on the files beside this one and on files that are no
// scenarios.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace labd::test {
namespace {

namespace fs = std::filesystem;

struct Finished {
    int status = -1;
    std::string out;
    std::string error;
};

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// A directory of this test's own, gone afterwards.
class Simulate : public ::testing::Test {
protected:
    Finished simulate(const fs::path& file) const {
        const fs::path out = directory_ / "out";
        const fs::path error = directory_ / "error";
        const std::string command = std::string(LABD_EXECUTABLE) + " simulate '" + file.string() +
                                    "' --json >'" + out.string() + "' 2>'" + error.string() + "'";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(out), text_of(error)};
    }

    Finished simulate_text(const std::string& text) const {
        const fs::path file = directory_ / "scenario.json";
        std::ofstream(file, std::ios::binary) << text;
        return simulate(file);
    }

    /// A good file with one text replaced.
    Finished simulate_with(const std::string& from, const std::string& to) const {
        std::string text = text_of(fs::path(LABD_SCENARIOS) / "example-01-on-time.json");
        const std::size_t found = text.find(from);
        EXPECT_NE(found, std::string::npos) << from;
        if (found != std::string::npos) {
            text.replace(found, from.size(), to);
        }
        return simulate_text(text);
    }

    test::TemporaryDirectory directory_;
};

void expect_refused(const Finished& run, const std::string& place, const std::string& what) {
    EXPECT_EQ(run.status, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.error.find(place), std::string::npos) << run.error;
    EXPECT_NE(run.error.find(what), std::string::npos) << run.error;
}

TEST_F(Simulate, AnswersEveryExampleOfThisVersionAndAllRandomDays) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(LABD_SCENARIOS) / "random")) {
        files.push_back(entry.path());
    }
    EXPECT_GE(files.size(), 20U);
    for (const char* number : {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"}) {
        for (const auto& entry : fs::directory_iterator(LABD_SCENARIOS)) {
            if (entry.path().filename().string().starts_with(std::string("example-") + number)) {
                files.push_back(entry.path());
            }
        }
    }
    for (const char* name : {"booking-bars.json", "booking-changes.json", "cases-remedies.json",
                             "cases-rereads.json", "cases-vouchers.json"}) {
        files.push_back(fs::path(LABD_SCENARIOS) / name);
    }
    EXPECT_GE(files.size(), 36U);
    for (const fs::path& file : files) {
        const Finished run = simulate(file);
        EXPECT_EQ(run.status, 0) << file << '\n' << run.error << run.out;
        EXPECT_NE(run.out.find("{\"step\":0,"), std::string::npos) << file;
    }
}

TEST_F(Simulate, ExitsWithOneWhenAnExpectationDoesNotHold) {
    const Finished run = simulate_with("\"expect\": {", "\"expect\": {\"no_such_member\": 1, ");
    EXPECT_EQ(run.status, 1);
    EXPECT_NE(run.out.find("\"holds\":false"), std::string::npos);
}

TEST_F(Simulate, RefusesATruncatedFileWithTheLine) {
    const std::string text = text_of(fs::path(LABD_SCENARIOS) / "example-01-on-time.json");
    for (const std::size_t part :
         {std::size_t{0}, std::size_t{1}, text.size() / 2, text.rfind('}')}) {
        expect_refused(simulate_text(text.substr(0, part)), "line ", "not valid JSON");
    }
}

TEST_F(Simulate, RefusesUnknownFieldsWithTheirPlace) {
    expect_refused(simulate_with("\"format\"", "\"colour\": 1, \"format\""), "/colour",
                   "not known");
    expect_refused(simulate_with("\"enter\"", "\"mood\": \"good\", \"enter\""), "/steps/0/mood",
                   "not known");
    expect_refused(simulate_with("\"candidate\"", "\"shoes\": 44, \"candidate\""),
                   "/sittings/0/shoes", "not known");
}

TEST_F(Simulate, RefusesWrongTypesWithTheirPlace) {
    expect_refused(simulate_with("\"format\": 1", "\"format\": \"one\""), "/format",
                   "whole number");
    expect_refused(simulate_with("\"format\": 1", "\"format\": 2"), "/format", "format 1");
    expect_refused(simulate_with("\"steps\": [", "\"steps\": [7, "), "/steps/0", "object");
}

TEST_F(Simulate, RefusesTimesThatGoBack) {
    expect_refused(
        simulate_with("\"steps\": [", "\"steps\": [{\"at\": \"23:59\", \"ask\": \"session\"}, "),
        "/steps/1/at", "back");
}

TEST_F(Simulate, RefusesAModuleThatTheTrackLacks) {
    expect_refused(simulate_with("\"module\": \"design\"", "\"module\": \"scenario_1\""), "/module",
                   "no module scenario_1");
}

TEST_F(Simulate, RefusesAHundredMegabytesWithoutReadingThemAll) {
    const fs::path file = directory_ / "large.json";
    {
        std::ofstream stream(file, std::ios::binary);
        stream << "{\"scenario\": \"";
        const std::string part(1'000'000, 'x');
        for (int i = 0; i < 100; ++i) {
            stream << part;
        }
        stream << "\"}";
    }
    expect_refused(simulate(file), "byte ", "longer than 8 MiB");
}

TEST_F(Simulate, RefusesAFileThatIsNotThere) {
    expect_refused(simulate(directory_ / "nothing.json"), "nothing.json", "cannot be read");
}

}  // namespace
}  // namespace labd::test
