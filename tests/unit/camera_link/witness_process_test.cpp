// The program beside labd: started, listened to, killed when silent, started again.
#include "labd/camera_link/witness_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/support/hand_loop.h"

namespace labd::camera_link {
namespace {

using std::chrono::milliseconds;
using test::HandLoop;

struct Seen {
    int starts = 0;
    std::vector<std::string> lines;
    std::vector<WitnessEnd> ends;

    WitnessEvents events() {
        return {[this] { ++starts; },
                [this](std::string line) { lines.push_back(std::move(line)); },
                [this](WitnessEnd why) { ends.push_back(why); }};
    }
};

WitnessOptions shell(const std::string& script) {
    WitnessOptions options;
    options.command = {"/bin/sh", "-c", script};
    options.restart_min = milliseconds(1);
    options.restart_max = milliseconds(4);
    return options;
}

TEST(WitnessProcess, ItsLinesComeInOrderOnTheLoop) {
    HandLoop loop;
    Seen seen;
    WitnessProcess process(loop, shell("printf 'one\\ntw'; printf 'o\\n'; read wait"),
                           seen.events());
    loop.run_until([&] { return seen.lines.size() == 2; });
    EXPECT_THAT(seen.lines, testing::ElementsAre("one", "two"));
    EXPECT_EQ(seen.starts, 1);
}

TEST(WitnessProcess, WhatItIsToDoIsSaidAtEachStart) {
    HandLoop loop;
    Seen seen;
    WitnessProcess process(loop, shell("read a; read b; echo \"$b-$a\""), seen.events());
    process.set_greeting({"alpha", "beta"}, {"alpha", "beta"});
    loop.run_until([&] { return std::ranges::count(seen.lines, "beta-alpha") >= 2; });
    EXPECT_GE(seen.starts, 2);
}

TEST(WitnessProcess, OneThatRunsIsToldWhatChangesAndGoesOn) {
    HandLoop loop;
    Seen seen;
    WitnessProcess process(loop, shell("while read a; do echo \"got $a\"; done"), seen.events());
    process.set_greeting({"alpha"}, {"alpha"});
    loop.run_until([&] { return seen.lines.size() == 1; });
    process.set_greeting({"alpha", "beta"}, {"beta"});
    loop.run_until([&] { return seen.lines.size() == 2; });
    EXPECT_THAT(seen.lines, testing::ElementsAre("got alpha", "got beta"));
    EXPECT_EQ(seen.starts, 1);
}

TEST(WitnessProcess, OneForWhichTooMuchWaitsIsStartedAgain) {
    HandLoop loop;
    Seen seen;
    WitnessOptions options = shell("echo here; read wait");
    options.unread_bytes_max = 1'000;
    WitnessProcess process(loop, options, seen.events());
    loop.run_until([&] { return seen.lines.size() == 1; });
    process.set_greeting({}, {std::string(2'000, 'x')});
    loop.run_until([&] { return seen.lines.size() == 2; });
    EXPECT_EQ(seen.ends.front(), WitnessEnd::hung);
}

TEST(WitnessProcess, OneThatEndsIsStartedAgain) {
    HandLoop loop;
    Seen seen;
    WitnessProcess process(loop, shell("echo here; exit 3"), seen.events());
    loop.run_until([&] { return seen.lines.size() == 3; });
    EXPECT_GE(seen.ends.size(), 2U);
    EXPECT_EQ(seen.ends.front(), WitnessEnd::ended);
}

TEST(WitnessProcess, OneThatSaysNothingIsKilledAndStartedAgain) {
    HandLoop loop;
    Seen seen;
    WitnessOptions options = shell("echo $$; kill -STOP $$");
    options.silence_max = milliseconds(20);
    WitnessProcess process(loop, options, seen.events());
    loop.run_until([&] { return seen.lines.size() == 2; });
    EXPECT_EQ(seen.ends.front(), WitnessEnd::hung);
    EXPECT_EQ(kill(std::stoi(seen.lines.front()), 0), -1) << "the first one is still there";
}

TEST(WitnessProcess, ALineWithoutEndIsNotCollected) {
    HandLoop loop;
    Seen seen;
    const WitnessOptions options = shell("while :; do printf 'xxxxxxxxxxxxxxxx'; done");
    WitnessProcess process(loop, options, seen.events());
    loop.run_until([&] { return !seen.ends.empty(); });
    EXPECT_EQ(seen.ends.front(), WitnessEnd::spoke_badly);
    EXPECT_TRUE(seen.lines.empty());
}

TEST(WitnessProcess, AFloodWaitsForTheLoopAndNothingIsLost) {
    HandLoop loop;
    Seen seen;
    WitnessOptions options =
        shell("i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo $i; done; read w");
    options.lines_waiting_max = 3;
    WitnessProcess process(loop, options, seen.events());
    loop.run_until([&] { return seen.lines.size() == 500; });
    EXPECT_EQ(seen.lines.back(), "500");
    EXPECT_TRUE(seen.ends.empty());
}

TEST(WitnessProcess, AProgramThatIsNotThereIsSaidToHaveEnded) {
    HandLoop loop;
    Seen seen;
    WitnessOptions options;
    options.command = {"/nowhere/labd-camera"};
    options.restart_min = milliseconds(1);
    WitnessProcess process(loop, options, seen.events());
    loop.run_until([&] { return !seen.ends.empty(); });
    EXPECT_EQ(seen.ends.front(), WitnessEnd::ended);
}

TEST(WitnessProcess, AfterItsEndNothingIsCalledAndNoProcessIsLeft) {
    HandLoop loop;
    Seen seen;
    pid_t child = 0;
    {
        WitnessProcess process(loop, shell("echo $$; echo more; read wait"), seen.events());
        loop.run_until([&] { return seen.lines.size() == 1; });
        child = std::stoi(seen.lines.front());
    }
    loop.run_posted();
    EXPECT_EQ(seen.lines.size(), 1U);
    EXPECT_EQ(kill(child, 0), -1);
}

}  // namespace
}  // namespace labd::camera_link
