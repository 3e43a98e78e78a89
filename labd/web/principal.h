// Who sent a request, and what web asks of sign-in to find out.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "labd/core/time.h"
#include "labd/domain/values.h"
#include "labd/net/http.h"

namespace labd::web {

/// A person or service and the role it acts in.
struct Principal {
    std::string name;
    domain::Role role = domain::Role::display;
    /// The credential it came with; never used again once it has ended.
    std::int64_t credential = 0;
    bool must_change_password = false;

    domain::Actor actor() const { return {name, role}; }
};

/// Why a request is nobody's.
enum class Denial : std::uint8_t {
    /// It has neither a session nor a token.
    not_signed_in,
    /// Its session or token is unknown, has run out or was revoked.
    expired,
    /// A browser sent it from a page of somebody else (or said not from where).
    foreign_origin
};

/// Finds out who sent a request. Loop thread only. Instants are those of the wall clock.
class Gate {
public:
    virtual ~Gate() = default;

    virtual std::variant<Principal, Denial> authenticate(const net::Request& request,
                                                         Instant wall) = 0;
    /// Whether a credential that `authenticate` accepted before is still good.
    virtual bool is_live(std::int64_t credential, Instant wall) const = 0;
    /// Whether the head of a request shows a credential that is good; whether it may do what it
    /// wants is asked later. Nothing is logged and no use is noted.
    virtual bool is_known(const net::Request& head, Instant wall) const = 0;
};

}  // namespace labd::web
