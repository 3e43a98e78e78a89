#include "labd/rules/view.h"

#include <tuple>

namespace labd::rules {

std::optional<SittingView> find_sitting(const View& view, const SittingId& id) {
    const auto facts = view.day.sittings.find(id);
    if (facts == view.day.sittings.end() || facts->second.withdrawn ||
        facts->second.booked.id.empty()) {
        return std::nullopt;
    }
    const auto session = view.day.sessions.find(facts->second.session);
    if (session == view.day.sessions.end() || !session->second.policy) {
        return std::nullopt;
    }
    const domain::Policy& policy = *session->second.policy;
    const auto track = policy.tracks.find(facts->second.booking.track);
    if (track == policy.tracks.end()) {
        return std::nullopt;
    }
    return SittingView{view, facts->first, facts->second, session->second, policy, track->second};
}

const SeatId* seat_at(const domain::SittingFacts& facts, Instant at) {
    const SeatId* seat = facts.booking.seat ? &*facts.booking.seat : nullptr;
    const domain::Stamp* since = nullptr;
    for (const domain::SeatMark& mark : facts.seats) {
        const bool later = since == nullptr || std::tie(since->happened, since->seq) <
                                                   std::tie(mark.stamp.happened, mark.stamp.seq);
        if (mark.stamp.happened <= at && later) {
            seat = &mark.seat;
            since = &mark.stamp;
        }
    }
    return seat;
}

}  // namespace labd::rules
