// Entries about outages and equipment.
#include <algorithm>
#include <set>

#include "labd/rules/judge_context.h"
#include "labd/rules/outages.h"
#include "labd/rules/racks.h"

namespace labd::rules::detail {

namespace {

Verdict check_scope(const JudgeContext& context, const domain::Scope& scope) {
    const int given = (scope.seat ? 1 : 0) + (scope.rack ? 1 : 0) + (scope.room ? 1 : 0) +
                      (scope.site ? 1 : 0) + (scope.sittings.empty() ? 0 : 1);
    if (given != 1) {
        return refuse({rule::OUT_8}, "refusal.one_scope",
                      {{"limit", std::int64_t{1}}, {"actual", std::int64_t{given}}});
    }
    const domain::Site& site = *context.log->now.site;
    if (scope.seat && !site.places.contains(*scope.seat)) {
        return not_found("refusal.seat_not_there", scope.seat->value);
    }
    const auto& rooms = site.configured.rooms;
    if (scope.room && std::ranges::find(rooms, *scope.room, &domain::Room::id) == rooms.end()) {
        return not_found("refusal.room_not_there", scope.room->value);
    }
    const auto has_rack = [&](const auto& place) { return place.second.rack == scope.rack; };
    if (scope.rack && std::ranges::none_of(site.places, has_rack)) {
        return not_found("refusal.rack_not_there", scope.rack->value);
    }
    for (const SittingId& sitting : scope.sittings) {
        if (!find_sitting(context.view(), sitting)) {
            return not_found("refusal.sitting_not_there", sitting.value);
        }
    }
    return std::nullopt;
}

/// The seats that a scope reaches now.
std::set<SeatId> seats_of(const JudgeContext& context, const domain::Scope& scope) {
    std::set<SeatId> seats;
    for (const auto& [seat, place] : context.log->now.site->places) {
        if (scope.site || scope.seat == seat || (scope.rack && place.rack == scope.rack) ||
            scope.room == place.room) {
            seats.insert(seat);
        }
    }
    for (const SittingId& sitting : scope.sittings) {
        const auto facts = context.log->now.sittings.find(sitting);
        const SeatId* seat = facts == context.log->now.sittings.end()
                                 ? nullptr
                                 : seat_at(facts->second, context.entry().happened);
        if (seat != nullptr) {
            seats.insert(*seat);
        }
    }
    return seats;
}

/// Whether two outages reach a seat in common: the second may be the first reported again.
bool overlap(const JudgeContext& context, const domain::Scope& a, const domain::Scope& b) {
    const std::set<SeatId> seats = seats_of(context, a);
    return std::ranges::any_of(seats_of(context, b),
                               [&](const SeatId& seat) { return seats.contains(seat); });
}

Result<const domain::Outage*> need_outage(const JudgeContext& context, const EntryId& id) {
    const domain::Outage* outage = context.log->now.find_outage(id);
    if (outage == nullptr) {
        return not_found("refusal.outage_not_there", id.value);
    }
    if (context.entry().happened < outage->reported.happened) {
        return refuse(
            {rule::OUT_9}, "refusal.before_outage",
            {{"limit_at", outage->reported.happened}, {"actual_at", context.entry().happened}});
    }
    return outage;
}

Verdict check_open(const domain::Outage& outage) {
    if (outage.ended) {
        return refuse({rule::OUT_8}, "refusal.outage_already_ended",
                      {{"since_at", outage.ended->happened}, {"by", outage.ended->by.name}});
    }
    return std::nullopt;
}

const domain::EquipmentFailure* find_failure(const JudgeContext& context, const EntryId& id) {
    return context.log->now.find_failure(id);
}

/// Where those could go on whose seat fails. Of a room or the whole site nothing is offered.
void offer_spares(JudgeContext& context, const std::set<SeatId>& failing) {
    constexpr std::size_t seats_of_a_rack_max = 4;
    constexpr std::size_t offered = 5;
    if (failing.empty() || failing.size() > seats_of_a_rack_max) {
        return;
    }
    for (SeatId& seat :
         spare_seats(context.view(), context.state.rack_holds, context.entry().happened)) {
        const domain::Site::Place& place = context.log->now.site->places.at(seat);
        const bool fails_too = std::ranges::any_of(failing, [&](const SeatId& other) {
            const domain::Site::Place& failed = context.log->now.site->places.at(other);
            return other == seat || (place.rack && failed.rack == place.rack);
        });
        if (!fails_too && context.accepted.spares.size() < offered) {
            context.accepted.spares.push_back(std::move(seat));
        }
    }
}

bool is_equipment(const domain::Site& site, const EquipmentId& item) {
    const auto& equipment = site.configured.equipment;
    return std::ranges::find(equipment, item, &domain::Equipment::id) != equipment.end() ||
           std::ranges::any_of(site.places, [&](const auto& place) {
               return place.first.value == item.value ||
                      (place.second.rack && place.second.rack->value == item.value);
           });
}

}  // namespace

Verdict judge_outage(JudgeContext& context, const domain::OutageReported& fact) {
    if (Verdict refusal = check_scope(context, fact.scope)) {
        return refusal;
    }
    if (fact.failure && find_failure(context, *fact.failure) == nullptr) {
        return not_found("refusal.failure_not_there", fact.failure->value);
    }
    for (const domain::Outage& other : context.log->now.outages) {
        if (!other.ended && overlap(context, other.scope, fact.scope)) {
            context.accepted.similar.push_back(other.reported.id);
        }
    }
    offer_spares(context, seats_of(context, fact.scope));
    return std::nullopt;
}

Verdict judge_outage(JudgeContext& context, const domain::OutageEstimated& fact) {
    const Result<const domain::Outage*> outage = need_outage(context, fact.outage);
    if (!outage) {
        return outage.error();
    }
    if (fact.resolved_by < (*outage)->reported.happened) {
        return refuse(
            {rule::OUT_7}, "refusal.before_outage",
            {{"limit_at", (*outage)->reported.happened}, {"actual_at", fact.resolved_by}});
    }
    return check_open(**outage);
}

Verdict judge_outage(JudgeContext& context, const domain::OutageEnded& fact) {
    const Result<const domain::Outage*> outage = need_outage(context, fact.outage);
    return outage ? check_open(**outage) : std::optional(outage.error());
}

Verdict judge_outage(JudgeContext& context, const domain::OutageRuled& fact) {
    const Result<const domain::Outage*> outage = need_outage(context, fact.outage);
    if (!outage) {
        return outage.error();
    }
    if (fact.cause == domain::Cause::unknown) {
        return refuse({rule::OUT_10}, "refusal.ruling_names_cause");
    }
    return std::nullopt;
}

Verdict judge_outage(JudgeContext& context, const domain::EquipmentFailed& fact) {
    const domain::Site& site = *context.log->now.site;
    if (!is_equipment(site, fact.item)) {
        return not_found("refusal.equipment_not_there", fact.item.value);
    }
    std::set<SeatId> seats;
    for (const auto& [seat, place] : site.places) {
        if (seat.value == fact.item.value ||
            (place.rack && place.rack == rack_of_item(site, fact.item))) {
            seats.insert(seat);
        }
    }
    offer_spares(context, seats);
    return std::nullopt;
}

Verdict judge_outage(JudgeContext& context, const domain::EquipmentRestored& fact) {
    const domain::EquipmentFailure* failure = find_failure(context, fact.failure);
    if (failure == nullptr) {
        return not_found("refusal.failure_not_there", fact.failure.value);
    }
    if (failure->restored) {
        return refuse(
            {rule::OUT_11}, "refusal.failure_already_restored",
            {{"since_at", failure->restored->happened}, {"by", failure->restored->by.name}});
    }
    if (context.entry().happened < failure->failed.happened) {
        return refuse(
            {rule::OUT_11}, "refusal.before_outage",
            {{"limit_at", failure->failed.happened}, {"actual_at", context.entry().happened}});
    }
    return std::nullopt;
}

}  // namespace labd::rules::detail
