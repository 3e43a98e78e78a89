// The events of the feed: made from entries that announce something and from the days these belong
// to. Loop thread only.
#pragma once

#include "labd/codec/event_json.h"
#include "labd/kernel/kernel.h"

namespace labd::kernel {

/// Whether an event tells the candidate's name.
enum class Names : std::uint8_t { left_out, told };

/// The event of a durable entry whose `event_subject` is not empty. Loads the entry's day when it
/// had left memory.
boost::json::object event_of(Kernel& kernel, const domain::Entry& entry,
                             const codec::EventSource& source, Names names);

}  // namespace labd::kernel
