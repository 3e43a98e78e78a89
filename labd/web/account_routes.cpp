#include "labd/web/account_routes.h"

#include <charconv>

#include "labd/codec/writer.h"
#include "labd/core/assert.h"
#include "labd/ports/head.h"
#include "labd/web/account_answers.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"
#include "labd/web/secret.h"
#include "labd/web/users.h"

namespace labd::web {

/// Bodies of the routes, read strictly by their described members.
struct SignInBody {
    std::string name;
    std::string password;
    bool token = false;
    std::optional<domain::Role> role;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (name, password, token, role))

struct PasswordBody {
    std::string old;
    std::string new_;  // NOLINT(readability-identifier-naming): `new` on the wire.
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (old, new_))

struct NewUserBody {
    std::string name;
    std::optional<std::string> password;
    std::vector<domain::Role> roles;
    std::optional<std::string> display_name;
};
BOOST_DESCRIBE_STRUCT(NewUserBody, (), (name, password, roles, display_name))

struct UserPatchBody {
    std::optional<std::string> password;
    std::optional<std::vector<domain::Role>> roles;
    std::optional<std::string> display_name;
    std::optional<bool> disabled;
};
BOOST_DESCRIBE_STRUCT(UserPatchBody, (), (password, roles, display_name, disabled))

struct NewTokenBody {
    std::string label;
    domain::Role role = domain::Role::display;
    std::optional<Instant> ends_at;
};
BOOST_DESCRIBE_STRUCT(NewTokenBody, (), (label, role, ends_at))

namespace {

namespace json = boost::json;

/// Reads a JSON body, or answers why not.
template <class Body>
std::optional<Body> body_or_answer(Call& call) {
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return std::nullopt;
    }
    const codec::Decoded<json::value> parsed = codec::parse_json(call.request.body);
    if (!parsed) {
        call.reply(bad_input(parsed.error(), call.language()));
        return std::nullopt;
    }
    codec::Reader reader;
    Body body;
    reader.read(*parsed, body);
    if (reader.failed()) {
        call.reply(bad_input(reader.fault(), call.language()));
        return std::nullopt;
    }
    return body;
}

net::Response answer_fault(const UserFault& fault, codec::Language language) {
    switch (fault.kind) {
        case UserFaultKind::unknown: return problem(Fault::not_found, language, fault.message);
        case UserFaultKind::exists:
        case UserFaultKind::too_many: return problem(Fault::conflict, language, fault.message);
        case UserFaultKind::unavailable:
            return retry_after(problem(Fault::unavailable, language, fault.message), seconds(2));
        case UserFaultKind::bad_input: break;
    }
    return problem(Fault::bad_input, language, fault.message, {{"place", "/"}});
}

}  // namespace

void AccountRoutes::sign_in(Call call) {
    if (services_.authenticator.is_foreign(call.request)) {
        call.reply(problem(Fault::foreign_origin, call.language()));
        return;
    }
    std::optional<SignInBody> body = body_or_answer<SignInBody>(call);
    if (!body) {
        return;
    }
    const auto kind = body->token ? ports::CredentialKind::token : ports::CredentialKind::cookie;
    const ports::Device* device =
        services_.accounts.find_device(digest_of(device_secret(call.request)));
    SignInRequest asked{std::move(body->name),
                        std::move(body->password),
                        body->role,
                        kind,
                        call.request.remote_address,
                        device == nullptr ? "" : device->name};
    wipe(call.request.body);
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    services_.sign_in.sign_in(std::move(asked), context_.clock.wall(),
                              [this, reply, kind, tls = call.request.tls,
                               language = call.language()](const SignInOutcome& outcome) {
                                  answer_sign_in(*reply, outcome, kind, tls, language);
                              });
}

void AccountRoutes::answer_sign_in(Reply& reply, const SignInOutcome& outcome,
                                   ports::CredentialKind kind, bool tls,
                                   codec::Language language) const {
    if (const auto* denied = std::get_if<SignInDenied>(&outcome)) {
        reply(answer_denied(*denied, language));
        return;
    }
    reply(answer_signed_in(std::get<SignedIn>(outcome), kind, context_.clock.wall(),
                           context_.zone(), tls));
}

