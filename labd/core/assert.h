// Assertions that stay on in every build: a broken invariant ends the process, and the journal is
// recovered at the next start.
#pragma once

namespace labd {

[[noreturn]] void assertion_failed(const char* what, const char* file, int line);

}  // namespace labd

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): the text and place of the condition are needed.
#define LABD_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::labd::assertion_failed(#condition, __FILE__, __LINE__))
