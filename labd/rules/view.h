// What a rule may look at: the facts of a day as known before a journal sequence.
#pragma once

#include <optional>

#include "labd/domain/day.h"

namespace labd::rules {

/// The facts of one day as known before `before`. References must outlive the view.
struct View {
    const domain::DayLog& log;
    const domain::Day& day;
    Seq before = ~Seq{0};
};

/// One sitting of a view with what belongs to it.
struct SittingView {
    const View& view;
    const SittingId& id;
    const domain::SittingFacts& facts;
    const domain::Session& session;
    const domain::Policy& policy;
    const domain::Track& track;
};

/// Nothing when the view has no such sitting (never booked, or withdrawn).
std::optional<SittingView> find_sitting(const View& view, const SittingId& id);

/// The seat at an instant; null when none is assigned (OUT-8).
const SeatId* seat_at(const domain::SittingFacts& facts, Instant at);

}  // namespace labd::rules
