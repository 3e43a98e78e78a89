// Signing in, and the file of tokens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "proctor-console/client/credentials.h"
#include "proctor-console/client/endpoint.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::answered;
using testing::fake_day;
using testing::FakeLabd;
using testing::Folder;
using ::testing::HasSubstr;
using testing::header_of;
using ::testing::Not;
using testing::run_console;

constexpr std::string_view welcome = R"({"name": "sato", "role": "proctor", "token": "t0ken"})";

testing::RunOptions home(const Folder& folder) {
    testing::RunOptions options;
    options.variables["HOME"] = folder.path("");
    return options;
}

std::string token_file(const Folder& folder) {
    return folder.path("") + "/.config/proctor-console/token";
}

TEST(SignIn, StoresTheTokenForItsOwnerAloneAndUsesIt) {
    const Folder folder;
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, std::string(welcome))};
    testing::RunOptions options = home(folder);
    options.password = "s3cret";
    const testing::Ended ended = run_console(labd, {"sign-in", "sato"}, options);
    ASSERT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.body().at("password").as_string(), "s3cret");
    EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("t0ken")));

    struct stat about {};

    ASSERT_EQ(stat(token_file(folder).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600);
    run_console(labd, {"board"}, options);
    EXPECT_EQ(header_of(labd.requests.back(), "Authorization"), "Bearer t0ken");
}

TEST(SignIn, TakesThePasswordFromAFileOrStandardInput) {
    const Folder folder;
    const std::string file = folder.write("password", "from file\n");
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, std::string(welcome))};
    testing::RunOptions options = home(folder);
    run_console(labd, {"sign-in", "sato", "--password-file", file}, options);
    EXPECT_EQ(labd.body().at("password").as_string(), "from file");
    options.input = "from input\n";
    run_console(labd, {"sign-in", "sato", "--password-file", "-"}, options);
    EXPECT_EQ(labd.body().at("password").as_string(), "from input");
}

TEST(SignIn, AsksNobodyWithNoInput) {
    const Folder folder;
    FakeLabd labd = fake_day();
    testing::RunOptions options = home(folder);
    options.password = "x";
    EXPECT_EQ(run_console(labd, {"sign-in", "sato", "--no-input"}, options).code, ExitCode::usage);
    EXPECT_TRUE(labd.sent().empty());
}

TEST(SignIn, KeepsATokenForEachLabd) {
    const Folder folder;
    Credentials credentials(folder.path("token"));
    EXPECT_TRUE(credentials.store("http://127.0.0.1:8080", {"a", "sato", "proctor"}));
    EXPECT_TRUE(credentials.store("https://labd:443", {"b", "sato", "proctor"}));
    EXPECT_EQ(credentials.find("http://127.0.0.1:8080")->token, "a");
    EXPECT_TRUE(credentials.remove("http://127.0.0.1:8080"));
    EXPECT_FALSE(credentials.find("http://127.0.0.1:8080"));
    EXPECT_EQ(credentials.find("https://labd:443")->token, "b");
}

TEST(SignIn, DoesNotUseATokenThatOthersCanRead) {
    const Folder folder;
    Credentials credentials(folder.path("token"));
    ASSERT_TRUE(credentials.store("http://127.0.0.1:8080", {"a", "sato", "proctor"}));
    ASSERT_EQ(chmod(folder.path("token").c_str(), 0644), 0);
    EXPECT_FALSE(credentials.find("http://127.0.0.1:8080"));
    EXPECT_NE(credentials.problem(), "");
}

TEST(SignOut, ForgetsTheTokenEvenWhenLabdIsAway) {
    const Folder folder;
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, std::string(welcome)),
                  testing::failed(net::ClientFailure::refused)};
    testing::RunOptions options = home(folder);
    options.password = "x";
    run_console(labd, {"sign-in", "sato"}, options);
    EXPECT_EQ(run_console(labd, {"sign-out"}, options).code, ExitCode::unreachable);
    EXPECT_FALSE(Credentials(token_file(folder)).find("http://127.0.0.1:8080"));
}

TEST(Token, ComesFromAFileBeforeTheEnvironmentBeforeTheStore) {
    const Folder folder;
    const std::string file = folder.write("service", "from-file\n");
    FakeLabd labd = fake_day();
    testing::RunOptions options = home(folder);
    options.variables["PROCTOR_CONSOLE_TOKEN"] = "from-environment";
    run_console(labd, {"board"}, options);
    EXPECT_EQ(header_of(labd.requests.back(), "Authorization"), "Bearer from-environment");
    run_console(labd, {"board", "--token-file", file}, options);
    EXPECT_EQ(header_of(labd.requests.back(), "Authorization"), "Bearer from-file");
}

TEST(Token, CannotSmuggleAHeader) {
    FakeLabd labd = fake_day();
    testing::RunOptions options;
    options.variables["PROCTOR_CONSOLE_TOKEN"] = "a\r\nX-Evil: 1";
    EXPECT_EQ(run_console(labd, {"board"}, options).code, ExitCode::usage);
    EXPECT_TRUE(labd.requests.empty());
}

TEST(Endpoint, KnowsOneSpellingOfAnAddress) {
    EXPECT_EQ(parse_endpoint("http://127.0.0.1:8080/").endpoint.url, "http://127.0.0.1:8080");
    EXPECT_EQ(parse_endpoint("https://Labd.example").endpoint.options.port, 443);
    EXPECT_EQ(parse_endpoint("http://[::1]:8080").endpoint.options.host, "::1");
    for (const char* url : {"", "labd", "ftp://x", "https://", "https://a@b", "https://a/path",
                            "https://a?x", "http://127.evil.example", "http://10.0.0.1"}) {
        EXPECT_NE(parse_endpoint(url).error_key, "") << url;
    }
    EXPECT_EQ(percent_encode("S 7/ä"), "S%207%2F%C3%A4");
}

}  // namespace

}  // namespace labd::console
