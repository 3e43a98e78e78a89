// Bytes that a damaged file or a stranger wrote, as text that no terminal or log trips over.
#pragma once

#include <string>
#include <string_view>

namespace labd {

/// Well-formed UTF-8 stays; control characters, what reorders or hides text, and all other bytes
/// become `\xNN`.
std::string printable(std::string_view bytes);

}  // namespace labd