void AccountRoutes::sign_out(Call call) {
    const ports::AccountsOutcome outcome = services_.sign_in.sign_out(call.principal.credential);
    if (outcome == ports::AccountsOutcome::unavailable) {
        call.reply(retry_after(accounts_unavailable(call.language()), seconds(2)));
        return;
    }
    net::Response response = no_content();
    response.headers.emplace_back("Set-Cookie", ended_session_cookie(call.request.tls));
    call.reply(std::move(response));
}

void AccountRoutes::read_me(Call call) {
    const Principal& principal = call.principal;
    const ports::User* user = services_.accounts.find_user(principal.name);
    json::object body = user == nullptr
                            ? json::object{{"name", principal.name},
                                           {"display_name", principal.name},
                                           {"roles", json::array{codec::enum_name(principal.role)}}}
                            : user_to_json(*user);
    body["role"] = codec::enum_name(principal.role);
    body["must_change_password"] = principal.must_change_password;
    const ports::Credential* credential =
        services_.accounts.find_credential(principal.credential, context_.clock.wall());
    if (credential != nullptr && credential->ends_at) {
        body["expires_at"] = context_.zone().format(*credential->ends_at);
    }
    call.reply(answer(200, body));
}

void AccountRoutes::change_password(Call call) {
    std::optional<PasswordBody> body = body_or_answer<PasswordBody>(call);
    if (!body) {
        return;
    }
    PasswordChange change{call.principal.name, std::move(body->old), std::move(body->new_),
                          call.request.remote_address};
    wipe(call.request.body);
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    services_.sign_in.change_password(
        std::move(change), context_.clock.wall(),
        [reply, tls = call.request.tls,
         language = call.language()](const std::optional<SignInDenied>& denied) {
            if (denied && denied->fault == SignInFault::wrong) {
                (*reply)(problem(Fault::bad_input, language, {"problem.password_wrong", {}},
                                 {{"place", "/old"}}));
            } else if (denied) {
                (*reply)(answer_denied(*denied, language));
            } else {
                // Every session has ended, this one too: sign in again.
                net::Response response = no_content();
                response.headers.emplace_back("Set-Cookie", ended_session_cookie(tls));
                (*reply)(std::move(response));
            }
        });
}

json::object AccountRoutes::user_to_json(const ports::User& user) const {
    return web::user_to_json(user, context_.zone());
}

json::object AccountRoutes::credential_to_json(const ports::Credential& credential) const {
    const TimeZone zone = context_.zone();
    json::object object{
        {"id", credential.id},
        {"kind", credential.kind == ports::CredentialKind::token ? "token" : "session"},
        {"role", codec::enum_name(credential.role)},
        {"label", credential.label},
        {"created_at", zone.format(credential.created)},
        {"last_used_at", zone.format(credential.last_used)}};
    if (credential.ends_at) {
        object["ends_at"] = zone.format(*credential.ends_at);
    }
    return object;
}

net::Response AccountRoutes::answer_user(int status, const ports::User& user) const {
    net::Response response = answer(status, user_to_json(user));
    response.headers.emplace_back(
        "ETag", '"' + ports::format_digest(digest_of(*response.body)).substr(0, 32) + '"');
    return response;
}

void AccountRoutes::read_user(Call call) {
    const ports::User* user = services_.accounts.find_user(call.names[0]);
    call.reply(user == nullptr ? no_such("user", call.names[0], call.language())
                               : answer_user(200, *user));
}

void AccountRoutes::list_users(Call call) {
    json::array users;
    for (const ports::User& user : services_.accounts.users()) {
        users.push_back(user_to_json(user));
    }
    call.reply(answer(200, {{"users", std::move(users)}}));
}

void AccountRoutes::add_user(Call call) {
    std::optional<NewUserBody> body = body_or_answer<NewUserBody>(call);
    if (!body) {
        return;
    }
    UserResult<InitialPassword> password =
        initial_password(body->password, body->name, services_.password_rule);
    if (!password) {
        call.reply(answer_fault(password.error(), call.language()));
        return;
    }
    NewPerson person{std::move(body->name), std::move(body->display_name).value_or(""),
                     std::move(body->roles)};
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    std::string text = password->text;
    services_.sign_in.hash(
        std::move(text), [this, reply, language = call.language(), person = std::move(person),
                          made = std::move(*password)](const std::optional<std::string>& hash) {
            if (!hash) {
                (*reply)(answer_denied({SignInFault::busy, seconds(2), {}, {}}, language));
                return;
            }
            const UserResult<void> added = web::add_user(services_.accounts, person, *hash,
                                                         made.must_change, context_.clock.wall());
            if (!added) {
                (*reply)(answer_fault(added.error(), language));
                return;
            }
            json::object answered = user_to_json(*services_.accounts.find_user(person.name));
            if (made.generated) {
                answered["password"] = made.text;
            }
            net::Response response = answer(201, answered);
            response.headers.emplace_back("Location", "/api/v1/users/" + person.name);
            (*reply)(std::move(response));
        });
}

