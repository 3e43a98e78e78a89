#include "labd/web/authentication.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/web/secret.h"
#include "tests/unit/web/sign_in_support.h"

namespace labd::web::test {
namespace {

using domain::Role;
using net::Method;
using net::Request;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view cookie_secret = "cookie-secret-of-sato";
constexpr std::string_view token_secret = "token-secret-of-sato";
constexpr std::string_view service_secret = "secret-of-a-service";

class AuthenticationTest : public ::testing::Test {
protected:
    AuthenticationTest() {
        ports::User sato;
        sato.name = "sato";
        sato.roles = {Role::lead_proctor};
        accounts_.add_user(sato, "hash");
        cookie_ = add(cookie_secret, ports::CredentialKind::cookie, "sato");
        token_ = add(token_secret, ports::CredentialKind::token, "sato");
        add(service_secret, ports::CredentialKind::token, "");
    }

    std::int64_t add(std::string_view secret, ports::CredentialKind kind, std::string user) {
        ports::Credential credential;
        credential.kind = kind;
        credential.hash = digest_of(secret);
        credential.label = "rooms";
        credential.role = user.empty() ? Role::scheduling : Role::lead_proctor;
        credential.user = std::move(user);
        credential.last_used = start;
        credential.idle_max = hours(1);
        return accounts_.add_credential(credential, start).id;
    }

    static Request request(Method method = Method::get) {
        Request made;
        made.method = method;
        made.remote_address = "127.0.0.1";
        made.headers.add("Host", "127.0.0.1:8080");
        return made;
    }

    static Request by_cookie(Method method = Method::get) {
        Request made = request(method);
        made.headers.add("Cookie", "theme=dark; labd=" + std::string(cookie_secret) + "; x=y");
        return made;
    }

    /// As our own page sends it.
    static Request own_post() {
        Request made = by_cookie(Method::post);
        made.headers.add("Origin", "http://127.0.0.1:8080");
        made.headers.add("Content-Type", "application/json");
        made.body = "{}";
        return made;
    }

    static Request by_token(std::string_view secret, Method method = Method::get) {
        Request made = request(method);
        made.headers.add("Authorization", "Bearer " + std::string(secret));
        return made;
    }

    static Request websocket(Request made) {
        made.headers.add("Connection", "Upgrade");
        made.headers.add("Upgrade", "websocket");
        return made;
    }

    /// Nothing when it was accepted.
    std::optional<Rejection> rejection(const Request& asked, Instant at = start) {
        const auto judged = authenticator_.judge(asked, at);
        const auto* found = std::get_if<Rejection>(&judged);
        return found == nullptr ? std::nullopt : std::optional(*found);
    }

