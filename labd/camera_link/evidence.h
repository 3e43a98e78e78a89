// What a later look at closed recordings becomes in the journal: a root each ten minutes of a
// required window, footage that can be read now, and footage that went away or was changed since.
#pragma once

#include <optional>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/domain/entries.h"
#include "labd/kernel/kernel.h"
#include "labd/rules/view.h"

namespace labd::camera_link {

/// The entry that a manifest becomes; nothing when it touches no required window, is of a camera
/// that the day does not have, or is in the journal already. Loop thread; may load a day.
std::optional<domain::Proposed> digest_entry(kernel::Kernel& kernel, const ManifestReport& report);

/// The states that say so: a gap where it was deleted or cannot be read any more, unknown where it
/// was changed, and from its end on what was known before. None where nothing becomes worse by it
/// (CAM-7) and outside of required windows. Loop thread; may load days.
std::vector<domain::Proposed> loss_entries(kernel::Kernel& kernel, const LossReport& report);

/// The states of what could not be read while it was written and can be now (CAM-7): *unknown*
/// becomes what the stream was like then. Nothing else changes: who asks again gets none. Loop
/// thread; may load days.
std::vector<domain::Proposed> readable_entries(kernel::Kernel& kernel,
                                               const ReadableReport& report);

/// The states of `loss_entries` for one view and what of the loss lies in its window. Pure.
std::vector<domain::CameraStateReported> loss_states(const rules::View& view,
                                                     const domain::Camera& camera, Interval lost,
                                                     Instant window_end, LossKind kind);

/// The states of `readable_entries`, likewise. Pure.
std::vector<domain::CameraStateReported> readable_states(const rules::View& view,
                                                         const domain::Camera& camera,
                                                         Interval readable, Instant window_end);

}  // namespace labd::camera_link
