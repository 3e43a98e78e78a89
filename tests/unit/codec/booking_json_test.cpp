// Questions about bookings: what is read, what is refused with its place, and how answers look.
#include "labd/codec/booking_json.h"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "labd/codec/policy_file.h"
#include "labd/codec/scenario.h"

namespace labd::codec {
namespace {

using ::testing::HasSubstr;

const domain::Policy& policy() {
    static const domain::Policy shipped = shipped_policy();
    return shipped;
}

QuestionSite tokyo() { return {policy().tracks, SiteId("tyo")}; }

template <class Read>
void expect_fault(Read read, const std::string& text, const std::string& place,
                  const std::string& what) {
    Reader reader;
    read(reader, parse_json(text).value());
    ASSERT_TRUE(reader.failed()) << text;
    EXPECT_EQ(reader.fault().place, place) << text;
    EXPECT_THAT(reader.fault().sentence(), HasSubstr(what)) << text;
}

void expect_bad_lab(const std::string& history, const std::string& place, const std::string& what) {
    const auto read = [](Reader& reader, const json::value& from) {
        read_may_book(reader, from, tokyo());
    };
    expect_fault(read,
                 R"({"candidate": "C-9", "track": "ccde", "date": "2026-04-03", "history": [)" +
                     history + "]}",
                 place, what);
}

void expect_bad_booking(const std::string& members, const std::string& place,
                        const std::string& what) {
    const auto read = [](Reader& reader, const json::value& from) {
        read_booking_question(reader, from, tokyo());
    };
    expect_fault(read,
                 R"({"booking": {"candidate": "C-9", "track": "ccde", "exam_date": "2026-05-31")" +
                     members + "}}",
                 place, what);
}

TEST(BookingQuestions, TakeAHistoryOfEveryKind) {
    Reader reader;
    const domain::MayBook asked = read_may_book(reader,
                                                parse_json(R"({
        "candidate": "C-9", "track": "ccie-security", "date": "2026-04-03",
        "born": "1990-04-01", "guardian_consent": "2026-01-01", "residence": "JP",
        "residence_shown": "JP",
        "history": [
          {"exam": "ccie-security", "kind": "lab", "date": "2026-03-03", "result": "fail"},
          {"exam": "350-701", "kind": "written", "date": "2025-09-01", "result": "pass",
           "qualifies": "ccie-security"},
          {"exam": "700-680", "kind": "online", "date": "2025-09-01", "result": "cancelled"},
          {"exam": "ccde", "kind": "booking", "date": "2026-09-01", "site": "bru"},
          {"kind": "ban"},
          {"exam": "ccde", "kind": "certification", "lapsed": true},
          {"exam": "ccde", "kind": "certification", "date": "2020-01-01", "lapsed": "2023-01-01"},
          {"exam": "ccde", "kind": "certification", "date": "2020-01-01", "lapsed": false}]})")
                                                    .value(),
                                                tokyo());
    ASSERT_FALSE(reader.failed()) << reader.fault().sentence();
    ASSERT_EQ(asked.history.size(), 8U);
    EXPECT_EQ(asked.history[1].qualifies, ExamId("ccie-security"));
    EXPECT_TRUE(asked.history[5].lapsed->lapsed);
    EXPECT_FALSE(asked.history[5].lapsed->on.has_value());
    EXPECT_EQ(asked.history[6].lapsed->on, parse_date("2023-01-01"));
    EXPECT_FALSE(asked.history[7].lapsed->lapsed);
    EXPECT_EQ(asked.born, parse_date("1990-04-01"));
}

TEST(BookingQuestions, RefuseARecordThatCannotBeMeantWithItsPlace) {
    expect_bad_lab(R"({"kind": "lab"})", "/history/0/exam", "is missing");
    expect_bad_lab(R"({"exam": "ccde", "kind": "lab", "result": "fail"})", "/history/0/date",
                   "is missing");
    expect_bad_lab(R"({"kind": "ban"}, {"exam": "ccde", "kind": "lab", "date": "2026-03-03"})",
                   "/history/1/result", "is missing");
    expect_bad_lab(R"({"exam": "ccde", "kind": "booking"})", "/history/0/date", "is missing");
    expect_bad_lab(R"({"exam": "ccde", "kind": "oral", "date": "2026-03-03"})", "/history/0/kind",
                   "must be one of lab");
    expect_bad_lab(R"({"exam": "ccde", "kind": "lab", "date": "2026-03-03", "result": "passed"})",
                   "/history/0/result", "must be one of pass");
    expect_bad_lab(R"({"exam": "ccde", "kind": "lab", "date": "2026-02-29", "result": "fail"})",
                   "/history/0/date", "must be a date");
    expect_bad_lab(R"({"exam": "ccde", "kind": "certification", "lapsed": "soon"})",
                   "/history/0/lapsed", "must be true, false or a date");
    expect_bad_lab(R"({"kind": "ban", "lapsed": true})", "/history/0/lapsed", "certification");
    expect_bad_lab(
        R"({"exam": "c", "kind": "lab", "date": "2026-03-03", "result": "fail", "qualifies": "c"})",
        "/history/0/qualifies", "written exam");
    expect_bad_lab(R"({"kind": "ban", "colour": 1})", "/history/0/colour", "not known here");
}

TEST(BookingQuestions, NameEitherATrackOrAnExam) {
    const auto read = [](Reader& reader, const json::value& from) {
        read_may_book(reader, from, tokyo());
    };
    expect_fault(read, R"({"candidate": "C-9", "date": "2026-04-03"})", "/",
                 "either track or exam");
    expect_fault(read,
                 R"({"candidate": "C", "track": "ccde", "exam": "350-701", "date": "2026-04-03"})",
                 "/", "either track or exam");
    expect_fault(read, R"({"candidate": "C-9", "track": "ccie", "date": "2026-04-03"})", "/track",
                 "no track ccie");
    expect_fault(read, R"({"track": "ccde", "date": "2026-04-03"})", "/candidate", "is missing");
    expect_fault(read, R"({"candidate": "C-9", "track": "ccde"})", "/date", "is missing");
}

TEST(BookingQuestions, RefuseABookingThatCannotBeMeantWithItsPlace) {
    expect_bad_booking(R"(, "paid": true)", "/booking/method", "is missing");
    expect_bad_booking(R"(, "paid": true, "method": "cash")", "/booking/method",
                       "must be one of card, voucher");
    expect_bad_booking(R"(, "paid": true, "method": "card", "voucher_expires": "2026-05-01")",
                       "/booking/voucher_expires", "voucher");
    expect_bad_booking(R"(, "invoiced": true)", "/booking/invoiced", "after the payment");
    expect_bad_booking(R"(, "paid_on": "2026-04-01")", "/booking/paid_on", "is paid");
    expect_bad_booking(R"(, "amount_eur": 900)", "/booking/amount_eur", "not known here");
    expect_bad_booking(R"(, "site": "bru")", "/today", "is missing");
}

TEST(BookingQuestions, AnotherSitesBookingNeedsTheDayThere) {
    Reader reader;
    const domain::BookingQuestion asked =
        read_booking_question(reader,
                              parse_json(R"({"today": "2026-05-01", "booking": {
            "candidate": "C-9", "track": "ccde", "exam_date": "2026-05-31", "site": "bru"}})")
                                  .value(),
                              tokyo());
    EXPECT_FALSE(reader.failed());
    EXPECT_EQ(asked.today, parse_date("2026-05-01"));
}

