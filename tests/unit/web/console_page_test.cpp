// The web console's page and files, as a browser gets them.
#include "labd/web/console_page.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/support/web_day.h"

namespace labd::web {
namespace {

using test::Told;
using test::WebDay;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view gzip_magic = "\x1f\x8b";

Told read(WebDay& web, const std::string& target, std::map<std::string, std::string> headers = {}) {
    return web.send({net::Method::get, target, "", std::move(headers)});
}

TEST(ConsolePage, IsServedToWhoeverAsksAndIsAskedForAnewEachTime) {
    WebDay web;
    const Told page = read(web, "/", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(page.header("Content-Encoding"), "gzip");
    EXPECT_EQ(page.header("Cache-Control"), "no-cache");
    EXPECT_EQ(page.header("Vary"), "Accept-Encoding");
    EXPECT_THAT(page.text(), StartsWith(gzip_magic));
}

TEST(ConsolePage, KeepsThePolicyThatLetsNothingInFromElsewhere) {
    WebDay web;
    const std::string_view common = read(web, "/").response.common_headers;
    EXPECT_THAT(common, StartsWith("Content-Security-Policy: default-src 'none'; "
                                   "script-src 'self'; style-src 'self';"));
    EXPECT_THAT(common, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(common, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(common, Not(HasSubstr("no-store"))) << "its own Cache-Control stands alone";
    EXPECT_THAT(common, testing::EndsWith("\r\n"));
}

TEST(ConsolePage, ServesEachOfItsFilesForEver) {
    WebDay web;
    std::set<std::string_view> types;
    for (const Asset& asset : console_assets()) {
        if (asset.name.empty()) {
            continue;
        }
        const Told file = read(web, "/assets/" + std::string(asset.name));
        EXPECT_EQ(file.status, 200) << asset.name;
        EXPECT_EQ(file.header("Cache-Control"), "public, max-age=31536000, immutable");
        EXPECT_EQ(file.header("ETag"), asset.etag);
        EXPECT_THAT(file.text(), StartsWith(gzip_magic)) << asset.name;
        types.insert(asset.content_type);
    }
    EXPECT_EQ(types, (std::set<std::string_view>{"application/json", "image/svg+xml",
                                                 "text/css; charset=utf-8",
                                                 "text/javascript; charset=utf-8"}));
}

TEST(ConsolePage, IsNotSentAgainToWhoeverHasIt) {
    WebDay web;
    const std::string etag = read(web, "/").header("ETag");
    for (const std::string& tag : {etag, "W/" + etag, "\"other\", " + etag}) {
        const Told again = read(web, "/", {{"If-None-Match", tag}});
        EXPECT_EQ(again.status, 304) << tag;
        EXPECT_EQ(again.header("ETag"), etag);
        EXPECT_EQ(again.text(), "");
    }
    EXPECT_EQ(read(web, "/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST(ConsolePage, SaysThatItHasNoOtherFormThanGzipped) {
    WebDay web;
    const Told told = read(web, "/", {{"Accept-Encoding", "identity"}});
    EXPECT_EQ(told.status, 406);
    EXPECT_EQ(told.problem(), "not-acceptable");
    EXPECT_THAT(told.response.common_headers, HasSubstr("Cache-Control: no-store\r\n"));
}

TEST(ConsolePage, HasNoFileOfAnotherName) {
    WebDay web;
    EXPECT_EQ(read(web, "/assets/other.js").status, 404);
    EXPECT_EQ(read(web, "/assets/").status, 404) << "the page is at / only";
    EXPECT_EQ(web.send({net::Method::post, "/", "", {}}).status, 405);
}

/// What a slow tablet has to load: aims of the design note.
TEST(ConsolePage, IsSmall) {
    std::size_t all = 0;
    std::size_t script = 0;
    for (const Asset& asset : console_assets()) {
        all += asset.gzipped.size();
        if (asset.content_type.starts_with("text/javascript")) {
            script += asset.gzipped.size();
        }
    }
    EXPECT_GT(script, 10'000U);
    EXPECT_LE(script, 60'000U);
    EXPECT_LE(all, 250'000U);
}

}  // namespace
}  // namespace labd::web
