// Files of incidents in memory, as faithful as the folder: bound to key and context.
#pragma once

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
        // Another name each time, as of a folder that takes a new nonce.
        std::string name = std::to_string(++count_);
        name.insert(0, 64 - name.size(), '0');
        files[name] = {std::string(content), key, std::string(context)};
        return name;
    }

    std::variant<std::string, ports::AttachmentFault> get(std::string_view sha256,
                                                          const Digest& key,
                                                          std::string_view context) override {
        const auto found = files.find(std::string(sha256));
        if (found == files.end() || found->second.key != key || found->second.context != context) {
            return ports::AttachmentFault::lost;
        }
        return found->second.content;
    }

    void remove(std::string_view sha256) override { files.erase(std::string(sha256)); }

    struct File {
        std::string content;
        Digest key{};
        std::string context;
    };

    /// By their names.
    std::map<std::string, File> files;
    /// Why nothing is kept.
    std::optional<ports::AttachmentFault> fault;

private:
    int count_ = 0;
};

}  // namespace labd::test
