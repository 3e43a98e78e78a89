// Camera states on their way into the journal: behind people, with a bound.
#include "labd/camera_link/state_entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/kernel_day.h"

namespace labd::camera_link {
namespace {

using test::KernelDay;

class Entering : public testing::Test {
protected:
    Entering() { day.run_until("09:00"); }

    static domain::CameraStateReported state(const std::string& camera, domain::Footage footage,
                                             std::optional<Instant> since = {}) {
        return {CameraId(camera), footage, since, "black"};
    }

    std::vector<std::string> types_since(std::size_t from) const {
        std::vector<std::string> types;
        const auto all = day.entries();
        for (std::size_t i = from; i < all.size(); ++i) {
            types.emplace_back(domain::type_name(all[i].body));
        }
        return types;
    }

    KernelDay day;
    std::vector<domain::CameraStateReported> back;
    StateEntries entries{
        day.loop,
        *day.kernel,
        [this](const domain::CameraStateReported& entry) { back.push_back(entry); },
        {.waiting_max = 3, .together_max = 2}};
};

TEST_F(Entering, AStateIsEnteredByTheCameraProgram) {
    entries.add(state("cam1", domain::Footage::degraded));
    day.loop.run_posted();
    day.journal.finish_all();
    const domain::Entry last = day.entries().back();
    EXPECT_EQ(domain::type_name(last.body), "camera.state");
    EXPECT_EQ(last.by.role, domain::Role::camera_service);
    EXPECT_EQ(last.session, SessionId("day"));
    EXPECT_TRUE(back.empty());
}

TEST_F(Entering, APersonIsNeverBehindMoreThanAFewOfThem) {
    for (int i = 0; i < 3; ++i) {
        entries.add(state("cam1", i % 2 == 0 ? domain::Footage::gap : domain::Footage::degraded));
    }
    day.loop.run_posted();
    const test::Sent note = day.send(domain::NoteAdded{});
    const std::size_t before = day.entries().size();
    day.journal.finish_all();
    EXPECT_THAT(types_since(before),
                testing::ElementsAre("camera.state", "camera.state", "note.added", "camera.state"));
    EXPECT_TRUE(test::is<kernel::Done>(note));
}

TEST_F(Entering, WhatPeopleHaveEnteredBeforeComesFirst) {
    const std::size_t before = day.entries().size();
    day.send(domain::NoteAdded{});
    entries.add(state("cam1", domain::Footage::gap));
    day.loop.run_posted();
    EXPECT_EQ(day.journal.waiting(), 1U) << "the camera's waits until the note is on the disk";
    day.journal.finish_all();
    EXPECT_THAT(types_since(before), testing::ElementsAre("note.added", "camera.state"));
}

TEST_F(Entering, BeyondTheBoundAndWithoutADiskTheyAreGivenBack) {
    for (int i = 0; i < 5; ++i) {
        entries.add(state("cam1", domain::Footage::gap));
    }
    EXPECT_EQ(back.size(), 2U);
    day.loop.run_posted();
    day.journal.finish_one(ports::AppendOutcome::disk_full);
    day.journal.finish_all();
    EXPECT_EQ(back.size() + day.count("camera.state"), 5U);
    EXPECT_GE(back.size(), 3U);
}

TEST_F(Entering, WhatARuleRefusesIsGivenBackAndTheRestGoesOn) {
    entries.add(state("nowhere", domain::Footage::gap));
    entries.add(state("cam2", domain::Footage::gap));
    day.loop.run_posted();
    day.journal.finish_all();
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back.front().camera, CameraId("nowhere"));
    EXPECT_EQ(day.count("camera.state"), 1U);
}

TEST_F(Entering, WhatNobodyWouldBringAgainWaitsForTheDisk) {
    domain::Proposed note;
    note.by = StateEntries::actor();
    note.session = SessionId("day");
    note.body = state("cam1", domain::Footage::gap, day.kernel->now());
    entries.add_other(note);
    day.loop.run_posted();
    day.journal.finish_one(ports::AppendOutcome::disk_full);
    day.journal.finish_all();
    EXPECT_EQ(day.count("camera.state"), 0U);
    entries.try_others();
    day.loop.run_posted();
    day.journal.finish_all();
    EXPECT_EQ(day.count("camera.state"), 1U);
    entries.try_others();
    day.loop.run_posted();
    EXPECT_EQ(day.journal.waiting(), 0U) << "it is entered once";
    EXPECT_TRUE(back.empty());
}

TEST_F(Entering, AtAStartItIsEnteredBeforeAnybodyIsAnswered) {
    bool has_settled = false;
    entries.enter(state("cam1", domain::Footage::unknown));
    day.kernel->when_settled([&] {
        has_settled = true;
        EXPECT_EQ(day.count("camera.state"), 1U);
    });
    EXPECT_FALSE(has_settled);
    day.journal.finish_all();
    EXPECT_TRUE(has_settled);
    entries.enter(state("nowhere", domain::Footage::unknown));
    EXPECT_EQ(back.size(), 1U);
}

TEST_F(Entering, OutcomesThatComeTooLateFindNobody) {
    auto short_lived = std::make_unique<StateEntries>(
        day.loop, *day.kernel, [](const domain::CameraStateReported&) { FAIL(); });
    short_lived->add(state("cam1", domain::Footage::gap));
    day.loop.run_posted();
    short_lived->add(state("cam1", domain::Footage::degraded));
    short_lived.reset();
    day.journal.finish_all();
    EXPECT_EQ(day.count("camera.state"), 1U);
}

}  // namespace
}  // namespace labd::camera_link