    AccountsInMemory accounts_;
    Authenticator authenticator_{accounts_, {"https://lab.example"}};
    std::int64_t cookie_ = 0;
    std::int64_t token_ = 0;
};

TEST_F(AuthenticationTest, ACookieAndATokenNameTheirPersonAndRole) {
    for (const auto& [asked, id] :
         {std::pair(by_cookie(), cookie_), std::pair(by_token(token_secret), token_)}) {
        const auto judged = authenticator_.authenticate(asked, start);
        const auto* principal = std::get_if<Principal>(&judged);
        ASSERT_NE(principal, nullptr);
        EXPECT_EQ(principal->name, "sato");
        EXPECT_EQ(principal->role, Role::lead_proctor);
        EXPECT_EQ(principal->credential, id);
        EXPECT_FALSE(principal->must_change_password);
    }
    EXPECT_EQ(accounts_.refreshed, 2);
    EXPECT_EQ(accounts_.touched, 2);
}

TEST_F(AuthenticationTest, AServiceHasANameThatNoAccountCanHave) {
    const auto judged = authenticator_.authenticate(by_token(service_secret), start);
    const auto* principal = std::get_if<Principal>(&judged);
    ASSERT_NE(principal, nullptr);
    EXPECT_EQ(principal->name, "service:rooms");
    EXPECT_EQ(principal->role, Role::scheduling);
}

TEST_F(AuthenticationTest, WhoMustChangeThePasswordIsMarked) {
    ports::User abe;
    abe.name = "abe";
    abe.must_change_password = true;
    accounts_.add_user(abe, "hash");
    add("secret-of-abe", ports::CredentialKind::token, "abe");
    const auto judged = authenticator_.authenticate(by_token("secret-of-abe"), start);
    EXPECT_TRUE(std::get<Principal>(judged).must_change_password);
}

TEST_F(AuthenticationTest, NothingIsDenied) {
    EXPECT_EQ(rejection(request()), Rejection::nothing);
    Request other_cookies = request();
    other_cookies.headers.add("Cookie", "theme=dark; xlabd=1; labdx=2; labd");
    EXPECT_EQ(rejection(other_cookies), Rejection::nothing);
}

TEST_F(AuthenticationTest, ExactlyOneCredentialIsTaken) {
    Request both = by_cookie();
    both.headers.add("Authorization", "Bearer " + std::string(token_secret));
    EXPECT_EQ(rejection(both), Rejection::several);

    Request two_tokens = by_token(token_secret);
    two_tokens.headers.add("Authorization", "Bearer " + std::string(token_secret));
    EXPECT_EQ(rejection(two_tokens), Rejection::several);

    Request two_cookies = request();
    two_cookies.headers.add("Cookie", "labd=a; labd=" + std::string(cookie_secret));
    EXPECT_EQ(rejection(two_cookies), Rejection::several);

    Request two_fields = by_cookie();
    two_fields.headers.add("Cookie", "theme=dark");
    EXPECT_EQ(rejection(two_fields), Rejection::several);

    Request basic_and_cookie = by_cookie();
    basic_and_cookie.headers.add("Authorization", "Basic c2F0bzpwYXNz");
    EXPECT_EQ(rejection(basic_and_cookie), Rejection::several);
    EXPECT_EQ(accounts_.touched, 0);
}

TEST_F(AuthenticationTest, OtherAuthorizationsAreMalformed) {
    for (const std::string field : {"Basic c2F0bzpwYXNz", "Bearer", "Bearer ", "", "bearer"}) {
        Request asked = request();
        asked.headers.add("Authorization", field);
        EXPECT_EQ(rejection(asked), Rejection::malformed) << field;
    }
    Request lower_case = request();
    lower_case.headers.add("authorization", "bearer " + std::string(token_secret));
    EXPECT_EQ(rejection(lower_case), std::nullopt);
}

TEST_F(AuthenticationTest, ASessionIsNoTokenAndATokenNoSession) {
    EXPECT_EQ(rejection(by_token(cookie_secret)), Rejection::not_live);
    Request asked = request();
    asked.headers.add("Cookie", "labd=" + std::string(token_secret));
    EXPECT_EQ(rejection(asked), Rejection::not_live);
}

TEST_F(AuthenticationTest, UnknownExpiredAndRevokedAreTheSame) {
    EXPECT_EQ(rejection(by_token("guess")), Rejection::not_live);
    EXPECT_EQ(rejection(by_token(token_secret), start + hours(1)), Rejection::not_live);
    EXPECT_EQ(rejection(by_token(token_secret), start + hours(1) - microseconds(1)), std::nullopt);
    EXPECT_TRUE(authenticator_.is_live(token_, start));
    accounts_.end_credential(token_);
    EXPECT_EQ(rejection(by_token(token_secret)), Rejection::not_live);
    EXPECT_FALSE(authenticator_.is_live(token_, start));
    EXPECT_EQ(std::get<Denial>(authenticator_.authenticate(by_token(token_secret), start)),
              Denial::expired);
}

TEST_F(AuthenticationTest, TheCookiesNameFollowsTheConnection) {
    Request over_tls = request();
    over_tls.tls = true;
    over_tls.headers.add("Cookie", "labd=" + std::string(cookie_secret));
    EXPECT_EQ(rejection(over_tls), Rejection::nothing);
    Request host_cookie = request();
    host_cookie.headers.add("Cookie", "__Host-labd=" + std::string(cookie_secret));
    EXPECT_EQ(rejection(host_cookie), Rejection::nothing);
    host_cookie.tls = true;
    EXPECT_EQ(rejection(host_cookie), std::nullopt);
}

struct OriginCase {
    std::string what;
    bool tls = false;
    std::string host;
    std::optional<std::string> origin;
    std::optional<std::string> fetch_site;
    bool accepted = false;
};

const std::vector<OriginCase>& origin_cases() {
    static const std::vector<OriginCase> cases{
        {"own", false, "127.0.0.1:8080", "http://127.0.0.1:8080", {}, true},
        {"own over TLS", true, "lab:8443", "https://lab:8443", {}, true},
        {"default port left out", true, "lab", "https://lab", {}, true},
        {"default port in Host", true, "lab:443", "https://lab", {}, true},
        {"default plain port in Host", false, "localhost:80", "http://localhost", {}, true},
        {"Host in capitals", true, "LAB.Example.org", "https://lab.example.org", {}, true},
        {"IPv6", false, "[::1]:8080", "http://[::1]:8080", {}, true},
        {"allowed", false, "127.0.0.1:8080", "https://lab.example", {}, true},
        {"own, says so", false, "lab:1", "http://lab:1", "same-origin", true},
        {"own, by the address bar", false, "lab:1", "http://lab:1", "none", true},
        {"missing", false, "127.0.0.1:8080", {}, {}, false},
        {"null", false, "127.0.0.1:8080", "null", {}, false},
        {"empty", false, "127.0.0.1:8080", "", {}, false},
        {"foreign", false, "127.0.0.1:8080", "http://evil.example", {}, false},
        {"other port", false, "127.0.0.1:8080", "http://127.0.0.1:8081", {}, false},
        {"no port", false, "127.0.0.1:8080", "http://127.0.0.1", {}, false},
        {"other scheme", false, "127.0.0.1:8080", "https://127.0.0.1:8080", {}, false},
        {"plain to TLS", true, "lab", "http://lab", {}, false},
        {"other loopback name", false, "127.0.0.1:8080", "http://localhost:8080", {}, false},
        {"own as a prefix", true, "lab.example.org", "https://lab.example.org.evil", {}, false},
        {"own as a suffix", true, "lab.org", "https://evil-lab.org", {}, false},
        {"with a path", true, "lab", "https://lab/", {}, false},
        {"allowed as a prefix", false, "lab:1", "https://lab.example.evil", {}, false},
        {"own, but for another site", false, "lab:1", "http://lab:1", "cross-site", false},
        {"own, but for a sibling", false, "lab:1", "http://lab:1", "same-site", false},
        {"own, but nonsense", false, "lab:1", "http://lab:1", "", false},
    };
    return cases;
}

Request with_origin(Request asked, const OriginCase& origin_case) {
    asked.headers.clear();
    asked.tls = origin_case.tls;
    asked.headers.add("Host", origin_case.host);
    asked.headers.add("Cookie",
                      (asked.tls ? "__Host-labd=" : "labd=") + std::string(cookie_secret));
    if (origin_case.origin) {
        asked.headers.add("Origin", *origin_case.origin);
    }
    if (origin_case.fetch_site) {
        asked.headers.add("Sec-Fetch-Site", *origin_case.fetch_site);
    }
    return asked;
}

TEST_F(AuthenticationTest, UnsafeMethodsByCookieNeedOurOwnOrigin) {
    for (const OriginCase& origin_case : origin_cases()) {
        const auto expected =
            origin_case.accepted ? std::nullopt : std::optional(Rejection::foreign_origin);
        for (const Method method :
             {Method::post, Method::put, Method::patch, Method::remove, Method::other}) {
            EXPECT_EQ(rejection(with_origin(request(method), origin_case)), expected)
                << origin_case.what << ' ' << net::method_text(method);
        }
    }
}

TEST_F(AuthenticationTest, AWebSocketByCookieNeedsOurOwnOrigin) {
    for (const OriginCase& origin_case : origin_cases()) {
        const Request asked = websocket(with_origin(request(), origin_case));
        ASSERT_TRUE(asked.wants_websocket());
        EXPECT_EQ(rejection(asked),
                  origin_case.accepted ? std::nullopt : std::optional(Rejection::foreign_origin))
            << origin_case.what;
    }
}

TEST_F(AuthenticationTest, ReadingByCookieNeedsNoOriginButNoForeignOne) {
    for (const OriginCase& origin_case : origin_cases()) {
        const bool accepted = origin_case.accepted || !origin_case.origin;
        EXPECT_EQ(rejection(with_origin(request(), origin_case)),
                  accepted ? std::nullopt : std::optional(Rejection::foreign_origin))
            << origin_case.what;
    }
}

TEST_F(AuthenticationTest, TwoOriginsOrTwoHostsAreForeign) {
    Request two_origins = own_post();
    two_origins.headers.add("Origin", "http://127.0.0.1:8080");
    EXPECT_EQ(rejection(two_origins), Rejection::foreign_origin);
    Request two_hosts = own_post();
    two_hosts.headers.add("Host", "127.0.0.1:8080");
    EXPECT_EQ(rejection(two_hosts), Rejection::foreign_origin);
}

TEST_F(AuthenticationTest, ATokenNeedsNoOrigin) {
    Request asked = by_token(token_secret, Method::post);
    asked.headers.add("Origin", "http://evil.example");
    asked.body = "{}";
    EXPECT_EQ(rejection(asked), std::nullopt);
    EXPECT_EQ(rejection(websocket(by_token(token_secret))), std::nullopt);
}

TEST_F(AuthenticationTest, AForeignRequestKeepsNoSessionAlive) {
    Request asked = by_cookie(Method::post);
    asked.headers.add("Origin", "http://evil.example");
    rejection(asked);
    EXPECT_EQ(accounts_.touched, 0);
}

TEST_F(AuthenticationTest, ABodyByCookieIsOfATypeThatNoFormSends) {
    const std::vector<std::pair<std::string, bool>> types{
        {"application/json", true},
        {"Application/JSON; charset=utf-8", true},
        {"text/csv", true},
        {"image/jpeg", true},
        {"Image/PNG", true},
        {"application/pdf", true},
        {"video/mp4", true},
        {"image/svg+xml", false},
        {"application/octet-stream", false},
        {"text/plain", false},
        {"Text/Plain; charset=utf-8", false},
        {"application/x-www-form-urlencoded", false},
        {"multipart/form-data; boundary=x", false},
        {"text/plain; application/json", false},
        {"application/jsonx", false},
        {"", false},
    };
    for (const auto& [type, accepted] : types) {
        Request asked = by_cookie(Method::post);
        asked.headers.add("Origin", "http://127.0.0.1:8080");
        asked.headers.add("Content-Type", type);
        asked.body = "{}";
        EXPECT_EQ(rejection(asked), accepted ? std::nullopt : std::optional(Rejection::form_body))
            << type;
        // What no form can send beside it makes one of plain text none, and of no other type.
        asked.headers.add("Idempotency-Key", "k");
        const bool is_text = type == "text/plain" || type == "Text/Plain; charset=utf-8" ||
                             type == "text/plain; application/json";
        EXPECT_EQ(rejection(asked),
                  accepted || is_text ? std::nullopt : std::optional(Rejection::form_body))
            << type;
    }
    Request without = by_cookie(Method::post);
    without.headers.add("Origin", "http://127.0.0.1:8080");
    EXPECT_EQ(rejection(without), std::nullopt);
    without.body = "{}";
    EXPECT_EQ(rejection(without), Rejection::form_body);
    EXPECT_EQ(std::get<Denial>(authenticator_.authenticate(without, start)),
              Denial::foreign_origin);
}

TEST_F(AuthenticationTest, ASignInFromAForeignPageIsForeign) {
    Request asked = request(Method::post);
    EXPECT_FALSE(authenticator_.is_foreign(asked)) << "a console sends no Origin";
    asked.headers.add("Origin", "http://127.0.0.1:8080");
    EXPECT_FALSE(authenticator_.is_foreign(asked));
    asked.headers.add("Sec-Fetch-Site", "cross-site");
    EXPECT_TRUE(authenticator_.is_foreign(asked));
    Request foreign = request(Method::post);
    foreign.headers.add("Origin", "http://evil.example");
    EXPECT_TRUE(authenticator_.is_foreign(foreign));
}

TEST_F(AuthenticationTest, EveryDenialIsLoggedWithoutSecrets) {
    const LogCapture log;
    Request foreign = own_post();
    foreign.headers.add("Origin", "http://evil.example");
    rejection(foreign);
    rejection(request());
    rejection(by_token("a-guess"));
    EXPECT_THAT(log.text(), HasSubstr("denied: POST from 127.0.0.1: foreign origin, account sato"));
    EXPECT_THAT(log.text(), HasSubstr("denied: GET from 127.0.0.1: no credential"));
    EXPECT_THAT(log.text(), HasSubstr("denied: GET from 127.0.0.1: unknown, ended or expired"));
    EXPECT_THAT(log.text(), Not(HasSubstr("secret")));
    EXPECT_THAT(log.text(), Not(HasSubstr("a-guess")));
}

TEST_F(AuthenticationTest, ARoleDenialIsLogged) {
    const LogCapture log;
    log_role_denial(Principal{"sato", Role::display, 1, false}, "module.started");
    EXPECT_THAT(log.text(), HasSubstr("denied: sato as display may not module.started"));
}

TEST(SessionCookie, HasTheAttributesThatKeepItAtHome) {
    EXPECT_EQ(session_cookie("abc", hours(16), true),
              "__Host-labd=abc; Path=/; Max-Age=57600; HttpOnly; SameSite=Strict; Secure");
    EXPECT_EQ(session_cookie("abc", hours(16), false),
              "labd=abc; Path=/; Max-Age=57600; HttpOnly; SameSite=Strict");
    EXPECT_EQ(ended_session_cookie(true),
              "__Host-labd=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
}

}  // namespace
}  // namespace labd::web::test
