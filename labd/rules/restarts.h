// The question that a restart asks: did an outage of the site begin while labd was down? An outage
// of the site or an acknowledgement of the alarm answers it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labd/domain/day.h"

namespace labd::rules {

/// The restarts of a day of which nobody has said so at an instant, the oldest first.
std::vector<const domain::Restart*> open_restarts(const domain::Day& day, Instant at);

/// The identity of the alarm that asks.
std::string restart_alarm(const domain::Restart& restart);

/// Whether somebody had acknowledged the alarm with this key.
bool is_acknowledged(const domain::Day& day, std::string_view alarm, Instant at);

}  // namespace labd::rules
