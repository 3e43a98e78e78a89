// Importing rosters: all or nothing, differences, and people who have arrived.
#include "labd/web/roster.h"

#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string heading = "sitting,candidate,name,name_local,born,track,seat\n";

Ask csv(const std::string& text, const std::string& query = "", const std::string& key = "k1") {
    return {net::Method::post,
            "/api/v1/sessions/fresh/roster" + query,
            text,
            {{"Authorization", "Bearer token-scheduling"},
             {"Content-Type", "text/csv; charset=utf-8"},
             {"Idempotency-Key", key}}};
}

std::vector<std::string> ids(const Told& told, std::string_view name) {
    std::vector<std::string> found;
    for (const json::value& id : told.body().at(name).as_array()) {
        found.emplace_back(id.as_string());
    }
    return found;
}

/// A day with an empty session `fresh` on the next day.
class Rosters : public testing::Test {
protected:
    Rosters() { web.day.plan("2026-03-04", "fresh"); }

    const domain::Day& day() const {
        return web.day.kernel->state().day_of(SessionId("fresh"))->now;
    }

    WebDay web;
};

TEST_F(Rosters, OfASchedulingSystemAreReadWithMarkQuotesAndEveryScript) {
    const Told told = web.send(csv("\xEF\xBB\xBF" + heading +
                                   "X1,C-1,\"Sato, Ken\",佐藤 健,1990-02-03,ccde,S01\r\n"
                                   "X2,C-2,Miyu Ito,,,ccie-security,\r\n"));
    ASSERT_EQ(told.status, 201) << told.text();
    EXPECT_THAT(ids(told, "added"), ElementsAre("X1", "X2"));
    const domain::SittingBooked& booking = day().sittings.at(SittingId("X1")).booking;
    EXPECT_EQ(booking.name.value, "Sato, Ken");
    EXPECT_EQ(booking.name_local->value, "佐藤 健");
    EXPECT_FALSE(day().sittings.at(SittingId("X2")).booking.seat.has_value());
}

TEST_F(Rosters, NameEveryBadRowAndRecordNothing) {
    const Seq size = web.day.kernel->state().size;
    const Told told = web.send(csv(heading + "X1,C-1,A,,1990-02-30,ccde,S01\n"
                                             "X2,C-2,B,,,no-track,S02\n"
                                             "X3,C-3,,,,ccde,\n"
                                             "X1,C-4,D,,,ccde,\n"
                                             "X5,C-2,E,,,ccde,S99\n"
                                             "X6,C-6\n"
                                             "X7,C-7,G,,,ccde,S03\n"
                                             "X8,C-8,H,,,ccde,S03\n"));
    ASSERT_EQ(told.status, 422) << told.text();
    EXPECT_EQ(told.problem(), "bad-roster");
    std::vector<std::string> rows;
    for (const json::value& row : told.body().at("rows").as_array()) {
        rows.push_back(std::to_string(row.at("row").to_number<int>()) + " " +
                       std::string(row.at("place").as_string()));
    }
    EXPECT_THAT(rows,
                ElementsAre("1 born", "2 ", "3 name", "5 ", "5 candidate", "6 line 7", "8 seat"));
    EXPECT_EQ(web.day.kernel->state().size, size);
}

/// A is booked on 3 March; the payment for 4 March had to come by 2 February.
TEST_F(Rosters, WithBookingsThatTheRulesBarNameRowsAndRulesAndRecordNothing) {
    const std::string track = web.day.kernel->state()
                                  .day_of(SessionId("day"))
                                  ->now.sittings.at(SittingId("A"))
                                  .booking.track.value;
    web.day.ban("08:00", "C-7");
    const Seq size = web.day.kernel->state().size;
    const std::string good = "X1,C-1,A,ccde,card,2026-02-02,USD,\n";
    const std::string table =
        "sitting,candidate,name,track,payment,paid_on,currency,voucher\n" + good;
    const Told told = web.send(csv(table + "X2,C-A,B," + track + ",card,,,\n" +
                                   "X3,C-3,C,ccde,unpaid,,,\n"
                                   "X4,C-4,D,ccde,card,2026-02-03,,\n"
                                   "X5,C-5,E,ccde,card,,EUR,\n"
                                   "X6,C-6,F,ccde,voucher,,,v9\n"
                                   "X7,C-7,G,ccde,card,,,\n"
                                   "X8,C-8,H,ccde,,2026-01-05,,\n"
                                   "X9,C-9,I,ccde,cash,,,\n"));
    ASSERT_EQ(told.status, 422) << told.text();
    std::vector<std::string> rows;
    for (const json::value& row : told.body().at("rows").as_array()) {
        const json::array& rules = row.at("rules").as_array();
        rows.push_back(std::to_string(row.at("row").to_number<int>()) + " " +
                       (rules.empty() ? std::string(row.at("place").as_string())
                                      : std::string(rules.front().as_string())));
    }
    EXPECT_THAT(rows, ElementsAre("2 BKG-1", "3 PAY-1", "4 PAY-1", "5 PAY-1", "6 VCH-4", "7 SEC-3",
                                  "8 PAY-1", "9 payment"));
    EXPECT_EQ(web.day.kernel->state().size, size);
    ASSERT_EQ(web.send(csv("sitting,candidate,name,track,payment,paid_on,currency,voucher\n" + good,
                           "", "k2"))
                  .status,
              201);
    EXPECT_EQ(day().sittings.at(SittingId("X1")).booking.payment, domain::PaymentState::card);
}

