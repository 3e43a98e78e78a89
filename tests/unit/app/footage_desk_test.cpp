// What labd has its camera program cut and copy, and what it makes of the answer. The program is a
// script here; the real one is run by tests/camera/footage_test.py.
#include "labd/app/footage_desk.h"

#include <gmock/gmock.h>

#include <fstream>

#include "labd/app/camera_watch.h"
#include "tests/support/hand_loop.h"
#include "tests/support/kernel_day.h"
#include "tests/support/temporary_directory.h"

namespace labd::app {
namespace {

using camera_link::FootageAnswer;
using camera_link::FootageJob;
using camera_link::FootagePart;
using domain::Role;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Posts wait for the test's thread, and so does the only timer.
class DeskLoop : public ports::Loop {
public:
    void post(std::function<void()> action) override { posted.post(std::move(action)); }

    std::unique_ptr<ports::Timer> make_timer() override {
        return std::make_unique<OneTimer>(armed_);
    }

    /// The timer runs, if it is armed.
    bool tick() {
        const std::function<void()> action = std::exchange(*armed_, nullptr);
        if (action) {
            action();
        }
        return action != nullptr;
    }

    test::HandLoop posted;

private:
    using Action = std::shared_ptr<std::function<void()>>;

    class OneTimer : public ports::Timer {
    public:
        explicit OneTimer(Action armed) : armed_(std::move(armed)) {}

        void arm(Duration, std::function<void()> action) override { *armed_ = std::move(action); }

        void cancel() override { *armed_ = nullptr; }

    private:
        Action armed_;
    };

    Action armed_ = std::make_shared<std::function<void()>>();
};

class WorkerByHand : public ports::Worker {
public:
    bool try_run(std::function<void()> work, std::function<void()> done) override {
        if (!full) {
            work();
            done();
        }
        return !full;
    }

    bool full = false;
};

class FootageDeskTest : public testing::Test {
protected:
    FootageDeskTest() {
        day.journal.by_itself = true;
        day.check_in("08:50", "A");
        open(domain::IncidentKind::cheating, "i");
        day.clock.set(day.time("10:00"));
    }

    void open(domain::IncidentKind kind, const std::string& id) {
        domain::IncidentOpened opened;
        opened.kind = kind;
        opened.sittings = {SittingId("A")};
        opened.description = domain::Text("a phone");
        day.must("10:00", opened, {.id = id});
    }

    void ask(bool granted = true) {
        day.must("10:01",
                 domain::FootageRequested{
                     EntryId("i"), {CameraId("cam1")}, day.time("09:50"), day.time("10:00"), {}},
                 {.id = "g", .role = Role::exam_security, .by = "tan"});
        if (granted) {
            day.must("10:02", domain::FootageGranted{EntryId("g")},
                     {.role = Role::lead_proctor, .by = "sato"});
        }
    }

    void hold(const std::string& camera = "cam1") {
        day.must("10:03",
                 domain::FootageHeld{
                     EntryId("i"), {CameraId(camera)}, day.time("09:50"), day.time("10:00")},
                 {.id = "h", .reason = "review", .role = Role::exam_security, .by = "tan"});
    }

    /// Makes the desk with a program that keeps its job and goes on with this.
    void begin(const std::string& script) {
        const std::filesystem::path program = folder / "program";
        std::ofstream(program) << "#!/bin/sh\nread -r job\nprintf '%s' \"$job\" > '"
                               << (folder / "job").string() << "'\n"
                               << script << "\n";
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        FootageDeskOptions options;
        options.program = program.string();
        options.evidence.directory = folder / "evidence";
        desk = std::make_unique<FootageDesk>(
            FootageDesk::Services{loop, *day.kernel, worker, cameras}, std::move(options));
    }

    void begin_answering(const FootageAnswer& answer) {
        std::ofstream(folder / "answer") << camera_link::write_footage(answer);
        begin("cat '" + (folder / "answer").string() + "'; echo");
    }

    /// One look at what is to do, the whole run of the program if it is started, and what follows.
    void run_job() {
        ASSERT_TRUE(loop.tick());
        loop.posted.run_one();
        day.loop.run_posted();
    }

    /// Whether the next job is one that is only now asked for. One runs at a time: had another
    /// begun, it would be that one's end that comes.
    void expect_idle() {
        hold("cam2");
        run_job();
        ASSERT_TRUE(job());
        EXPECT_EQ(job()->camera, "cam2");
    }

    /// What the program was told.
    std::optional<FootageJob> job() const {
        std::ifstream file(folder / "job");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        return camera_link::read_job(text);
    }

    std::string trouble(const std::string& task = "g") const {
        return desk->trouble(EntryId(task), CameraId("cam1"));
    }

    FootagePart part() const {
        FootagePart part;
        part.from = day.time("09:50");
        part.to = day.time("10:00");
        part.sha256 = sha256;
        part.bytes = 4;
        part.starts = day.time("09:49");
        part.sources = {{"a.mp4", std::string(64, 'b'), 9, day.time("09:49"), day.time("10:01"),
                         milliseconds(500), std::nullopt}};
        return part;
    }

