// What a booking is refused for where it comes in: another on the same track, a ban, its payment.
#include <gmock/gmock.h>

#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::PaymentState;
using domain::Role;

Date date(std::string_view text) { return *parse_date(text); }

/// Today is 3 March, with a session then and one on `exam`.
class BookingsDay : public CasesDay {
public:
    explicit BookingsDay(std::string_view exam = "2026-04-10") {
        must("08:50", domain::SessionPlanned{date(exam), {hours(9)}}, in_next());
    }

    static How in_next(const std::string& id = {}) {
        How how;
        how.id = id;
        how.session = "next";
        return how;
    }

    /// Of candidate C-N on the track of A.
    static domain::SittingBooked next() {
        domain::SittingBooked booking = TestDay::booking("N", "S03");
        booking.track = TrackId("ccie");
        return booking;
    }

    static domain::SittingBooked paid(PaymentState payment) {
        domain::SittingBooked booking = next();
        booking.payment = payment;
        return booking;
    }

    Answer book_next(const domain::SittingBooked& booking) const {
        return judge("18:30", booking, in_next());
    }
};

How by_security(std::string reason = "found with a phone") {
    How how = as(Role::exam_security);
    how.reason = std::move(reason);
    return how;
}

TEST(Bookings, BKG_1_ACandidateHoldsOneOnATrackAtATime) {
    BookingsDay day;
    domain::SittingBooked again = BookingsDay::next();
    again.candidate = CandidateId("C-A");
    const Answer refused = day.judge("08:55", again, BookingsDay::in_next());
    EXPECT_THAT(refused, IsRefusedBy(rule::BKG_1));
    EXPECT_EQ(refused.message, "refusal.track_already_booked");
    domain::SittingBooked elsewhere = again;
    elsewhere.track = TrackId("ccde");
    EXPECT_THAT(day.judge("08:55", elsewhere, BookingsDay::in_next()), IsAccepted());
    // In the same session, too.
    domain::SittingBooked beside = again;
    beside.sitting = SittingId("B");
    How here;
    here.session = "day";
    EXPECT_THAT(day.judge("08:55", beside, here), IsRefusedBy(rule::BKG_1));
    // An exam that has been sat is no booking any more.
    day.complete_exam();
    EXPECT_THAT(day.judge("18:00", again, BookingsDay::in_next()), IsAccepted());
}

TEST(Bookings, BKG_1_AreNotChangedToATrackThatIsHeldAlready) {
    BookingsDay day;
    domain::SittingBooked other = BookingsDay::next();
    other.candidate = CandidateId("C-A");
    other.track = TrackId("ccde");
    day.must("08:55", other, BookingsDay::in_next());
    domain::SittingAmended amended;
    amended.sitting = SittingId("N");
    amended.track = TrackId("ccie");
    EXPECT_THAT(day.judge("08:56", amended), IsRefusedBy(rule::BKG_1));
    day.complete_exam();
    EXPECT_THAT(day.judge("18:00", amended), IsAccepted());
}

TEST(Bookings, BKG_1_OneThatWasWithdrawnMakesRoom) {
    BookingsDay day;
    domain::SittingBooked held = BookingsDay::next();
    day.must("08:51", held, BookingsDay::in_next());
    held.sitting = SittingId("M");
    held.seat.reset();
    EXPECT_THAT(day.judge("08:52", held, BookingsDay::in_next()), IsRefusedBy(rule::BKG_1));
    day.must("08:52", domain::SittingWithdrawn{SittingId("N")});
    EXPECT_THAT(day.judge("08:53", held, BookingsDay::in_next()), IsAccepted());
}

/// What a ban of C-N has to rest on: `i`, decided by another.
void decide_ban(BookingsDay& day) {
    domain::IncidentOpened opened;
    opened.candidates = {CandidateId("C-N")};
    opened.description = domain::Text("copied questions");
    day.must("16:58", opened, {.id = "i"});
    How how = by_security();
    how.by = "kato";
    day.must("16:59", domain::IncidentDecided{EntryId("i"), domain::IncidentFinding::banned}, how);
}