/// The same bookings one by one.
TEST_F(Rosters, BarWhatSingleEntriesAreBarredFrom) {
    web.day.ban("08:00", "C-7");
    const Seq size = web.day.kernel->state().size;
    const std::string begin =
        R"({"enter":"sitting.booked","session":"fresh","sitting":"X","name":"N","track":"ccde",)";
    for (const auto& [rest, rule] : std::vector<std::pair<std::string, std::string>>{
             {R"("candidate":"C-7"})", "SEC-3"},
             {R"("candidate":"C-1","payment":"unpaid"})", "PAY-2"},
             {R"("candidate":"C-1","payment":"card","currency":"EUR"})", "PAY-1"},
             {R"("candidate":"C-1","payment":"card","paid_on":"2026-02-03"})", "PAY-1"},
             {R"("candidate":"C-1","payment":"voucher","voucher":"v9"})", "VCH-4"}}) {
        const Told told = web.enter(begin + rest, "scheduling");
        EXPECT_GE(told.status, 400) << rest;
        EXPECT_THAT(told.text(), HasSubstr("\"" + rule + "\"")) << rest;
        EXPECT_EQ(web.day.kernel->state().size, size) << rest;
    }
}

TEST_F(Rosters, WithoutAUsableHeadingAreBadInput) {
    for (const char* text : {"", "sitting,candidate,name\n", "sitting,candidate,name,track,shoe\n",
                             "sitting,candidate,name,track,name\n", "\"sitting\n"}) {
        const Told told = web.send(csv(text));
        EXPECT_EQ(told.status, 400) << text;
        EXPECT_EQ(told.problem(), "bad-input") << text;
    }
}

TEST_F(Rosters, AreADifferenceTheSecondTime) {
    web.send(csv(heading + "X1,C-1,A,,,ccde,\nX2,C-2,B,,,ccde,\nX3,C-3,C,,,ccde,\n", "", "k1"));
    const std::string second =
        heading + "X1,C-1,A,,,ccde,S01\nX2,C-2,B,,,ccde,\nX4,C-4,D,,,ccde,\n";
    const Seq size = web.day.kernel->state().size;
    const Told preview = web.send(csv(second, "?preview=true"));
    ASSERT_EQ(preview.status, 200) << preview.text();
    EXPECT_EQ(web.day.kernel->state().size, size);
    const Told told = web.send(csv(second, "", "k2"));
    ASSERT_EQ(told.status, 201) << told.text();
    for (const Told& answer : {preview, told}) {
        EXPECT_THAT(ids(answer, "added"), ElementsAre("X4"));
        EXPECT_THAT(ids(answer, "amended"), ElementsAre("X1"));
        EXPECT_THAT(ids(answer, "withdrawn"), ElementsAre("X3"));
        EXPECT_THAT(ids(answer, "unchanged"), ElementsAre("X2"));
        EXPECT_THAT(ids(answer, "kept"), IsEmpty());
    }
    EXPECT_EQ(*day().sittings.at(SittingId("X1")).booking.seat, SeatId("S01"));
}

TEST_F(Rosters, NeverTouchWhoHasArrivedNorWalkIns) {
    web.send(csv(heading + "X1,C-1,A,,,ccde,S01\nX2,C-2,B,,,ccde,S02\n", "", "k1"));
    const Told walk_in = web.post("/api/v1/entries",
                                  R"({"enter":"sitting.booked","session":"fresh","sitting":"W",
                                      "candidate":"C-9","name":"Walk In","track":"ccde"})",
                                  "lead_proctor");
    ASSERT_EQ(walk_in.status, 201) << walk_in.text();
    web.day.loop.run_until(web.day.time("08:45", "2026-03-04"));
    for (const char* sitting : {"X1", "X2"}) {
        web.enter(std::string(R"({"enter":"candidate.arrived","sitting":")") + sitting + "\"}");
    }
    const Told told = web.send(csv(heading + "X1,C-1,Renamed,,,ccde,S03\n", "", "k2"));
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_THAT(ids(told, "kept"), testing::UnorderedElementsAre("W", "X1", "X2"));
    EXPECT_EQ(day().sittings.at(SittingId("X1")).booking.name.value, "A");
}

