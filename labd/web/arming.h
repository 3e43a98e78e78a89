// Arming: before a session every camera is checked, and somebody walks past each, which shows that
// its picture is live (CAM-1, CAM-7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// What stands against trusting a camera, the worst first; keys of the catalogue. `armed_for` is
/// how long ago arming began, nothing when it has not. An empty list means that it is ready.
std::vector<Message> arming_problems(const std::optional<ports::LiveCamera>& live,
                                     std::optional<Duration> armed_for);

/// The arming that goes on, if any. It is of the moment and ends with the process. Loop thread
/// only.
class Arming {
public:
    explicit Arming(const Context& context) : context_(context) {}

    /// POST `/api/v1/cameras/arming`: from now on somebody has to walk past each camera. Who began
    /// it is in the journal.
    void begin(Call call);

    /// GET `/api/v1/cameras/arming`: each camera, and what is wrong with it.
    void read(Call call) const;

    /// Whether arming began within the last hour: who arms has to see the pictures.
    bool is_going_on() const;

private:
    struct Begun {
        Instant at;
        /// By the clock that never steps.
        Duration elapsed;
        std::string by;
    };

    std::optional<Duration> armed_for() const;
    void answer_state(Call& call) const;

    const Context& context_;
    std::optional<Begun> begun_;
};

}  // namespace labd::web
