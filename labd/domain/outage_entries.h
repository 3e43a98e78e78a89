// Entries about what fails: outages, which take candidates' time, and faults that stop nobody
// (rulebook, section 5). Part of `entries.h`.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "labd/domain/values.h"

namespace labd::domain {

/// Candidates cannot start or continue; the envelope's `id` names the outage.
struct OutageReported {
    static constexpr std::string_view type = "outage.reported";
    Scope scope;
    Cause cause = Cause::unknown;
    std::optional<Text> description;
    std::vector<ModuleId> modules;
    /// The equipment failure that became this outage (OUT-11).
    std::optional<EntryId> failure;
};
BOOST_DESCRIBE_STRUCT(OutageReported, (), (scope, cause, description, modules, failure))

struct OutageEstimated {
    static constexpr std::string_view type = "outage.estimated";
    EntryId outage;
    Instant resolved_by;
};
BOOST_DESCRIBE_STRUCT(OutageEstimated, (), (outage, resolved_by))

struct OutageEnded {
    static constexpr std::string_view type = "outage.ended";
    EntryId outage;
};
BOOST_DESCRIBE_STRUCT(OutageEnded, (), (outage))

/// What the cause was found to be (OUT-10).
struct OutageRuled {
    static constexpr std::string_view type = "outage.ruled";
    EntryId outage;
    Cause cause = Cause::lab;
};
BOOST_DESCRIBE_STRUCT(OutageRuled, (), (outage, cause))

/// The exam of one sitting is cancelled because of an outage (OUT-4, OUT-7).
struct SittingCancelled {
    static constexpr std::string_view type = "sitting.cancelled";
    SittingId sitting;
    EntryId outage;
};
BOOST_DESCRIBE_STRUCT(SittingCancelled, (), (sitting, outage))

/// A fault that stops nobody (OUT-11); the envelope's `id` names the failure.
struct EquipmentFailed {
    static constexpr std::string_view type = "equipment.failed";
    EquipmentId item;
    Text description;
};
BOOST_DESCRIBE_STRUCT(EquipmentFailed, (), (item, description))

struct EquipmentRestored {
    static constexpr std::string_view type = "equipment.restored";
    EntryId failure;
};
BOOST_DESCRIBE_STRUCT(EquipmentRestored, (), (failure))

}  // namespace labd::domain
