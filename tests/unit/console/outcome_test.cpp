// Exit codes, previews, retries: what the console makes of labd's answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "labd/codec/json.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::answered;
using testing::failed;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using testing::header_of;
using ::testing::Not;
using testing::run_console;

testing::Ended enter(FakeLabd& labd) { return run_console(labd, {"module", "start", "A", "doo"}); }

TEST(ExitCodes, FollowFromTheStatus) {
    struct Case {
        int status;
        std::string_view type;
        ExitCode code;
    };

    for (const Case& each : std::to_array<Case>({
             {200, "", ExitCode::done},
             {201, "", ExitCode::done},
             {400, "/problems/bad-input", ExitCode::usage},
             {401, "/problems/not-signed-in", ExitCode::not_allowed},
             {403, "/problems/not-allowed", ExitCode::not_allowed},
             {404, "/problems/not-found", ExitCode::not_found},
             {409, "/problems/changed-since", ExitCode::conflict},
             {412, "/problems/precondition-failed", ExitCode::conflict},
             {413, "/problems/too-large", ExitCode::usage},
             {422, "/problems/refused", ExitCode::refused},
             {422, "/problems/idempotency-key-reused", ExitCode::conflict},
             {429, "/problems/throttled", ExitCode::failed},
             {500, "about:blank", ExitCode::failed},
             {503, "/problems/busy", ExitCode::unreachable},
             {507, "/problems/disk-full", ExitCode::failed},
         })) {
        FakeLabd labd = fake_day();
        labd.posts = {answered(
            each.status, R"({"type": ")" + std::string(each.type) + R"(", "detail": "because"})")};
        const testing::Ended ended = enter(labd);
        EXPECT_EQ(ended.code, each.code) << each.status;
        EXPECT_EQ(ended.err.empty(), each.code == ExitCode::done) << ended.err;
    }
}

TEST(Outcome, TellsTheRulesOfARefusal) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(422, R"({"type": "/problems/refused", "rules": ["BRK-2", "BRK-3"],
                                    "detail": "A break longer than 10:00 needs a reason."})")};
    const testing::Ended ended = enter(labd);
    EXPECT_THAT(ended.err, HasSubstr("needs a reason"));
    EXPECT_THAT(ended.err, HasSubstr("BRK-2, BRK-3"));
    EXPECT_EQ(ended.out, "");
}

TEST(Outcome, TellsThatAnArrivalIsRecordedThoughNobodyIsLetIn) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(422, R"({"type": "/problems/refused", "recorded": true,
                                    "rules": ["ADM-1"], "detail": "Too late."})")};
    const testing::Ended ended = run_console(labd, {"arrive", "A"});
    EXPECT_EQ(ended.code, ExitCode::refused);
    EXPECT_THAT(ended.err, HasSubstr("is recorded"));
}

constexpr std::string_view effects = R"({"accepted": true,
  "entries": [{"seq": 41, "id": "@41", "enter": "outage.reported",
               "happened": "2026-03-03T12:10:00+09:00"}],
  "effects": [{"sitting": "A", "ends_before": "2026-03-03T17:00:00+09:00",
               "ended_before": false, "ended_after": false, "cancel_required_before": false,
               "cancel_required_after": true},
              {"sitting": "B", "ends_before": "2026-03-03T17:00:00+09:00",
               "ends_after": "2026-03-03T17:00:00+09:00"}],
  "similar": ["o1"]})";

TEST(Outcome, ShowsAPreviewAsOldAndNewAndSendsNoKey) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, std::string(effects))};
    const testing::Ended ended =
        run_console(labd, {"outage", "report", "--site", "--cause", "lab", "--preview"});
    EXPECT_EQ(ended.code, ExitCode::done);
    EXPECT_EQ(labd.sent().front().target, "/api/v1/entries?preview=true");
    EXPECT_EQ(header_of(labd.sent().front(), "Idempotency-Key"), "");
    EXPECT_THAT(ended.out, HasSubstr("A: ends 17:00:00 -> open"));
    EXPECT_THAT(ended.out, HasSubstr("A: the exam has to be cancelled"));
    EXPECT_THAT(ended.out, Not(HasSubstr("B:")));
    EXPECT_THAT(ended.out, Not(HasSubstr("Recorded")));
    EXPECT_THAT(ended.err, HasSubstr("o1"));
}

