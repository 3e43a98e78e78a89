// What holds of every question about a booking, tried on random histories, dates and zones.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "labd/rules/eligibility.h"
#include "labd/rules/payment.h"

namespace labd::test {
namespace {

using domain::ExamResult;
using domain::HistoryRecord;
using domain::MayBook;
using domain::RecordKind;
using rules::Bar;
using rules::BarDay;

const std::string track = "ccie-security";

/// Month ends and leap days more often than their share.
Date any_date() {
    static constexpr std::array<Date, 10> edges{
        Date{2024, 2, 29}, Date{2025, 2, 28}, Date{2027, 2, 28}, Date{2027, 3, 1},
        Date{2028, 2, 28}, Date{2028, 2, 29}, Date{2028, 3, 1},  Date{2026, 12, 31},
        Date{2027, 1, 1},  Date{2026, 1, 31}};
    if (*rc::gen::inRange(0, 3) == 0) {
        return add_days(*rc::gen::elementOf(edges), *rc::gen::inRange(-1, 2));
    }
    return add_days({2024, 1, 1}, *rc::gen::inRange(0, 5 * 366));
}

HistoryRecord any_record() {
    HistoryRecord record;
    record.kind = *rc::gen::element(RecordKind::lab, RecordKind::lab, RecordKind::written,
                                    RecordKind::written, RecordKind::online, RecordKind::booking,
                                    RecordKind::certification, RecordKind::ban);
    record.date = any_date();
    record.result = *rc::gen::element(ExamResult::pass, ExamResult::fail, ExamResult::no_show,
                                      ExamResult::cancelled);
    if (record.kind == RecordKind::lab || record.kind == RecordKind::certification) {
        record.exam = ExamId(*rc::gen::element(track, std::string("ccde")));
    } else if (record.kind == RecordKind::booking) {
        record.exam = ExamId(track);
        record.result.reset();
    } else {
        record.exam = ExamId(*rc::gen::element<std::string>("350-701", "100-150", "700-680"));
    }
    if (record.kind == RecordKind::written && *rc::gen::inRange(0, 2) == 0) {
        record.qualifies = ExamId(track);
    }
    if (record.kind == RecordKind::certification) {
        record.result.reset();
        record.lapsed = domain::Lapse{*rc::gen::arbitrary<bool>(), {}};
        if (record.lapsed->lapsed && *rc::gen::inRange(0, 2) == 0) {
            record.lapsed->on = any_date();
        }
    }
    return record;
}

struct Asked {
    MayBook question;
    Date today;
    domain::Parameters parameters;

    std::vector<Bar> bars() const {
        return rules::may_book(question, {parameters, std::string("JP"), today}).bars;
    }

