// Strict JSON: what is wrong is named with its line and column.
#include "labd/codec/json.h"

#include <gmock/gmock.h>

namespace labd::codec {
namespace {

using ::testing::HasSubstr;

InputFault fault_of(std::string_view text, JsonLimits limits = {}) {
    const Decoded<json::value> parsed = parse_json(text, limits);
    return parsed ? InputFault{"no fault", Message{}} : parsed.error();
}

TEST(Json, ReadsADocumentWithSpaceAroundIt) {
    const Decoded<json::value> parsed = parse_json(" \n{\"a\": [1, true, null, \"x\"]}\r\n\t");
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->at("a").as_array().size(), 4U);
}

TEST(Json, NamesLineAndColumnOfASyntaxError) {
    EXPECT_EQ(fault_of("{\"a\": 1,\n \"b\": tru }").place, "line 2, column 7");
    EXPECT_EQ(fault_of("").place, "line 1, column 1");
    EXPECT_EQ(fault_of("[1,\n2").place, "line 2, column 2");
    for (const char* text : {"{", "[1,]", "{\"a\" 1}", "'a'", "nul", "// c\n1", "[1] // c", "+1",
                             "01", "\"\t\"", "NaN", "{a: 1}"}) {
        EXPECT_NE(fault_of(text).place, "no fault") << text;
    }
}

TEST(Json, RefusesADuplicateKeyWithItsPlaceAlsoWhenItIsSpeltDifferently) {
    const InputFault fault = fault_of("{\"a\": 1,\n  \"a\": 2}");
    EXPECT_THAT(fault.sentence(), HasSubstr("the key \"a\" stands twice"));
    EXPECT_THAT(fault.place, HasSubstr("line 2"));
    EXPECT_THAT(fault_of(R"({"a": 1, "\u0061": 2})").sentence(), HasSubstr("twice"));
    EXPECT_THAT(fault_of(R"([{"x": {"k": 1, "k": 2}}])").sentence(), HasSubstr("twice"));
    EXPECT_TRUE(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])").has_value());
}

TEST(Json, BoundsTheDepth) {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_TRUE(parse_json(nested(32)).has_value());
    EXPECT_FALSE(parse_json(nested(33)).has_value());
    EXPECT_FALSE(parse_json(nested(400'000)).has_value());
    EXPECT_FALSE(parse_json(nested(3), {1024, 2}).has_value());
}

TEST(Json, BoundsTheSizeAndNamesTheByte) {
    const std::string text = "\"" + std::string(98, 'x') + "\"";
    EXPECT_TRUE(parse_json(text, {100, 32}).has_value());
    const InputFault fault = fault_of(text + " ", {100, 32});
    EXPECT_EQ(fault.place, "byte 100");
    EXPECT_THAT(fault.sentence(), HasSubstr("longer than 100 bytes"));
}

TEST(Json, RefusesBytesThatAreNoUtf8) {
    for (const char* text : {"\"\xff\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
                             "\"\xf4\x90\x80\x80\"", "{\"\x80\": 1}", "\"\\ud800\""}) {
        EXPECT_NE(fault_of(text).place, "no fault") << text;
    }
    EXPECT_TRUE(parse_json("\"\xe5\x90\x8d\xf0\x9f\x98\x80 \\ud83d\\ude00\"").has_value());
    EXPECT_NE(fault_of("\xef\xbb\xbf{}").place, "no fault");
    EXPECT_NE(fault_of(std::string_view("{}\0", 3)).place, "no fault");
}

TEST(Json, RefusesWhatFollowsTheDocument) {
    const InputFault fault = fault_of("{}\n {}");
    EXPECT_EQ(fault.place, "line 2, column 2");
    EXPECT_THAT(fault.sentence(), HasSubstr("more after"));
}

}  // namespace
}  // namespace labd::codec
