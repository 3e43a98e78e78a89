// What the journal's entries say about what can be taken back, and which session is today's.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace labd::console::floor {

/// Whether somebody may want to take it back: not labd's own entries, nor those that end nothing
/// and cannot be corrected.
bool is_correctable(const boost::json::object& entry);

/// The ids of the entries that these corrections correct.
std::vector<std::string> corrected_by(const std::vector<boost::json::object>& corrections);

/// Today's open session, else today's, else an open one, else the first; empty when there is none.
std::string session_of_today(const boost::json::value& sessions);

}  // namespace labd::console::floor
