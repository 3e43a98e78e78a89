#include "labd/core/tree.h"

#include <bit>

#include "labd/core/assert.h"

namespace labd {

void Tree::append(Sha256& sha, std::string_view leaf, std::string& hashes) {
    Digest digest = sha.leaf(leaf);
    hashes.append(bytes_of(digest));
    for (Seq bits = size_; (bits & 1U) != 0; bits >>= 1U) {
        digest = sha.node(peaks_.back(), digest);
        peaks_.pop_back();
        hashes.append(bytes_of(digest));
    }
    peaks_.push_back(digest);
    ++size_;
}

Digest Tree::root(Sha256& sha) const {
    if (peaks_.empty()) {
        return sha.digest({});
    }
    Digest root = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) {
        root = sha.node(peaks_[i], root);
    }
    return root;
}

Tree Tree::from_peaks(Seq size, std::vector<Digest> peaks) {
    LABD_ASSERT(peaks.size() == static_cast<std::size_t>(std::popcount(size)));
    Tree tree;
    tree.size_ = size;
    tree.peaks_ = std::move(peaks);
    return tree;
}

std::vector<NodePlace> peaks_of(Seq size) {
    std::vector<NodePlace> places;
    for (unsigned level = 63; level < 64; --level) {
        if ((size >> level & 1U) != 0) {
            places.push_back({level, (size >> level) - 1});
        }
    }
    return places;
}

}  // namespace labd
