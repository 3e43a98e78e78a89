#include "labd/camera/judge/damage_watch.h"

#include <algorithm>

namespace labd::camera {

namespace {

constexpr Duration over_after = seconds(3);
constexpr Duration last_min = seconds(3);
constexpr int count_min = 4;

}  // namespace

void DamageWatch::on_damage(Duration at) {
    if (!since_) {
        since_ = at;
        count_ = 0;
    }
    last_ = at;
    ++count_;
}

bool DamageWatch::damaged() const {
    return since_ && count_ >= count_min && last_ - *since_ >= last_min;
}

void DamageWatch::on_time(Duration now, std::vector<FaultInterval>& found) {
    if (since_ && now - last_ >= over_after) {
        finish(last_, found);
    }
}

void DamageWatch::finish(Duration now, std::vector<FaultInterval>& found) {
    if (damaged()) {
        found.push_back({*since_, std::min(now, last_), Fault::noise});
    }
    since_.reset();
}

}  // namespace labd::camera
