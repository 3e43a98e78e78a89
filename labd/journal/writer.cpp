#include "labd/journal/writer.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "labd/core/assert.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;

/// 32 MiB: large enough that pages written again and again reach the database once, and that less
/// than one entry in a hundred waits for it when many are entered.
constexpr int checkpoint_pages = 8'000;
constexpr std::size_t leaf_bytes_max = 65'535;

std::size_t bytes_in(const ports::Append& append) {
    std::size_t bytes = 0;
    for (const std::string& leaf : append.leaves) {
        bytes += leaf.size();
    }
    return append.idempotency ? bytes + append.idempotency->response.size() : bytes;
}

void clear_keys(std::vector<ports::NewKey>& keys) {
    for (ports::NewKey& key : keys) {
        sodium_memzero(key.key.data(), key.key.size());
    }
    keys.clear();
}

/// A busy CPU makes a waiting thread's fdatasync fifty times slower; where labd may, it goes first.
void ask_for_priority() {
    sched_param priority{};
    priority.sched_priority = 1;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
}

/// Nothing was written, and writing may work again later.
bool is_passing(int code) {
    const int primary = code & 0xFF;
    return primary == SQLITE_FULL || primary == SQLITE_BUSY;
}

}  // namespace

/// What the journal thread tells the loop about groups that finished together.
struct Writer::Finished {
    std::vector<std::function<void(AppendOutcome)>> done;
    AppendOutcome outcome = AppendOutcome::durable;
    std::size_t bytes = 0;
    std::uint64_t generation = 0;
    ports::Head head;
};

/// The loop thread's own; outlives the writer while outcomes are on their way.
struct Writer::LoopSide {
    std::size_t groups = 0;
    std::size_t bytes = 0;
    Seq next_seq = 0;
    std::uint64_t generation = 0;
    ports::Head head;
    WriteState state = WriteState::writing;
    std::vector<ports::NewKey> keys_not_taken;

    ~LoopSide() { clear_keys(keys_not_taken); }

    void finish(Finished& finished) {
        head = finished.head;
        if (finished.outcome == AppendOutcome::durable) {
            state = WriteState::writing;
        } else {
            state = finished.outcome == AppendOutcome::disk_full ? WriteState::disk_full
                                                                 : WriteState::stopped;
            if (finished.generation == generation) {
                ++generation;
                next_seq = head.size;
            }
        }
        groups -= finished.done.size();
        bytes -= finished.bytes;
        for (const auto& done : finished.done) {
            done(finished.outcome);
        }
    }
};

Writer::Writer(Store store, KeyStore keys, LivenessFile liveness, ports::Loop& loop,
               WriterLimits limits)
    : loop_(loop),
      limits_(limits),
      side_(std::make_shared<LoopSide>()),
      store_(std::make_unique<Store>(std::move(store))),
      keys_(std::make_unique<KeyStore>(std::move(keys))),
      liveness_(std::move(liveness)) {
    side_->head = store_->head();
    side_->next_seq = side_->head.size;
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { close(); }

bool Writer::try_append(ports::Append append, std::function<void(AppendOutcome)> done) {
    LoopSide& side = *side_;
    const std::size_t bytes = bytes_in(append);
    if (!thread_.joinable() || side.groups >= limits_.groups ||
        bytes > limits_.bytes - std::min(side.bytes, limits_.bytes)) {
        std::move(append.keys.begin(), append.keys.end(), std::back_inserter(side.keys_not_taken));
        return false;
    }
    if (!append.leaves.empty()) {
        LABD_ASSERT(append.first_seq == side.next_seq);
        for (const std::string& leaf : append.leaves) {
            LABD_ASSERT(leaf.size() <= leaf_bytes_max);
        }
        side.next_seq += append.leaves.size();
    }
    if (!side.keys_not_taken.empty()) {
        std::move(side.keys_not_taken.begin(), side.keys_not_taken.end(),
                  std::back_inserter(append.keys));
        clear_keys(side.keys_not_taken);
    }
    ++side.groups;
    side.bytes += bytes;
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        waiting_.jobs.push_back({std::move(append), std::move(done), side.generation});
        wake = std::exchange(asleep_, false);
    }
    if (wake) {
        wake_.notify_one();
    }
    return true;
}

