// Prints checkpoints and proofs for trees of many sizes, one JSON object a line, for the checkers
// of others: check_proofs.go and check_proofs.mjs.
//
// usage: evidence_proofs SIZE_MAX STEP
//   every tree of up to 64 leaves, then every STEP-th up to SIZE_MAX, each with up to 24 places
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "labd/core/tree_proof.h"
#include "labd/evidence/checkpoint.h"
#include "labd/ports/head.h"

namespace {

using labd::Digest;
using labd::NodePlace;
using labd::Seq;

constexpr Seq small = 64;
constexpr Seq places_max = 24;

class StoredTree {
public:
    void add() {
        const Seq seq = tree_.size();
        std::string hashes;
        tree_.append(sha_, fmt::format("entry {}", seq), hashes);
        for (std::size_t level = 0; level * sizeof(Digest) < hashes.size(); ++level) {
            Digest digest{};
            std::memcpy(digest.data(), hashes.data() + level * sizeof(Digest), sizeof(Digest));
            nodes_[{level, seq >> level}] = digest;
        }
        roots_.push_back(tree_.root(sha_));
    }

    Seq size() const { return tree_.size(); }

    const Digest& root(Seq size) const { return roots_[size - 1]; }

    labd::NodeSource nodes() const {
        return [this](const NodePlace& place) { return nodes_.at({place.level, place.index}); };
    }

private:
    labd::Sha256 sha_;
    labd::Tree tree_;
    std::map<std::pair<std::size_t, Seq>, Digest> nodes_;
    std::vector<Digest> roots_;
};

std::string json_of(const std::vector<Digest>& proof) {
    std::string text;
    for (const Digest& digest : proof) {
        text +=
            fmt::format("{}\"{}\"", text.empty() ? "" : ",", labd::ports::format_digest(digest));
    }
    return "[" + text + "]";
}

/// Both edges, what lies around the split, and some between.
std::set<Seq> places_in(Seq size) {
    std::set<Seq> places;
    for (Seq i = 0; i < places_max; ++i) {
        places.insert(size <= places_max ? i % size : i * (size - 1) / (places_max - 1));
    }
    for (Seq half = 1; half < size; half *= 2) {
        places.insert({half - 1, half});
    }
    return places;
}

void print(const StoredTree& tree, const labd::evidence::NoteSigner& signer) {
    labd::Sha256 sha;
    const Seq size = tree.size();
    std::string inclusions;
    std::string growth;
    for (const Seq place : places_in(size)) {
        const char* comma = inclusions.empty() ? "" : ",";
        inclusions += fmt::format("{}{{\"index\":{},\"proof\":{}}}", comma, place,
                                  json_of(inclusion_proof(sha, place, size, tree.nodes())));
        growth += fmt::format("{}{{\"from\":{},\"root\":\"{}\",\"proof\":{}}}", comma, place + 1,
                              labd::ports::format_digest(tree.root(place + 1)),
                              json_of(consistency_proof(sha, place + 1, size, tree.nodes())));
    }
    std::string note;
    for (const char letter : signer.sign(
             labd::evidence::format_checkpoint({signer.key().name, {size, tree.root(size)}}))) {
        note += letter == '\n' ? std::string("\\n") : std::string(1, letter);
    }
    fmt::print(
        "{{\"size\":{},\"key\":\"{}\",\"note\":\"{}\",\"inclusions\":[{}],\"growth\":[{}]}}\n",
        size, format_note_key(signer.key()), note, inclusions, growth);
}

}  // namespace

int main(int count, char** arguments) {
    Seq numbers[2] = {0, 0};
    for (int i = 1; i < count && i < 3; ++i) {
        std::from_chars(arguments[i], arguments[i] + std::strlen(arguments[i]), numbers[i - 1]);
    }
    if (numbers[0] == 0 || numbers[1] == 0) {
        std::fprintf(stderr, "usage: evidence_proofs SIZE_MAX STEP\n");
        return 2;
    }
    const std::array<std::uint8_t, labd::evidence::NoteSigner::seed_bytes> seed{7};
    const labd::evidence::NoteSigner signer("labd/tokyo-1/j-1/0", seed);
    StoredTree tree;
    while (tree.size() < numbers[0]) {
        tree.add();
        if (tree.size() <= small || tree.size() % numbers[1] == 0 || tree.size() == numbers[0]) {
            print(tree, signer);
        }
    }
    return 0;
}
