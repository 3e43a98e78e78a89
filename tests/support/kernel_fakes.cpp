#include "tests/support/kernel_fakes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace labd::test {

class FakeLoop::FakeTimer : public ports::Timer {
public:
    explicit FakeTimer(FakeLoop& loop) : loop_(loop) {}

    ~FakeTimer() override { loop_.armed_.erase(this); }

    void arm(Duration delay, std::function<void()> action) override {
        loop_.armed_[this] = {loop_.clock_.now() + delay, std::move(action)};
    }

    void cancel() override { loop_.armed_.erase(this); }

private:
    FakeLoop& loop_;
};

std::unique_ptr<ports::Timer> FakeLoop::make_timer() { return std::make_unique<FakeTimer>(*this); }

void FakeLoop::run_posted() {
    while (!posted_.empty()) {
        const std::function<void()> action = std::move(posted_.front());
        posted_.pop_front();
        action();
    }
}

void FakeLoop::run_until(Instant instant) {
    run_posted();
    for (int runs = 0;; ++runs) {
        ASSERT_LT(runs, 1'000'000) << "a timer runs again and again";
        const auto next = std::ranges::min_element(
            armed_, {}, [](const auto& timer) { return timer.second.due; });
        if (next == armed_.end() || next->second.due > instant) {
            break;
        }
        clock_.set(std::max(clock_.now(), next->second.due));
        const std::function<void()> action = std::move(next->second.action);
        armed_.erase(next);
        action();
        run_posted();
    }
    clock_.set(std::max(clock_.now(), instant));
}

namespace {

/// Letters from a running number: the same for the same input, nothing like the input.
std::string scramble(std::string_view text, std::size_t size) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    std::string letters;
    while (letters.size() < size) {
        hash = hash * 6364136223846793005ULL + 1442695040888963407ULL;
        letters += static_cast<char>('A' + (hash >> 33U) % 26);
    }
    return letters;
}

std::string joined(std::string_view a, std::string_view b) {
    return std::string(a) + '\n' + std::string(b);
}

}  // namespace

std::string FakeSealer::seal(std::string_view subject, std::string_view plaintext,
                             std::string_view context) {
    const auto [name, is_new] = subjects_.emplace(subject);
    if (is_new) {
        new_keys_.push_back({*name, {}});
    }
    // Each byte as two letters, shifted: reversible, and as long as base64 of nonce, text and tag.
    const std::size_t size = (plaintext.size() + 24 + 16 + 2) / 3 * 4;
    const std::string mask = scramble(joined(subject, context), 16);
    std::string sealed = mask;
    // Six bits a letter would do; the length is what matters, so text longer than fits is packed.
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : plaintext) {
        bits = (bits << 8U) | (static_cast<unsigned char>(c) ^ 0x5AU);
        count += 8;
        while (count >= 6) {
            count -= 6;
            sealed += alphabet[(bits >> static_cast<unsigned>(count)) & 63U];
        }
    }
    if (count > 0) {
        sealed += alphabet[(bits << static_cast<unsigned>(6 - count)) & 63U];
    }
    sealed += '.';
    EXPECT_LE(sealed.size(), size);
    sealed.resize(size, '=');
    return sealed;
}

std::optional<std::string> FakeSealer::unseal(std::string_view subject, std::string_view sealed,
                                              std::string_view context) {
    const std::string mask = scramble(joined(subject, context), 16);
    if (erased_.contains(std::string(subject)) || !sealed.starts_with(mask)) {
        return std::nullopt;
    }
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string plain;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : sealed.substr(mask.size(), sealed.find('.') - mask.size())) {
        bits = (bits << 6U) | static_cast<std::uint32_t>(alphabet.find(c));
        count += 6;
        if (count >= 8) {
            count -= 8;
            plain += static_cast<char>(((bits >> static_cast<unsigned>(count)) & 0xFFU) ^ 0x5AU);
        }
    }
    return plain;
}

std::optional<Digest> FakeSealer::file_key(std::string_view subject) {
    if (erased_.contains(std::string(subject))) {
        return std::nullopt;
    }
    seal(subject, "", "");
    return keyed_digest(subject);
}

std::vector<ports::NewKey> FakeSealer::take_new_keys() { return std::exchange(new_keys_, {}); }

ports::Digest FakeSealer::keyed_digest(std::string_view bytes) {
    const std::string letters = scramble(bytes, 32);
    ports::Digest digest{};
    std::ranges::copy(letters, digest.begin());
    return digest;
}

bool FakeJournal::try_append(ports::Append append, std::function<void(ports::AppendOutcome)> done) {
    if (waiting_.size() >= capacity) {
        // As the real one: keys of groups that are not taken are kept.
        for (const ports::NewKey& key : append.keys) {
            keys.insert(key.subject);
        }
        return false;
    }
    EXPECT_EQ(append.first_seq, next_seq_) << "sequences continue those queued before";
    next_seq_ += append.leaves.size();
    for (const std::string& leaf : append.leaves) {
        EXPECT_LE(leaf.size(), 65'535U);
    }
    waiting_.push_back({std::move(append), std::move(done)});
    if (by_itself) {
        loop_.post([this] { finish_next(ports::AppendOutcome::durable); });
    }
    return true;
}

std::optional<ports::IdempotencyRow> FakeJournal::find_idempotency(std::string_view scope,
                                                                   std::string_view key) {
    const auto found = std::ranges::find_if(rows, [&](const ports::IdempotencyRow& row) {
        return row.scope == scope && row.key == key;
    });
    return found == rows.end() ? std::nullopt : std::optional(*found);
}

void FakeJournal::read(Seq from, Seq count,
                       const std::function<void(Seq, std::string_view leaf)>& each) {
    for (Seq seq = from; seq < leaves.size() && seq - from < count; ++seq) {
        each(seq, leaves[seq]);
    }
}

void FakeJournal::finish_one(ports::AppendOutcome outcome) {
    ASSERT_FALSE(waiting_.empty());
    std::size_t failing = waiting_.size();
    if (outcome == ports::AppendOutcome::durable) {
        failing = 1;
    } else {
        // What is queued from the first outcome on is numbered anew.
        next_seq_ = leaves.size();
        stopped_ = outcome == ports::AppendOutcome::outcome_unknown;
    }
    for (std::size_t i = 0; i < failing; ++i) {
        finish_next(outcome);
    }
    loop_.run_posted();
}

void FakeJournal::finish_all() {
    loop_.run_posted();
    while (!waiting_.empty()) {
        finish_one();
    }
}

void FakeJournal::finish_next(ports::AppendOutcome outcome) {
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    if (outcome == ports::AppendOutcome::durable) {
        EXPECT_FALSE(stopped_);
        write(job.append);
    }
    job.done(outcome);
}

void FakeJournal::recover(const ports::Append& group) {
    write(group);
    stopped_ = false;
    next_seq_ = leaves.size();
}

void FakeJournal::write(const ports::Append& group) {
    for (const ports::NewKey& key : group.keys) {
        keys.insert(key.subject);
    }
    leaves.insert(leaves.end(), group.leaves.begin(), group.leaves.end());
    for (const std::string& subject : group.destroyed_keys) {
        on_destroyed(subject);
    }
    if (group.idempotency) {
        rows.push_back(*group.idempotency);
    }
}

}  // namespace labd::test