void Writer::put_snapshot(Seq seq, std::string state) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.snapshot = Snapshot{seq, std::move(state)};
        asleep_ = false;
    }
    wake_.notify_one();
}

void Writer::put_checkpoint(Seq size, std::string note, std::function<void(bool)> done) {
    {
        const std::lock_guard lock(mutex_);
        LABD_ASSERT(!waiting_.checkpoint);
        waiting_.checkpoint = SignedCheckpoint{size, std::move(note), std::move(done)};
        asleep_ = false;
    }
    wake_.notify_one();
}

void Writer::mark_alive(LivenessMark mark) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.mark = std::move(mark);
        asleep_ = false;
    }
    wake_.notify_one();
}

const ports::Head& Writer::head() const { return side_->head; }

WriteState Writer::state() const { return side_->state; }

void Writer::close() {
    if (!thread_.joinable()) {
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        waiting_.closing = true;
        asleep_ = false;
    }
    wake_.notify_one();
    thread_.join();
}

void Writer::run() {
    ask_for_priority();
    Waiting taken;
    for (;;) {
        taken.jobs.clear();
        taken.snapshot.reset();
        taken.checkpoint.reset();
        taken.mark.reset();
        {
            std::unique_lock lock(mutex_);
            while (waiting_.empty() && !waiting_.closing) {
                asleep_ = true;
                wake_.wait(lock);
            }
            asleep_ = false;
            if (waiting_.empty()) {
                break;
            }
            std::swap(taken.jobs, waiting_.jobs);
            std::swap(taken.snapshot, waiting_.snapshot);
            std::swap(taken.checkpoint, waiting_.checkpoint);
            std::swap(taken.mark, waiting_.mark);
        }
        write_jobs(taken.jobs);
        destroy_keys();
        checkpoint_log();
        if (taken.snapshot) {
            write_snapshot(*taken.snapshot);
        }
        if (taken.checkpoint) {
            write_checkpoint(*taken.checkpoint);
        }
        if (taken.mark) {
            write_mark(*taken.mark);
        }
    }
    clear_keys(unsaved_keys_);
    for (Connection* connection : {&store_->connection(), &keys_->connection()}) {
        // What stays in a log is found there at the next start; closing must not try again.
        if (!stopped_ && connection->checkpoint_all() != SQLITE_OK) {
            connection->leave_log_on_close();
        }
    }
    store_.reset();
    keys_.reset();
}

void Writer::write_jobs(std::vector<Job>& jobs) {
    // Groups numbered on what was rolled back stand before those that know of it.
    std::size_t first = 0;
    while (first < jobs.size() && failed_generation_ &&
           jobs[first].generation <= *failed_generation_) {
        ++first;
    }
    for (Job& job : jobs) {
        std::move(job.append.keys.begin(), job.append.keys.end(),
                  std::back_inserter(unsaved_keys_));
        clear_keys(job.append.keys);
    }
    if (first > 0) {
        finish(jobs, 0, first,
               stopped_ ? AppendOutcome::outcome_unknown : AppendOutcome::disk_full);
    }
    if (first < jobs.size()) {
        const AppendOutcome outcome = write_batch(jobs, first);
        if (outcome != AppendOutcome::durable) {
            failed_generation_ = jobs.back().generation;
        }
        finish(jobs, first, jobs.size(), outcome);
    }
}

AppendOutcome Writer::write_batch(std::vector<Job>& jobs, std::size_t first) {
    if (stopped_) {
        return AppendOutcome::outcome_unknown;
    }
    if (const int code = store_keys(); code != SQLITE_OK) {
        return fail(code, "storing keys");
    }
    if (const int code = store_->begin(); code != SQLITE_OK) {
        return fail(code, "beginning a transaction");
    }
    for (std::size_t i = first; i < jobs.size(); ++i) {
        if (const int code = store_->add(jobs[i].append); code != SQLITE_OK) {
            return fail(code, "adding an entry");
        }
    }
    if (const int code = store_->commit(); code != SQLITE_OK) {
        return fail(code, "committing");
    }
    for (std::size_t i = first; i < jobs.size(); ++i) {
        std::ranges::move(jobs[i].append.destroyed_keys, std::back_inserter(doomed_keys_));
    }
    destroy_keys();
    return AppendOutcome::durable;
}

