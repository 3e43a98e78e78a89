// One entry of each type, every member set; all free text has the word `secret` in it and the one
// birth date is 1991-05-02.
#pragma once

#include <vector>

#include "labd/domain/entries.h"

namespace labd::test {

std::vector<domain::Body> every_entry();

}  // namespace labd::test
