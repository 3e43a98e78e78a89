// Requests that are wrong in every way: each gets the right status and problem, and changes
// nothing.
#include "labd/web/problem.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

struct Wrong {
    std::string what;
    Ask ask;
    int status;
    std::string problem;
    /// Of a problem that names one.
    std::string place;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.what; }

const std::map<std::string, std::string> json_by_proctor = {
    {"Authorization", "Bearer token-proctor"},
    {"Content-Type", "application/json"},
    {"Idempotency-Key", "key"}};

std::map<std::string, std::string> without(const std::string& name) {
    std::map<std::string, std::string> headers = json_by_proctor;
    headers.erase(name);
    return headers;
}

std::map<std::string, std::string> with(const std::string& name, const std::string& value) {
    std::map<std::string, std::string> headers = json_by_proctor;
    headers[name] = value;
    return headers;
}

Ask entry(const std::string& body) {
    return {net::Method::post, "/api/v1/entries", body, json_by_proctor};
}

Ask read(const std::string& target) {
    return {net::Method::get, target, "", {{"Authorization", "Bearer token-proctor"}}};
}

std::vector<Wrong> bad_bodies() {
    return {
        {"empty body", entry(""), 400, "bad-input", "line 1, column 1"},
        {"no JSON", entry("hello"), 400, "bad-input", "line 1, column 1"},
        {"cut JSON", entry(R"({"enter":"duty.started")"), 400, "bad-input", ""},
        {"two documents", entry("{}{}"), 400, "bad-input", "line 1, column 3"},
        {"duplicate key", entry(R"({"enter":"note.added","text":"a","text":"b"})"), 400,
         "bad-input", ""},
        {"bad UTF-8", entry("{\"enter\":\"note.added\",\"text\":\"\xFF\"}"), 400, "bad-input", ""},
        {"deeply nested", entry(std::string(100, '[')), 400, "bad-input", ""},
        {"a list", entry("[]"), 400, "bad-input", "/"},
        {"no type", entry("{}"), 400, "bad-input", "/enter"},
        {"unknown type", entry(R"({"enter":"coffee.made"})"), 400, "bad-input", "/enter"},
        {"unknown member", entry(R"({"enter":"duty.started","x":1})"), 400, "bad-input", "/x"},
        {"missing member", entry(R"({"enter":"break.started","sitting":"A","kind":"t"})"), 400,
         "bad-input", "/place"},
        {"wrong type", entry(R"({"enter":"note.added","text":7})"), 400, "bad-input", "/text"},
        {"text too long",
         entry(R"({"enter":"note.added","text":")" + std::string(5000, 'x') + "\"}"), 400,
         "bad-input", "/text"},
        {"no instant", entry(R"({"enter":"duty.started","happened":"soon"})"), 400, "bad-input",
         "/happened"},
        {"bad id", entry(R"({"enter":"duty.started","id":"a b"})"), 400, "bad-input", "/id"},
        {"negative based_on", entry(R"({"enter":"duty.started","based_on":-1})"), 400, "bad-input",
         "/based_on"},
        {"place in a batch",
         entry(R"({"batch":[{"enter":"duty.started"},{"enter":"note.added","text":[]}]})"), 400,
         "bad-input", "/batch/1/text"},
        {"empty batch", entry(R"({"batch":[]})"), 400, "bad-input", "/batch"},
        {"batch and more", entry(R"({"batch":[{"enter":"duty.started"}],"enter":"x"})"), 400,
         "bad-input", "/enter"},
    };
}

std::vector<Wrong> bad_headers() {
    const std::string body = R"({"enter":"duty.started"})";
    const auto post = [&](std::map<std::string, std::string> headers) {
        return Ask{net::Method::post, "/api/v1/entries", body, std::move(headers)};
    };
    return {
        {"no key", post(without("Idempotency-Key")), 400, "idempotency-key-missing", ""},
        {"empty key", post(with("Idempotency-Key", "\"\"")), 400, "idempotency-key-missing", ""},
        {"key with spaces", post(with("Idempotency-Key", "a b")), 400, "bad-input",
         "Idempotency-Key"},
        {"long key", post(with("Idempotency-Key", std::string(201, 'k'))), 400, "bad-input",
         "Idempotency-Key"},
        {"no content type", post(without("Content-Type")), 415, "wrong-content-type", ""},
        {"form", post(with("Content-Type", "text/plain")), 415, "wrong-content-type", ""},
        {"nobody", post(without("Authorization")), 401, "not-signed-in", ""},
        {"unknown token", post(with("Authorization", "Bearer nonsense")), 401, "not-signed-in", ""},
        {"password as token", post(with("Authorization", "Basic YTpi")), 401, "not-signed-in", ""},
        {"token and cookie", post(with("Cookie", "labd=x")), 401, "not-signed-in", ""},
    };
}

