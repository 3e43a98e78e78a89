#include "labd/domain/day.h"

#include <algorithm>
#include <utility>

namespace labd::domain {

namespace {

bool is_in(const Item& item, const DayFilter& filter) {
    return item.seq < filter.before &&
           (filter.owner < 0 || item.owner < 0 || item.owner == filter.owner);
}

}  // namespace

std::shared_ptr<const Site> make_site(const SiteConfigured& configured) {
    const std::optional<TimeZone> zone = TimeZone::find(configured.time_zone);
    if (!zone) {
        return nullptr;
    }
    auto site = std::make_shared<Site>();
    site->configured = configured;
    site->zone = *zone;
    for (const Room& room : configured.rooms) {
        for (const Seat& seat : room.seats) {
            site->places[seat.id] = {room.id, seat.rack};
        }
    }
    return site;
}

const Outage* Day::find_outage(const EntryId& id) const {
    const auto found =
        std::ranges::find(outages, id, [](const Outage& outage) { return outage.reported.id; });
    return found == outages.end() ? nullptr : &*found;
}

const EquipmentFailure* Day::find_failure(const EntryId& id) const {
    const auto found = std::ranges::find(
        failures, id, [](const EquipmentFailure& failure) { return failure.failed.id; });
    return found == failures.end() ? nullptr : &*found;
}

const Investigation* Day::find_investigation(const EntryId& id) const {
    const auto found = std::ranges::find(investigations, id,
                                         [](const Investigation& one) { return one.opened.id; });
    return found == investigations.end() ? nullptr : &*found;
}

const RackHold* Day::find_hold(const EntryId& id) const {
    const auto found = std::ranges::find_if(rack_holds, [&id](const RackHold& hold) {
        return !hold.released && (hold.held.id == id || (!id.empty() && hold.reread == id));
    });
    return found == rack_holds.end() ? nullptr : &*found;
}

const IssuedVoucher* Day::find_voucher(const EntryId& id) const {
    // The newest first: it is asked about when it has just been issued.
    const auto found = std::find_if(vouchers.rbegin(), vouchers.rend(),
                                    [&](const auto& voucher) { return voucher.issued.id == id; });
    return found == vouchers.rend() ? nullptr : &*found;
}

const Incident* Day::find_incident(const EntryId& id) const {
    const auto found = std::ranges::find(incidents, id, &Incident::id);
    return found == incidents.end() ? nullptr : &*found;
}

const FootageRequest* Day::find_footage_request(const EntryId& id) const {
    const auto found = std::ranges::find(footage_requests, id,
                                         [](const FootageRequest& one) { return one.stamp.id; });
    return found == footage_requests.end() ? nullptr : &*found;
}

const FootageRequest* Day::find_request_of_clip(const EntryId& clip) const {
    const auto found = std::ranges::find_if(footage_requests, [&](const FootageRequest& request) {
        return std::ranges::any_of(request.clips,
                                   [&](const FootageClip& one) { return one.stamp.id == clip; });
    });
    return found == footage_requests.end() ? nullptr : &*found;
}

const FootageHold* Day::find_footage_hold(const EntryId& id) const {
    const auto found =
        std::ranges::find(footage_holds, id, [](const FootageHold& one) { return one.stamp.id; });
    return found == footage_holds.end() ? nullptr : &*found;
}

int DayLog::owner_of(const SittingId& sitting) const {
    const auto found = std::ranges::find(sittings, sitting);
    return found == sittings.end() ? -1 : static_cast<int>(found - sittings.begin());
}

Day day_at(const DayLog& log, const std::shared_ptr<const Site>& site, DayFilter filter) {
    std::vector<const Item*> standing;
    standing.reserve(log.items.size());
    bool amended = false;
    for (const Item& item : log.items) {
        if (!is_in(item, filter)) {
            continue;
        }
        if (item.amends) {
            std::erase_if(standing, [&](const Item* other) { return other->id == item.id; });
            amended = true;
        }
        if (item.fact) {
            standing.push_back(&item);
        }
    }
    if (amended) {
        // What an entry refers to was there before it; a correction keeps the entry's old place.
        std::ranges::stable_sort(standing, {}, [](const Item* item) { return item->order; });
    }
    Day day;
    day.date = log.date;
    day.site = site;
    for (const Item* item : standing) {
        apply(day, log, *item);
    }
    return day;
}

}  // namespace labd::domain
