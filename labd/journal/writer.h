// The journal thread: takes what waits, writes it in one transaction, and posts the outcome back to
// the loop. The only thread that writes or checkpoints journal.db and keys.db.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "labd/journal/key_store.h"
#include "labd/journal/liveness_file.h"
#include "labd/journal/store.h"
#include "labd/ports/loop.h"

namespace labd::journal {

/// How much may wait for the disk at once; beyond it `try_append` refuses.
struct WriterLimits {
    std::size_t groups = 4'096;
    std::size_t bytes = std::size_t{16} << 20U;
};

/// Whether the journal takes entries.
enum class WriteState : std::uint8_t {
    writing,
    /// The last group found no room; the next may.
    disk_full,
    /// A commit failed: nothing is written until a restart.
    stopped,
};

/// All members: loop thread only.
class Writer {
public:
    Writer(Store store, KeyStore keys, LivenessFile liveness, ports::Loop& loop,
           WriterLimits limits);
    /// As `close`.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// As ports::Journal says. Sequences must continue those queued before. After a `disk_full` has
    /// been delivered they continue from `head().size` again: groups queued before that moment all
    /// fail, groups queued after it (also from within `done`) are tried. Keys of groups that were
    /// not taken or failed for want of room are kept and stored with the next group.
    bool try_append(ports::Append append, std::function<void(ports::AppendOutcome)> done);
    /// Queues a state cache; the newest waiting one wins. Failures are only logged.
    void put_snapshot(Seq seq, std::string state);
    /// Queues a signed checkpoint of the first `size` entries, which are durable. `done` runs on
    /// the loop thread; false when it was not stored. At most one is under way.
    void put_checkpoint(Seq size, std::string note, std::function<void(bool stored)> done);
    /// Queues a liveness mark; the newest waiting one wins. Failures are only logged.
    void mark_alive(LivenessMark mark);

    /// Size and root of what is known to be durable.
    const ports::Head& head() const;
    WriteState state() const;

    /// Writes what waits, closes the files and ends the thread. Outcomes are still posted.
    void close();

private:
    struct Job {
        ports::Append append;
        std::function<void(ports::AppendOutcome)> done;
        std::uint64_t generation = 0;
    };

    struct SignedCheckpoint {
        Seq size = 0;
        std::string note;
        std::function<void(bool)> done;
    };

    struct Finished;
    struct LoopSide;

    /// What both threads see, under the mutex.
    struct Waiting {
        std::vector<Job> jobs;
        std::optional<Snapshot> snapshot;
        std::optional<SignedCheckpoint> checkpoint;
        std::optional<LivenessMark> mark;
        bool closing = false;

        bool empty() const { return jobs.empty() && !snapshot && !checkpoint && !mark; }
    };

    // The journal thread.
    void run();
    void write_jobs(std::vector<Job>& jobs);
    ports::AppendOutcome write_batch(std::vector<Job>& jobs, std::size_t first);
    int store_keys();
    void destroy_keys();
    ports::AppendOutcome fail(int code, std::string_view step);
    void finish(std::vector<Job>& jobs, std::size_t first, std::size_t end,
                ports::AppendOutcome outcome);
    void write_snapshot(const Snapshot& snapshot);
    void write_checkpoint(SignedCheckpoint& checkpoint);
    bool is_stored(int code, std::string_view what);
    void write_mark(const LivenessMark& mark);
    void checkpoint_log();
    void stop_writing(int code, std::string_view step);

    ports::Loop& loop_;
    WriterLimits limits_;
    std::shared_ptr<LoopSide> side_;

    std::mutex mutex_;
    std::condition_variable wake_;
    Waiting waiting_;
    bool asleep_ = false;

    // The journal thread's own.
    std::unique_ptr<Store> store_;
    std::unique_ptr<KeyStore> keys_;
    LivenessFile liveness_;
    /// Keys that must be in keys.db before any further leaf: a leaf may rest on them.
    std::vector<ports::NewKey> unsaved_keys_;
    /// Subjects whose keys are still to be destroyed.
    std::vector<std::string> doomed_keys_;
    /// Groups up to this generation were numbered on what has been rolled back.
    std::optional<std::uint64_t> failed_generation_;
    bool stopped_ = false;
    bool mark_failed_ = false;

    std::thread thread_;
};

}  // namespace labd::journal
