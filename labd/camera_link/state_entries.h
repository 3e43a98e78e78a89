// The way of camera states, and of what else the witness tells, into the journal: one after another
// behind what people enter, with a bound, so that fifty cameras that fail at once make nobody at a
// desk wait.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "labd/domain/entries.h"
#include "labd/kernel/kernel.h"
#include "labd/ports/loop.h"

namespace labd::camera_link {

struct StateEntriesLimits {
    /// Beyond, an entry is given back.
    std::size_t waiting_max = 512;
    /// How many may be before a person's entry at the most.
    std::size_t together_max = 8;
    /// Of other entries, which nobody would bring again.
    std::size_t others_max = 4096;
};

/// Loop thread only; kernel and loop must live longer.
class StateEntries {
public:
    using NotEntered = std::function<void(const domain::CameraStateReported&)>;

    /// `not_entered` is told of each state that the journal did not take, whatever the reason.
    StateEntries(ports::Loop& loop, kernel::Kernel& kernel, NotEntered not_entered,
                 StateEntriesLimits limits = {});

    void add(domain::CameraStateReported entry);

    /// Enters it at once: for a start, before there is anybody that it could be before.
    void enter(const domain::CameraStateReported& entry);

    /// Something else to enter behind people's entries. It waits while the journal can take
    /// nothing, for `try_others`; beyond the bound it is lost, which the log says.
    void add_other(domain::Proposed entry);

    /// To be called now and then: enters what the journal could not take before.
    void try_others();

    /// In whose name they are entered.
    static domain::Actor actor();

private:
    void go_on();
    void send();
    void submit(const domain::Proposed& entry, const std::function<void()>& then);
    void on_outcome(const domain::Proposed& entry, const kernel::Outcome& outcome);

    ports::Loop& loop_;
    kernel::Kernel& kernel_;
    NotEntered not_entered_;
    const StateEntriesLimits limits_;
    std::deque<domain::Proposed> waiting_;
    std::deque<domain::Proposed> others_;
    bool is_sending_ = false;
    /// Sent and not answered yet.
    std::size_t open_ = 0;
    /// Outcomes that arrive when this is gone find this gone too.
    std::shared_ptr<bool> presence_ = std::make_shared<bool>(true);
};

}  // namespace labd::camera_link
