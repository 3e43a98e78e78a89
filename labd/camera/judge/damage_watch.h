// Pictures that the decoder had to mend: now and then one is the network, one after the other they
// are artefacts that hide what happens.
#pragma once

#include <optional>
#include <vector>

#include "labd/camera/fault.h"

namespace labd::camera {

class DamageWatch {
public:
    void on_damage(Duration at);
    /// Time went on to `now`.
    void on_time(Duration now, std::vector<FaultInterval>& found);
    void finish(Duration now, std::vector<FaultInterval>& found);

    bool damaged() const;

    /// When it began.
    std::optional<Duration> damaged_since() const { return damaged() ? since_ : std::nullopt; }

private:
    std::optional<Duration> since_;
    Duration last_;
    int count_ = 0;
};

}  // namespace labd::camera
