#include "labd/net/loop.h"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>
#include <vector>

namespace labd::net {
namespace {

TEST(EventLoop, RunsPostedActionsInOrderAndEndsWhenThereAreNoMore) {
    EventLoop loop;
    std::vector<int> order;
    loop.post([&] {
        order.push_back(1);
        loop.post([&] { order.push_back(3); });
    });
    loop.post([&] { order.push_back(2); });
    loop.run();
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(EventLoop, TimersFireInTheOrderOfTheirDelays) {
    EventLoop loop;
    std::vector<int> order;
    const auto late = loop.make_timer();
    const auto early = loop.make_timer();
    const auto overdue = loop.make_timer();
    late->arm(milliseconds(40), [&] { order.push_back(3); });
    early->arm(milliseconds(20), [&] { order.push_back(2); });
    overdue->arm(milliseconds(-5), [&] { order.push_back(1); });
    loop.run();
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(EventLoop, ArmingATimerAgainReplacesWhatWasArmed) {
    EventLoop loop;
    std::vector<int> order;
    const auto timer = loop.make_timer();
    timer->arm(milliseconds(1), [&] { order.push_back(1); });
    timer->arm(milliseconds(2), [&] {
        order.push_back(2);
        timer->arm(milliseconds(1), [&] { order.push_back(3); });
    });
    loop.run();
    EXPECT_EQ(order, (std::vector{2, 3}));
}

TEST(EventLoop, ACancelledTimerCanBeArmedAgainAndIsNotEarly) {
    EventLoop loop;
    std::vector<int> order;
    const auto timer = loop.make_timer();
    const auto sooner = loop.make_timer();
    timer->arm(minutes(10), [&] { order.push_back(1); });
    timer->cancel();
    timer->arm(milliseconds(20), [&] { order.push_back(3); });
    sooner->arm(milliseconds(1), [&] { order.push_back(2); });
    loop.run();
    EXPECT_EQ(order, (std::vector{2, 3}));
}

TEST(EventLoop, CancelledAndDestroyedTimersDoNotKeepItRunning) {
    EventLoop loop;
    bool fired = false;
    const auto cancelled = loop.make_timer();
    auto destroyed = loop.make_timer();
    cancelled->arm(minutes(10), [&] { fired = true; });
    destroyed->arm(minutes(10), [&] { fired = true; });
    loop.post([&] {
        cancelled->cancel();
        destroyed.reset();
    });
    loop.run();
    EXPECT_FALSE(fired);
}

TEST(EventLoop, ATimerMayDestroyItselfInItsAction) {
    EventLoop loop;
    auto timer = loop.make_timer();
    timer->arm(milliseconds(1), [&] { timer.reset(); });
    loop.run();
    EXPECT_EQ(timer, nullptr);
}

TEST(EventLoop, AHoldKeepsItRunningForAnotherThreadsAnswer) {
    EventLoop loop;
    bool answered = false;
    std::thread worker([&, work = loop.hold()]() mutable {
        loop.post([&] { answered = true; });
        work.reset();
    });
    loop.run();
    worker.join();
    EXPECT_TRUE(answered);
}

TEST(EventLoop, HandsSignalsToTheHandlerUntilReleased) {
    EventLoop loop;
    std::vector<int> signals;
    loop.on_signal([&](int number) {
        signals.push_back(number);
        if (signals.size() == 2) {
            loop.release_signals();
        }
    });
    loop.post([] { std::raise(SIGHUP); });
    loop.post([] { std::raise(SIGTERM); });
    loop.run();
    std::sort(signals.begin(), signals.end());
    EXPECT_EQ(signals, (std::vector<int>{SIGHUP, SIGTERM}));
}

TEST(EventLoop, EndsWhenSignalsAreReleasedOutsideTheirHandler) {
    EventLoop loop;
    bool released = false;
    loop.on_signal([&](int) {
        loop.post([&] {
            loop.release_signals();
            released = true;
        });
    });
    loop.post([] { std::raise(SIGTERM); });
    loop.run();
    EXPECT_TRUE(released);
}

}  // namespace
}  // namespace labd::net
