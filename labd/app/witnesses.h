// The witnesses of a running labd: each is shown every new checkpoint with the proof that the
// journal only grew, and its cosignature is kept. Whatever is wrong with them, the exam goes on.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labd/app/witnesses_table.h"
#include "labd/core/tree.h"
#include "labd/ports/loop.h"
#include "labd/ports/signed_log.h"

namespace labd::app {

/// From the first entries to the first so many; nothing when storage fails.
using ProveGrowth = std::function<std::optional<std::vector<Digest>>(Seq from, Seq size)>;

/// Loop thread only; one request to each witness at a time, on a thread of its own.
class Witnesses {
public:
    Witnesses(ports::Loop& loop, const std::vector<WitnessSettings>& settings, ProveGrowth prove);
    ~Witnesses();
    Witnesses(const Witnesses&) = delete;
    Witnesses& operator=(const Witnesses&) = delete;

    /// Shows the newest checkpoint to those who have not signed it and are due. Call it again and
    /// again: this is what tries once more.
    void show(const ports::SignedHead& newest);

    /// The lines of those who signed exactly this checkpoint.
    std::string cosignatures(const ports::SignedHead& checkpoint) const;

    std::vector<ports::WitnessStatus> status() const;

private:
    class Witness;

    ProveGrowth prove_;
    std::vector<std::unique_ptr<Witness>> all_;
};

}  // namespace labd::app
