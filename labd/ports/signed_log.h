// What others need to check the journal without trusting labd: its newest signed checkpoint, the
// key it is signed with, and proofs from the stored tree.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/time.h"
#include "labd/core/tree.h"

namespace labd::ports {

/// A checkpoint and what it says.
struct SignedHead {
    Head head;
    std::string note;
};

enum class WitnessState : std::uint8_t {
    /// Not asked yet.
    unasked,
    /// Its last answer was its signature.
    cosigned,
    /// No answer, or one that only says that it is not there now.
    unreached,
    /// It does not sign this: another journal, a shorter one, or one that it does not know.
    refused
};
BOOST_DESCRIBE_ENUM(WitnessState, unasked, cosigned, unreached, refused)

/// Somebody outside who signs that the journal only grew (C2SP tlog-witness).
struct WitnessStatus {
    std::string name;
    WitnessState state = WitnessState::unasked;
    /// How many entries it has signed since labd was started.
    Seq size = 0;
    /// When, by its own clock.
    std::optional<Instant> at;
    /// For people, when it did not.
    std::string why;
};

/// Loop thread only.
class SignedLog {
public:
    virtual ~SignedLog() = default;
    /// The newest checkpoint that is stored: a signed note, with the cosignatures of those
    /// witnesses who signed just this one; empty before the first.
    virtual std::string checkpoint() const = 0;
    /// The key that checkpoints are signed with, as `note.NewVerifier` of Go takes it.
    virtual std::string key() const = 0;
    /// The hash of a leaf, and its way to the root of the first `size` leaves (RFC 6962, section
    /// 2.1.1), leaf first. `index` < `size` <= the durable size. Nothing when storage fails.
    virtual std::optional<std::vector<Digest>> inclusion(Seq index, Seq size) = 0;
    /// From the first `old_size` leaves to the first `size` (RFC 6962, section 2.1.2).
    /// 0 < `old_size` <= `size` <= the durable size. Nothing when storage fails.
    virtual std::optional<std::vector<Digest>> consistency(Seq old_size, Seq size) = 0;

    /// The exact bytes of a durable entry. Nothing when storage fails.
    virtual std::optional<std::string> leaf(Seq seq) = 0;
    /// Has a checkpoint of at least `size` entries made, if there is none, and calls `then` with it
    /// once it is stored; with nothing when that fails. `size` <= the durable size.
    virtual void with_checkpoint(Seq size, std::function<void(std::optional<SignedHead>)> then) = 0;
    /// Those who are asked to cosign checkpoints.
    virtual std::vector<WitnessStatus> witnesses() const = 0;
    /// Signs what an evidence pack says of itself: a signed note of this text.
    virtual std::string sign_pack(std::string_view statement) = 0;
};

}  // namespace labd::ports
