#include "labd/rules/eligibility.h"

#include <algorithm>

#include "labd/rules/admission.h"
#include "labd/rules/booking.h"
#include "labd/rules/payment.h"

namespace labd::rules {

namespace {

using domain::ExamResult;
using domain::HistoryRecord;
using domain::RecordKind;

/// Whole days between an exam and the next, neither counted (ELG-1, ELG-3).
constexpr int lab_wait_days = 30;
constexpr int written_wait_days = 5;
/// 48 hours from the end of the day.
constexpr int online_wait_days = 2;
constexpr int passed_wait_days = 180;
constexpr int qualification_years = 3;

/// The numbers of the entry-level exams (CCST) begin so; their passes are for life (ELG-5).
bool is_entry_level(const ExamId& exam) {
    return exam.value.starts_with("100-") || exam.value.starts_with("ccst") ||
           exam.value.starts_with("CCST");
}

/// The first day of a next exam after so many days of waiting, counted from the day after.
Date after_wait(Date day, int days) { return add_days(day, days + 1); }

class Judge {
public:
    Judge(const domain::MayBook& asked, const EligibilityBasis& basis)
        : asked_(asked),
          basis_(basis),
          exam_(asked.track ? ExamId(asked.track->value) : asked.exam.value_or(ExamId())) {}

    Eligibility run() {
        judge_person();
        if (asked_.track) {
            for (const OpenBooking& open : open_bookings(asked_.history, exam_, basis_.today)) {
                add(rule::BKG_1, BarDay::booking, open.falls_on,
                    {"why.bar.booked", {{"on", format_date(open.date)}}});
            }
        }
        judge_absences();
        if (asked_.track) {
            judge_lab();
        } else {
            judge_written();
        }
        judge_bans();
        if (answer_.allowed()) {
            answer_.rules = asked_rules();
        }
        return std::move(answer_);
    }

private:
    void add(Rule rule, BarDay day, std::optional<Date> until, Message text) {
        const bool told = std::ranges::any_of(
            answer_.bars, [&](const Bar& bar) { return bar.rule == rule && bar.until == until; });
        if (told) {
            return;
        }
        if (std::ranges::find(answer_.rules, rule) == answer_.rules.end()) {
            answer_.rules.push_back(rule);
        }
        if (until) {
            text.values["until"] = format_date(*until);
        }
        answer_.bars.push_back({rule, day, until, std::move(text)});
    }

    /// A bar that looks at the day of the exam and falls on `until`.
    void bar_before(Date until, Rule rule, Message text) {
        if (asked_.date < until) {
            add(rule, BarDay::exam, until, std::move(text));
        }
    }

    void judge_person() {
        if (asked_.born) {
            const Date falls = old_enough_on(*asked_.born, asked_.guardian_consent,
                                             basis_.parameters.site_minimum_age);
            bar_before(falls, rule::ADM_8,
                       {"why.bar.too_young",
                        {{"actual", std::int64_t{age_on(*asked_.born, asked_.date)}}}});
        }
        if (asked_.residence && is_residence_barred(*asked_.residence, asked_.residence_shown,
                                                    basis_.parameters, basis_.site_country)) {
            add(rule::ADM_9, BarDay::exam, std::nullopt,
                {"why.bar.residence", {{"actual", *asked_.residence}}});
        }
    }

    /// PAY-10: nothing can be booked on the 30 days after a no-show.
    void judge_absences() {
        for (const HistoryRecord& record : asked_.history) {
            if (record.result != ExamResult::no_show) {
                continue;
            }
            const Date until = after_no_show(*record.date);
            if (*record.date < basis_.today && basis_.today < until) {
                add(rule::PAY_10, BarDay::booking, until,
                    {"why.bar.no_show", {{"on", format_date(*record.date)}}});
            }
        }
    }

    void judge_lab() {
        for (const HistoryRecord& record : asked_.history) {
            const bool same = record.kind == RecordKind::lab && record.exam == exam_;
            if (same && record.result == ExamResult::fail) {
                bar_before(after_wait(*record.date, lab_wait_days), rule::ELG_1,
                           {"why.bar.failed", {{"on", format_date(*record.date)}}});
            }
        }
        judge_pass();
        judge_qualification();
    }

