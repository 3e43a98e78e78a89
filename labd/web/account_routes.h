// Routes of accounts: signing in and out, one's own password, and what an admin does with users and
// tokens.
#pragma once

#include "labd/ports/accounts.h"
#include "labd/web/authentication.h"
#include "labd/web/call.h"
#include "labd/web/context.h"
#include "labd/web/sign_in.h"

namespace labd::web {

/// What these routes work on. Must outlive them.
struct AccountServices {
    ports::Accounts& accounts;
    Authenticator& authenticator;
    SignIn& sign_in;
    /// The sample people of training have short passwords.
    PasswordRule password_rule = PasswordRule::real;
};

/// Instants are answered in the zone of the site.
class AccountRoutes {
public:
    AccountRoutes(const Context& context, AccountServices services)
        : context_(context), services_(services) {}

    /// POST `/api/v1/sign-in`.
    void sign_in(Call call);
    /// POST `/api/v1/sign-out`.
    void sign_out(Call call);
    /// GET `/api/v1/me`.
    void read_me(Call call);
    /// POST `/api/v1/me/password`.
    void change_password(Call call);
    /// GET `/api/v1/users`.
    void list_users(Call call);
    /// POST `/api/v1/users`.
    void add_user(Call call);
    /// GET `/api/v1/users/{}`, with an ETag for changing it.
    void read_user(Call call);
    /// PATCH `/api/v1/users/{}`: display name, roles, disabled, a new password. With `If-Match`
    /// only while the person is as that ETag names.
    void change_user(Call call);
    /// GET `/api/v1/users/{}/tokens`.
    void list_user_tokens(Call call);
    /// DELETE `/api/v1/users/{}/tokens/{}`.
    void end_user_token(Call call);
    /// GET `/api/v1/tokens`: those of services.
    void list_tokens(Call call);
    /// POST `/api/v1/tokens`.
    void add_token(Call call);
    /// DELETE `/api/v1/tokens/{}`.
    void end_token(Call call);

private:
    void answer_sign_in(Reply& reply, const SignInOutcome& outcome, ports::CredentialKind kind,
                        bool tls, codec::Language language) const;
    net::Response answer_user(int status, const ports::User& user) const;
    boost::json::object user_to_json(const ports::User& user) const;
    boost::json::object credential_to_json(const ports::Credential& credential) const;
    void end(Call call, std::string_view user, const std::string& id);
    void list_credentials(Call call, std::string_view user);

    const Context& context_;
    AccountServices services_;
};

}  // namespace labd::web