    test::KernelDay day;
    DeskLoop loop;
    WorkerByHand worker;
    test::TemporaryDirectory folder;
    CameraWatch cameras{{day.loop, *day.kernel, worker}, {}};
    std::unique_ptr<FootageDesk> desk;
};

TEST_F(FootageDeskTest, CAM_5_WhatIsGrantedIsCutAndEnteredByLabd) {
    ask();
    begin_answering({{part()}, ""});
    run_job();
    ASSERT_TRUE(job());
    EXPECT_FALSE(job()->keeps);
    EXPECT_EQ(job()->camera, "cam1");
    EXPECT_EQ(job()->from, day.time("09:50"));
    EXPECT_EQ(job()->to, day.time("10:00"));
    EXPECT_EQ(job()->target, (folder / "evidence/clips").string());
    EXPECT_THAT(job()->skip, IsEmpty());
    const domain::Entry entry = day.entries().back();
    const auto* cut = std::get_if<domain::FootageCut>(&entry.body);
    ASSERT_NE(cut, nullptr);
    EXPECT_EQ(entry.by.role, Role::labd);
    EXPECT_EQ(cut->request, EntryId("g"));
    EXPECT_EQ(cut->sha256, sha256);
    EXPECT_EQ(cut->from, day.time("09:50"));
    EXPECT_EQ(trouble(), "");
    EXPECT_TRUE(loop.tick()) << "it looks again";
    EXPECT_EQ(day.count("footage.cut"), 1U) << "and finds nothing to do";
}

TEST_F(FootageDeskTest, CAM_4_AHoldIsCopiedIntoAFolderOfItsOwn) {
    hold();
    FootagePart kept = part();
    kept.sha256.clear();
    kept.starts.reset();
    begin_answering({{kept}, ""});
    run_job();
    ASSERT_TRUE(job());
    EXPECT_TRUE(job()->keeps);
    EXPECT_EQ(job()->target, (folder / "evidence/holds/h/cam1").string());
    EXPECT_EQ(day.count("footage.kept"), 1U);
}

TEST_F(FootageDeskTest, NothingIsDoneForWhatNobodyGranted) {
    ask(false);
    open(domain::IncidentKind::equipment, "cable");
    begin_answering({{part()}, ""});
    EXPECT_TRUE(loop.tick());
    expect_idle();
    desk->stop();
    EXPECT_FALSE(loop.tick()) << "stopped for good";
}

TEST_F(FootageDeskTest, TroubleIsToldAndNothingIsEntered) {
    ask();
    begin_answering({{}, "no_room"});
    run_job();
    EXPECT_EQ(trouble(), "no_room");
    EXPECT_EQ(desk->trouble(EntryId("g"), CameraId("cam2")), "");
    EXPECT_EQ(day.count("footage.cut"), 0U);
    EXPECT_TRUE(loop.tick()) << "not again at once";
    expect_idle();
}

TEST_F(FootageDeskTest, AProgramThatFallsOverIsToldAndSaysNothing) {
    ask();
    for (const char* end : {"kill -SEGV $$", "echo rubbish", "exit 0"}) {
        begin(end);
        run_job();
        EXPECT_EQ(trouble(), "failed") << end;
        EXPECT_EQ(day.count("footage.cut"), 0U) << end;
        desk.reset();
    }
}

TEST_F(FootageDeskTest, APartThatTheRulesRefuseIsTold) {
    ask();
    FootagePart wrong = part();
    wrong.from = day.time("09:55");
    begin_answering({{wrong}, ""});
    run_job();
    EXPECT_EQ(day.count("footage.cut"), 0U);
    EXPECT_EQ(trouble(), "failed");
}

TEST_F(FootageDeskTest, OnlyANameThatIsADigestIsAPath) {
    begin("exit 0");
    const std::filesystem::path clips = folder / "evidence/clips";
    std::filesystem::create_directories(clips);
    std::ofstream(folder / "evidence/secret") << "x";
    EXPECT_FALSE(desk->path_of(sha256)) << "not there";
    std::ofstream(clips / sha256) << "test";
    EXPECT_EQ(desk->path_of(sha256), clips / sha256);
    EXPECT_FALSE(desk->path_of("../secret"));
    EXPECT_FALSE(desk->path_of(""));
    EXPECT_FALSE(desk->path_of((clips / sha256).string()));
}

TEST_F(FootageDeskTest, CopiesOfAReleasedHoldGoEvenWhenTheWorkerWasBusy) {
    hold();
    const std::filesystem::path copies = folder / "evidence/holds/h/cam1";
    std::filesystem::create_directories(copies);
    std::filesystem::create_directories(folder / "evidence/holds/stranger");
    const test::How security{.reason = "seen", .role = Role::exam_security, .by = "tan"};
    day.must("10:04", domain::IncidentDecided{EntryId("i"), domain::IncidentFinding::dismissed},
             security);
    day.must("10:05", domain::IncidentClosed{EntryId("i")}, security);
    day.must("10:06", domain::FootageReleased{EntryId("h")}, security);
    begin("exit 0");
    worker.full = true;
    loop.tick();
    EXPECT_TRUE(std::filesystem::exists(copies));
    worker.full = false;
    loop.tick();
    EXPECT_FALSE(std::filesystem::exists(folder / "evidence/holds/h"));
    EXPECT_TRUE(std::filesystem::exists(folder / "evidence/holds/stranger"))
        << "what the journal does not know is not labd's to remove";
}

}  // namespace
}  // namespace labd::app
