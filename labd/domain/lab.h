// Entries of lab operations: racks that no exam may use for a time, what became of failures, and
// investigations of root causes (rulebook, OUT-6 and OUT-11). They move no clock. Part of
// `entries.h`.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <string_view>

#include "labd/domain/values.h"

namespace labd::domain {

/// A rack is out of service from the first to the last day; the envelope's `id` names it, its
/// `reason` says why. Nobody is seated there meanwhile; who is booked there already is named.
struct RackTakenOut {
    static constexpr std::string_view type = "rack.taken_out";
    RackId rack;
    Date first;
    Date last;
};
BOOST_DESCRIBE_STRUCT(RackTakenOut, (), (rack, first, last))

/// The rack can be used again before its last day out of service.
struct RackPutBack {
    static constexpr std::string_view type = "rack.put_back";
    EntryId outing;
};
BOOST_DESCRIBE_STRUCT(RackPutBack, (), (outing))

/// Who deals with an equipment failure, and what its cause was found to be; what is left out stays
/// as it was.
struct EquipmentAssessed {
    static constexpr std::string_view type = "equipment.assessed";
    EntryId failure;
    std::optional<std::string> owner;
    std::optional<Text> cause;
};
BOOST_DESCRIBE_STRUCT(EquipmentAssessed, (), (failure, owner, cause))

/// The root cause of an outage or an equipment failure is looked for (OUT-6); the envelope's `id`
/// names the investigation.
struct InvestigationOpened {
    static constexpr std::string_view type = "investigation.opened";
    EntryId about;
    std::string owner;
    Instant due;
};
BOOST_DESCRIBE_STRUCT(InvestigationOpened, (), (about, owner, due))

/// Something was found, or somebody else goes on, or it takes longer.
struct InvestigationNoted {
    static constexpr std::string_view type = "investigation.noted";
    EntryId investigation;
    std::optional<Text> finding;
    std::optional<std::string> owner;
    std::optional<Instant> due;
};
BOOST_DESCRIBE_STRUCT(InvestigationNoted, (), (investigation, finding, owner, due))

/// The end of an investigation. Its cause counts for REM-2 (a) of the exams that its outage
/// cancelled; `unknown`: none was found.
struct InvestigationClosed {
    static constexpr std::string_view type = "investigation.closed";
    EntryId investigation;
    Cause cause = Cause::unknown;
    Text finding;
};
BOOST_DESCRIBE_STRUCT(InvestigationClosed, (), (investigation, cause, finding))

/// The entry types of this file.
using LabEntries =
    boost::mp11::mp_list<RackTakenOut, RackPutBack, EquipmentAssessed, InvestigationOpened,
                         InvestigationNoted, InvestigationClosed>;

template <class T>
inline constexpr bool is_lab_entry = boost::mp11::mp_contains<LabEntries, T>::value;

}  // namespace labd::domain
