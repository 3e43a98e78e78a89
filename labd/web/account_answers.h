// What the routes of accounts and of shared tablets answer alike.
#pragma once

#include <boost/json/object.hpp>

#include "labd/codec/messages.h"
#include "labd/core/zone.h"
#include "labd/net/http.h"
#include "labd/ports/accounts.h"
#include "labd/web/sign_in.h"

namespace labd::web {

/// With `Retry-After`, in whole seconds and at least one.
net::Response retry_after(net::Response response, Duration wait);

net::Response accounts_unavailable(codec::Language language);

net::Response answer_denied(const SignInDenied& denied, codec::Language language);

boost::json::object user_to_json(const ports::User& user, const TimeZone& zone);

/// The person, with a cookie for the session; the secret of a token stands in the body instead.
net::Response answer_signed_in(const SignedIn& signed_in, ports::CredentialKind kind, Instant wall,
                               const TimeZone& zone, bool tls);

net::Response no_content();

}  // namespace labd::web
