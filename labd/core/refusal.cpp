#include "labd/core/refusal.h"

#include "labd/core/assert.h"

namespace labd {

void throw_exception_from_error(const Refusal& refusal, const boost::source_location& location) {
    assertion_failed(refusal.message.key.c_str(), location.file_name(),
                     static_cast<int>(location.line()));
}

}  // namespace labd
