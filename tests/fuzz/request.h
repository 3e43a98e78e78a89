// The target `request`: the API as a whole, with every schema of a body in it.
#pragma once

#include <string_view>

namespace labd::fuzz {

/// The first line has role, method, content type and target, the rest is the body.
void run_request(std::string_view bytes);

}  // namespace labd::fuzz