TEST(BookingAnswers, SayNullForABarThatNeverFalls) {
    rules::Eligibility answer;
    answer.bars = {{rule::SEC_3, rules::BarDay::booking, {}, {"why.bar.banned", {}}}};
    answer.rules = {rule::SEC_3};
    EXPECT_EQ(json::serialize(may_book_to_json(answer, Language::en)),
              R"({"allowed":false,"bars":[{"rule":"SEC-3","until":null,"day":"booking",)"
              R"("text":"why.bar.banned","values":{},)"
              R"("message":"Exam security has banned this candidate from all exams."}],)"
              R"("rules":["SEC-3"]})");
}

TEST(BookingAnswers, SayNullForTheFeeOfAChangeThatIsNotPossible) {
    domain::Booking booking;
    booking.exam_date = {2026, 5, 31};
    booking.paid = true;
    const std::vector<Date> holidays;
    const json::object quote =
        change_quote_to_json(rules::change_quote(booking, {{2026, 5, 28}, holidays}), Language::ja);
    EXPECT_FALSE(quote.at("possible").as_bool());
    EXPECT_TRUE(quote.at("fee_usd").is_null());
    EXPECT_TRUE(quote.at("how").is_null());
    EXPECT_EQ(quote.at("message"), "2026-05-31 の試験を変更できる最後の日は 2026-05-27 でした。");
}

/// A scenario of one question, at a site in Brussels.
std::string scenario(const std::string& question) {
    return R"({"format": 1, "scenario": "s", "site": {"id": "bru", "time_zone": "Europe/Brussels"},
        "rooms": [{"id": "main", "seats": [{"id": "S01"}]}],
        "session": {"id": "day", "date": "2026-10-25", "start": "09:00"},
        "steps": [{"at": "2026-03-10T10:00:00+01:00", )" +
           question + "}]}";
}

void expect_scenario_fault(const std::string& question, const std::string& place,
                           const std::string& what) {
    const Decoded<Scenario> read = read_scenario(scenario(question));
    ASSERT_FALSE(read.has_value()) << question;
    EXPECT_EQ(read.error().place, place) << question;
    EXPECT_THAT(read.error().sentence(), HasSubstr(what)) << question;
}

TEST(BookingQuestions, StandInScenariosWithTheirPlaces) {
    EXPECT_TRUE(read_scenario(scenario(R"("ask": "may_book", "candidate": "C", "track": "ccde",
        "date": "2026-04-03", "expect": {"allowed": false})"))
                    .has_value());
    expect_scenario_fault(R"("ask": "may_book", "candidate": "C", "date": "2026-04-03")",
                          "/steps/0", "either track or exam");
    expect_scenario_fault(
        R"("ask": "may_book", "candidate": "C", "track": "ccde", "date": "2026-04-03",
           "history": [{"exam": "ccde", "kind": "lab", "date": "2026-03-03"}])",
        "/steps/0/history/0/result", "is missing");
    expect_scenario_fault(R"("ask": "may_book", "candidate": "C", "track": "ccde",
                             "date": "2026-04-03", "sitting": "A")",
                          "/steps/0/sitting", "not known here");
    expect_scenario_fault(R"("ask": "change_quote", "today": "2026-04-03")", "/steps/0/booking",
                          "is missing");
}

}  // namespace
}  // namespace labd::codec
