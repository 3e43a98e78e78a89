#include "labd/camera_link/state_entries.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "labd/codec/messages.h"

namespace labd::camera_link {

namespace {

domain::Proposed proposed(domain::CameraStateReported entry) {
    domain::Proposed proposed;
    proposed.by = StateEntries::actor();
    proposed.body = std::move(entry);
    return proposed;
}

}  // namespace

StateEntries::StateEntries(ports::Loop& loop, kernel::Kernel& kernel, NotEntered not_entered,
                           StateEntriesLimits limits)
    : loop_(loop), kernel_(kernel), not_entered_(std::move(not_entered)), limits_(limits) {}

domain::Actor StateEntries::actor() { return {"labd-camera", domain::Role::camera_service}; }

void StateEntries::add(domain::CameraStateReported entry) {
    if (waiting_.size() >= limits_.waiting_max || !kernel_.is_writable()) {
        not_entered_(entry);
        return;
    }
    waiting_.push_back(proposed(std::move(entry)));
    go_on();
}

void StateEntries::enter(const domain::CameraStateReported& entry) {
    submit(proposed(entry), [] {});
}

void StateEntries::add_other(domain::Proposed entry) {
    if (others_.size() >= limits_.others_max) {
        spdlog::error("{} was not entered: too many wait", domain::type_name(entry.body));
        return;
    }
    others_.push_back(std::move(entry));
    try_others();
}

void StateEntries::try_others() {
    if (!kernel_.is_writable()) {
        return;
    }
    while (!others_.empty() && waiting_.size() < limits_.waiting_max) {
        waiting_.push_back(std::move(others_.front()));
        others_.pop_front();
    }
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
    const std::vector<domain::Proposed> together(waiting_.begin(), waiting_.begin() + count);
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    open_ = together.size();
    for (const domain::Proposed& entry : together) {
        submit(entry, [this] {
            if (--open_ == 0) {
                is_sending_ = false;
                go_on();
            }
        });
    }
}

void StateEntries::submit(const domain::Proposed& entry, const std::function<void()>& then) {
    kernel::Request request;
    request.entries.push_back(entry);
    kernel_.submit(std::move(request),
                   [this, entry, then,
                    presence = std::weak_ptr<bool>(presence_)](const kernel::Outcome& outcome) {
                       if (!presence.expired()) {
                           on_outcome(entry, outcome);
                           then();
                       }
                   });
}

void StateEntries::on_outcome(const domain::Proposed& entry, const kernel::Outcome& outcome) {
    if (const auto* refused = std::get_if<kernel::Refused>(&outcome)) {
        spdlog::warn("{} was not entered: {}", domain::type_name(entry.body),
                     codec::render(refused->refusal.message, codec::Language::en, TimeZone()));
    }
    const auto* state = std::get_if<domain::CameraStateReported>(&entry.body);
    // A state of its session is told of what was found later: the desk knows nothing of it.
    if (state != nullptr && entry.session.empty()) {
        if (!std::holds_alternative<kernel::Done>(outcome)) {
            not_entered_(*state);
        }
    } else if (std::holds_alternative<kernel::Unavailable>(outcome)) {
        others_.push_back(entry);
    }
}

}  // namespace labd::camera_link
