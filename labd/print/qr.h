// QR codes: text for whoever has only the paper.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace labd::print {

/// Rows of modules from the top; true is dark. The quiet zone around it is not part of it.
using QrModules = std::vector<std::vector<bool>>;

/// Modules of paper that have to stay empty on all sides (ISO/IEC 18004).
inline constexpr int qr_quiet_zone = 4;

/// Longest text that stays readable from a page of paper.
inline constexpr std::size_t qr_bytes_max = 1'000;

/// The code of a text, with a quarter of it still readable when as much is damaged. Nothing when
/// the text is longer than `qr_bytes_max` or empty.
std::optional<QrModules> qr_modules(std::string_view text);

}  // namespace labd::print