TEST(Outcome, NamesWhatWasRecorded) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(201, std::string(effects))};
    const testing::Ended ended =
        run_console(labd, {"outage", "report", "--site", "--cause", "lab"});
    EXPECT_THAT(ended.out, HasSubstr("@41"));
    EXPECT_THAT(ended.out, HasSubstr("outage reported, 12:10:00"));
}

TEST(Outcome, IsTheAnswerItselfAsJson) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(201, std::string(effects))};
    const testing::Ended ended =
        run_console(labd, {"-o", "json", "outage", "report", "--site", "--cause", "lab"});
    EXPECT_EQ(codec::parse_json(ended.out).value(), codec::parse_json(effects).value());
}

TEST(Retry, SendsTheSameKeyAndBodyAgainWhenTheLineBreaks) {
    FakeLabd labd = fake_day();
    labd.posts = {failed(net::ClientFailure::closed), failed(net::ClientFailure::timed_out),
                  answered(201, std::string(effects))};
    const testing::Ended ended = enter(labd);
    EXPECT_EQ(ended.code, ExitCode::done);
    ASSERT_EQ(labd.sent().size(), 3);
    for (const net::ClientRequest& each : labd.sent()) {
        EXPECT_EQ(header_of(each, "Idempotency-Key"), "key-1");
        EXPECT_EQ(each.body, labd.sent().front().body);
    }
    EXPECT_THAT(ended.err, HasSubstr("attempt 3"));
}

TEST(Retry, WaitsForLabdThatIsBusyOrAtIt) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(503, R"({"type": "/problems/busy"})"),
                  answered(409, R"({"type": "/problems/in-flight"})"),
                  answered(201, std::string(effects))};
    EXPECT_EQ(enter(labd).code, ExitCode::done);
    EXPECT_EQ(labd.sent().size(), 3);
}

TEST(Retry, SaysHonestlyThatNothingIsKnownAndHowToFindOut) {
    FakeLabd labd = fake_day();
    labd.posts = {failed(net::ClientFailure::closed), failed(net::ClientFailure::refused)};
    const testing::Ended ended = run_console(labd, {"note", "it's late"});
    EXPECT_EQ(ended.code, ExitCode::unreachable);
    EXPECT_EQ(labd.sent().size(), 4);
    EXPECT_THAT(ended.err, HasSubstr("not known"));
    EXPECT_THAT(ended.err, HasSubstr("--idempotency-key key-1"));
    // The command that is told sends exactly what was sent.
    const std::size_t from = ended.err.find("enter --json '");
    ASSERT_NE(from, std::string::npos);
    EXPECT_THAT(ended.err, HasSubstr(R"(it'\''s late)"));
    const std::string body = labd.sent().front().body;
    labd.posts = {answered(201, std::string(effects))};
    labd.requests.clear();
    run_console(labd, {"enter", "--json", body, "--idempotency-key", "key-1"});
    EXPECT_EQ(labd.sent().front().body, body);
    EXPECT_EQ(header_of(labd.sent().front(), "Idempotency-Key"), "key-1");
}

TEST(Retry, TellsLabdsOwnDoubtLikeABrokenLine) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(503, R"({"type": "/problems/outcome-unknown"})")};
    const testing::Ended ended = enter(labd);
    EXPECT_EQ(ended.code, ExitCode::unreachable);
    EXPECT_THAT(ended.err, HasSubstr("not known"));
}

TEST(Retry, DoesNotClaimDoubtWhenNothingWasSent) {
    FakeLabd labd = fake_day();
    labd.posts = {failed(net::ClientFailure::refused)};
    const testing::Ended ended = enter(labd);
    EXPECT_EQ(ended.code, ExitCode::unreachable);
    EXPECT_EQ(labd.sent().size(), 1);
    EXPECT_THAT(ended.err, Not(HasSubstr("not known")));
}

TEST(Retry, NeverRepeatsARefusal) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(422, R"({"type": "/problems/refused", "detail": "no"})")};
    EXPECT_EQ(enter(labd).code, ExitCode::refused);
    EXPECT_EQ(labd.sent().size(), 1);
}

