// Where a standing fact comes from.
#pragma once

#include "labd/domain/values.h"

namespace labd::domain {

/// The entry behind a fact.
struct Stamp {
    EntryId id;
    /// The sequence of the entry that first had this id: its place among others of one instant.
    Seq order = 0;
    /// The sequence of the entry or correction that states it now: of two values set for the same
    /// thing at the same instant the later holds.
    Seq seq = 0;
    Instant happened;
    Instant recorded;
    Actor by;
};

}  // namespace labd::domain
