// What is known of the Idempotency-Keys that are not stored: clients that send time-ordered keys
// then need no look-up, which costs more than all else that is done with a key.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace labd::journal {

/// A few stretches of keys, both ends excluded, in which nothing is stored. One thread at a time.
class AbsentKeys {
public:
    /// True: the key is not stored. False says nothing.
    bool contains(std::string_view key) {
        for (auto stretch = stretches_.begin(); stretch != stretches_.end(); ++stretch) {
            if (stretch->contains(key)) {
                // The one used last stands first, and the last one is given up first.
                std::rotate(stretches_.begin(), stretch, stretch + 1);
                return true;
            }
        }
        return false;
    }

    /// Nothing is stored between these; without `below` nothing after `above`.
    void learn(std::string_view above, std::optional<std::string> below) {
        stretches_.back() = {std::string(above), std::move(below)};
    }

    /// A key that may be stored from now on.
    void stored(std::string_view key) {
        for (Stretch& stretch : stretches_) {
            if (stretch.contains(key)) {
                stretch.above = key;
            }
        }
    }

private:
    struct Stretch {
        std::optional<std::string> above;
        std::optional<std::string> below;

        bool contains(std::string_view key) const {
            return above && key > *above && (!below || key < *below);
        }
    };

    std::array<Stretch, 4> stretches_;
};

}  // namespace labd::journal