    /// ELG-2. A certification, lapsed or not, says that there was a pass. Of several passes only
    /// the latest counts: what has lapsed before it was another's status.
    void judge_pass() {
        bool has_passed = false;
        std::optional<Date> passed;
        for (const HistoryRecord& record : asked_.history) {
            const bool is_pass =
                record.kind == RecordKind::certification ||
                (record.kind == RecordKind::lab && record.result == ExamResult::pass);
            if (record.exam == exam_ && is_pass) {
                has_passed = true;
                passed = std::max(passed, record.date);
            }
        }
        if (!has_passed) {
            return;
        }
        const std::string on = passed ? format_date(*passed) : std::string();
        const Lapses lapses = lapses_since(passed);
        if (lapses.any && (!lapses.first || *lapses.first <= asked_.date)) {
            return;
        }
        if (lapses.any) {
            add(rule::ELG_2, BarDay::exam, lapses.first, {"why.bar.passed_until", {{"on", on}}});
        } else {
            add(rule::ELG_2, BarDay::exam, std::nullopt, {"why.bar.passed", {{"on", on}}});
        }
    }

    struct Lapses {
        bool any = false;
        /// Nothing when it has lapsed and nobody says when.
        std::optional<Date> first;
    };

    /// When a pass has lost its status.
    Lapses lapses_since(std::optional<Date> passed) const {
        Lapses lapses;
        for (const HistoryRecord& record : asked_.history) {
            const bool says = record.kind == RecordKind::certification && record.exam == exam_ &&
                              record.lapsed && record.lapsed->lapsed;
            if (!says) {
                continue;
            }
            const std::optional<Date> on = record.lapsed->on ? record.lapsed->on : record.date;
            if (on && passed && *on < *passed) {
                continue;
            }
            lapses.first = lapses.any ? std::min(lapses.first, on) : on;
            lapses.any = true;
        }
        return lapses;
    }

    /// ELG-4: some qualifying pass on or before the day, at most three years old on it.
    void judge_qualification() {
        std::optional<Date> next;
        std::optional<Date> last;
        for (const HistoryRecord& record : asked_.history) {
            if (record.kind != RecordKind::written || record.result != ExamResult::pass ||
                record.qualifies != exam_) {
                continue;
            }
            const Date passed = *record.date;
            const Date valid_to = add_years(passed, qualification_years);
            if (passed <= asked_.date && asked_.date <= valid_to) {
                return;
            }
            if (asked_.date < passed) {
                next = std::min(next.value_or(passed), passed);
            } else {
                last = std::max(last.value_or(valid_to), valid_to);
            }
        }
        if (next) {
            add(rule::ELG_4, BarDay::exam, next, {"why.bar.not_yet_qualified", {}});
        } else if (last) {
            add(rule::ELG_4, BarDay::exam, std::nullopt,
                {"why.bar.qualification_expired", {{"on", format_date(*last)}}});
        } else {
            add(rule::ELG_4, BarDay::exam, std::nullopt, {"why.bar.not_qualified", {}});
        }
    }

    /// ELG-3, ELG-5.
    void judge_written() {
        for (const HistoryRecord& record : asked_.history) {
            const bool online = record.kind == RecordKind::online;
            if ((!online && record.kind != RecordKind::written) || record.exam != exam_) {
                continue;
            }
            const std::string on = format_date(*record.date);
            if (record.result == ExamResult::fail) {
                bar_before(after_wait(*record.date, online ? online_wait_days : written_wait_days),
                           rule::ELG_3, {"why.bar.failed", {{"on", on}}});
            } else if (record.result == ExamResult::pass && !is_entry_level(exam_)) {
                bar_before(after_wait(*record.date, passed_wait_days), rule::ELG_3,
                           {"why.bar.written_passed", {{"on", on}}});
            }
        }
    }

    /// SEC-3: permanent, for all exams.
    void judge_bans() {
        const bool banned = std::ranges::any_of(asked_.history, [](const HistoryRecord& record) {
            return record.kind == RecordKind::ban;
        });
        if (banned) {
            add(rule::SEC_3, BarDay::booking, std::nullopt, {"why.bar.banned", {}});
        }
    }

    Rules asked_rules() const {
        Rules rules{rule::PAY_10, rule::SEC_3, rule::ELG_6, rule::ELG_7};
        const Rules more = asked_.track ? Rules{rule::BKG_1, rule::ELG_1, rule::ELG_2, rule::ELG_4}
                                        : Rules{rule::ELG_3};
        rules.insert(rules.begin(), more.begin(), more.end());
        if (!asked_.track && is_entry_level(exam_)) {
            rules.push_back(rule::ELG_5);
        }
        if (asked_.born) {
            rules.push_back(rule::ADM_8);
        }
        if (asked_.residence) {
            rules.push_back(rule::ADM_9);
        }
        return rules;
    }

    const domain::MayBook& asked_;
    const EligibilityBasis& basis_;
    ExamId exam_;
    Eligibility answer_;
};

}  // namespace

Eligibility may_book(const domain::MayBook& asked, const EligibilityBasis& basis) {
    return Judge(asked, basis).run();
}

}  // namespace labd::rules
