#include "labd/core/assert.h"

#include <cstdio>
#include <cstdlib>

namespace labd {

void assertion_failed(const char* what, const char* file, int line) {
    std::fprintf(stderr, "labd: bug: %s does not hold (%s:%d)\n", what, file, line);
    std::abort();
}

}  // namespace labd
