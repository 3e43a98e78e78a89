#include "labd/app/refold.h"

#include <limits>

#include "labd/journal/reader.h"
#include "labd/kernel/replay.h"

namespace labd::app {

namespace {

/// A journal that is only read.
class ReadOnlyJournal : public ports::Journal {
public:
    explicit ReadOnlyJournal(journal::Reader& reader) : reader_(reader) {}

    bool try_append(ports::Append, std::function<void(ports::AppendOutcome)>) override {
        return false;
    }

    std::optional<ports::IdempotencyRow> find_idempotency(std::string_view,
                                                          std::string_view) override {
        return std::nullopt;
    }

    void read(Seq from, Seq count,
              const std::function<void(Seq, std::string_view leaf)>& each) override {
        reader_.read(from, count, each);
    }

    void put_snapshot(Seq, std::string) override {}

private:
    journal::Reader& reader_;
};

/// Without keys everything sealed reads as erased; no clock depends on it once it is recorded.
class NoKeys : public ports::Sealer {
public:
    std::string seal(std::string_view, std::string_view, std::string_view) override { return {}; }

    std::optional<std::string> unseal(std::string_view, std::string_view,
                                      std::string_view) override {
        return std::nullopt;
    }

    std::optional<Digest> file_key(std::string_view) override { return std::nullopt; }

    void forget(std::string_view) override {}

    std::vector<ports::NewKey> take_new_keys() override { return {}; }

    ports::Digest keyed_digest(std::string_view) override { return {}; }
};

}  // namespace

std::optional<std::string> refold(const std::filesystem::path& journal_file, Seq size) {
    // Beside a daemon there is a log; without one the file is nobody's and is left untouched.
    const bool live = std::filesystem::exists(journal_file.string() + "-wal");
    journal::StorageResult<journal::Reader> reader = journal::Reader::open(
        journal_file, live ? journal::OpenAs::reader : journal::OpenAs::frozen);
    if (!reader) {
        return reader.error().text;
    }
    ReadOnlyJournal source(*reader);
    NoKeys keys;
    constexpr int all_days = std::numeric_limits<std::int16_t>::max();
    constexpr int recent_days = 7;
    const std::optional<journal::Snapshot> snapshot = reader->latest_snapshot();
    const std::string any_journal;
    const kernel::LeafStore store{any_journal, source, keys};
    domain::State from_nothing;
    const int days_kept = snapshot ? recent_days : all_days;
    if (auto fault = kernel::fold(from_nothing, size, {}, store, days_kept)) {
        return fault;
    }
    if (!snapshot || snapshot->seq > size) {
        return std::nullopt;
    }
    domain::State from_snapshot;
    if (auto fault = kernel::fold(from_snapshot, size, snapshot->state, store, days_kept)) {
        return fault;
    }
    kernel::keep_recent(from_nothing, days_kept);
    kernel::keep_recent(from_snapshot, days_kept);
    if (kernel::digest_of(from_nothing) != kernel::digest_of(from_snapshot)) {
        return "folding from the snapshot of entry " + std::to_string(snapshot->seq) +
               " gives another state than folding all entries";
    }
    return std::nullopt;
}

}  // namespace labd::app