    /// The same question about another day of the kind that the bar looks at.
    std::vector<Bar> bars_on(const Bar& bar, Date date) const {
        Asked other = *this;
        (bar.day == BarDay::exam ? other.question.date : other.today) = date;
        return other.bars();
    }
};

Asked any_question() {
    Asked asked;
    asked.today = any_date();
    asked.parameters.site_embargo = {"CU"};
    asked.question.date = any_date();
    asked.question.candidate = CandidateId("C-9");
    if (*rc::gen::inRange(0, 3) > 0) {
        asked.question.track = TrackId(track);
    } else {
        asked.question.exam =
            ExamId(*rc::gen::element<std::string>("350-701", "100-150", "700-680"));
    }
    const int records = *rc::gen::inRange(0, 6);
    for (int i = 0; i < records; ++i) {
        asked.question.history.push_back(any_record());
    }
    if (*rc::gen::inRange(0, 2) == 0) {
        asked.question.born = add_years(any_date(), -*rc::gen::inRange(10, 22));
        if (*rc::gen::inRange(0, 2) == 0) {
            asked.question.guardian_consent = any_date();
        }
    }
    if (*rc::gen::inRange(0, 3) == 0) {
        asked.question.residence = *rc::gen::element<std::string>("CU", "JP");
    }
    return asked;
}

bool lists(const std::vector<Bar>& bars, const Bar& bar) {
    return std::ranges::any_of(bars, [&bar](const Bar& other) {
        return other.rule == bar.rule && other.until == bar.until;
    });
}

bool lists_rule(const std::vector<Bar>& bars, Rule rule) {
    return std::ranges::find(bars, rule, &Bar::rule) != bars.end();
}

RC_GTEST_PROP(Bookings, ABarStandsOnTheDayBeforeItFallsAndNotOnThatDay, ()) {
    const Asked asked = any_question();
    const std::vector<Bar> bars = asked.bars();
    for (const Bar& bar : bars) {
        if (!bar.until) {
            continue;
        }
        RC_ASSERT(lists(asked.bars_on(bar, add_days(*bar.until, -1)), bar));
        RC_ASSERT(!lists(asked.bars_on(bar, *bar.until), bar));
    }
}

RC_GTEST_PROP(Bookings, AfterTheLatestDateOfARuleItBarsNoMore, ()) {
    const Asked asked = any_question();
    for (const Bar& bar : asked.bars()) {
        // Others may bar again: a pass runs out (ELG-4), another no-show is to come (PAY-10).
        if (bar.rule != rule::ELG_1 && bar.rule != rule::ADM_8) {
            continue;
        }
        Date latest;
        for (const Bar& other : asked.bars()) {
            latest = other.rule == bar.rule ? std::max(latest, *other.until) : latest;
        }
        RC_ASSERT(lists_rule(asked.bars_on(bar, add_days(latest, -1)), bar.rule));
        RC_ASSERT(!lists_rule(asked.bars_on(bar, latest), bar.rule));
        RC_ASSERT(!lists_rule(asked.bars_on(bar, add_days(latest, 1000)), bar.rule));
    }
}

RC_GTEST_PROP(Bookings, ABarThatNeverFallsStandsOnEveryLaterDay, ()) {
    const Asked asked = any_question();
    for (const Bar& bar : asked.bars()) {
        if (bar.until) {
            continue;
        }
        const Date from = bar.day == BarDay::exam ? asked.question.date : asked.today;
        for (const int days : {1, 30, 366, 4000}) {
            RC_ASSERT(lists_rule(asked.bars_on(bar, add_days(from, days)), bar.rule));
        }
    }
}

RC_GTEST_PROP(Bookings, EveryRefusalHasARuleAndNothingElseRefuses, ()) {
    const Asked asked = any_question();
    const rules::Eligibility answer =
        rules::may_book(asked.question, {asked.parameters, std::string("JP"), asked.today});
    RC_ASSERT(answer.allowed() == answer.bars.empty());
    RC_ASSERT(!answer.rules.empty());
    for (const Bar& bar : answer.bars) {
        RC_ASSERT(!bar.rule.id.empty());
        RC_ASSERT(std::ranges::find(answer.rules, bar.rule) != answer.rules.end());
        RC_ASSERT(!bar.text.key.empty());
    }
}

/// The rules once more, in the plainest words there are.
struct Plain {
    bool failed_lately = false;
    bool qualified = false;
    bool absent_lately = false;
    bool booked = false;
};

bool has_sat(const MayBook& asked, Date date) {
    return std::ranges::any_of(asked.history, [date](const HistoryRecord& record) {
        return record.kind == RecordKind::lab && record.exam == ExamId(track) &&
               record.date == date;
    });
}

Plain plainly(const Asked& asked) {
    Plain plain;
    for (const HistoryRecord& record : asked.question.history) {
        const int since = days_between(*record.date, asked.question.date);
        const int ago = days_between(*record.date, asked.today);
        const bool same_lab = record.kind == RecordKind::lab && record.exam == ExamId(track);
        plain.failed_lately |= same_lab && record.result == ExamResult::fail && since <= 30;
        const bool qualifies =
            record.qualifies == ExamId(track) && record.result == ExamResult::pass && since >= 0;
        // On the anniversary itself fewer than three years and a day are complete.
        plain.qualified |= qualifies && age_on(*record.date, add_days(asked.question.date, -1)) < 3;
        plain.absent_lately |= record.result == ExamResult::no_show && ago >= 1 && ago <= 30;
        plain.booked |= record.kind == RecordKind::booking && ago <= 0 &&
                        !has_sat(asked.question, *record.date);
    }
    return plain;
}

RC_GTEST_PROP(Bookings, TheBarsOfALabAreThoseOfThePlainRules, ()) {
    Asked asked = any_question();
    asked.question.track = TrackId(track);
    asked.question.exam.reset();
    const Plain plain = plainly(asked);
    const std::vector<Bar> bars = asked.bars();
    RC_ASSERT(lists_rule(bars, rule::ELG_1) == plain.failed_lately);
    RC_ASSERT(lists_rule(bars, rule::ELG_4) == !plain.qualified);
    RC_ASSERT(lists_rule(bars, rule::PAY_10) == plain.absent_lately);
    RC_ASSERT(lists_rule(bars, rule::BKG_1) == plain.booked);
}

RC_GTEST_PROP(Bookings, ABarOfTheDayOfBookingFallsAtMidnightOfTheSite, ()) {
    const std::string name = *rc::gen::element<std::string>(
        "Asia/Tokyo", "Europe/Brussels", "America/Havana", "Asia/Beirut", "America/New_York",
        "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Asia/Kathmandu");
    const TimeZone zone = TimeZone::find(name).value();
    Asked asked = any_question();
    HistoryRecord absence = any_record();
    absence.kind = RecordKind::lab;
    absence.result = ExamResult::no_show;
    asked.question.history = {absence};
    const Instant falls = zone.day_start(add_days(*absence.date, 31));
    asked.today = zone.date_at(falls - microseconds(1));
    RC_ASSERT(lists_rule(asked.bars(), rule::PAY_10));
    asked.today = zone.date_at(falls);
    RC_ASSERT(!lists_rule(asked.bars(), rule::PAY_10));
    asked.today = zone.date_at(zone.day_start(add_days(*absence.date, 1)));
    RC_ASSERT(lists_rule(asked.bars(), rule::PAY_10));
}

domain::Booking any_booking() {
    domain::Booking booking;
    booking.exam_date = any_date();
    booking.paid = *rc::gen::arbitrary<bool>();
    if (booking.paid) {
        booking.method =
            *rc::gen::element(domain::PaymentMethod::card, domain::PaymentMethod::voucher);
        booking.invoiced = *rc::gen::arbitrary<bool>();
        if (booking.method == domain::PaymentMethod::voucher) {
            booking.voucher_expires = any_date();
        }
    }
    booking.free_reschedule = booking.paid && *rc::gen::inRange(0, 4) == 0;
    return booking;
}

RC_GTEST_PROP(Changes, NeverGetCheaperOrPossibleAgainAsTheExamComesNearer, ()) {
    const domain::Booking booking = any_booking();
    const std::vector<Date> holidays;
    const Date first = add_days(booking.exam_date, -45);
    std::int64_t fee_before = 0;
    bool possible_before = true;
    for (int i = 0; i < 60; ++i) {
        const Date today = add_days(first, i);
        const int days = days_between(today, booking.exam_date);
        const rules::ChangeQuote quote = rules::change_quote(booking, {today, holidays});
        RC_ASSERT(!quote.rules.empty());
        RC_ASSERT(quote.possible == quote.fee_usd.has_value());
        RC_ASSERT(quote.possible == quote.how.has_value());
        RC_ASSERT(possible_before || !quote.possible);
        RC_ASSERT(!quote.possible || *quote.fee_usd >= fee_before);
        if (quote.possible && !booking.free_reschedule) {
            RC_ASSERT(*quote.fee_usd == (days >= 30 ? 0 : 500));
            RC_ASSERT(days > 3);
            RC_ASSERT((*quote.how == rules::ChangeHow::drop) == !booking.paid);
        }
        RC_ASSERT(!booking.free_reschedule || !quote.possible || *quote.fee_usd == 0);
        possible_before = quote.possible;
        fee_before = quote.fee_usd.value_or(fee_before);
    }
}

}  // namespace
}  // namespace labd::test
