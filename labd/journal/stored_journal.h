// The journal of one data directory as a whole: journal.db, keys.db, master.key and the liveness
// mark, opened together by one process at a time. What `labd serve` uses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "labd/journal/absent_keys.h"
#include "labd/journal/key_ring.h"
#include "labd/journal/writer.h"

namespace labd::journal {

struct JournalOptions {
    /// The data directory; made (0700) when absent.
    std::filesystem::path directory;
    /// Empty: `master.key` in the directory.
    std::filesystem::path master_key;
    /// The site's name; an existing journal of another site is refused.
    std::string site;
    /// An existing journal of the other clock mode is refused.
    ports::ClockMode mode = ports::ClockMode::real;
    /// When a new journal is created, or a copy begins to live.
    Instant created;
    WriterLimits limits;
    RandomSource random = system_random();
};

/// Loop thread only. Destroying it writes what waits and closes the files.
class StoredJournal : public ports::Journal {
public:
    /// Opens or creates. A directory in use, a newer schema, keys of another journal or missing
    /// ones are refused with a text for the operator.
    static StorageResult<std::unique_ptr<StoredJournal>> open(const JournalOptions& options,
                                                              ports::Loop& loop);

    bool try_append(ports::Append append, std::function<void(ports::AppendOutcome)> done) override;
    std::optional<ports::IdempotencyRow> find_idempotency(std::string_view scope,
                                                          std::string_view key) override;
    void read(Seq from, Seq count,
              const std::function<void(Seq, std::string_view leaf)>& each) override;
    void put_snapshot(Seq seq, std::string state) override;

    ports::Sealer& sealer() { return key_ring_; }

    const Identity& identity() const { return identity_; }

    /// Size and root of what is durable.
    const ports::Head& head() const { return writer_.head(); }

    WriteState state() const { return writer_.state(); }

    /// The mark found at opening: until when the daemon before this one was alive.
    const std::optional<LivenessMark>& last_alive() const { return last_alive_; }

    /// Stores a signed checkpoint, as `Writer::put_checkpoint` says.
    void put_checkpoint(Seq size, std::string note, std::function<void(bool stored)> done) {
        writer_.put_checkpoint(size, std::move(note), std::move(done));
    }

    /// Queues the mark for the journal thread.
    void mark_alive(LivenessMark mark) { writer_.mark_alive(std::move(mark)); }

    /// The newest whole state cache.
    std::optional<Snapshot> latest_snapshot() { return reader_.latest_snapshot(); }

    /// History and tree, for what the port does not offer.
    Reader& reader() { return reader_; }

    /// Writes what waits and ends the journal thread; reading goes on. Outcomes are still posted.
    void close() { writer_.close(); }

private:
    struct Parts;

    StoredJournal(Parts& parts, const JournalOptions& options, ports::Loop& loop);

    // The lock goes last, and the writer after the readers, so that its closing clears the logs
    // away.
    FileHandle lock_;
    Identity identity_;
    std::optional<LivenessMark> last_alive_;
    Writer writer_;
    KeyRing key_ring_;
    Reader reader_;
    /// Outcomes that arrive when the journal is gone still note their keys.
    std::shared_ptr<AbsentKeys> absent_keys_ = std::make_shared<AbsentKeys>();
};

/// The files of a data directory.
std::filesystem::path journal_file(const std::filesystem::path& directory);
std::filesystem::path liveness_file(const std::filesystem::path& directory);
std::filesystem::path keys_file(const std::filesystem::path& directory);
std::filesystem::path accounts_file(const std::filesystem::path& directory);
std::filesystem::path checkpoint_key_file(const std::filesystem::path& directory);

}  // namespace labd::journal
