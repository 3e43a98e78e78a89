// A signed log over the leaves of a fake journal; checkpoints are made when the test lets them.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "labd/core/tree_proof.h"
#include "labd/evidence/checkpoint.h"
#include "labd/ports/signed_log.h"
#include "tests/support/kernel_fakes.h"

namespace labd::test {

class FakeSignedLog : public ports::SignedLog {
public:
    explicit FakeSignedLog(const FakeJournal& journal) : journal_(journal) {}

    std::string checkpoint() const override { return newest_.note; }

    std::string key() const override { return evidence::format_note_key(signer_.key()); }

    const evidence::NoteKey& note_key() const { return signer_.key(); }

    std::optional<std::vector<Digest>> inclusion(Seq index, Seq size) override {
        grow();
        std::vector<Digest> proof{nodes_.at({0, index})};
        for (const Digest& digest : inclusion_proof(sha_, index, size, nodes())) {
            proof.push_back(digest);
        }
        return proof;
    }

    std::optional<std::vector<Digest>> consistency(Seq old_size, Seq size) override {
        grow();
        return consistency_proof(sha_, old_size, size, nodes());
    }

    std::optional<std::string> leaf(Seq seq) override { return journal_.leaves.at(seq); }

    void with_checkpoint(Seq size,
                         std::function<void(std::optional<ports::SignedHead>)> then) override {
        if (is_broken) {
            then(std::nullopt);
            return;
        }
        grow();
        EXPECT_LE(size, tree_.size());
        newest_.head = {tree_.size(), tree_.root(sha_)};
        newest_.note =
            signer_.sign(evidence::format_checkpoint({signer_.key().name, newest_.head}));
        then(newest_);
    }

    std::vector<ports::WitnessStatus> witnesses() const override { return asked; }

    std::string sign_pack(std::string_view statement) override { return signer_.sign(statement); }

    std::vector<ports::WitnessStatus> asked;
    /// Nothing can be stored any more.
    bool is_broken = false;

private:
    void grow() {
        while (tree_.size() < journal_.leaves.size()) {
            const Seq seq = tree_.size();
            std::string hashes;
            tree_.append(sha_, journal_.leaves[seq], hashes);
            for (unsigned level = 0; level * sizeof(Digest) < hashes.size(); ++level) {
                Digest& node = nodes_[{level, seq >> level}];
                std::copy_n(hashes.begin() + static_cast<std::ptrdiff_t>(level * sizeof(Digest)),
                            sizeof(Digest), node.begin());
            }
        }
    }

    NodeSource nodes() const {
        return [this](const NodePlace& place) { return nodes_.at({place.level, place.index}); };
    }

    const FakeJournal& journal_;
    evidence::NoteSigner signer_{"labd/tyo/journal-1/0", std::array<std::uint8_t, 32>{7}};
    Sha256 sha_;
    Tree tree_;
    std::map<std::pair<unsigned, Seq>, Digest> nodes_;
    ports::SignedHead newest_;
};

}  // namespace labd::test
