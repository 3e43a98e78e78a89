#include "labd/web/account_answers.h"

#include <boost/json/array.hpp>

#include "labd/codec/writer.h"
#include "labd/core/assert.h"
#include "labd/web/authentication.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

json::array roles_to_json(const std::vector<domain::Role>& roles) {
    json::array array;
    for (const domain::Role role : roles) {
        array.emplace_back(codec::enum_name(role));
    }
    return array;
}

}  // namespace

net::Response retry_after(net::Response response, Duration wait) {
    const std::int64_t wait_s = std::max<std::int64_t>(1, (wait.us + 999'999) / 1'000'000);
    response.headers.emplace_back("Retry-After", std::to_string(wait_s));
    return response;
}

net::Response accounts_unavailable(codec::Language language) {
    return problem(Fault::unavailable, language, {"problem.accounts_unavailable", {}});
}

net::Response answer_denied(const SignInDenied& denied, codec::Language language) {
    switch (denied.fault) {
        case SignInFault::wrong:
            return problem(Fault::not_signed_in, language, {"problem.sign_in_wrong", {}});
        case SignInFault::role_not_held:
            return problem(Fault::not_allowed, language, {"problem.role_not_held", {}});
        case SignInFault::throttled:
            return retry_after(problem(Fault::throttled, language), denied.retry_after);
        case SignInFault::busy:
            return retry_after(problem(Fault::busy, language), denied.retry_after);
        case SignInFault::unavailable:
            return retry_after(accounts_unavailable(language), denied.retry_after);
        case SignInFault::wrong_pin:
            return problem(Fault::not_signed_in, language, {"problem.pin_wrong", {}});
        case SignInFault::no_device:
            return problem(Fault::not_signed_in, language, {"problem.device_unknown", {}});
        case SignInFault::bad_pin:
            LABD_ASSERT(denied.pin);
            return problem(Fault::bad_input, language, {std::string(message_key(*denied.pin)), {}},
                           {{"place", "/pin"}});
        case SignInFault::bad_password: break;
    }
    LABD_ASSERT(denied.password);
    return problem(Fault::bad_input, language, {std::string(message_key(*denied.password)), {}},
                   {{"place", "/new"}});
}

json::object user_to_json(const ports::User& user, const TimeZone& zone) {
    return {{"name", user.name},
            {"display_name", user.display_name},
            {"roles", roles_to_json(user.roles)},
            {"must_change_password", user.must_change_password},
            {"disabled", user.disabled},
            {"created_at", zone.format(user.created)}};
}

net::Response answer_signed_in(const SignedIn& signed_in, ports::CredentialKind kind, Instant wall,
                               const TimeZone& zone, bool tls) {
    json::object body = user_to_json(signed_in.user, zone);
    body["role"] = codec::enum_name(signed_in.role);
    body["expires_at"] = zone.format(signed_in.expires_at);
    const bool is_token = kind == ports::CredentialKind::token;
    if (is_token) {
        body["token"] = signed_in.secret;
    }
    net::Response response = answer(200, body);
    if (!is_token) {
        response.headers.emplace_back(
            "Set-Cookie", session_cookie(signed_in.secret, signed_in.expires_at - wall, tls));
    }
    return response;
}

net::Response no_content() {
    net::Response response;
    response.status = 204;
    return response;
}

}  // namespace labd::web
