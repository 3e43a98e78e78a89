// Who has seen footage: an entry before the picture is shown, for each person and camera one in
// ten minutes, so that a wall of pictures does not fill the journal (CAM-3, CAM-5).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "labd/codec/messages.h"
#include "labd/web/context.h"

namespace labd::web {

/// Loop thread only. The context must live longer, its cameras not null.
class FootageLog {
public:
    explicit FootageLog(const Context& context) : context_(context) {}

    /// Called with nothing once the look stands in the journal, else with the answer that says why
    /// it cannot: then nothing may be shown.
    using Recorded = std::function<void(std::optional<net::Response> problem)>;

    void record(const Principal& who, const CameraId& camera, codec::Language language,
                Recorded then);

private:
    /// Name, role and camera.
    using Look = std::tuple<std::string, domain::Role, std::string>;

    void note(const Look& look);

    const Context& context_;
    /// When the last entry was made, by the clock that never steps.
    std::map<Look, Duration> entered_;
};

}  // namespace labd::web
