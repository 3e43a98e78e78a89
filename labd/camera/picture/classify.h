// Which fault a picture shows, from its numbers alone.
#pragma once

#include <optional>

#include "labd/camera/fault.h"
#include "labd/camera/picture/look.h"

namespace labd::camera {

/// The fault of one picture on its own; whether it lasts is for the judge to say. A partial cover
/// is not told here: it shows only in blocks that stay lost.
std::optional<Fault> classify(const Look& look);

/// Nothing near a fault: such a picture may be learnt from.
bool is_healthy(const Look& look);

}  // namespace labd::camera