TEST_F(Rosters, LetPeopleSwapTheirSeats) {
    web.send(csv(heading + "X1,C-1,A,,,ccde,S01\nX2,C-2,B,,,ccde,S02\nX3,C-3,C,,,ccde,S03\n"));
    const std::string turned =
        heading + "X1,C-1,A,,,ccde,S02\nX2,C-2,B,,,ccde,S03\nX3,C-3,C,,,ccde,S01\n";
    const Seq size = web.day.kernel->state().size;
    const Told preview = web.send(csv(turned, "?preview=true"));
    ASSERT_EQ(preview.status, 200) << preview.text();
    EXPECT_THAT(ids(preview, "amended"), ElementsAre("X1", "X2", "X3"));
    EXPECT_EQ(web.day.kernel->state().size, size);
    ASSERT_EQ(web.send(csv(turned, "", "k2")).status, 201);
    EXPECT_EQ(*day().sittings.at(SittingId("X1")).booking.seat, SeatId("S02"));
    EXPECT_EQ(*day().sittings.at(SittingId("X2")).booking.seat, SeatId("S03"));
    EXPECT_EQ(*day().sittings.at(SittingId("X3")).booking.seat, SeatId("S01"));
}

TEST_F(Rosters, LetNobodyTakeTheSeatOfSomebodyWhoStaysThere) {
    web.send(csv(heading + "X1,C-1,A,,,ccde,S01\nX2,C-2,B,,,ccde,S02\nX3,C-3,C,,,ccde,S03\n"));
    web.day.loop.run_until(web.day.time("08:45", "2026-03-04"));
    web.enter(R"({"enter":"candidate.arrived","sitting":"X2"})");
    const Seq size = web.day.kernel->state().size;
    // X2 has arrived and is kept at S02, whatever the file says.
    const Told told = web.send(
        csv(heading + "X1,C-1,A,,,ccde,S02\nX2,C-2,B,,,ccde,S01\nX3,C-3,C,,,ccde,S03\n", "", "k2"));
    ASSERT_EQ(told.status, 422) << told.text();
    EXPECT_EQ(told.body().at("rows").at(0).at("row").to_number<int>(), 1);
    EXPECT_EQ(told.body().at("rows").at(0).at("sitting").as_string(), "X1");
    EXPECT_EQ(web.day.kernel->state().size, size);
}

TEST_F(Rosters, SayWhatIsWrongInTheLanguageOfWhoAsks) {
    Ask ask = csv(heading + "X1,C-1,A,,,no-track,\n");
    ask.headers["Accept-Language"] = "ja";
    const Told told = web.send(ask);
    EXPECT_THAT(std::string(told.body().at("rows").at(0).at("what").as_string()),
                HasSubstr("トラック"));
}

TEST_F(Rosters, ARetryGetsTheSameDifference) {
    const std::string text = heading + "X1,C-1,A,,,ccde,\n";
    const Told first = web.send(csv(text, "", "k1"));
    // Somebody changes it meanwhile, so that the retry would be a difference again.
    web.post("/api/v1/entries", R"({"enter":"sitting.amended","sitting":"X1","name":"B"})",
             "lead_proctor");
    const Told again = web.send(csv(text, "", "k1"));
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_THAT(ids(again, "added"), ElementsAre("X1"));
    EXPECT_EQ(again.body().at("entries"), first.body().at("entries"));
    EXPECT_EQ(day().sittings.at(SittingId("X1")).booking.name.value, "B");
}

TEST_F(Rosters, AJsonListIsAsGoodAndMayHoldAccommodations) {
    const Told told = web.post("/api/v1/sessions/fresh/roster", R"({"sittings":[{"sitting":"X1",
        "candidate":"C-1","name":"A","track":"ccde","accommodation":{"rest_breaks":true}}]})",
                               "scheduling");
    ASSERT_EQ(told.status, 201) << told.text();
    EXPECT_TRUE(day().sittings.at(SittingId("X1")).booking.accommodation->rest_breaks);
    EXPECT_EQ(web.post("/api/v1/sessions/fresh/roster", "{}", "scheduling").status, 400);
}

TEST_F(Rosters, ACandidateKeepsTheSitting) {
    web.send(csv(heading + "X1,C-1,A,,,ccde,\n", "", "k1"));
    const Told told = web.send(csv(heading + "X1,C-2,A,,,ccde,\n", "", "k2"));
    ASSERT_EQ(told.status, 422);
    EXPECT_EQ(told.body().at("rows").at(0).at("place").as_string(), "candidate");
}

TEST_F(Rosters, OfUnknownSessionsOrKindsOrWithoutAKeyAreRefused) {
    Ask ask = csv(heading + "X1,C-1,A,,,ccde,\n");
    ask.target = "/api/v1/sessions/nope/roster";
    EXPECT_EQ(web.send(ask).status, 404);
    ask = csv(heading);
    ask.headers["Content-Type"] = "application/xml";
    EXPECT_EQ(web.send(ask).status, 415);
    ask = csv(heading);
    ask.headers.erase("Idempotency-Key");
    EXPECT_EQ(web.send(ask).problem(), "idempotency-key-missing");
}

}  // namespace
}  // namespace labd::web::test
