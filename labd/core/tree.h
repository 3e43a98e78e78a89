// The RFC 6962 Merkle tree over the journal or a manifest, computed as leaves arrive: only the
// roots of the complete subtrees on its right edge are in memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labd/core/digest.h"
#include "labd/core/ids.h"

namespace labd {

/// Size and root of a tree.
struct Head {
    Seq size = 0;
    Digest root{};

    friend bool operator==(const Head&, const Head&) = default;
};

/// The hashes that the row of one leaf stores: the leaf hash, then the interior nodes that this
/// leaf completes, one for each trailing one bit of its sequence.
constexpr std::size_t hashes_at(Seq seq) {
    std::size_t count = 1;
    for (; (seq & 1U) != 0; seq >>= 1U) {
        ++count;
    }
    return count;
}

/// A growing tree. Copies are cheap, for rolling back. One thread at a time.
class Tree {
public:
    Seq size() const { return size_; }

    /// Adds a leaf and appends the hashes of its row, 32 bytes each, to `hashes`.
    void append(Sha256& sha, std::string_view leaf, std::string& hashes);
    /// The root at the present size; for no leaves SHA-256 of nothing.
    Digest root(Sha256& sha) const;

    /// A tree of `size` leaves from the roots of its complete subtrees, largest first, as
    /// `peaks_of` names them.
    static Tree from_peaks(Seq size, std::vector<Digest> peaks);

private:
    Seq size_ = 0;
    /// Roots of the complete subtrees, largest first.
    std::vector<Digest> peaks_;
};

/// A node: `index` counts the nodes of its level from the left; level 0 are the leaves.
struct NodePlace {
    unsigned level = 0;
    Seq index = 0;

    /// The sequence of the leaf that completes the node and whose row stores it.
    Seq row() const { return ((index + 1) << level) - 1; }
};

/// The complete subtrees that make up a tree of `size` leaves, largest first.
std::vector<NodePlace> peaks_of(Seq size);

}  // namespace labd
