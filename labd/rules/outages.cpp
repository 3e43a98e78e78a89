#include "labd/rules/outages.h"

#include <tuple>

namespace labd::rules {

namespace {

bool is_before(const domain::Stamp& a, const domain::Stamp& b) {
    return std::tie(a.happened, a.seq) < std::tie(b.happened, b.seq);
}

bool covers_seat(const domain::Scope& scope, const domain::Site& site, const SeatId& seat) {
    if (scope.seat) {
        return *scope.seat == seat;
    }
    const auto place = site.places.find(seat);
    if (place == site.places.end()) {
        return false;
    }
    return (scope.rack && place->second.rack == scope.rack) ||
           (scope.room && place->second.room == *scope.room);
}

/// The instants at which the seat a sitting has changes, sorted, with the ends of `within`.
std::vector<Instant> seat_changes(const domain::SittingFacts& facts, Interval within) {
    std::vector<Instant> instants{within.from, within.to};
    for (const domain::SeatMark& mark : facts.seats) {
        if (within.from < mark.stamp.happened && mark.stamp.happened < within.to) {
            instants.push_back(mark.stamp.happened);
        }
    }
    std::ranges::sort(instants);
    return instants;
}

}  // namespace

domain::Cause standing_cause(const domain::Outage& outage) {
    const domain::Ruling* last = nullptr;
    for (const domain::Ruling& ruling : outage.rulings) {
        if (last == nullptr || is_before(last->stamp, ruling.stamp)) {
            last = &ruling;
        }
    }
    return last == nullptr ? outage.cause : last->cause;
}

bool is_compensable(const domain::Outage& outage) {
    return standing_cause(outage) != domain::Cause::candidate;
}

Interval interval_of(const domain::Outage& outage) {
    return {outage.reported.happened, outage.ended ? outage.ended->happened : forever};
}

const domain::Estimate* estimate_at(const domain::Outage& outage, Instant at) {
    const domain::Estimate* last = nullptr;
    for (const domain::Estimate& estimate : outage.estimates) {
        if (estimate.stamp.happened <= at &&
            (last == nullptr || is_before(last->stamp, estimate.stamp))) {
            last = &estimate;
        }
    }
    return last;
}

Intervals in_scope(const SittingView& sitting, const domain::Outage& outage) {
    const Interval whole = interval_of(outage);
    if (whole.empty()) {
        return {};
    }
    const std::vector<SittingId>& named = outage.scope.sittings;
    if (outage.scope.site || std::ranges::find(named, sitting.id) != named.end()) {
        return {whole};
    }
    const std::vector<Instant> instants = seat_changes(sitting.facts, whole);
    Intervals parts;
    for (std::size_t i = 0; i + 1 < instants.size(); ++i) {
        const SeatId* seat = seat_at(sitting.facts, instants[i]);
        if (seat != nullptr && covers_seat(outage.scope, *sitting.view.day.site, *seat)) {
            parts.push_back({instants[i], instants[i + 1]});
        }
    }
    return unite(std::move(parts));
}

Intervals united_outages(const SittingView& sitting) {
    Intervals all;
    for (const domain::Outage& outage : sitting.view.day.outages) {
        if (is_compensable(outage)) {
            const Intervals parts = in_scope(sitting, outage);
            all.insert(all.end(), parts.begin(), parts.end());
        }
    }
    return unite(std::move(all));
}

CancelCheck check_cancel(const SittingView& sitting, const domain::Outage& outage, Instant at) {
    const Instant begin = outage.reported.happened;
    if (begin > at || !is_compensable(outage)) {
        return {};
    }
    const Instant start = sitting.session.start;
    const Instant limit_at = std::max(begin + cancel_after, start + microseconds(1));
    const auto foretold_at = [&](const Interval& part, Instant instant) -> std::optional<Instant> {
        const domain::Estimate* estimate = estimate_at(outage, instant);
        if (estimate == nullptr || estimate->resolved_by - begin < cancel_after ||
            estimate->resolved_by <= start) {
            return std::nullopt;
        }
        return std::max(estimate->stamp.happened, part.from);
    };
    const bool goes_on = !outage.ended || outage.ended->happened > at;
    for (const Interval& part : in_scope(sitting, outage)) {
        if (std::min(part.to, at) >= limit_at) {
            // An estimate that foretold it has raised the alarm before: it keeps that instant.
            const Instant lasted_at = std::max(limit_at, part.from);
            return {true, foretold_at(part, lasted_at - microseconds(1)).value_or(lasted_at)};
        }
        if (goes_on && part.contains(at)) {
            const std::optional<Instant> foretold = foretold_at(part, at);
            return {foretold.has_value(), foretold.value_or(limit_at)};
        }
    }
    return {};
}

}  // namespace labd::rules
