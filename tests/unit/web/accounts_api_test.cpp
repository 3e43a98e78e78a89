// Signing in, one's own password, and what an admin does, over HTTP.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class AccountsApi : public testing::Test {
protected:
    AccountsApi() {
        ports::User user;
        user.name = "mori";
        user.display_name = "Mori";
        user.roles = {domain::Role::proctor, domain::Role::lead_proctor};
        web.accounts.add_user(user, "hash of correct horse battery");
    }

    Told sign_in(const std::string& body) {
        return web.send(
            {net::Method::post, "/api/v1/sign-in", body, {{"Content-Type", "application/json"}}});
    }

    Told as(const std::string& token, net::Method method, const std::string& target,
            const std::string& body = "") {
        return web.send(
            {method,
             target,
             body,
             {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}}});
    }

    WebDay web;
};

TEST_F(AccountsApi, ABrowserGetsACookieAndAConsoleAToken) {
    const Told browser = sign_in(R"({"name":"mori","password":"correct horse battery"})");
    ASSERT_EQ(browser.status, 200) << browser.text();
    EXPECT_THAT(browser.header("Set-Cookie"), HasSubstr("labd="));
    EXPECT_THAT(browser.header("Set-Cookie"), HasSubstr("HttpOnly"));
    EXPECT_FALSE(browser.body().as_object().contains("token"));
    const Told console = sign_in(
        R"({"name":"mori","password":"correct horse battery","token":true,"role":"lead_proctor"})");
    ASSERT_EQ(console.status, 200) << console.text();
    EXPECT_EQ(console.header("Set-Cookie"), "");
    const std::string token(console.body().at("token").as_string());
    const Told me = as(token, net::Method::get, "/api/v1/me");
    EXPECT_EQ(me.body().at("name").as_string(), "mori");
    EXPECT_EQ(me.body().at("role").as_string(), "lead_proctor");
    EXPECT_EQ(as(token, net::Method::post, "/api/v1/sign-out").status, 204);
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/me").status, 401);
}

TEST_F(AccountsApi, AWrongNameAndAWrongPasswordLookTheSame) {
    const Told name = sign_in(R"({"name":"nobody","password":"correct horse battery"})");
    const Told password = sign_in(R"({"name":"mori","password":"wrong"})");
    EXPECT_EQ(name.status, 401);
    EXPECT_EQ(name.text(), password.text());
    EXPECT_EQ(sign_in(R"({"name":"mori"})").status, 400);
    EXPECT_EQ(
        sign_in(R"({"name":"mori","password":"correct horse battery","role":"admin"})").status,
        403);
}

TEST_F(AccountsApi, GuessingIsSlowedDown) {
    Told told;
    for (int i = 0; i < 7; ++i) {
        told = sign_in(R"({"name":"mori","password":"wrong"})");
    }
    EXPECT_EQ(told.status, 429);
    EXPECT_NE(told.header("Retry-After"), "");
}

TEST_F(AccountsApi, AForeignPageCannotSignAnybodyIn) {
    const Told told = web.send({net::Method::post,
                                "/api/v1/sign-in",
                                R"({"name":"mori","password":"correct horse battery"})",
                                {{"Content-Type", "application/json"},
                                 {"Host", "127.0.0.1:8080"},
                                 {"Origin", "https://evil.example"}}});
    EXPECT_EQ(told.status, 403);
    EXPECT_EQ(told.problem(), "foreign-origin");
}

TEST_F(AccountsApi, AnAdminAddsAPersonWhoMustChooseAPasswordFirst) {
    const Told added = web.post(
        "/api/v1/users", R"({"name":"sato","roles":["proctor"],"display_name":"Sato"})", "admin");
    ASSERT_EQ(added.status, 201) << added.text();
    EXPECT_EQ(added.header("Location"), "/api/v1/users/sato");
    const std::string password(added.body().at("password").as_string());
    const Told signed_in = sign_in(
        json::serialize(json::object{{"name", "sato"}, {"password", password}, {"token", true}}));
    ASSERT_EQ(signed_in.status, 200) << signed_in.text();
    const std::string token(signed_in.body().at("token").as_string());
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/sessions").problem(), "password-change-needed");
    const auto change = [&](const std::string& old, const std::string& fresh) {
        return as(token, net::Method::post, "/api/v1/me/password",
                  json::serialize(json::object{{"old", old}, {"new", fresh}}));
    };
    EXPECT_EQ(change("wrong", "a new one that is long").body().at("place").as_string(), "/old");
    EXPECT_EQ(change(password, "short").body().at("place").as_string(), "/new");
    EXPECT_EQ(change(password, "a new one that is long").status, 204);
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/me").status, 401) << "it ended with the change";
}

