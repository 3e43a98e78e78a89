// Texts that hold everything a state, a day or an answer says: what is compared when two of them
// must be the same, and what a failing test prints.
#pragma once

#include <string>

#include "labd/domain/state.h"
#include "labd/rules/alarms.h"
#include "labd/rules/explain.h"

namespace labd::test {

/// Every member of every entry, item and fact.
std::string dump(const domain::State& state);
std::string dump(const domain::Day& day);

/// Every member, with the rules.
std::string dump(const rules::SittingState& state);
std::string dump(const rules::Timeline& line);
std::string dump(const rules::Explanation& explanation);
std::string dump(const std::vector<rules::Alarm>& alarms);
std::string dump(const Rules& rules);

/// What of a state may change only with a new fact or at `changes_at`: no running times.
std::string dump_steady(const rules::SittingState& state);
/// Keys, marks and priorities.
std::string dump_steady(const std::vector<rules::Alarm>& alarms);

/// When things begin and end, without entry ids and rules.
std::string dump_clock(const rules::Timeline& line);

}  // namespace labd::test
