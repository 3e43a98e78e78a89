// What labd tells the world outside, as CloudEvents 1.0: one event for an entry that announces
// something (docs/integrator.md). An event is made from its entry and from what the entry names, so
// that it has the same id however often and by whatever way it is told.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "labd/core/epochs.h"
#include "labd/core/zone.h"
#include "labd/domain/entries.h"

namespace labd::codec {

/// Whose events they are.
struct EventSource {
    std::string site;
    std::string journal;
    Epochs epochs;
    /// Of a training day: no scheduling system must take it for real.
    bool training = false;
};

/// What the entry itself does not say. Pointers are null where there is nothing.
struct EventAbout {
    std::optional<SessionId> session;
    std::optional<Date> date;
    std::optional<CandidateId> candidate;
    /// The candidate's name; only for who may see it, and null when the person was erased.
    const domain::Text* name = nullptr;
    bool with_name = false;
    /// Of a voucher that is issued (VCH-2).
    std::optional<Date> last_day;
};

/// What events are kept in order by: `sittings/A`, `vouchers/v1` or `candidates/C-9`. Empty for an
/// entry that tells the world outside nothing.
std::string event_subject(const domain::Entry& entry);

/// The event's id, also its `webhook-id`: equal for equal events, and free of full stops.
std::string event_id(const EventSource& source, Seq seq);

/// The event of an entry whose subject is not empty. Times in the given zone.
boost::json::object event_to_json(const domain::Entry& entry, const EventSource& source,
                                  const EventAbout& about, const TimeZone& zone);

}  // namespace labd::codec