TEST_F(AccountsApi, AnAdminChangesPeopleAndEndsTheirTokens) {
    const std::string token(
        sign_in(R"({"name":"mori","password":"correct horse battery","token":true})")
            .body()
            .at("token")
            .as_string());
    EXPECT_EQ(web.post("/api/v1/users", R"({"name":"mori","roles":["proctor"]})", "admin").status,
              409);
    EXPECT_EQ(web.post("/api/v1/users", R"({"name":"x y","roles":["proctor"]})", "admin").status,
              400);
    EXPECT_EQ(web.post("/api/v1/users", R"({"name":"x","roles":["king"]})", "admin").status, 400);
    const Told patched =
        web.send({net::Method::patch,
                  "/api/v1/users/mori",
                  R"({"display_name":"Mori Aki","roles":["lead_proctor"]})",
                  {{"Authorization", "Bearer token-admin"}, {"Content-Type", "application/json"}}});
    ASSERT_EQ(patched.status, 200) << patched.text();
    EXPECT_EQ(patched.body().at("display_name").as_string(), "Mori Aki");
    const Told tokens = web.get("/api/v1/users/mori/tokens", "admin");
    ASSERT_EQ(tokens.body().at("tokens").as_array().size(), 1U);
    const std::string id =
        std::to_string(tokens.body().at("tokens").at(0).at("id").to_number<int>());
    const auto end = [&](const std::string& target) {
        return web.send(
            {net::Method::remove, target, "", {{"Authorization", "Bearer token-admin"}}});
    };
    EXPECT_EQ(end("/api/v1/tokens/" + id).status, 404) << "it is a person's";
    EXPECT_EQ(end("/api/v1/users/mori/tokens/" + id).status, 204);
    EXPECT_EQ(end("/api/v1/users/mori/tokens/" + id).status, 404);
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/me").status, 401);
    EXPECT_THAT(web.get("/api/v1/users", "admin").text(), Not(HasSubstr("hash")));
}

TEST_F(AccountsApi, AChangeBasedOnAnOldStateIsRefused) {
    const Told read = web.get("/api/v1/users/mori", "admin");
    ASSERT_EQ(read.status, 200);
    const auto change = [&](const std::string& name, const std::string& etag) {
        return web.send({net::Method::patch,
                         "/api/v1/users/mori",
                         json::serialize(json::object{{"display_name", name}}),
                         {{"Authorization", "Bearer token-admin"},
                          {"Content-Type", "application/json"},
                          {"If-Match", etag}}});
    };
    const Told first = change("One", read.header("ETag"));
    EXPECT_EQ(first.status, 200) << first.text();
    const Told stale = change("Two", read.header("ETag"));
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(stale.problem(), "precondition-failed");
    EXPECT_EQ(change("Two", first.header("ETag")).status, 200);
    EXPECT_EQ(change("Three", "*").status, 200);
    EXPECT_EQ(web.get("/api/v1/users/nobody", "admin").status, 404);
}

TEST_F(AccountsApi, AServiceGetsATokenForOneRole) {
    const Told added =
        web.post("/api/v1/tokens", R"({"label":"scheduler","role":"scheduling"})", "admin");
    ASSERT_EQ(added.status, 201) << added.text();
    const std::string token(added.body().at("token").as_string());
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/sessions").status, 200);
    EXPECT_EQ(as(token, net::Method::get, "/api/v1/sessions/day/board").status, 403);
    EXPECT_EQ(web.post("/api/v1/tokens", R"({"label":"x","role":"admin"})", "admin").status, 400);
    EXPECT_THAT(web.get("/api/v1/tokens", "admin").text(), HasSubstr("scheduler"));
}

}  // namespace
}  // namespace labd::web::test
