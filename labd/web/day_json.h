// A day's answers as one sight shows them: the board and its parts.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "labd/rules/horizon.h"
#include "labd/web/access.h"
#include "labd/web/day.h"

namespace labd::web {

/// The question `sitting`, with what the sight shows of the person; nothing when the day has no
/// such sitting.
std::optional<boost::json::object> sitting_for(Sight sight, const OpenedDay& day,
                                               const SittingId& sitting);

boost::json::array outages_for(Sight sight, const OpenedDay& day);

boost::json::array alarms_of(const OpenedDay& day);

/// The question `session`, with id and date; nothing when the day has no such session.
std::optional<boost::json::object> session_for(const OpenedDay& day);

/// The whole board; `horizon` learns when it changes by itself. `day.at` must be `horizon.at()`.
boost::json::object board_for(Sight sight, const OpenedDay& day, Seq size, rules::Horizon& horizon);

}  // namespace labd::web
