#include "labd/core/tree_proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <utility>

namespace labd {
namespace {

/// A tree with all that its rows store.
class StoredTree {
public:
    explicit StoredTree(Seq size) {
        while (tree_.size() < size) {
            add("entry " + std::to_string(tree_.size()));
        }
    }

    Head head(Seq size) const { return {size, roots_.at(size)}; }

    PlacedLeaf leaf(Seq index) const { return {index, nodes_.at({0, index})}; }

    NodeSource nodes() const {
        return [this](const NodePlace& place) { return nodes_.at({place.level, place.index}); };
    }

private:
    void add(const std::string& leaf) {
        std::string hashes;
        const Seq seq = tree_.size();
        tree_.append(sha_, leaf, hashes);
        for (unsigned level = 0; level < hashes.size() / 32; ++level) {
            Digest digest;
            std::memcpy(digest.data(), hashes.data() + std::size_t{32} * level, 32);
            nodes_[{level, seq >> level}] = digest;
        }
        roots_[tree_.size()] = tree_.root(sha_);
    }

    Sha256 sha_;
    Tree tree_;
    std::map<std::pair<unsigned, Seq>, Digest> nodes_;
    std::map<Seq, Digest> roots_;
};

constexpr Seq largest = 70;

TEST(TreeProof, EveryLeafIsProvenInEveryTree) {
    const StoredTree tree(largest);
    Sha256 sha;
    for (Seq size = 1; size <= largest; ++size) {
        for (Seq index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(sha, index, size, tree.nodes());
            EXPECT_TRUE(proves_inclusion(sha, tree.leaf(index), tree.head(size), proof))
                << index << " in " << size;
        }
    }
}

TEST(TreeProof, EveryTreeIsProvenToGrowIntoEveryLaterOne) {
    const StoredTree tree(largest);
    Sha256 sha;
    for (Seq size = 1; size <= largest; ++size) {
        for (Seq old_size = 1; old_size <= size; ++old_size) {
            const auto proof = consistency_proof(sha, old_size, size, tree.nodes());
            EXPECT_TRUE(proves_consistency(sha, tree.head(old_size), tree.head(size), proof))
                << old_size << " to " << size;
        }
    }
    EXPECT_TRUE(proves_consistency(sha, {0, sha.digest({})}, tree.head(largest), {}));
}

TEST(TreeProof, AnotherLeafPlaceSizeOrRootIsNotProven) {
    const StoredTree tree(largest);
    Sha256 sha;
    for (Seq size = 2; size <= largest; ++size) {
        for (Seq index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(sha, index, size, tree.nodes());
            const auto proves = [&](const PlacedLeaf& leaf, const Head& head) {
                return proves_inclusion(sha, leaf, head, proof);
            };
            const PlacedLeaf leaf = tree.leaf(index);
            const PlacedLeaf other = tree.leaf((index + 1) % size);
            EXPECT_FALSE(proves({index, other.hash}, tree.head(size)));
            EXPECT_FALSE(proves({other.index, leaf.hash}, tree.head(size)));
            EXPECT_FALSE(proves({size, leaf.hash}, tree.head(size)));
            EXPECT_FALSE(proves(leaf, {size, tree.head(size - 1).root}));
        }
    }
}

/// Whether a check passes with any one digest of the proof changed, left out or doubled.
template <typename Check>
bool passes_when_changed(const std::vector<Digest>& proof, Check check) {
    for (std::size_t i = 0; i < proof.size(); ++i) {
        std::vector<Digest> changed = proof;
        changed[i][i % 32] ^= 1U;
        std::vector<Digest> shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        std::vector<Digest> longer = proof;
        longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
        if (check(changed) || check(shorter) || check(longer)) {
            return true;
        }
    }
    std::vector<Digest> longer = proof;
    longer.push_back({});
    return check(longer);
}

TEST(TreeProof, AChangedProofProvesNothing) {
    const StoredTree tree(largest);
    Sha256 sha;
    for (Seq size = 1; size <= largest; ++size) {
        for (Seq at = 1; at <= size; ++at) {
            const auto inclusion = inclusion_proof(sha, at - 1, size, tree.nodes());
            const auto includes = [&](const auto& proof) {
                return proves_inclusion(sha, tree.leaf(at - 1), tree.head(size), proof);
            };
            EXPECT_FALSE(passes_when_changed(inclusion, includes)) << at - 1 << " in " << size;
            const auto growth = consistency_proof(sha, at, size, tree.nodes());
            const auto grows = [&](const auto& proof) {
                return proves_consistency(sha, tree.head(at), tree.head(size), proof);
            };
            EXPECT_FALSE(passes_when_changed(growth, grows)) << at << " to " << size;
        }
    }
}

TEST(TreeProof, AHistoryThatWasRewrittenIsNotConsistent) {
    const StoredTree tree(largest);
    Sha256 sha;
    for (Seq size = 2; size <= largest; ++size) {
        for (Seq old_size = 1; old_size < size; ++old_size) {
            const auto proof = consistency_proof(sha, old_size, size, tree.nodes());
            Head other = tree.head(old_size);
            other.root[0] ^= 1U;
            EXPECT_FALSE(proves_consistency(sha, other, tree.head(size), proof));
            EXPECT_FALSE(proves_consistency(sha, tree.head(size), tree.head(old_size), proof));
        }
        Head other = tree.head(size);
        other.root[0] ^= 1U;
        EXPECT_FALSE(proves_consistency(sha, other, tree.head(size), {}));
    }
}

}  // namespace
}  // namespace labd
