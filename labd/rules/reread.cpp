#include "labd/rules/reread.h"

#include <algorithm>

#include "labd/rules/business_days.h"

namespace labd::rules {

namespace {

bool has(const std::optional<domain::Stamp>& stamp, Instant at) {
    return stamp && stamp->happened <= at;
}

void find_bars(const SittingView& sitting, const Timeline& line, Instant at, Seq before,
               RereadAnswer& answer) {
    const auto bar = [&answer](Rule rule, Message text) {
        answer.bars.push_back({rule, std::move(text)});
    };
    if (!sitting.track.reread) {
        bar(rule::RRD_2, {"why.reread.track", {{"actual", sitting.facts.booking.track.value}}});
    }
    if (at >= answer.until) {
        bar(rule::RRD_3, {"why.reread.too_late", {{"limit_at", answer.until}}});
    }
    const domain::ResultMark* result = standing_result(sitting.facts, at);
    const bool failed = takes_result(line) && result != nullptr && result->stamp.order < before &&
                        result->result == domain::Mark::fail;
    if (!failed) {
        bar(rule::RRD_7, {"why.reread.no_fail", {}});
    } else if (!result->could_change) {
        bar(rule::RRD_7, {"why.reread.beyond_change", {}});
    }
    if (answer.reread != nullptr && answer.state != RereadState::cancelled) {
        bar(rule::RRD_7, {"why.reread.once", {{"since_at", answer.reread->requested.happened}}});
    }
}

void find_progress(const SittingView& sitting, Instant at, RereadAnswer& answer) {
    const domain::Reread& reread = *answer.reread;
    const TimeZone& zone = sitting.view.day.site->zone;
    answer.state = state_of(reread, at);
    if (has(reread.paid, at)) {
        const Date paid = zone.date_at(reread.paid->happened);
        answer.due_at = zone.day_start(add_days(paid, reread_days_to_score + 1));
        answer.rules.push_back(rule::RRD_6);
    }
    if (has(reread.decided, at) && reread.outcome == domain::RereadOutcome::passed) {
        const Date decided = zone.date_at(reread.decided->happened);
        const std::vector<Date>& holidays = sitting.policy.parameters.site_holidays;
        answer.refund_from = add_business_days(decided, refund_days_min, holidays);
        answer.refund_due = add_business_days(decided, refund_days_max, holidays);
        answer.rules.push_back(rule::RRD_5);
    }
    if (has(reread.decided, at)) {
        answer.rules.push_back(rule::RRD_8);
    }
}

}  // namespace

const domain::ResultMark* standing_result(const domain::SittingFacts& facts, Instant at) {
    const domain::ResultMark* last = nullptr;
    for (const domain::ResultMark& mark : facts.results) {
        if (mark.stamp.happened <= at) {
            last = &mark;
        }
    }
    return last;
}

bool takes_result(const Timeline& line) {
    return line.end < forever &&
           (line.ended_as == EndedAs::completed || line.ended_as == EndedAs::time_up ||
            line.ended_as == EndedAs::left_early || line.ended_as == EndedAs::terminated);
}

std::optional<domain::Mark> standing_mark(const SittingView& sitting, const Timeline& line,
                                          Instant at) {
    const domain::ResultMark* result = standing_result(sitting.facts, at);
    if (result == nullptr || !takes_result(line)) {
        return std::nullopt;
    }
    const bool passed =
        std::ranges::any_of(sitting.facts.rereads, [at](const domain::Reread& reread) {
            return has(reread.decided, at) && reread.outcome == domain::RereadOutcome::passed;
        });
    return passed ? domain::Mark::pass : result->result;
}

RereadState state_of(const domain::Reread& reread, Instant at) {
    return has(reread.refunded, at)    ? RereadState::refunded
           : has(reread.decided, at)   ? RereadState::decided
           : has(reread.cancelled, at) ? RereadState::cancelled
           : has(reread.paid, at)      ? RereadState::paid
                                       : RereadState::requested;
}

RereadAnswer reread_at(const SittingView& sitting, const Timeline& line, Instant at, Seq before) {
    RereadAnswer answer;
    const TimeZone& zone = sitting.view.day.site->zone;
    answer.until = zone.day_start(add_days(sitting.session.date, reread_days_to_ask + 1));
    for (const domain::Reread& reread : sitting.facts.rereads) {
        if (reread.requested.happened <= at && reread.requested.order < before) {
            answer.reread = &reread;
        }
    }
    answer.rules = {rule::RRD_2, rule::RRD_3, rule::RRD_7};
    if (answer.reread != nullptr) {
        find_progress(sitting, at, answer);
    }
    find_bars(sitting, line, at, before, answer);
    return answer;
}

}  // namespace labd::rules
