// Results and re-reads: what an exam's mark is, whether a re-read may be asked for, and how far one
// has come (rulebook, section 10).
#pragma once

#include <optional>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/timeline.h"

namespace labd::rules {

/// The result is due so long after the exam (RES-1).
inline constexpr Duration result_within = hours(48);
/// What a re-read costs (RRD-4).
inline constexpr std::int64_t reread_fee_usd = 1000;
inline constexpr int reread_days_to_ask = 14;    ///< RRD-3
inline constexpr int reread_days_to_score = 21;  ///< RRD-6
/// A refund shows between these business days (RRD-5).
inline constexpr int refund_days_min = 3;
inline constexpr int refund_days_max = 5;

/// The sitting's result as it stands; null when there is none. Of a cancelled sitting it tells
/// about modules only.
const domain::ResultMark* standing_result(const domain::SittingFacts& facts, Instant at);

/// Whether the exam was sat, so that it has a mark; of a cancelled sitting only modules have one.
bool takes_result(const Timeline& line);

/// The mark of the exam: the result's, or pass after a re-read that said so; nothing before, and of
/// a cancelled sitting.
std::optional<domain::Mark> standing_mark(const SittingView& sitting, const Timeline& line,
                                          Instant at);

enum class RereadState : std::uint8_t { requested, paid, cancelled, decided, refunded };
BOOST_DESCRIBE_ENUM(RereadState, requested, paid, cancelled, decided, refunded)

RereadState state_of(const domain::Reread& reread, Instant at);

struct RereadBar {
    Rule rule;
    Message text;
};

struct RereadAnswer {
    /// The first instant after the last day to ask (RRD-3).
    Instant until;
    /// Why none may be asked for; empty when one may.
    std::vector<RereadBar> bars;
    /// The last one asked for; null when none was. Points into the facts.
    const domain::Reread* reread = nullptr;
    std::optional<RereadState> state;
    /// The end of its last day to be scored (RRD-6); nothing before it is paid.
    std::optional<Instant> due_at;
    /// The business days on which the refund shows; nothing when none is due (RRD-5).
    std::optional<Date> refund_from;
    std::optional<Date> refund_due;
    Rules rules;

    bool may_request() const { return bars.empty(); }
};

/// What holds for the sitting at an instant, on what was entered before `before`.
RereadAnswer reread_at(const SittingView& sitting, const Timeline& line, Instant at,
                       Seq before = ~Seq{0});

}  // namespace labd::rules