std::vector<Wrong> bad_places() {
    return {
        {"no such path", read("/api/v2/entries"), 404, "not-found", ""},
        {"a slash too many", read("/api/v1/sessions/day/"), 404, "not-found", ""},
        {"wrong method",
         {net::Method::remove, "/api/v1/entries", "", json_by_proctor},
         405,
         "method-not-allowed",
         ""},
        {"unknown session", read("/api/v1/sessions/nope"), 404, "not-found", ""},
        {"unknown board", read("/api/v1/sessions/nope/board"), 404, "not-found", ""},
        {"unknown sitting", read("/api/v1/sittings/nope"), 404, "not-found", ""},
        {"unknown sitting explained", read("/api/v1/sittings/nope/explanation"), 404, "not-found",
         ""},
        {"unknown sitting entered", entry(R"({"enter":"candidate.arrived","sitting":"nope"})"), 404,
         "not-found", ""},
        {"unknown session entered", entry(R"({"enter":"duty.started","session":"nope"})"), 404,
         "not-found", ""},
        {"no entry yet", read("/api/v1/journal/999999"), 404, "not-found", ""},
        {"no sequence", read("/api/v1/journal/x"), 404, "not-found", ""},
        {"bad at", read("/api/v1/sittings/A?at=later"), 400, "bad-input", "at"},
        {"bad as_of", read("/api/v1/sittings/A?as_of=-1"), 400, "bad-input", "as_of"},
        {"as_of to come", read("/api/v1/sittings/A?as_of=999999"), 400, "bad-input", "as_of"},
        {"known before it was booked", read("/api/v1/sittings/A?as_of=4"), 404, "not-found", ""},
        {"bad after", read("/api/v1/journal?after=x"), 400, "bad-input", "after"},
        {"limit too large", read("/api/v1/journal?limit=1001"), 400, "bad-input", "limit"},
        {"live without an upgrade", read("/api/v1/live"), 426, "upgrade-needed", ""},
        {"role on the board",
         {net::Method::get,
          "/api/v1/sessions/day/board",
          "",
          {{"Authorization", "Bearer token-scheduling"}}},
         403,
         "not-allowed",
         ""},
        {"role on the entry",
         {net::Method::post,
          "/api/v1/entries",
          R"({"enter":"duty.started"})",
          {{"Authorization", "Bearer token-auditor"},
           {"Content-Type", "application/json"},
           {"Idempotency-Key", "key"}}},
         403,
         "not-allowed",
         ""},
    };
}

class Malformed : public testing::TestWithParam<Wrong> {};

