// Who sent a request: exactly one credential, a browser's session or a bearer token, and for a
// browser the proof that our own page sent it. Default deny; every denial is logged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/net/http.h"
#include "labd/ports/accounts.h"
#include "labd/web/principal.h"

namespace labd::web {

/// Why a request was not accepted, finer than what is answered.
enum class Rejection : std::uint8_t {
    /// Neither a session nor a token.
    nothing,
    /// Both, or one of them twice.
    several,
    /// An Authorization that is not `Bearer <token>`.
    malformed,
    /// Unknown, run out, revoked, or a token sent as a session.
    not_live,
    /// By session: an unsafe method or a WebSocket without our own Origin, or fetched for another
    /// site.
    foreign_origin,
    /// By session: a body of a type that a plain form of any site could send.
    form_body
};

/// Loop thread only.
class Authenticator : public Gate {
public:
    /// `allowed_origins` (`https://lab.example`, as browsers send them) are accepted beside the
    /// server's own, for a proxy in front of it.
    Authenticator(ports::Accounts& accounts, std::vector<std::string> allowed_origins)
        : accounts_(accounts), allowed_origins_(std::move(allowed_origins)) {}

    std::variant<Principal, Denial> authenticate(const net::Request& request,
                                                 Instant wall) override;
    bool is_live(std::int64_t credential, Instant wall) const override;
    bool is_known(const net::Request& head, Instant wall) const override;

    /// As `authenticate`, with the reason in full.
    std::variant<Principal, Rejection> judge(const net::Request& request, Instant wall);

    /// Whether a page of another site sent a request that has no credential yet, such as a sign-in.
    /// Without an Origin it is no browser's, and not foreign.
    bool is_foreign(const net::Request& request) const;

private:
    bool is_own_origin(const net::Request& request, std::string_view origin) const;
    Principal principal_of(const ports::Credential& credential) const;

    ports::Accounts& accounts_;
    std::vector<std::string> allowed_origins_;
};

/// `__Host-labd`; on plain loopback HTTP `labd`, because browsers refuse the former there.
std::string_view session_cookie_name(bool tls);

/// The value of Set-Cookie that gives a browser its session for at most `lifetime`.
std::string session_cookie(std::string_view secret, Duration lifetime, bool tls);

/// The value of Set-Cookie that takes it away.
std::string ended_session_cookie(bool tls);

/// What a shared tablet keeps beside it: the secret it was enrolled with. Empty: none, or not one.
std::string device_secret(const net::Request& request);

/// Gives a device its secret, for as long as browsers keep any; an empty one takes it away.
std::string device_cookie(std::string_view secret, bool tls);

/// For the log: somebody known was refused by the role table. `what` names the route or the type
/// of entry, not its content.
void log_role_denial(const Principal& principal, std::string_view what);

}  // namespace labd::web
