// The kernel's surroundings for tests, all by hand: time that the test moves, a disk whose commits
// it lets through one by one, and sealing that can be read by nobody else.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "labd/ports/clock.h"
#include "labd/ports/journal.h"
#include "labd/ports/loop.h"

namespace labd::test {

class FakeClock : public ports::Clock {
public:
    explicit FakeClock(Instant start) : now_(start) {}

    Instant now() const override { return now_; }

    Instant wall() const override { return now_ + wall_offset_; }

    ports::ClockMode mode() const override { return ports::ClockMode::real; }

    Duration wait_until(Instant instant) const override { return instant - now_; }

    void set(Instant now) { now_ = now; }

    /// Sets the machine's wall clock by so much.
    void step_wall(Duration step) { wall_offset_ += step; }

private:
    Instant now_;
    Duration wall_offset_;
};

/// Runs what was posted and what is due when the test says so.
class FakeLoop : public ports::Loop {
public:
    explicit FakeLoop(FakeClock& clock) : clock_(clock) {}

    void post(std::function<void()> action) override { posted_.push_back(std::move(action)); }

    std::unique_ptr<ports::Timer> make_timer() override;

    /// Runs what was posted until nothing is left.
    void run_posted();

    /// Lets time pass: timers run at the instant for which they were armed, in order.
    void run_until(Instant instant);

private:
    struct Armed {
        Instant due;
        std::function<void()> action;
    };

    class FakeTimer;

    FakeClock& clock_;
    std::deque<std::function<void()>> posted_;
    std::map<const void*, Armed> armed_;
};

/// Text that is no plaintext, as long as the real thing, bound to subject and context.
class FakeSealer : public ports::Sealer {
public:
    std::string seal(std::string_view subject, std::string_view plaintext,
                     std::string_view context) override;
    std::optional<std::string> unseal(std::string_view subject, std::string_view sealed,
                                      std::string_view context) override;

    std::optional<Digest> file_key(std::string_view subject) override;

    void forget(std::string_view subject) override { forgotten.emplace_back(subject); }

    std::vector<ports::NewKey> take_new_keys() override;
    ports::Digest keyed_digest(std::string_view bytes) override;

    /// Destroys a subject's key.
    void erase(const std::string& subject) { erased_.insert(subject); }

    const std::set<std::string>& subjects() const { return subjects_; }

    std::vector<std::string> forgotten;

private:
    std::set<std::string> subjects_;
    std::set<std::string> erased_;
    std::vector<ports::NewKey> new_keys_;
};

/// A journal whose commits wait until the test lets them finish.
class FakeJournal : public ports::Journal {
public:
    explicit FakeJournal(FakeLoop& loop) : loop_(loop) {}

    bool try_append(ports::Append append, std::function<void(ports::AppendOutcome)> done) override;
    std::optional<ports::IdempotencyRow> find_idempotency(std::string_view scope,
                                                          std::string_view key) override;
    void read(Seq from, Seq count,
              const std::function<void(Seq, std::string_view leaf)>& each) override;

    void put_snapshot(Seq, std::string) override {}

    /// Finishes the oldest waiting group and runs the loop. A failure also fails, one after
    /// another, what waits behind it.
    void finish_one(ports::AppendOutcome outcome = ports::AppendOutcome::durable);
    void finish_all();

    /// Starts anew with these leaves too: those of a copy, or of a failed commit that reached the
    /// disk all the same.
    void recover(const ports::Append& group);

    std::size_t waiting() const { return waiting_.size(); }

    const ports::Append& group(std::size_t index) const { return waiting_[index].append; }

    /// How many groups may wait.
    std::size_t capacity = 1'000;
    /// Commits finish as soon as the loop runs.
    bool by_itself = false;

    std::vector<std::string> leaves;
    std::vector<ports::IdempotencyRow> rows;
    std::set<std::string> keys;
    /// Called for each key that is destroyed.
    std::function<void(const std::string&)> on_destroyed;

private:
    struct Job {
        ports::Append append;
        std::function<void(ports::AppendOutcome)> done;
    };

    void finish_next(ports::AppendOutcome outcome);
    void write(const ports::Append& group);

    FakeLoop& loop_;
    std::deque<Job> waiting_;
    Seq next_seq_ = 0;
    bool stopped_ = false;
};

}  // namespace labd::test
