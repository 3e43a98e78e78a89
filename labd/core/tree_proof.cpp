#include "labd/core/tree_proof.h"

#include <algorithm>
#include <bit>

#include "labd/core/assert.h"

namespace labd {
namespace {

/// Where RFC 6962 splits a tree: the largest power of two below `count` > 1.
Seq split_of(Seq count) { return std::bit_floor(count - 1); }

/// The hash of the leaves [begin, end). `begin` is where the tree above splits, so the complete
/// subtrees of the range are nodes of the whole tree.
Digest range_hash(Sha256& sha, Seq begin, Seq end, const NodeSource& nodes) {
    std::vector<NodePlace> peaks = peaks_of(end - begin);
    for (NodePlace& peak : peaks) {
        peak.index += begin >> peak.level;
    }
    Digest hash = nodes(peaks.back());
    for (auto peak = peaks.rbegin() + 1; peak != peaks.rend(); ++peak) {
        hash = sha.node(nodes(*peak), hash);
    }
    return hash;
}

/// Climbs from a node to the root beside the last node of each level.
struct Climb {
    Seq node = 0;
    Seq last = 0;

    /// Whether the sibling on the way up stands to the left.
    bool is_sibling_left() const { return (node & 1U) != 0 || node == last; }

    void up() {
        node >>= 1U;
        last >>= 1U;
    }

    /// A right edge without a sibling goes up unchanged.
    void up_unpaired() {
        while ((node & 1U) == 0 && node != 0) {
            up();
        }
    }
};

}  // namespace

std::vector<Digest> inclusion_proof(Sha256& sha, Seq index, Seq size, const NodeSource& nodes) {
    LABD_ASSERT(index < size);
    std::vector<Digest> proof;
    Seq begin = 0;
    Seq end = size;
    while (end - begin > 1) {
        const Seq middle = begin + split_of(end - begin);
        if (index < middle) {
            proof.push_back(range_hash(sha, middle, end, nodes));
            end = middle;
        } else {
            proof.push_back(range_hash(sha, begin, middle, nodes));
            begin = middle;
        }
    }
    std::ranges::reverse(proof);
    return proof;
}

std::vector<Digest> consistency_proof(Sha256& sha, Seq old_size, Seq size,
                                      const NodeSource& nodes) {
    LABD_ASSERT(old_size > 0 && old_size <= size);
    std::vector<Digest> proof;
    Seq begin = 0;
    Seq end = size;
    while (old_size < end) {
        const Seq middle = begin + split_of(end - begin);
        if (old_size <= middle) {
            proof.push_back(range_hash(sha, middle, end, nodes));
            end = middle;
        } else {
            proof.push_back(range_hash(sha, begin, middle, nodes));
            begin = middle;
        }
    }
    // From the left edge it is the old root itself, which whoever checks has.
    if (begin > 0) {
        proof.push_back(range_hash(sha, begin, end, nodes));
    }
    std::ranges::reverse(proof);
    return proof;
}

bool proves_inclusion(Sha256& sha, const PlacedLeaf& leaf, const Head& head,
                      std::span<const Digest> proof) {
    if (leaf.index >= head.size) {
        return false;
    }
    Climb climb{leaf.index, head.size - 1};
    Digest hash = leaf.hash;
    for (const Digest& sibling : proof) {
        if (climb.last == 0) {
            return false;
        }
        if (climb.is_sibling_left()) {
            hash = sha.node(sibling, hash);
            climb.up_unpaired();
        } else {
            hash = sha.node(hash, sibling);
        }
        climb.up();
    }
    return climb.last == 0 && hash == head.root;
}

bool proves_consistency(Sha256& sha, const Head& old_head, const Head& head,
                        std::span<const Digest> proof) {
    if (old_head.size == 0 || old_head.size >= head.size) {
        return proof.empty() && (old_head.size == 0 || old_head == head);
    }
    Climb climb{old_head.size - 1, head.size - 1};
    while ((climb.node & 1U) != 0) {
        climb.up();
    }
    // An old tree that is one complete subtree stands in the new one: its root goes unsaid.
    const bool is_node = climb.node == 0;
    if (!is_node && proof.empty()) {
        return false;
    }
    Digest old_hash = is_node ? old_head.root : proof.front();
    Digest hash = old_hash;
    for (const Digest& sibling : proof.subspan(is_node ? 0 : 1)) {
        if (climb.last == 0) {
            return false;
        }
        if (climb.is_sibling_left()) {
            old_hash = sha.node(sibling, old_hash);
            hash = sha.node(sibling, hash);
            climb.up_unpaired();
        } else {
            hash = sha.node(hash, sibling);
        }
        climb.up();
    }
    return climb.last == 0 && old_hash == old_head.root && hash == head.root;
}

}  // namespace labd
