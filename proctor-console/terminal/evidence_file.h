// `evidence` and `checkpoint`: what is kept elsewhere, as files.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Asks labd for the pack, which enters that it was handed out, and saves it for its owner alone.
ExitCode save_evidence(Console& console);

/// The same of an incident, and of the sitting whose remedy case is named.
ExitCode save_incident_evidence(Console& console);
ExitCode save_remedy_evidence(Console& console);

/// Saves a signed checkpoint: for print in a file whose name ends in `.pdf` or `.html`, as a note
/// in any other.
ExitCode save_checkpoint(Console& console);

}  // namespace labd::console