TEST(Bookings, SEC_3_NobodyWhoIsBannedIsBooked) {
    BookingsDay day;
    decide_ban(day);
    const domain::CandidateBanned ban{CandidateId("C-N"), EntryId("i")};
    day.authority = rules::Authority::daemon;
    EXPECT_THAT(day.judge("17:00", ban, as(Role::lead_proctor)), IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.judge("17:00", ban, by_security("")), IsRefusedBy(rule::SEC_3));
    day.must("17:00", ban, by_security());
    EXPECT_THAT(day.judge("17:01", ban, by_security()), IsRefusedBy(rule::SEC_3));
    day.authority = rules::Authority::scenario;
    EXPECT_THAT(day.book_next(BookingsDay::next()), IsRefusedBy(rule::SEC_3));
    const domain::CandidateBanLifted lifted{CandidateId("C-N")};
    EXPECT_THAT(day.judge("17:02", lifted, as(Role::lead_proctor)), IsRefusedBy(rule::ROLE));
    day.must("17:02", lifted, by_security("somebody else"));
    EXPECT_THAT(day.book_next(BookingsDay::next()), IsAccepted());
    EXPECT_THAT(day.judge("17:03", lifted, by_security()), IsRefusedBy(rule::REFERENCE));
}

TEST(Bookings, SEC_3_ABanIsLiftedAndNotCorrected) {
    BookingsDay day;
    decide_ban(day);
    How how = by_security();
    how.id = "ban";
    day.must("17:00", domain::CandidateBanned{CandidateId("C-N"), EntryId("i")}, how);
    EXPECT_FALSE(day.correct("17:01", TestDay::without("ban"), by_security()).accepted);
    EXPECT_THAT(day.book_next(BookingsDay::next()), IsRefusedBy(rule::SEC_3));
}

TEST(Bookings, PAY_2_UnpaidOnesAreThereUntilTheThirtiethDayBefore) {
    // 2 April is 30 days after 3 March.
    const BookingsDay in_time("2026-04-02");
    EXPECT_THAT(in_time.book_next(BookingsDay::paid(PaymentState::unpaid)), IsAccepted());
    const BookingsDay late("2026-04-01");
    const Answer refused = late.book_next(BookingsDay::paid(PaymentState::unpaid));
    EXPECT_THAT(refused, IsRefusedBy(rule::PAY_2));
    EXPECT_EQ(refused.message, "refusal.booking_not_paid");
    EXPECT_THAT(late.book_next(BookingsDay::paid(PaymentState::card)), IsAccepted());
    EXPECT_THAT(late.book_next(BookingsDay::next()), IsAccepted());
}

TEST(Bookings, PAY_1_ThePaymentInFullIsReceivedThirtyDaysBefore) {
    const BookingsDay day("2026-04-01");
    domain::SittingBooked booking = BookingsDay::paid(PaymentState::card);
    booking.paid_on = date("2026-03-02");
    EXPECT_THAT(day.book_next(booking), IsAccepted());
    booking.paid_on = date("2026-03-03");
    const Answer late = day.book_next(booking);
    EXPECT_THAT(late, IsRefusedBy(rule::PAY_1));
    EXPECT_EQ(late.message, "refusal.payment_late");
    booking.paid_on = date("2026-03-04");
    EXPECT_EQ(day.book_next(booking).message, "refusal.payment_to_come");
}

TEST(Bookings, PAY_1_ArePaidInDollarsAndSayThatTheyAre) {
    const BookingsDay day;
    domain::SittingBooked booking = BookingsDay::paid(PaymentState::card);
    booking.currency = "USD";
    EXPECT_THAT(day.book_next(booking), IsAccepted());
    booking.currency = "JPY";
    const Answer refused = day.book_next(booking);
    EXPECT_THAT(refused, IsRefusedBy(rule::PAY_1));
    EXPECT_EQ(refused.actual, "JPY");
    domain::SittingBooked unsaid = BookingsDay::next();
    unsaid.paid_on = date("2026-03-01");
    EXPECT_THAT(day.book_next(unsaid), IsRefusedBy(rule::PAY_1));
    unsaid.payment = PaymentState::unpaid;
    EXPECT_THAT(day.book_next(unsaid), IsRefusedBy(rule::PAY_1));
    domain::SittingBooked card = BookingsDay::paid(PaymentState::card);
    card.voucher = EntryId("v");
    EXPECT_THAT(day.book_next(card), IsRefusedBy(rule::PAY_1));
}

