// What labd says to a witness, who signs a checkpoint once it has seen that the journal only grew
// since the one it signed before (C2SP tlog-witness).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "labd/core/digest.h"
#include "labd/core/ids.h"

namespace labd::evidence {

/// The body of a request to `add-checkpoint`: how many entries the witness has signed, the proof
/// from there to the checkpoint (empty from none), and the signed checkpoint.
std::string format_add_checkpoint(Seq old_size, std::span<const Digest> proof,
                                  std::string_view note);

/// How many entries a witness has signed, as it answers with status 409.
std::optional<Seq> parse_witnessed_size(std::string_view body);

}  // namespace labd::evidence