int Writer::store_keys() {
    if (unsaved_keys_.empty()) {
        return SQLITE_OK;
    }
    const int code = keys_->save(unsaved_keys_);
    if (code == SQLITE_OK) {
        clear_keys(unsaved_keys_);
    }
    return code;
}

/// What cannot be done now is done later, at the latest at the next start: the entry that decided
/// it is durable.
void Writer::destroy_keys() {
    if (doomed_keys_.empty() || stopped_) {
        return;
    }
    if (const int code = keys_->destroy(doomed_keys_); code != SQLITE_OK) {
        spdlog::error("journal: keys of erased people are not destroyed yet: {}",
                      describe_code(code));
        return;
    }
    doomed_keys_.clear();
}

AppendOutcome Writer::fail(int code, std::string_view step) {
    if (store_->rollback() && is_passing(code)) {
        spdlog::error("journal: {} failed, nothing was written: {}", step, describe_code(code));
        return AppendOutcome::disk_full;
    }
    stop_writing(code, step);
    return AppendOutcome::outcome_unknown;
}

void Writer::stop_writing(int code, std::string_view step) {
    stopped_ = true;
    // After a failed sync the kernel may call pages clean that never reached the disk. A checkpoint
    // would rest on them; the log is left for the next process to recover from.
    store_->connection().leave_log_on_close();
    keys_->connection().leave_log_on_close();
    loop_.post([side = side_] { side->state = WriteState::stopped; });
    spdlog::critical("journal: {} failed, outcome unknown, writing stops until a restart: {}", step,
                     describe_code(code));
}

void Writer::finish(std::vector<Job>& jobs, std::size_t first, std::size_t end,
                    AppendOutcome outcome) {
    auto finished = std::make_shared<Finished>();
    finished->outcome = outcome;
    finished->head = store_->head();
    finished->generation = jobs[end - 1].generation;
    finished->done.reserve(end - first);
    for (std::size_t i = first; i < end; ++i) {
        finished->bytes += bytes_in(jobs[i].append);
        finished->done.push_back(std::move(jobs[i].done));
    }
    loop_.post([side = side_, finished] { side->finish(*finished); });
}

void Writer::checkpoint_log() {
    if (stopped_) {
        return;
    }
    const int code = store_->connection().checkpoint_from(checkpoint_pages);
    if (code != SQLITE_OK && !is_passing(code)) {
        stop_writing(code, "moving the log into the database");
    }
}

void Writer::write_snapshot(const Snapshot& snapshot) {
    if (!stopped_ && is_stored(store_->put_snapshot(snapshot.seq, snapshot.state), "a snapshot")) {
        checkpoint_log();
    }
}

void Writer::write_checkpoint(SignedCheckpoint& checkpoint) {
    const bool stored =
        !stopped_ &&
        is_stored(store_->put_checkpoint(checkpoint.size, checkpoint.note), "a signed checkpoint");
    loop_.post([done = std::move(checkpoint.done), stored] { done(stored); });
}

/// Whether what is not an entry was stored; a want of room passes, anything else stops the writing.
bool Writer::is_stored(int code, std::string_view what) {
    if (code == SQLITE_OK) {
        return true;
    }
    if (store_->rollback() && is_passing(code)) {
        spdlog::warn("journal: no room for {}: {}", what, describe_code(code));
    } else {
        stop_writing(code, fmt::format("storing {}", what));
    }
    return false;
}

void Writer::write_mark(const LivenessMark& mark) {
    const auto written = liveness_.mark(mark);
    if (!written && !mark_failed_) {
        spdlog::error("journal: {}", written.error().text);
    }
    mark_failed_ = !written;
}

}  // namespace labd::journal
