// Codes of vouchers: how they look, and what is noticed when they are read out wrongly (VCH-5).
#include "labd/core/voucher_code.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace labd {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

VoucherBits bits(std::uint32_t seed) {
    std::mt19937 source(seed);
    VoucherBits random{};
    for (std::uint8_t& byte : random) {
        byte = static_cast<std::uint8_t>(source());
    }
    return random;
}

TEST(VoucherCode, VCH_5_HoldsOneHundredAndFifteenBits) {
    VoucherBits random{};
    const std::string zero = make_voucher_code(random);
    EXPECT_EQ(zero, std::string(24, '0'));
    // Each of the bits changes the code, and no two the same way.
    std::set<std::string> codes{zero};
    for (std::size_t bit = 0; bit < 115; ++bit) {
        random = {};
        random[bit / 8] = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        codes.insert(make_voucher_code(random));
    }
    EXPECT_EQ(codes.size(), 116U);
}

TEST(VoucherCode, IsReadAsPeopleTypeIt) {
    const std::string code = make_voucher_code(bits(7));
    const std::string shown = grouped_voucher_code(code);
    EXPECT_EQ(shown.size(), 29U);
    EXPECT_EQ(read_voucher_code(shown), code);
    std::string small = " " + shown;
    for (char& character : small) {
        character = static_cast<char>(std::tolower(character));
        character = character == '0' ? 'o' : character == '1' ? 'l' : character;
    }
    EXPECT_EQ(read_voucher_code(small), code);
}

TEST(VoucherCode, IsNotReadWhenItCannotBeOne) {
    const std::string code = make_voucher_code(bits(8));
    EXPECT_EQ(read_voucher_code(""), std::nullopt);
    EXPECT_EQ(read_voucher_code(code.substr(1)), std::nullopt);
    EXPECT_EQ(read_voucher_code(code + "0"), std::nullopt);
    EXPECT_EQ(read_voucher_code("U" + code.substr(1)), std::nullopt);
    EXPECT_EQ(read_voucher_code(std::string(1'000'000, '0')), std::nullopt);
    EXPECT_EQ(read_voucher_code("\xff" + code.substr(1)), std::nullopt);
}

TEST(VoucherCode, VCH_5_EveryWrongCharacterIsNoticed) {
    const std::string code = make_voucher_code(bits(9));
    for (std::size_t place = 0; place < code.size(); ++place) {
        for (const char other : alphabet) {
            std::string wrong = code;
            wrong[place] = other;
            EXPECT_EQ(read_voucher_code(wrong).has_value(), wrong == code) << wrong;
        }
    }
}

TEST(VoucherCode, VCH_5_TwoThatChangedPlacesAreNoticed) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        const std::string code = make_voucher_code(bits(seed));
        for (std::size_t a = 0; a < code.size(); ++a) {
            for (std::size_t b = a + 1; b < code.size(); ++b) {
                std::string wrong = code;
                std::swap(wrong[a], wrong[b]);
                EXPECT_EQ(read_voucher_code(wrong).has_value(), wrong == code) << wrong;
            }
        }
    }
}

}  // namespace
}  // namespace labd
