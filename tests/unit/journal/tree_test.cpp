#include "labd/core/tree.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "labd/ports/head.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using namespace test;

/// Section 2.1 of RFC 6962 word for word, with another library's SHA-256.
// NOLINTNEXTLINE(misc-no-recursion): as the standard defines it.
Digest naive_root(std::span<const std::string> leaves) {
    std::string input;
    if (leaves.size() == 1) {
        input = std::string(1, '\x00') + leaves[0];
    } else if (leaves.size() > 1) {
        std::size_t split = 1;
        while (split * 2 < leaves.size()) {
            split *= 2;
        }
        const Digest left = naive_root(leaves.first(split));
        const Digest right = naive_root(leaves.subspan(split));
        input = std::string(1, '\x01').append(bytes_of(left)).append(bytes_of(right));
    }
    Digest digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(input.data()),
                       input.size());
    return digest;
}

std::string unhex(std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                   hex.size(), nullptr, nullptr, nullptr);
    return bytes;
}

TEST(Tree, GivesTheKnownRootsOfTheCertificateTransparencyTestVectors) {
    const std::vector<std::pair<std::string_view, std::string_view>> vectors{
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
    Sha256 sha;
    Tree tree;
    EXPECT_EQ(ports::format_digest(tree.root(sha)),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    std::string hashes;
    for (const auto& [leaf, root] : vectors) {
        tree.append(sha, unhex(leaf), hashes);
        EXPECT_EQ(ports::format_digest(tree.root(sha)), root);
    }
}

TEST(Tree, EqualsTheRecursiveDefinitionAtEverySize) {
    Sha256 sha;
    Tree tree;
    std::vector<std::string> leaves;
    for (Seq size = 0; size <= 300; ++size) {
        ASSERT_EQ(ports::head_of(tree, sha), (ports::Head{size, naive_root(leaves)})) << size;
        leaves.push_back(leaf_text(size));
        std::string hashes;
        tree.append(sha, leaves.back(), hashes);
        ASSERT_EQ(hashes.size(), 32 * hashes_at(size));
    }
}

TEST(Tree, EveryStoredNodeIsTheRootOfTheLeavesBelowIt) {
    const TemporaryDirectory directory;
    constexpr Seq size = 300;
    make_journal(directory / "data", size);
    std::vector<std::string> leaves;
    for (Seq seq = 0; seq < size; ++seq) {
        leaves.push_back(leaf_text(seq));
    }
    auto reader = Reader::open(directory / "data/journal.db", OpenAs::reader);
    ASSERT_TRUE(reader);
    for (unsigned level = 0; level < 9; ++level) {
        const Seq width = Seq{1} << level;
        for (Seq index = 0; index <= size / width; ++index) {
            const auto node = reader->node({level, index});
            ASSERT_TRUE(node);
            const bool complete = (index + 1) * width <= size;
            ASSERT_EQ(node->has_value(), complete) << level << ' ' << index;
            if (complete) {
                EXPECT_EQ(**node, naive_root(std::span(leaves).subspan(index * width, width)));
            }
        }
    }
    Sha256 sha;
    for (Seq earlier = 0; earlier <= size; ++earlier) {
        const auto tree = reader->tree_at(earlier);
        ASSERT_TRUE(tree);
        EXPECT_EQ(ports::head_of(*tree, sha),
                  (ports::Head{earlier, naive_root(std::span(leaves).first(earlier))}));
    }
    EXPECT_FALSE(reader->tree_at(size + 1));
}

}  // namespace
}  // namespace labd::journal
