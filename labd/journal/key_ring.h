// Seals personal data, one key a subject: what the kernel uses before a leaf is formed. Destroying
// a subject's key in `keys.db` makes everything sealed under it unreadable for good.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "labd/journal/key_store.h"

namespace labd::journal {

/// Loop thread only. Holds a bounded number of keys and reads the others from `keys.db`; all are
/// cleared from memory when dropped.
class KeyRing : public ports::Sealer {
public:
    KeyRing(KeyReader reader, const ports::Digest& secret, RandomSource random);
    ~KeyRing() override;
    KeyRing(const KeyRing&) = delete;
    KeyRing& operator=(const KeyRing&) = delete;

    /// XChaCha20-Poly1305 with a random nonce; base64 of nonce and ciphertext. Under a throw-away
    /// key when the subject's was destroyed. Ends the process when `keys.db` cannot be read: a
    /// second key for the subject would make what is sealed unreadable.
    std::string seal(std::string_view subject, std::string_view plaintext,
                     std::string_view context) override;
    std::optional<std::string> unseal(std::string_view subject, std::string_view sealed,
                                      std::string_view context) override;
    /// BLAKE2b-256 of a fixed word under the subject's key.
    std::optional<ports::Digest> file_key(std::string_view subject) override;
    void forget(std::string_view subject) override;
    std::vector<ports::NewKey> take_new_keys() override;
    /// BLAKE2b-256 under the journal's secret.
    ports::Digest keyed_digest(std::string_view bytes) override;

private:
    struct Held {
        ports::Digest key{};
        /// Not seen in `keys.db` yet: it must not be forgotten.
        bool fresh = false;

        Held(const ports::Digest& bytes, bool is_fresh) : key(bytes), fresh(is_fresh) {}

        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        ~Held();
    };

    const Held& hold(std::string_view subject, const ports::Digest& key, bool fresh);
    void drop_oldest();
    /// Null when the subject has no key or it was destroyed; `state` says which.
    const Held* find(const std::string& subject, KeyState& state);

    KeyReader reader_;
    ports::Digest secret_;
    RandomSource random_;
    std::unordered_map<std::string, Held> held_;
    /// Held subjects, oldest first.
    std::deque<std::string> order_;
    std::vector<ports::NewKey> new_keys_;
};

}  // namespace labd::journal
