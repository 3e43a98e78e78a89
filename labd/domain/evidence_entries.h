// The entries about evidence that leaves labd (entries.h says what an entry is).
#pragma once

#include <boost/describe/class.hpp>
#include <string_view>

#include "labd/domain/values.h"

namespace labd::domain {

/// Who entered it was given everything about a sitting as one file, to hand on.
struct EvidenceExported {
    static constexpr std::string_view type = "evidence.exported";
    SittingId sitting;
};
BOOST_DESCRIBE_STRUCT(EvidenceExported, (), (sitting))

}  // namespace labd::domain