TEST(Bookings, PAY_1_APaymentThatComesIsAnAmendmentAndJudgedAsOne) {
    BookingsDay day;
    day.must("17:00", BookingsDay::paid(PaymentState::unpaid), BookingsDay::in_next());
    domain::SittingAmended amended;
    amended.sitting = SittingId("N");
    amended.payment = PaymentState::card;
    amended.currency = "EUR";
    EXPECT_THAT(day.judge("17:01", amended), IsRefusedBy(rule::PAY_1));
    amended.currency = "USD";
    amended.paid_on = date("2026-03-03");
    day.must("17:01", amended);
    const domain::DayLog& log = day.world().days.at(date("2026-04-10"));
    EXPECT_EQ(log.now.sittings.at(SittingId("N")).booking.payment, PaymentState::card);
}

TEST(Bookings, VCH_1_VCH_3_VCH_4_AVoucherPaysOnlyForWhatItWasRedeemedFor) {
    BookingsDay day;
    domain::SittingBooked booking = BookingsDay::paid(PaymentState::voucher);
    EXPECT_THAT(day.book_next(booking), IsAccepted()) << "one that labd has not issued";
    booking.voucher = EntryId("v");
    EXPECT_THAT(day.book_next(booking), IsRefusedBy(rule::VCH_4));
    day.must("17:00", domain::VoucherIssued{CandidateId("C-N"), {}, {}, {}},
             as(Role::proctor, "v"));
    const Answer unredeemed = day.book_next(booking);
    EXPECT_THAT(unredeemed, IsRefusedBy(rule::VCH_3));
    EXPECT_EQ(unredeemed.message, "refusal.voucher_not_redeemed");
    day.must("17:01", domain::VoucherRedeemed{EntryId("v"), CandidateId("C-N"), "N"});
    EXPECT_THAT(day.book_next(booking), IsAccepted());
    domain::SittingBooked other = booking;
    other.sitting = SittingId("M");
    EXPECT_THAT(day.book_next(other), IsRefusedBy(rule::VCH_4));
    other = booking;
    other.candidate = CandidateId("C-8");
    EXPECT_THAT(day.book_next(other), IsRefusedBy(rule::VCH_1));
}

TEST(Bookings, PAY_1_AnotherWayOfPayingRestatesAllOfThePayment) {
    BookingsDay day;
    day.must("17:00", domain::VoucherIssued{CandidateId("C-N"), {}, {}, {}},
             as(Role::proctor, "v"));
    day.must("17:01", domain::VoucherRedeemed{EntryId("v"), CandidateId("C-N"), "N"});
    domain::SittingBooked booking = BookingsDay::paid(PaymentState::voucher);
    booking.voucher = EntryId("v");
    day.must("17:02", booking, BookingsDay::in_next());
    domain::SittingAmended amended;
    amended.sitting = SittingId("N");
    amended.payment = PaymentState::card;
    day.must("17:03", amended);
    const domain::DayLog& log = day.world().days.at(date("2026-04-10"));
    EXPECT_EQ(log.now.sittings.at(SittingId("N")).booking.voucher, std::nullopt);
}

TEST(Bookings, VCH_4_AVoucherThatWasTakenBackPaysForNothing) {
    BookingsDay day;
    day.must("17:00", domain::VoucherIssued{CandidateId("C-N"), {}, {}, {}},
             as(Role::proctor, "v"));
    How how = as(Role::lead_proctor);
    how.reason = "issued twice";
    day.must("17:01", domain::VoucherVoided{EntryId("v")}, how);
    domain::SittingBooked booking = BookingsDay::paid(PaymentState::voucher);
    booking.voucher = EntryId("v");
    EXPECT_THAT(day.book_next(booking), IsRefusedBy(rule::VCH_4));
}

}  // namespace
}  // namespace labd::test
