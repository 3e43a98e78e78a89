// The journal for those who don't trust labd: signed checkpoints, and proofs that an entry stands
// in them and that they only grew (RFC 6962, C2SP tlog-checkpoint).
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// The newest checkpoint, a signed note as text.
void read_checkpoint(const Context& context, Call call);
/// The key that checkpoints are signed with, as text.
void read_checkpoint_key(const Context& context, Call call);
/// From the entry `seq` to the root of the first `size` entries.
void read_inclusion(const Context& context, Call call);
/// From the first `from` entries to the first `size`.
void read_consistency(const Context& context, Call call);

}  // namespace labd::web
