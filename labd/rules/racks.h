// Racks: which of them work, who holds them, which are kept from sittings, where a candidate could
// go on, and what they cost in failures and lost minutes.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "labd/domain/state.h"
#include "labd/rules/view.h"

namespace labd::rules {

using RackHolds = std::map<EntryId, domain::RackHoldRow>;

/// What a rack is good for at an instant; of several the first that holds.
enum class RackUse : std::uint8_t { outage, failed, out_of_service, reserved, taken, free };
BOOST_DESCRIBE_ENUM(RackUse, outage, failed, out_of_service, reserved, taken, free)

struct RackAnswer {
    RackId rack;
    RoomId room;
    /// By name.
    std::vector<SeatId> seats;
    RackUse use = RackUse::free;
    /// The outages, failures or holds that make it so.
    std::vector<EntryId> because;
    /// Who sits there or is booked there and has not ended, by name.
    std::vector<SittingId> sittings;
};

/// The rack that a device, a seat or a rack's own name belongs to; nothing when it is none's.
std::optional<RackId> rack_of_item(const domain::Site& site, const EquipmentId& item);

/// Who keeps sittings off a rack on a day; null when nobody does.
const RackHolds::value_type* hold_on(const RackHolds& holds, const RackId& rack, Date date);

/// Whether a sitting that has not ended holds the seat.
bool is_seat_held(const View& view, const SeatId& seat, Instant at);

/// The sittings of the view's day that hold the rack at an instant and have not ended (RRD-1).
std::vector<SittingId> sittings_on(const View& view, const RackId& rack, Instant at);

/// Every rack of the site on the view's day, by name.
std::vector<RackAnswer> racks_at(const View& view, const RackHolds& holds, Instant at);

/// Seats whose rack works and that nobody holds, by name. A seat without a rack counts by itself.
std::vector<SeatId> spare_seats(const View& view, const RackHolds& holds, Instant at);

/// What one rack had in one day, or in several together.
struct RackTally {
    std::int64_t failures = 0;
    /// From each failure to its repair, or to the instant asked about; those at once are united.
    Duration out_of_order;
    std::int64_t outages = 0;
    /// What sittings lost while they sat there (OUT-12).
    Duration lost;

    RackTally& operator+=(const RackTally& other);
};

/// By rack; racks without anything too.
std::map<RackId, RackTally> tally_of(const View& view, Instant at);

}  // namespace labd::rules