TEST_P(Malformed, GetsItsProblemAndChangesNothing) {
    WebDay web;
    const Seq size = web.day.kernel->state().size;
    const Wrong& wrong = GetParam();
    const Told told = web.send(wrong.ask);
    EXPECT_EQ(told.status, wrong.status) << told.text();
    EXPECT_EQ(told.problem(), wrong.problem);
    const json::object problem = told.body().as_object();
    EXPECT_EQ(problem.at("status").to_number<int>(), wrong.status);
    EXPECT_FALSE(problem.at("detail").as_string().empty());
    if (!wrong.place.empty()) {
        EXPECT_EQ(problem.at("place").as_string(), wrong.place);
    }
    EXPECT_THAT(told.response.common_headers, ::testing::HasSubstr("Cache-Control: no-store\r\n"));
    EXPECT_THAT(told.response.common_headers,
                ::testing::HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_EQ(web.day.kernel->state().size, size);
}

INSTANTIATE_TEST_SUITE_P(Bodies, Malformed, testing::ValuesIn(bad_bodies()));
INSTANTIATE_TEST_SUITE_P(Headers, Malformed, testing::ValuesIn(bad_headers()));
INSTANTIATE_TEST_SUITE_P(Places, Malformed, testing::ValuesIn(bad_places()));

TEST(Router, SaysWhatAPathCanDo) {
    WebDay web;
    EXPECT_EQ(web.send({net::Method::put, "/api/v1/users", "", {}}).header("Allow"),
              "GET, HEAD, POST");
}

TEST(Router, LetsBodiesBeAsLongAsTheirRouteNeeds) {
    WebDay web;
    const auto most = [&](net::Method method, const std::string& path,
                          const std::string& token = "token-proctor") {
        return web.app->body_bytes_max()(
            web.request({method, path, "", {{"Authorization", "Bearer " + token}}}));
    };
    EXPECT_EQ(most(net::Method::post, "/api/v1/entries"), 256U * 1024);
    EXPECT_EQ(most(net::Method::post, "/api/v1/sessions/day/roster"), 1024U * 1024);
    EXPECT_EQ(most(net::Method::post, "/api/v1/sign-in"), 16U * 1024);
    EXPECT_EQ(most(net::Method::get, "/api/v1/sessions"), 0U);
    const std::string files = "/api/v1/incidents/i1/attachments";
    EXPECT_EQ(most(net::Method::post, files), 8U * 1024 * 1024);
    EXPECT_EQ(most(net::Method::post, files, "stranger"), 256U * 1024) << "whoever it is";
    for (const Route& route : web.app->router().routes()) {
        const bool takes_files = route.pattern == "/api/v1/incidents/{}/attachments";
        EXPECT_LE(route.body_bytes_max, (takes_files ? 8U : 1U) * 1024 * 1024) << route.pattern;
    }
}

TEST(Router, WhatTheServerAnswersItselfIsAProblemToo) {
    for (const int status : {400, 408, 413, 426, 431, 500, 501, 503, 505}) {
        const net::Response response = WebApp::error_body(status);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(json::parse(*response.body).at("status").to_number<int>(), status);
    }
}

TEST(Router, EveryRouteButTheOpenOnesNeedsSomebodyAndItsRole) {
    WebDay web;
    for (const Route& route : web.app->router().routes()) {
        std::string target(route.pattern);
        for (std::size_t at = target.find("{}"); at != std::string::npos; at = target.find("{}")) {
            target.replace(at, 2, "day");
        }
        if (route.action == Action::open) {
            continue;
        }
        EXPECT_EQ(web.send({route.method, target, "", {}}).status, 401) << target;
        for (const auto& [name, credential] : web.credentials) {
            const domain::Role role = web.accounts.find_credential(credential, {})->role;
            const Told told =
                web.send({route.method, target, "", {{"Authorization", "Bearer token-" + name}}});
            if (!may(role, route.action)) {
                EXPECT_EQ(told.status, 403) << target << " by " << name;
                EXPECT_EQ(told.problem(), "not-allowed");
            } else {
                EXPECT_NE(told.status, 403) << target << " by " << name << told.text();
                EXPECT_NE(told.status, 500) << target << " by " << name;
            }
            // Signing out ended it.
            if (web.accounts.find_credential(credential, {}) == nullptr) {
                web.add_token(name, role);
            }
        }
    }
}

TEST(Sessions, OfABrowserNeedOurOwnOriginAndRunOut) {
    WebDay web;
    ports::Credential cookie;
    cookie.hash = digest_of("browser");
    cookie.role = domain::Role::proctor;
    cookie.label = "browser";
    cookie.ends_at = web.day.clock.wall() + hours(1);
    web.accounts.add_credential(cookie, web.day.clock.wall());
    Ask ask = entry(R"({"enter":"duty.started","session":"day"})");
    ask.headers.erase("Authorization");
    ask.headers["Cookie"] = "labd=browser";
    ask.headers["Host"] = "127.0.0.1:8080";
    for (const char* origin : {"https://evil.example", "null", ""}) {
        ask.headers.erase("Origin");
        if (*origin != '\0') {
            ask.headers["Origin"] = origin;
        }
        const Told told = web.send(ask);
        EXPECT_EQ(told.status, 403) << origin;
        EXPECT_EQ(told.problem(), "foreign-origin") << origin;
    }
    ask.headers["Origin"] = "http://127.0.0.1:8080";
    EXPECT_EQ(web.send(ask).status, 201);
    web.day.loop.run_until(web.day.clock.now() + hours(1));
    const Told expired = web.send(ask);
    EXPECT_EQ(expired.status, 401);
    EXPECT_EQ(expired.header("WWW-Authenticate"), "Bearer");
}

}  // namespace
}  // namespace labd::web::test
