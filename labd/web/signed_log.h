// The journal for those who don't trust labd: signed checkpoints, and proofs that an entry stands
// in them and that they only grew (RFC 6962, C2SP tlog-checkpoint).
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// The newest checkpoint, a signed note as text.
void read_checkpoint(const Context& context, Call call);
/// A checkpoint of all that is durable, for print: as text and as a QR code, with how to use it.
void read_checkpoint_page(const Context& context, Call call);
void read_checkpoint_pdf(const Context& context, Call call);
/// The key that checkpoints are signed with, as text.
void read_checkpoint_key(const Context& context, Call call);
/// Who is asked to cosign checkpoints, and what they said last.
void read_witnesses(const Context& context, Call call);
/// From the entry `seq` to the root of the first `size` entries.
void read_inclusion(const Context& context, Call call);
/// From the first `from` entries to the first `size`.
void read_consistency(const Context& context, Call call);

/// Whether anything is signed here; answers if not.
bool has_log(const Context& context, Call& call);

}  // namespace labd::web
