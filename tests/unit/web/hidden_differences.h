// Days in two versions that differ only in what some roles may not see; for the comparison of what
// these roles are told.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tests/support/web_day.h"

namespace labd::web::test {

struct Difference {
    std::string what;
    /// Who may not see it.
    std::vector<std::string> blind;
    /// Who sees it: without one the comparison would show nothing.
    std::string seeing;
    /// Enters one of the two versions.
    std::function<void(WebDay&, bool)> enter;
};

void PrintTo(const Difference& difference, std::ostream* out);

/// What both versions of each day have: somebody who is examined, a break, an outage, a failure,
/// incidents of either sort.
void common_day(WebDay& web);

const std::vector<Difference>& hidden_differences();

}  // namespace labd::web::test
