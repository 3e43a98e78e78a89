// Signs what the journal holds: checkpoints of its tree, each stored before anybody sees it, and
// the proofs that lead to them. The key is `checkpoint.key` in the data directory.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "labd/core/tree_proof.h"
#include "labd/evidence/note.h"
#include "labd/journal/stored_journal.h"
#include "labd/ports/signed_log.h"

namespace labd::app {

/// Loop thread only; the journal outlives it.
class SignedJournal : public ports::SignedLog {
public:
    /// The key is made with the first checkpoint. Refused with a text for the operator: a key that
    /// is missing though checkpoints exist, or another one, and a journal that is not what its
    /// newest checkpoint says.
    static journal::StorageResult<std::unique_ptr<SignedJournal>> open(
        journal::StoredJournal& journal, const std::filesystem::path& directory);

    /// Signs and stores a checkpoint of what is durable, if anything has been added since the last
    /// one. It is published once it is stored.
    void sign();

    std::string checkpoint() const override { return published_->note; }

    std::string key() const override { return evidence::format_note_key(signer_.key()); }

    std::optional<std::vector<Digest>> inclusion(Seq index, Seq size) override;
    std::optional<std::vector<Digest>> consistency(Seq old_size, Seq size) override;

private:
    /// Shared with what the journal thread reports back.
    struct Published {
        Seq size = 0;
        std::string note;
        bool is_under_way = false;
    };

    SignedJournal(journal::StoredJournal& journal,
                  std::span<const std::uint8_t, evidence::NoteSigner::seed_bytes> seed);

    journal::StorageResult<void> take_up();
    std::optional<std::vector<Digest>> prove(
        const std::function<std::vector<Digest>(const NodeSource&)>& make);

    journal::StoredJournal& journal_;
    evidence::NoteSigner signer_;
    Sha256 sha_;
    std::shared_ptr<Published> published_ = std::make_shared<Published>();
};

}  // namespace labd::app
