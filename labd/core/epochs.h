// The lives of one journal. A copy that is put in place of what it was copied from is another life
// of it, an epoch: nothing that it says under its own epoch can be mistaken for what the lost life
// said at the same place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "labd/core/ids.h"

namespace labd {

class Epochs {
public:
    /// Only the first, 0.
    Epochs() = default;

    /// `begins`: the first entry of epoch 1, of epoch 2 and so on; not falling.
    explicit Epochs(std::vector<Seq> begins) : begins_(std::move(begins)) {}

    /// The epoch in which an entry was written.
    std::int64_t at(Seq seq) const {
        return std::ranges::upper_bound(begins_, seq) - begins_.begin();
    }

    std::int64_t current() const { return static_cast<std::int64_t>(begins_.size()); }

    /// First entry of the current epoch; 0 of the first.
    Seq begin() const { return begins_.empty() ? 0 : begins_.back(); }

    friend bool operator==(const Epochs&, const Epochs&) = default;

private:
    std::vector<Seq> begins_;
};

}  // namespace labd
