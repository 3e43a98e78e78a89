// How opening, verifying and copying a journal fail: a text for the operator that says what is
// wrong and where.
#pragma once

#include <boost/system/result.hpp>
#include <string>

namespace labd::journal {

struct StorageError {
    /// A sentence in English, without personal data.
    std::string text;
};

/// Never called while results are tested before use; a use without a test is a bug and aborts.
[[noreturn]] void throw_exception_from_error(const StorageError& error,
                                             const boost::source_location& location);

template <class T>
using StorageResult = boost::system::result<T, StorageError>;

}  // namespace labd::journal