TEST(Checkin, AsksForEachOpenStepAndRecordsOnlyWhatWasSaidYesTo) {
    FakeLabd labd = fake_day();
    testing::RunOptions options;
    options.in_is_terminal = true;
    options.input = "n\ny\n";
    const testing::Ended ended = run_console(labd, {"checkin", "S07", "all"}, options);
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.body(), codec::parse_json(R"({"batch": [{"enter": "checkin.done", "sitting": "A",
                                               "step": "belongings"}]})")
                               .value());
    EXPECT_THAT(ended.err, HasSubstr("agreement"));
}

TEST(Checkin, RefusesToAnswerForNobody) {
    FakeLabd labd = fake_day();
    EXPECT_EQ(run_console(labd, {"checkin", "S07", "all"}).code, ExitCode::usage);
    testing::RunOptions options;
    options.in_is_terminal = true;
    EXPECT_EQ(run_console(labd, {"checkin", "S07", "all", "--no-input"}, options).code,
              ExitCode::usage);
    EXPECT_TRUE(labd.sent().empty());
}

TEST(Import, SendsTheFileAsItIsAndNamesEveryBadRow) {
    const testing::Folder folder;
    const std::string file = folder.write("roster.csv", "sitting,candidate\nA,C-1\n");
    FakeLabd labd = fake_day();
    labd.posts = {answered(422, R"({"type": "/problems/bad-roster", "detail": "Nothing imported",
                                    "rows": [{"row": 2, "place": "track",
                                              "what": "track: is missing"},
                                             {"row": 5, "place": "born",
                                              "what": "born: is no date"},
                                             {"row": 6, "sitting": "X6", "place": "",
                                              "what": "The seat is taken."},
                                             {"row": 0, "sitting": "X7", "place": "",
                                              "what": "Has arrived."}]})")};
    const testing::Ended ended = run_console(labd, {"import", file});
    EXPECT_EQ(ended.code, ExitCode::refused);
    EXPECT_EQ(labd.sent().front().target, "/api/v1/sessions/day/roster");
    EXPECT_EQ(labd.sent().front().content_type, "text/csv");
    EXPECT_EQ(labd.sent().front().body, "sitting,candidate\nA,C-1\n");
    EXPECT_THAT(ended.err, HasSubstr("Row 2: track: is missing"));
    EXPECT_THAT(ended.err, HasSubstr("Row 5: born: is no date"));
    EXPECT_THAT(ended.err, HasSubstr("Row 6 (X6): The seat is taken."));
    EXPECT_THAT(ended.err, HasSubstr("X7 (not in the file): Has arrived."));
}

TEST(Import, PreviewsTheDifference) {
    const testing::Folder folder;
    const std::string file = folder.write("roster.json", R"({"sittings": []})");
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, R"({"preview": true, "added": ["C"], "amended": [],
                                    "withdrawn": ["B"], "unchanged": [], "kept": ["A"]})")};
    const testing::Ended ended = run_console(labd, {"import", file, "--preview"});
    EXPECT_EQ(labd.sent().front().target, "/api/v1/sessions/day/roster?preview=true");
    EXPECT_EQ(labd.sent().front().content_type, "application/json");
    EXPECT_THAT(ended.out, HasSubstr("new: C"));
    EXPECT_THAT(ended.out, HasSubstr("by hand): A"));
}

TEST(Sitting, StandsForItselfWhereTheRoleSeesNoBoard) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions/day/board"] = {403, R"({"detail": "no"})"};
    EXPECT_EQ(run_console(labd, {"finish", "A"}).code, ExitCode::done);
    EXPECT_EQ(labd.body().at("sitting").as_string(), "A");
}

TEST(Session, MustBeNamedWhenSeveralAreOpenToday) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions"] = {
        200, R"({"today": "2026-03-03", "sessions": [{"id": "a", "date": "2026-03-03"},
                                                     {"id": "b", "date": "2026-03-03"}]})"};
    const testing::Ended ended = run_console(labd, {"board"});
    EXPECT_EQ(ended.code, ExitCode::usage);
    EXPECT_THAT(ended.err, HasSubstr("a, b"));
}

}  // namespace

}  // namespace labd::console
