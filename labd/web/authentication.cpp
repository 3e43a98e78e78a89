#include "labd/web/authentication.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <optional>

#include "labd/web/secret.h"

namespace labd::web {
namespace {

using net::Method;
using net::Request;
using ports::CredentialKind;

struct Presented {
    CredentialKind kind = CredentialKind::cookie;
    std::string_view secret;
};

bool is_safe(Method method) {
    return method == Method::get || method == Method::head || method == Method::options;
}

std::string_view without_spaces(std::string_view text) {
    const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(from);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// Every value that the Cookie field gives to a name.
std::vector<std::string_view> cookie_values(std::string_view field, std::string_view name) {
    std::vector<std::string_view> values;
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(';'), field.size());
        const std::string_view pair = without_spaces(field.substr(0, end));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            values.push_back(pair.substr(equals + 1));
        }
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return values;
}

std::variant<Presented, Rejection> presented(const Request& request) {
    const std::size_t cookie_fields = request.headers.count("Cookie");
    const std::size_t authorizations = request.headers.count("Authorization");
    const std::vector<std::string_view> sessions =
        cookie_fields == 0
            ? std::vector<std::string_view>()
            : cookie_values(*request.headers.find("Cookie"), session_cookie_name(request.tls));
    if (cookie_fields > 1 || authorizations + sessions.size() > 1) {
        return Rejection::several;
    }
    if (!sessions.empty()) {
        return Presented{CredentialKind::cookie, sessions.front()};
    }
    if (authorizations == 0) {
        return Rejection::nothing;
    }
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view field = *request.headers.find("Authorization");
    if (!net::equals_ignoring_case(field.substr(0, scheme.size()), scheme) ||
        field.size() == scheme.size()) {
        return Rejection::malformed;
    }
    return Presented{CredentialKind::token, field.substr(scheme.size())};
}

/// The origin that a browser names when our own page sends this request (RFC 6454, section 6.2):
/// lower case, without the scheme's default port.
std::string own_origin(const Request& request) {
    if (request.headers.count("Host") != 1) {
        return {};
    }
    std::string host(*request.headers.find("Host"));
    std::ranges::transform(host, host.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    const std::string_view default_port = request.tls ? ":443" : ":80";
    if (host.ends_with(default_port)) {
        host.resize(host.size() - default_port.size());
    }
    return (request.tls ? "https://" : "http://") + host;
}

/// Fetch Metadata: whom the browser fetches it for. Old browsers do not say.
bool is_fetched_for_others(const Request& request) {
    const auto site = request.headers.find("Sec-Fetch-Site");
    return site && *site != "same-origin" && *site != "none";
}

/// What this API takes as a body from a page.
constexpr auto no_form_types = std::to_array<std::string_view>(
    {"application/json", "text/csv", "image/jpeg", "image/png", "application/pdf", "video/mp4"});

/// A page of another site can send a form or plain text without being asked; anything else, and
/// any header of ours, only when the server allows it, and ours does not.
bool may_be_a_form(const Request& request) {
    const auto field = request.headers.find("Content-Type");
    if (!field) {
        return !request.body.empty();
    }
    const std::string_view type = without_spaces(field->substr(0, field->find(';')));
    if (net::equals_ignoring_case(type, "text/plain")) {
        return !request.headers.find("Idempotency-Key");
    }
    return std::ranges::none_of(no_form_types, [&](std::string_view each) {
        return net::equals_ignoring_case(type, each);
    });
}

std::string_view text_of(Rejection rejection) {
    switch (rejection) {
        case Rejection::nothing: return "no credential";
        case Rejection::several: return "more than one credential";
        case Rejection::malformed: return "not a bearer token";
        case Rejection::not_live: return "unknown, ended or expired credential";
        case Rejection::foreign_origin: return "foreign origin";
        case Rejection::form_body: return "a body that a form could send";
    }
    return {};
}

Rejection log_rejection(Rejection rejection, const Request& request, std::string_view who) {
    spdlog::log(rejection == Rejection::nothing ? spdlog::level::info : spdlog::level::warn,
                "denied: {} from {}: {}{}{}", net::method_text(request.method),
                request.remote_address, text_of(rejection), who.empty() ? "" : ", account ", who);
    return rejection;
}

}  // namespace

bool Authenticator::is_own_origin(const Request& request, std::string_view origin) const {
    return origin == own_origin(request) || std::ranges::count(allowed_origins_, origin) > 0;
}

bool Authenticator::is_foreign(const Request& request) const {
    const std::size_t origins = request.headers.count("Origin");
    const bool is_foreign =
        is_fetched_for_others(request) || origins > 1 ||
        (origins == 1 && !is_own_origin(request, *request.headers.find("Origin")));
    if (is_foreign) {
        log_rejection(Rejection::foreign_origin, request, {});
    }
    return is_foreign;
}

Principal Authenticator::principal_of(const ports::Credential& credential) const {
    Principal principal;
    principal.role = credential.role;
    principal.credential = credential.id;
    if (credential.user.empty()) {
        // No account can have this name: it has no colon.
        principal.name = "service:" + credential.label;
        return principal;
    }
    principal.name = credential.user;
    const ports::User* user = accounts_.find_user(credential.user);
    principal.must_change_password = user == nullptr || user->must_change_password;
    return principal;
}

std::variant<Principal, Rejection> Authenticator::judge(const Request& request, Instant wall) {
    accounts_.refresh(wall);
    const auto found = presented(request);
    if (const auto* rejection = std::get_if<Rejection>(&found)) {
        return log_rejection(*rejection, request, {});
    }
    const auto& shown = std::get<Presented>(found);
    const ports::Credential* credential = accounts_.find_credential(digest_of(shown.secret), wall);
    if (credential == nullptr || credential->kind != shown.kind) {
        return log_rejection(Rejection::not_live, request, {});
    }
    Principal principal = principal_of(*credential);
    if (shown.kind == CredentialKind::cookie) {
        const bool unsafe = !is_safe(request.method) || request.wants_websocket();
        const std::size_t origins = request.headers.count("Origin");
        const bool own = origins == 1 && is_own_origin(request, *request.headers.find("Origin"));
        if (is_fetched_for_others(request) || (unsafe && !own) || (origins != 0 && !own)) {
            return log_rejection(Rejection::foreign_origin, request, principal.name);
        }
        if (!is_safe(request.method) && may_be_a_form(request)) {
            return log_rejection(Rejection::form_body, request, principal.name);
        }
    }
    // On a shared tablet only who touches it keeps the session: the live stream and what the
    // console fetches by itself must not. POST /api/v1/me/present notes that.
    if (credential->device.empty()) {
        accounts_.touch(principal.credential, wall);
    }
    return principal;
}

std::variant<Principal, Denial> Authenticator::authenticate(const Request& request, Instant wall) {
    auto judged = judge(request, wall);
    if (auto* principal = std::get_if<Principal>(&judged)) {
        return std::move(*principal);
    }
    switch (std::get<Rejection>(judged)) {
        case Rejection::foreign_origin:
        case Rejection::form_body: return Denial::foreign_origin;
        case Rejection::not_live: return Denial::expired;
        case Rejection::nothing:
        case Rejection::several:
        case Rejection::malformed: break;
    }
    return Denial::not_signed_in;
}

bool Authenticator::is_live(std::int64_t credential, Instant wall) const {
    accounts_.refresh(wall);
    return accounts_.find_credential(credential, wall) != nullptr;
}

bool Authenticator::is_known(const Request& head, Instant wall) const {
    accounts_.refresh(wall);
    Request shown = head;
    // The head does not say yet whether it came over TLS.
    for (const bool tls : {false, true}) {
        shown.tls = tls;
        const auto found = presented(shown);
        const auto* credential = std::get_if<Presented>(&found);
        if (credential != nullptr &&
            accounts_.find_credential(digest_of(credential->secret), wall) != nullptr) {
            return true;
        }
    }
    return false;
}

std::string_view session_cookie_name(bool tls) { return tls ? "__Host-labd" : "labd"; }

namespace {

std::string cookie(std::string_view name, std::string_view secret, Duration lifetime, bool tls) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", name, secret,
                       std::max<std::int64_t>(lifetime.us / seconds(1).us, 0),
                       tls ? "; Secure" : "");
}

std::string_view device_cookie_name(bool tls) { return tls ? "__Host-labd-device" : "labd-device"; }

}  // namespace

std::string session_cookie(std::string_view secret, Duration lifetime, bool tls) {
    return cookie(session_cookie_name(tls), secret, lifetime, tls);
}

std::string ended_session_cookie(bool tls) { return session_cookie({}, {}, tls); }

std::string device_secret(const Request& request) {
    if (request.headers.count("Cookie") != 1) {
        return {};
    }
    const auto values =
        cookie_values(*request.headers.find("Cookie"), device_cookie_name(request.tls));
    return values.size() == 1 ? std::string(values.front()) : std::string();
}

std::string device_cookie(std::string_view secret, bool tls) {
    // Browsers keep none for longer.
    constexpr Duration longest = hours(24 * 400);
    return cookie(device_cookie_name(tls), secret, secret.empty() ? Duration{} : longest, tls);
}

void log_role_denial(const Principal& principal, std::string_view what) {
    spdlog::warn("denied: {} as {} may not {}", principal.name,
                 boost::describe::enum_to_string(principal.role, "?"), what);
}

}  // namespace labd::web
