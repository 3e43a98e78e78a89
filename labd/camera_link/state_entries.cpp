#include "labd/camera_link/state_entries.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "labd/codec/messages.h"

namespace labd::camera_link {

StateEntries::StateEntries(ports::Loop& loop, kernel::Kernel& kernel, NotEntered not_entered,
                           StateEntriesLimits limits)
    : loop_(loop), kernel_(kernel), not_entered_(std::move(not_entered)), limits_(limits) {}

domain::Actor StateEntries::actor() { return {"labd-camera", domain::Role::camera_service}; }

void StateEntries::add(domain::CameraStateReported entry) {
    if (waiting_.size() >= limits_.waiting_max || !kernel_.is_writable()) {
        not_entered_(entry);
        return;
    }
    waiting_.push_back(std::move(entry));
    go_on();
}

void StateEntries::go_on() {
    if (is_sending_ || waiting_.empty()) {
        return;
    }
    is_sending_ = true;
    // When all that people have entered so far is on the disk, and the loop has time.
    const auto later = [this, presence = std::weak_ptr<bool>(presence_)] {
        if (!presence.expired()) {
            loop_.post([this, presence] {
                if (!presence.expired()) {
                    send();
                }
            });
        }
    };
    kernel_.when_settled(later);
}

void StateEntries::send() {
    const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), limits_.together_max));
    const std::vector<domain::CameraStateReported> together(waiting_.begin(),
                                                            waiting_.begin() + count);
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    open_ = together.size();
    for (const domain::CameraStateReported& entry : together) {
        domain::Proposed proposed;
        proposed.by = actor();
        proposed.body = entry;
        kernel::Request request;
        request.entries.push_back(std::move(proposed));
        kernel_.submit(std::move(request), [this, entry, presence = std::weak_ptr<bool>(presence_)](
                                               const kernel::Outcome& outcome) {
            if (!presence.expired()) {
                on_outcome(entry, outcome);
            }
        });
    }
}

void StateEntries::on_outcome(const domain::CameraStateReported& entry,
                              const kernel::Outcome& outcome) {
    if (const auto* refused = std::get_if<kernel::Refused>(&outcome)) {
        spdlog::warn("the state of camera {} was not entered: {}", entry.camera.value,
                     codec::render(refused->refusal.message, codec::Language::en, TimeZone()));
    }
    if (!std::holds_alternative<kernel::Done>(outcome)) {
        not_entered_(entry);
    }
    if (--open_ == 0) {
        is_sending_ = false;
        go_on();
    }
}

}  // namespace labd::camera_link
