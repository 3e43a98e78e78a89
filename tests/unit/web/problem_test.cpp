#include "labd/web/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

namespace labd::web {
namespace {

using codec::Language;

bool is_japanese(std::string_view text) {
    // The first bytes of kana and kanji in UTF-8.
    return std::ranges::any_of(text, [](unsigned char c) { return c >= 0xE3 && c <= 0xE9; });
}

TEST(Problem, EveryFaultHasATitleAndASentenceInBothLanguages) {
    for (int number = 0; number <= static_cast<int>(Fault::unavailable); ++number) {
        const auto fault = static_cast<Fault>(number);
        for (const Language language : {Language::en, Language::ja}) {
            const net::Response response = problem(fault, language);
            const auto body = boost::json::parse(*response.body).as_object();
            for (const char* member : {"title", "detail"}) {
                const std::string text(body.at(member).as_string());
                EXPECT_FALSE(text.starts_with("title.") || text.starts_with("problem."))
                    << type_of(fault) << ": " << text;
                EXPECT_EQ(is_japanese(text), language == Language::ja)
                    << type_of(fault) << ": " << text;
            }
        }
    }
}

TEST(Problem, InputThatCannotBeReadIsNamedWithItsPlace) {
    const net::Response response = bad_input({"/at", Message{"input.list"}}, Language::en);
    const auto body = boost::json::parse(*response.body).as_object();
    EXPECT_EQ(body.at("place").as_string(), "/at");
    EXPECT_EQ(body.at("detail").as_string(), "The request cannot be read. /at: must be a list.");
}

}  // namespace
}  // namespace labd::web
