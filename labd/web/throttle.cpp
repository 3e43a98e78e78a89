#include "labd/web/throttle.h"

#include <algorithm>
#include <utility>

namespace labd::web {
namespace {

/// Longer than any account's name or address, so that long nonsense costs no memory.
constexpr std::size_t key_bytes_max = 64;

std::string key_of(std::string_view text) { return std::string(text.substr(0, key_bytes_max)); }

}  // namespace

Duration Throttle::penalty(int count) const {
    if (count <= limits_.free_failures) {
        return {};
    }
    Duration wait = limits_.wait_first;
    for (int i = limits_.free_failures + 1; i < count && wait < limits_.wait_max; ++i) {
        wait = wait * 2;
    }
    return std::min(wait, limits_.wait_max);
}

Duration Throttle::wait(std::string_view key, Instant now) const {
    const auto found = failures_.find(key_of(key));
    if (found == failures_.end() || now - found->second.last >= limits_.memory) {
        return {};
    }
    const Duration left = found->second.last + penalty(found->second.count) - now;
    return std::clamp(left, Duration{}, penalty(found->second.count));
}

void Throttle::begin(std::string_view key, Instant now) {
    const auto found = failures_.find(key_of(key));
    if (found == failures_.end()) {
        make_room(now);
        failures_.emplace(key_of(key), Failures{1, now});
        return;
    }
    Failures& failures = found->second;
    failures.count = now - failures.last >= limits_.memory ? 1 : failures.count + 1;
    failures.last = now;
}

void Throttle::take_back(std::string_view key) {
    const auto found = failures_.find(key_of(key));
    if (found != failures_.end() && --found->second.count <= 0) {
        failures_.erase(found);
    }
}

void Throttle::clear(std::string_view key) { failures_.erase(key_of(key)); }

void Throttle::make_room(Instant now) {
    if (failures_.size() < limits_.keys_max) {
        return;
    }
    std::erase_if(failures_,
                  [&](const auto& entry) { return now - entry.second.last >= limits_.memory; });
    if (failures_.size() >= limits_.keys_max) {
        failures_.erase(std::ranges::min_element(failures_, {}, [](const auto& entry) {
            return std::pair(entry.second.count, entry.second.last);
        }));
    }
}

}  // namespace labd::web
