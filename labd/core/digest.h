// SHA-256 as Merkle trees use it (RFC 6962, section 2.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct evp_md_st;
struct evp_md_ctx_st;

namespace labd {

using Digest = std::array<std::uint8_t, 32>;

/// Computes digests with one reused context. One thread at a time.
class Sha256 {
public:
    Sha256();

    Digest digest(std::string_view bytes);
    /// SHA-256(0x00 || leaf).
    Digest leaf(std::string_view leaf);
    /// SHA-256(0x01 || left || right).
    Digest node(const Digest& left, const Digest& right);

    /// A digest in pieces: `start`, any number of `add`, `finish`.
    void start();
    void add(const void* data, std::size_t size);
    Digest finish();

private:
    struct FreeAlgorithm {
        void operator()(evp_md_st* algorithm) const;
    };

    struct FreeContext {
        void operator()(evp_md_ctx_st* context) const;
    };

    std::unique_ptr<evp_md_st, FreeAlgorithm> algorithm_;
    std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

/// The bytes of a digest, as SQLite and the hash functions take them.
inline std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace labd
