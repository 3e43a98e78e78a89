// Proofs over the RFC 6962 tree: that a leaf stands at its place in it, and that a tree only grew.
// Making them needs a few stored nodes; checking them needs nothing but the heads.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "labd/core/tree.h"

namespace labd {

/// The hash of a complete subtree, from storage.
using NodeSource = std::function<Digest(const NodePlace&)>;

/// PATH(index, D[size]) of RFC 6962, section 2.1.1, from the leaf up. `index` < `size`.
std::vector<Digest> inclusion_proof(Sha256& sha, Seq index, Seq size, const NodeSource& nodes);

/// PROOF(old_size, D[size]) of RFC 6962, section 2.1.2; empty when nothing was added.
/// 0 < `old_size` <= `size`.
std::vector<Digest> consistency_proof(Sha256& sha, Seq old_size, Seq size, const NodeSource& nodes);

/// A leaf where somebody says that it stands.
struct PlacedLeaf {
    Seq index = 0;
    Digest hash{};
};

/// Whether the proof leads from the leaf to the root (RFC 9162, section 2.1.3.2).
bool proves_inclusion(Sha256& sha, const PlacedLeaf& leaf, const Head& head,
                      std::span<const Digest> proof);

/// Whether the proof leads from the old root to the new one (RFC 9162, section 2.1.4.2). Every tree
/// grows from the empty one, with an empty proof.
bool proves_consistency(Sha256& sha, const Head& old_head, const Head& head,
                        std::span<const Digest> proof);

}  // namespace labd
