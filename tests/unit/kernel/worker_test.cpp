#include "labd/kernel/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <vector>

#include "tests/support/hand_loop.h"

namespace labd::kernel {
namespace {

using test::HandLoop;
using ::testing::ElementsAre;

/// A job that says when it has begun and ends when it is let.
struct Gate {
    std::promise<void> begun;
    std::promise<void> released;
};

TEST(Worker, WorkRunsElsewhereAndDoneOnTheLoop) {
    HandLoop loop;
    ThreadWorker worker(loop, 1);
    std::thread::id work_thread;
    std::thread::id done_thread;
    ASSERT_TRUE(worker.try_run([&] { work_thread = std::this_thread::get_id(); },
                               [&] { done_thread = std::this_thread::get_id(); }));
    loop.run_one();
    EXPECT_NE(work_thread, std::this_thread::get_id());
    EXPECT_EQ(done_thread, std::this_thread::get_id());
}

TEST(Worker, JobsFinishInTheOrderTheyCame) {
    HandLoop loop;
    ThreadWorker worker(loop, 100);
    std::vector<int> worked;
    std::vector<int> done;
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(worker.try_run([&worked, i] { worked.push_back(i); },
                                   [&done, i] { done.push_back(i); }));
    }
    for (int i = 0; i < 5; ++i) {
        loop.run_one();
    }
    EXPECT_THAT(worked, ElementsAre(0, 1, 2, 3, 4));
    EXPECT_THAT(done, ElementsAre(0, 1, 2, 3, 4));
}

TEST(Worker, AFullQueueRefusesAndTakesAgainLater) {
    HandLoop loop;
    ThreadWorker worker(loop, 1);
    Gate gate;
    const auto nothing = [] {};
    ASSERT_TRUE(worker.try_run(
        [&gate] {
            gate.begun.set_value();
            gate.released.get_future().wait();
        },
        nothing));
    gate.begun.get_future().wait();
    EXPECT_TRUE(worker.try_run(nothing, nothing));
    EXPECT_FALSE(worker.try_run(nothing, nothing));
    gate.released.set_value();
    loop.run_one();
    loop.run_one();
    EXPECT_TRUE(worker.try_run(nothing, nothing));
    loop.run_one();
}

TEST(Worker, DestroyingItFinishesTheRunningJobAndCallsNobody) {
    HandLoop loop;
    Gate gate;
    bool finished = false;
    int called = 0;
    {
        ThreadWorker worker(loop, 2);
        ASSERT_TRUE(worker.try_run(
            [&] {
                gate.begun.set_value();
                gate.released.get_future().wait();
                finished = true;
            },
            [&] { ++called; }));
        gate.begun.get_future().wait();
        ASSERT_TRUE(worker.try_run([] {}, [&] { ++called; }));
        // The job that waits may still run before the destructor says stop; `done` must not.
        gate.released.set_value();
    }
    EXPECT_TRUE(finished);
    loop.run_one();
    EXPECT_EQ(called, 0);
}

TEST(Worker, AJobIsDestroyedOnTheLoopsThread) {
    HandLoop loop;
    std::thread::id destroyed_on;
    {
        ThreadWorker worker(loop, 1);
        const auto note = [&destroyed_on](int* value) {
            destroyed_on = std::this_thread::get_id();
            delete value;
        };
        std::shared_ptr<int> owned(new int(1), note);
        ASSERT_TRUE(worker.try_run([owned] {}, [] {}));
        owned.reset();
        loop.run_one();
    }
    EXPECT_EQ(destroyed_on, std::this_thread::get_id());
}

}  // namespace
}  // namespace labd::kernel
