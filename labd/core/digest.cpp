#include "labd/core/digest.h"

#include <openssl/evp.h>

#include "labd/core/assert.h"

namespace labd {

void Sha256::FreeAlgorithm::operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }

void Sha256::FreeContext::operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256()
    : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    LABD_ASSERT(algorithm_ != nullptr && context_ != nullptr);
}

void Sha256::start() {
    const int started = EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr);
    LABD_ASSERT(started == 1);
}

void Sha256::add(const void* data, std::size_t size) {
    const int added = EVP_DigestUpdate(context_.get(), data, size);
    LABD_ASSERT(added == 1);
}

Digest Sha256::finish() {
    Digest digest{};
    const int finished = EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    LABD_ASSERT(finished == 1);
    return digest;
}

Digest Sha256::digest(std::string_view bytes) {
    start();
    add(bytes.data(), bytes.size());
    return finish();
}

Digest Sha256::leaf(std::string_view leaf) {
    constexpr char prefix = 0x00;
    start();
    add(&prefix, 1);
    add(leaf.data(), leaf.size());
    return finish();
}

Digest Sha256::node(const Digest& left, const Digest& right) {
    constexpr char prefix = 0x01;
    start();
    add(&prefix, 1);
    add(left.data(), left.size());
    add(right.data(), right.size());
    return finish();
}

}  // namespace labd
