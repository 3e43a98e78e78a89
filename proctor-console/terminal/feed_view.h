// The commands about the feed: how far each webhook is, what did not get through, and trying it
// again.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_feed(Console& console);

ExitCode show_undelivered(Console& console);

ExitCode retry_webhook(Console& console);

}  // namespace labd::console
