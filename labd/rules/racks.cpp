#include "labd/rules/racks.h"

#include <algorithm>
#include <set>

#include "labd/rules/outages.h"
#include "labd/rules/sitting_state.h"

namespace labd::rules {

namespace {

using domain::Site;

bool has_happened(const std::optional<domain::Stamp>& stamp, Instant at) {
    return stamp && stamp->happened <= at;
}

/// Whether an outage's scope is the rack, its room, the site, or a seat at it (OUT-8).
bool reaches(const domain::Scope& scope, const Site& site, const RackId& rack) {
    return std::ranges::any_of(site.places, [&](const auto& row) {
        const Site::Place& place = row.second;
        return place.rack == rack && (scope.site || scope.rack == rack ||
                                      scope.room == place.room || scope.seat == row.first);
    });
}

const SeatId* seat_of_open(const View& view, const SittingId& id, Instant at) {
    const std::optional<SittingView> sitting = find_sitting(view, id);
    if (!sitting || state_at(*sitting, timeline(*sitting), at).phase == Phase::ended) {
        return nullptr;
    }
    return seat_at(sitting->facts, at);
}

/// By seat: who holds it and has not ended.
std::map<SeatId, SittingId> holders(const View& view, Instant at) {
    std::map<SeatId, SittingId> found;
    for (const auto& [id, facts] : view.day.sittings) {
        if (const SeatId* seat = seat_of_open(view, id, at)) {
            found[*seat] = id;
        }
    }
    return found;
}

std::vector<EntryId> open_outages(const View& view, const RackId& rack, Instant at) {
    std::vector<EntryId> found;
    for (const domain::Outage& outage : view.day.outages) {
        if (outage.reported.happened <= at && !has_happened(outage.ended, at) &&
            reaches(outage.scope, *view.day.site, rack)) {
            found.push_back(outage.reported.id);
        }
    }
    return found;
}

std::vector<EntryId> open_failures(const View& view, const RackId& rack, Instant at) {
    std::vector<EntryId> found;
    for (const domain::EquipmentFailure& failure : view.day.failures) {
        if (failure.failed.happened <= at && !has_happened(failure.restored, at) &&
            rack_of_item(*view.day.site, failure.item) == rack) {
            found.push_back(failure.failed.id);
        }
    }
    return found;
}

void find_use(const View& view, const RackHolds& holds, Instant at, RackAnswer& answer) {
    const RackHolds::value_type* hold = hold_on(holds, answer.rack, view.day.date);
    if (answer.because = open_outages(view, answer.rack, at); !answer.because.empty()) {
        answer.use = RackUse::outage;
    } else if (answer.because = open_failures(view, answer.rack, at); !answer.because.empty()) {
        answer.use = RackUse::failed;
    } else if (hold != nullptr) {
        answer.use = hold->second.reread.empty() ? RackUse::out_of_service : RackUse::reserved;
        answer.because = {hold->first};
    } else if (!answer.sittings.empty()) {
        answer.use = RackUse::taken;
    }
}

}  // namespace

std::optional<RackId> rack_of_item(const Site& site, const EquipmentId& item) {
    for (const auto& [seat, place] : site.places) {
        if (place.rack && (place.rack->value == item.value || seat.value == item.value)) {
            return place.rack;
        }
    }
    const auto& equipment = site.configured.equipment;
    const auto found = std::ranges::find(equipment, item, &domain::Equipment::id);
    return found == equipment.end() ? std::nullopt : found->rack;
}

const RackHolds::value_type* hold_on(const RackHolds& holds, const RackId& rack, Date date) {
    const auto found = std::ranges::find_if(holds, [&](const RackHolds::value_type& row) {
        const domain::RackHoldRow& hold = row.second;
        return hold.rack == rack && hold.first <= date && date <= hold.last;
    });
    return found == holds.end() ? nullptr : &*found;
}

std::vector<SittingId> sittings_on(const View& view, const RackId& rack, Instant at) {
    std::vector<SittingId> found;
    for (const auto& [id, facts] : view.day.sittings) {
        const SeatId* seat = seat_of_open(view, id, at);
        const auto place =
            seat == nullptr ? view.day.site->places.end() : view.day.site->places.find(*seat);
        if (place != view.day.site->places.end() && place->second.rack == rack) {
            found.push_back(id);
        }
    }
    return found;
}

bool is_seat_held(const View& view, const SeatId& seat, Instant at) {
    return std::ranges::any_of(view.day.sittings, [&](const auto& row) {
        const SeatId* held = seat_of_open(view, row.first, at);
        return held != nullptr && *held == seat;
    });
}

std::vector<RackAnswer> racks_at(const View& view, const RackHolds& holds, Instant at) {
    const std::map<SeatId, SittingId> held = holders(view, at);
    std::map<RackId, RackAnswer> racks;
    for (const auto& [seat, place] : view.day.site->places) {
        if (place.rack) {
            RackAnswer& answer = racks[*place.rack];
            answer.rack = *place.rack;
            answer.room = place.room;
            answer.seats.push_back(seat);
            if (const auto sitting = held.find(seat); sitting != held.end()) {
                answer.sittings.push_back(sitting->second);
            }
        }
    }
    std::vector<RackAnswer> answers;
    for (auto& [id, answer] : racks) {
        std::ranges::sort(answer.seats);
        std::ranges::sort(answer.sittings);
        find_use(view, holds, at, answer);
        answers.push_back(std::move(answer));
    }
    return answers;
}

std::vector<SeatId> spare_seats(const View& view, const RackHolds& holds, Instant at) {
    const std::map<SeatId, SittingId> held = holders(view, at);
    std::set<RackId> usable;
    for (const RackAnswer& rack : racks_at(view, holds, at)) {
        if (rack.use == RackUse::free || rack.use == RackUse::taken) {
            usable.insert(rack.rack);
        }
    }
    std::vector<SeatId> spares;
    for (const auto& [seat, place] : view.day.site->places) {
        if (!held.contains(seat) && (!place.rack || usable.contains(*place.rack))) {
            spares.push_back(seat);
        }
    }
    std::ranges::sort(spares);
    return spares;
}

RackTally& RackTally::operator+=(const RackTally& other) {
    failures += other.failures;
    out_of_order += other.out_of_order;
    outages += other.outages;
    lost += other.lost;
    return *this;
}

namespace {

/// While the sitting sat at a seat: each from the change before to the next.
std::map<SeatId, Intervals> seats_over_time(const SittingView& sitting, const Timeline& line) {
    std::vector<Instant> changes{line.ready};
    for (const domain::SeatMark& mark : sitting.facts.seats) {
        changes.push_back(std::max(mark.stamp.happened, line.ready));
    }
    std::ranges::sort(changes);
    std::map<SeatId, Intervals> found;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Instant to = i + 1 < changes.size() ? changes[i + 1] : line.end;
        if (const SeatId* seat = seat_at(sitting.facts, changes[i]);
            seat != nullptr && changes[i] < to) {
            found[*seat].push_back({changes[i], to});
        }
    }
    return found;
}

void add_failures(const View& view, Instant at, std::map<RackId, RackTally>& tallies) {
    std::map<RackId, Intervals> broken;
    for (const domain::EquipmentFailure& failure : view.day.failures) {
        const std::optional<RackId> rack = rack_of_item(*view.day.site, failure.item);
        if (rack && failure.failed.happened <= at) {
            const Instant until =
                has_happened(failure.restored, at) ? failure.restored->happened : at;
            ++tallies[*rack].failures;
            broken[*rack].push_back({failure.failed.happened, until});
        }
    }
    for (auto& [rack, intervals] : broken) {
        tallies[rack].out_of_order = total(unite(std::move(intervals)));
    }
}

void add_lost_time(const View& view, const SittingView& sitting, Instant at,
                   std::map<RackId, RackTally>& tallies) {
    const Timeline line = timeline(sitting);
    for (const auto& [seat, intervals] : seats_over_time(sitting, line)) {
        const auto place = view.day.site->places.find(seat);
        if (place == view.day.site->places.end() || !place->second.rack) {
            continue;
        }
        for (const Interval& there : intervals) {
            tallies[*place->second.rack].lost +=
                total(clip(line.lost, there.from, std::min(there.to, at)));
        }
    }
}

}  // namespace

std::map<RackId, RackTally> tally_of(const View& view, Instant at) {
    const Site& site = *view.day.site;
    std::map<RackId, RackTally> tallies;
    for (const auto& [seat, place] : site.places) {
        if (place.rack) {
            tallies[*place.rack];
        }
    }
    add_failures(view, at, tallies);
    for (auto& [rack, tally] : tallies) {
        tally.outages = std::ranges::count_if(view.day.outages, [&](const domain::Outage& outage) {
            return is_compensable(outage) && outage.reported.happened <= at &&
                   reaches(outage.scope, site, rack);
        });
    }
    for (const auto& [id, facts] : view.day.sittings) {
        if (const std::optional<SittingView> sitting = find_sitting(view, id)) {
            add_lost_time(view, *sitting, at, tallies);
        }
    }
    return tallies;
}

}  // namespace labd::rules