void AccountRoutes::change_user(Call call) {
    std::optional<UserPatchBody> body = body_or_answer<UserPatchBody>(call);
    if (!body) {
        return;
    }
    const std::string name = call.names[0];
    const ports::User* known = services_.accounts.find_user(name);
    if (known == nullptr) {
        call.reply(no_such("user", name, call.language()));
        return;
    }
    const std::optional<std::string_view> wanted = call.request.headers.find("If-Match");
    if (wanted && *wanted != "*" && *wanted != answer_user(200, *known).headers.front().second) {
        call.reply(problem(Fault::precondition_failed, call.language()));
        return;
    }
    const ports::UserChange change{body->display_name, body->roles, body->disabled};
    if (change.display_name || change.roles || change.disabled) {
        const UserResult<void> changed = web::change_user(services_.accounts, name, change);
        if (!changed) {
            call.reply(answer_fault(changed.error(), call.language()));
            return;
        }
    }
    if (!body->password) {
        call.reply(answer_user(200, *services_.accounts.find_user(name)));
        return;
    }
    UserResult<InitialPassword> password =
        initial_password(body->password, name, services_.password_rule);
    if (!password) {
        call.reply(answer_fault(password.error(), call.language()));
        return;
    }
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    services_.sign_in.hash(
        std::move(password->text),
        [this, reply, name, language = call.language()](const std::optional<std::string>& hash) {
            if (!hash) {
                (*reply)(answer_denied({SignInFault::busy, seconds(2), {}, {}}, language));
                return;
            }
            const UserResult<void> set =
                reset_password(services_.accounts, name, *hash, context_.clock.wall());
            (*reply)(set ? answer_user(200, *services_.accounts.find_user(name))
                         : answer_fault(set.error(), language));
        });
}

void AccountRoutes::list_credentials(Call call, std::string_view user) {
    json::array tokens;
    for (const ports::Credential& credential :
         services_.accounts.credentials(context_.clock.wall())) {
        if (credential.user == user) {
            tokens.push_back(credential_to_json(credential));
        }
    }
    call.reply(answer(200, {{"tokens", std::move(tokens)}}));
}

void AccountRoutes::list_user_tokens(Call call) {
    const std::string name = call.names[0];
    if (services_.accounts.find_user(name) == nullptr) {
        call.reply(no_such("user", name, call.language()));
        return;
    }
    list_credentials(std::move(call), name);
}

void AccountRoutes::list_tokens(Call call) { list_credentials(std::move(call), ""); }

void AccountRoutes::end(Call call, std::string_view user, const std::string& id) {
    std::int64_t number = 0;
    const auto end = std::from_chars(id.data(), id.data() + id.size(), number);
    const ports::Credential* credential =
        end.ec == std::errc() && end.ptr == id.data() + id.size()
            ? services_.accounts.find_credential(number, context_.clock.wall())
            : nullptr;
    if (credential == nullptr || credential->user != user) {
        call.reply(no_such("token", id, call.language()));
        return;
    }
    const UserResult<void> ended = end_credential(services_.accounts, number);
    call.reply(ended ? no_content() : answer_fault(ended.error(), call.language()));
}

void AccountRoutes::end_user_token(Call call) {
    const std::string user = call.names[0];
    const std::string id = call.names[1];
    end(std::move(call), user, id);
}

void AccountRoutes::end_token(Call call) {
    const std::string id = call.names[0];
    end(std::move(call), "", id);
}

void AccountRoutes::add_token(Call call) {
    const std::optional<NewTokenBody> body = body_or_answer<NewTokenBody>(call);
    if (!body) {
        return;
    }
    const UserResult<ServiceToken> token = add_service_token(
        services_.accounts, {body->label, body->role, body->ends_at}, context_.clock.wall());
    if (!token) {
        call.reply(answer_fault(token.error(), call.language()));
        return;
    }
    call.reply(answer(201, {{"id", token->id},
                            {"label", body->label},
                            {"role", codec::enum_name(body->role)},
                            {"token", token->secret}}));
}

}  // namespace labd::web
