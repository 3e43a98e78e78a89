#include "labd/app/signed_journal.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "labd/core/assert.h"
#include "labd/evidence/checkpoint.h"
#include "labd/journal/secret_file.h"

namespace labd::app {
namespace {

using journal::StorageError;
using journal::StorageResult;

std::string origin_of(const journal::Identity& identity, std::int64_t epoch) {
    return evidence::origin_of(identity.site, identity.journal_id,
                               static_cast<std::uint64_t>(epoch));
}

}  // namespace

SignedJournal::SignedJournal(journal::StoredJournal& journal,
                             std::span<const std::uint8_t, evidence::NoteSigner::seed_bytes> seed)
    : journal_(journal),
      signer_(origin_of(journal.identity(), journal.identity().epochs.current()), seed) {
    published_->owner = this;
}

StorageResult<std::unique_ptr<SignedJournal>> SignedJournal::open(
    journal::StoredJournal& journal, const std::filesystem::path& directory) {
    const auto latest = journal.reader().latest_checkpoint();
    if (!latest) {
        return latest.error();
    }
    std::array<std::uint8_t, journal::secret_bytes> seed{};
    const auto opened =
        journal::open_secret_file(journal::checkpoint_key_file(directory), "the checkpoint key",
                                  !latest->has_value(), journal::system_random(), seed);
    if (!opened) {
        return StorageError{fmt::format(
            "{}; it signed this journal and is in the backup of its keys", opened.error().text)};
    }
    std::unique_ptr<SignedJournal> made(new SignedJournal(journal, seed));
    sodium_memzero(seed.data(), seed.size());
    if (const auto taken = made->take_up(); !taken) {
        return taken.error();
    }
    made->sign();
    return made;
}

StorageResult<void> SignedJournal::take_up() {
    auto latest = journal_.reader().latest_checkpoint();
    if (!latest) {
        return latest.error();
    }
    if (!*latest) {
        return {};
    }
    journal::StoredCheckpoint& stored = **latest;
    // The newest may be of a life before this one, under the same key and another name.
    std::vector<evidence::NoteKey> keys;
    for (std::int64_t epoch = 0; epoch <= journal_.identity().epochs.current(); ++epoch) {
        keys.push_back({origin_of(journal_.identity(), epoch), signer_.key().public_key});
    }
    const auto checkpoint = evidence::open_checkpoint(stored.note, keys);
    if (!checkpoint || checkpoint->head.size != stored.size) {
        return StorageError{fmt::format(
            "the checkpoint of {} entries is not signed with checkpoint.key; run labd verify",
            stored.size)};
    }
    const auto tree = journal_.reader().tree_at(stored.size);
    if (!tree || ports::Head{tree->size(), tree->root(sha_)} != checkpoint->head) {
        return StorageError{fmt::format(
            "the journal's first {} entries are not those that were signed; run labd verify",
            stored.size)};
    }
    published_->head = checkpoint->head;
    // One of a life before this one fits no key that is told now.
    if (checkpoint->origin == signer_.key().name) {
        published_->note = std::move(stored.note);
    }
    return {};
}

void SignedJournal::be_witnessed(ports::Loop& loop, const std::vector<WitnessSettings>& witnesses) {
    witnesses_ = std::make_unique<Witnesses>(
        loop, witnesses, [this](Seq from, Seq size) { return consistency(from, size); });
    show_witnesses();
}

void SignedJournal::show_witnesses() {
    if (witnesses_ && !published_->note.empty()) {
        witnesses_->show({published_->head, published_->note});
    }
}

std::string SignedJournal::checkpoint() const {
    return witnesses_
               ? published_->note + witnesses_->cosignatures({published_->head, published_->note})
               : published_->note;
}

std::vector<ports::WitnessStatus> SignedJournal::witnesses() const {
    return witnesses_ ? witnesses_->status() : std::vector<ports::WitnessStatus>();
}

void SignedJournal::sign() {
    show_witnesses();
    const ports::Head head = journal_.head();
    if (published_->is_under_way || head.size <= published_->head.size ||
        journal_.state() != journal::WriteState::writing) {
        return;
    }
    std::string note = signer_.sign(evidence::format_checkpoint({signer_.key().name, head}));
    published_->is_under_way = true;
    auto done = [published = published_, head, note](bool stored) {
        published->is_under_way = false;
        if (stored) {
            published->head = head;
            published->note = note;
        }
        if (published->owner != nullptr) {
            published->owner->show_witnesses();
            published->owner->serve_waiting(stored);
        }
    };
    journal_.put_checkpoint(head.size, std::move(note), std::move(done));
}

std::optional<std::vector<Digest>> SignedJournal::prove(
    const std::function<std::vector<Digest>(const NodeSource&)>& make) {
    bool failed = false;
    auto proof = make([this, &failed](const NodePlace& place) {
        const auto node = journal_.reader().node(place);
        if (!node || !*node) {
            failed = true;
            return Digest{};
        }
        return **node;
    });
    if (failed) {
        spdlog::error("journal: the tree cannot be read for a proof");
        return std::nullopt;
    }
    return proof;
}

std::optional<std::vector<Digest>> SignedJournal::inclusion(Seq index, Seq size) {
    LABD_ASSERT(index < size && size <= journal_.head().size);
    return prove([&](const NodeSource& nodes) {
        std::vector<Digest> proof{nodes({0, index})};
        const std::vector<Digest> way = inclusion_proof(sha_, index, size, nodes);
        proof.insert(proof.end(), way.begin(), way.end());
        return proof;
    });
}

std::optional<std::vector<Digest>> SignedJournal::consistency(Seq old_size, Seq size) {
    LABD_ASSERT(old_size > 0 && old_size <= size && size <= journal_.head().size);
    return prove(
        [&](const NodeSource& nodes) { return consistency_proof(sha_, old_size, size, nodes); });
}

std::optional<std::string> SignedJournal::leaf(Seq seq) {
    std::optional<std::string> bytes;
    journal_.reader().read(seq, 1, [&](Seq, std::string_view leaf) { bytes = std::string(leaf); });
    return bytes;
}

void SignedJournal::with_checkpoint(Seq size,
                                    std::function<void(std::optional<ports::SignedHead>)> then) {
    LABD_ASSERT(size <= journal_.head().size);
    published_->waiting.push_back({size, std::move(then)});
    serve_waiting(true);
}

void SignedJournal::serve_waiting(bool stored) {
    // What is served may ask again.
    std::vector<Waiting> waiting = std::exchange(published_->waiting, {});
    for (Waiting& one : waiting) {
        if (one.size <= published_->head.size) {
            one.then(ports::SignedHead{published_->head, published_->note});
        } else if (!stored || journal_.state() != journal::WriteState::writing) {
            one.then(std::nullopt);
        } else {
            published_->waiting.push_back(std::move(one));
        }
    }
    if (!published_->waiting.empty()) {
        sign();
    }
}

std::string SignedJournal::sign_pack(std::string_view statement) { return signer_.sign(statement); }

}  // namespace labd::app
