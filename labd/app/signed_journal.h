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

#include "labd/app/witnesses.h"
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

    ~SignedJournal() override { published_->owner = nullptr; }

    SignedJournal(const SignedJournal&) = delete;
    SignedJournal& operator=(const SignedJournal&) = delete;

    /// Signs and stores a checkpoint of what is durable, if anything has been added since the last
    /// one. It is published once it is stored.
    void sign();

    /// From now on checkpoints are shown to these, with each call of `sign`.
    void be_witnessed(ports::Loop& loop, const std::vector<WitnessSettings>& witnesses);

    std::string checkpoint() const override;

    std::string key() const override { return evidence::format_note_key(signer_.key()); }

    std::optional<std::vector<Digest>> inclusion(Seq index, Seq size) override;
    std::optional<std::vector<Digest>> consistency(Seq old_size, Seq size) override;
    std::optional<std::string> leaf(Seq seq) override;
    void with_checkpoint(Seq size,
                         std::function<void(std::optional<ports::SignedHead>)> then) override;
    std::vector<ports::WitnessStatus> witnesses() const override;
    std::string sign_pack(std::string_view statement) override;

private:
    /// Somebody who needs a checkpoint of so many entries.
    struct Waiting {
        Seq size = 0;
        std::function<void(std::optional<ports::SignedHead>)> then;
    };

    /// Shared with what the journal thread reports back.
    struct Published {
        ports::Head head;
        std::string note;
        bool is_under_way = false;
        std::vector<Waiting> waiting;
        /// Null once this object is gone.
        SignedJournal* owner = nullptr;
    };

    SignedJournal(journal::StoredJournal& journal,
                  std::span<const std::uint8_t, evidence::NoteSigner::seed_bytes> seed);

    journal::StorageResult<void> take_up();
    void serve_waiting(bool stored);
    void show_witnesses();
    std::optional<std::vector<Digest>> prove(
        const std::function<std::vector<Digest>(const NodeSource&)>& make);

    journal::StoredJournal& journal_;
    evidence::NoteSigner signer_;
    Sha256 sha_;
    std::unique_ptr<Witnesses> witnesses_;
    std::shared_ptr<Published> published_ = std::make_shared<Published>();
};

}  // namespace labd::app
