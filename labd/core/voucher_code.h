// Codes of vouchers as people read them out and type them: 115 random bits in letters and digits
// that are not mistaken for one another, with a check character (VCH-5).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labd {

/// What a code is made of; the last five bits are not used.
using VoucherBits = std::array<std::uint8_t, 15>;

/// 24 characters: 23 of the bits and one that checks them.
std::string make_voucher_code(const VoucherBits& random);

/// In groups of four, for people: `7KQM-…`.
std::string grouped_voucher_code(std::string_view code);

/// What somebody typed as a code without groups; nothing when it cannot be one. Small letters, and
/// O, I and L for 0 and 1, are understood. A wrong character, and two that changed places, are
/// noticed.
std::optional<std::string> read_voucher_code(std::string_view typed);

}  // namespace labd
