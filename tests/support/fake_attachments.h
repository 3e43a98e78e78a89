// Files of incidents that are kept in memory, encrypted as in the real folder.
#pragma once

#include <sodium.h>

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "labd/ports/attachments.h"

namespace labd::test {

class FakeAttachments : public ports::Attachments {
public:
    std::variant<std::string, ports::AttachmentFault> put(std::string_view content,
                                                          const Digest& key,
                                                          std::string_view context) override {
        if (fault) {
            return *fault;
        }
        // Another one each time, and the same in days that are compared.
        ports::AttachmentSeal seal;
        seal.nonce[0] = ++count_;
        std::string cipher(content.size(), '\0');
        crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
            bytes(cipher), seal.tag.data(), nullptr, bytes(content), content.size(), bytes(context),
            context.size(), nullptr, seal.nonce.data(), key.data());
        crypto_core_hchacha20(seal.key.data(), seal.nonce.data(), key.data(), nullptr);
        std::string stored(seal.nonce.begin(), seal.nonce.end());
        stored += cipher;
        stored.append(seal.tag.begin(), seal.tag.end());
        Sha256 sha;
        const Digest digest = sha.digest(stored);
        std::string name(2 * digest.size() + 1, '\0');
        sodium_bin2hex(name.data(), name.size(), digest.data(), digest.size());
        name.pop_back();
        files[name] = {std::string(content), key, std::string(context), seal};
        return name;
    }

    std::variant<std::string, ports::AttachmentFault> get(std::string_view sha256,
                                                          const Digest& key,
                                                          std::string_view context) override {
        if (on_get) {
            on_get();
        }
        const auto found = files.find(std::string(sha256));
        if (found == files.end() || found->second.key != key || found->second.context != context) {
            return ports::AttachmentFault::lost;
        }
        return found->second.content;
    }

    std::optional<ports::AttachmentSeal> seal_of(std::string_view sha256, const Digest&) override {
        const auto found = files.find(std::string(sha256));
        return found == files.end() ? std::nullopt : std::optional(found->second.seal);
    }

    void remove(std::string_view sha256) override { files.erase(std::string(sha256)); }

    struct File {
        std::string content;
        Digest key{};
        std::string context;
        ports::AttachmentSeal seal;
    };

    std::map<std::string, File> files;
    /// Why nothing is kept.
    std::optional<ports::AttachmentFault> fault;
    /// What happens while one is read.
    std::function<void()> on_get;

private:
    std::uint8_t count_ = 0;

    static std::uint8_t* bytes(std::string& text) {
        return reinterpret_cast<std::uint8_t*>(text.data());
    }

    static const std::uint8_t* bytes(std::string_view text) {
        return reinterpret_cast<const std::uint8_t*>(text.data());
    }
};

}  // namespace labd::test
