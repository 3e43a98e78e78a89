// JSON as it goes out: plain numbers, and otherwise what Boost.JSON would write.
#include "labd/codec/plain_json.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "labd/codec/answers.h"
#include "labd/codec/json.h"

namespace labd::codec {
namespace {

TEST(PlainJson, WritesLengthsInPlainDecimals) {
    const auto text = [](std::int64_t us) { return plain_json(seconds_to_json(microseconds(us))); };
    EXPECT_EQ(text(0), "0");
    EXPECT_EQ(text(1), "0.000001");
    EXPECT_EQ(text(100'000), "0.1");
    EXPECT_EQ(text(1'500'000), "1.5");
    EXPECT_EQ(text(-1'500'000), "-1.5");
    EXPECT_EQ(text(7'200'000'000), "7200");
    EXPECT_EQ(text(86'399'999'999), "86399.999999");
    EXPECT_EQ(text(31'622'400'000'001), "31622400.000001");
}

TEST(PlainJson, WritesWholeDoublesWithoutAPointAndLargeOnesWithoutAnExponent) {
    EXPECT_EQ(plain_json(1.0), "1");
    EXPECT_EQ(plain_json(0.1), "0.1");
    EXPECT_EQ(plain_json(1e21), "1000000000000000000000");
    EXPECT_EQ(plain_json(5e-7), "0.0000005");
    EXPECT_EQ(plain_json(1.7976931348623157e308).size(), 309U);
}

TEST(PlainJson, IsOtherwiseWhatIsRead) {
    for (const char* text :
         {"null", "true", "false", "[]", "{}", R"([1,-2,"a",[{}],{"b":null}])", R"("\"\\/é佐藤")",
          R"({"a\"b":{"c":[[],[[]]]},"d":9223372036854775807,"e":18446744073709551615})"}) {
        const json::value value = parse_json(text).value();
        EXPECT_EQ(plain_json(value), json::serialize(value)) << text;
    }
    std::string all;
    for (int byte = 1; byte < 0x80; ++byte) {
        all += static_cast<char>(byte);
    }
    EXPECT_EQ(parse_json(plain_json(json::value(all))).value(), json::value(all));
}

}  // namespace
}  // namespace labd::codec
