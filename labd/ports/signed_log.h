// What others need to check the journal without trusting labd: its newest signed checkpoint, the
// key it is signed with, and proofs from the stored tree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/core/tree.h"

namespace labd::ports {

/// Loop thread only.
class SignedLog {
public:
    virtual ~SignedLog() = default;
    /// The newest checkpoint that is stored: a signed note; empty before the first.
    virtual std::string checkpoint() const = 0;
    /// The key that checkpoints are signed with, as `note.NewVerifier` of Go takes it.
    virtual std::string key() const = 0;
    /// The hash of a leaf, and its way to the root of the first `size` leaves (RFC 6962, section
    /// 2.1.1), leaf first. `index` < `size` <= the durable size. Nothing when storage fails.
    virtual std::optional<std::vector<Digest>> inclusion(Seq index, Seq size) = 0;
    /// From the first `old_size` leaves to the first `size` (RFC 6962, section 2.1.2).
    /// 0 < `old_size` <= `size` <= the durable size. Nothing when storage fails.
    virtual std::optional<std::vector<Digest>> consistency(Seq old_size, Seq size) = 0;
};

}  // namespace labd::ports
