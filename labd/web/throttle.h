// Slows down guessing: after some failures each further attempt has to wait, twice as long each
// time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "labd/core/time.h"

namespace labd::web {

struct ThrottleLimits {
    /// So many failures in a row cost nothing.
    int free_failures = 5;
    /// The wait after the first failure beyond; it doubles with each one more.
    Duration wait_first = seconds(1);
    /// Short enough that nobody can keep a proctor out of an exam day by guessing wrong.
    Duration wait_max = minutes(1);
    /// Without a failure for so long, all is forgotten.
    Duration memory = minutes(15);
    std::size_t keys_max = 4096;
};

/// Failures by key (an account's name, an address), in bounded memory: when it is full, the key
/// with the fewest failures is forgotten. One thread. Instants come from the wall clock; a clock
/// that is set back makes nobody wait longer than `wait_max`.
class Throttle {
public:
    explicit Throttle(ThrottleLimits limits) : limits_(limits) {}

    /// How long an attempt with this key has to wait; zero: it may go ahead.
    Duration wait(std::string_view key, Instant now) const;

    /// Counts an attempt as failed. Called before its outcome is known, so that many attempts at
    /// once count as many.
    void begin(std::string_view key, Instant now);

    /// Takes one `begin` back: its attempt was right, or was never judged.
    void take_back(std::string_view key);

    /// Forgets the failures of a key.
    void clear(std::string_view key);

    std::size_t size() const { return failures_.size(); }

private:
    struct Failures {
        int count = 0;
        Instant last;
    };

    Duration penalty(int count) const;
    void make_room(Instant now);

    ThrottleLimits limits_;
    std::unordered_map<std::string, Failures> failures_;
};

}  // namespace labd::web
