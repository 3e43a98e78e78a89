// JSON as it goes out: numbers in plain decimal notation (`1`, `1.5`, never `1E0`), the same bytes
// for the same value always.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace labd::codec {

/// Members in their order, no blanks. Numbers are finite.
std::string plain_json(const boost::json::value& value);

}  // namespace labd::codec
