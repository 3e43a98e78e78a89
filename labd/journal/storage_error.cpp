#include "labd/journal/storage_error.h"

#include "labd/core/assert.h"

namespace labd::journal {

void throw_exception_from_error(const StorageError& error, const boost::source_location& location) {
    assertion_failed(error.text.c_str(), location.file_name(), static_cast<int>(location.line()));
}

}  // namespace labd::journal
