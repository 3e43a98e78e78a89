#include "labd/web/tablet_routes.h"

#include <spdlog/spdlog.h>

#include "labd/web/account_answers.h"
#include "labd/web/body.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"
#include "labd/web/secret.h"
#include "labd/web/users.h"

namespace labd::web {

/// Bodies of the routes, read strictly by their described members.
struct NewDeviceBody {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewDeviceBody, (), (name))

struct PinSignInBody {
    std::string user;
    std::string pin;
};
BOOST_DESCRIBE_STRUCT(PinSignInBody, (), (user, pin))

struct NewPinBody {
    std::string password;
    std::string pin;
};
BOOST_DESCRIBE_STRUCT(NewPinBody, (), (password, pin))

namespace {

namespace json = boost::json;
using ports::AccountsOutcome;

json::object device_to_json(const ports::Device& device, const TimeZone& zone) {
    return {{"name", device.name},
            {"enrolled_by", device.enrolled_by},
            {"enrolled_at", zone.format(device.enrolled)},
            {"last_used_at", zone.format(device.last_used)}};
}

}  // namespace

const ports::Device* TabletRoutes::device_of(const net::Request& request) const {
    services_.accounts.refresh(context_.clock.wall());
    const std::string secret = device_secret(request);
    if (secret.empty()) {
        return nullptr;
    }
    const ports::Device* device = services_.accounts.find_device(digest_of(secret));
    if (device == nullptr) {
        spdlog::warn("denied: device from {}: not enrolled, or revoked", request.remote_address);
    }
    return device;
}

/// A PIN is no proof for what decides who may use PINs, and only a browser becomes a device.
bool TabletRoutes::answered_unproven(Call& call, bool browser_only) const {
    const ports::Credential* credential =
        services_.accounts.find_credential(call.principal.credential, context_.clock.wall());
    if (credential != nullptr && !credential->by_pin &&
        (!browser_only || credential->kind == ports::CredentialKind::cookie)) {
        return false;
    }
    log_role_denial(call.principal, "manage devices without a password's session");
    call.reply(problem(Fault::not_allowed, call.language(), {"problem.password_needed", {}}));
    return true;
}

void TabletRoutes::answer_outcome(Call& call, AccountsOutcome outcome, std::string_view kind,
                                  std::string_view name) const {
    const codec::Language language = call.language();
    const auto message = [&](std::string key) {
        return Message{std::move(key), {{"kind", std::string(kind)}, {"name", std::string(name)}}};
    };
    switch (outcome) {
        case AccountsOutcome::done: call.reply(no_content()); return;
        case AccountsOutcome::unknown:
            call.reply(problem(Fault::not_found, language, message("problem.no_such")));
            return;
        case AccountsOutcome::exists:
            call.reply(problem(Fault::conflict, language, message("problem.exists")));
            return;
        case AccountsOutcome::too_many:
            call.reply(problem(Fault::conflict, language, message("problem.no_room")));
            return;
        case AccountsOutcome::unavailable: break;
    }
    call.reply(retry_after(accounts_unavailable(language), seconds(2)));
}

void TabletRoutes::list(Call call) {
    if (answered_unproven(call, false)) {
        return;
    }
    const TimeZone zone = context_.zone();
    json::array devices;
    for (const ports::Device& device : services_.accounts.devices()) {
        devices.push_back(device_to_json(device, zone));
    }
    call.reply(answer(200, {{"devices", std::move(devices)}}));
}

void TabletRoutes::enrol(Call call) {
    const std::optional<NewDeviceBody> body = body_or_answer<NewDeviceBody>(call);
    if (!body) {
        return;
    }
    if (!is_account_name(body->name) || body->name == "this") {
        call.reply(problem(Fault::bad_input, call.language(), {"problem.device_name_bad", {}},
                           {{"place", "/name"}}));
        return;
    }
    if (answered_unproven(call, true)) {
        return;
    }
    if (const ports::Device* known = device_of(call.request)) {
        call.reply(problem(Fault::conflict, call.language(),
                           {"problem.device_enrolled", {{"name", known->name}}}));
        return;
    }
    const std::string secret = random_secret();
    const Instant wall = context_.clock.wall();
    const ports::Device device{body->name, digest_of(secret), call.principal.name, wall, wall};
    const AccountsOutcome added = services_.accounts.add_device(device);
    if (added != AccountsOutcome::done) {
        answer_outcome(call, added, "device", body->name);
        return;
    }
    spdlog::info("device {} enrolled by {} from {}", device.name, device.enrolled_by,
                 call.request.remote_address);
    // Whoever enrols it goes on there as everybody does: from the lock screen.
    services_.sign_in.sign_out(call.principal.credential);
    net::Response response = answer(201, device_to_json(device, context_.zone()));
    const bool tls = call.request.tls;
    response.headers.emplace_back("Location", "/api/v1/devices/" + device.name);
    response.headers.emplace_back("Set-Cookie", device_cookie(secret, tls));
    response.headers.emplace_back("Set-Cookie", ended_session_cookie(tls));
    call.reply(std::move(response));
}

void TabletRoutes::revoke(Call call) {
    if (answered_unproven(call, false)) {
        return;
    }
    const std::string name = call.names[0];
    const AccountsOutcome removed = services_.accounts.remove_device(name);
    if (removed == AccountsOutcome::done) {
        spdlog::info("device {} revoked by {}", name, call.principal.name);
    }
    answer_outcome(call, removed, "device", name);
}

void TabletRoutes::read_this(Call call) {
    if (services_.authenticator.is_foreign(call.request)) {
        call.reply(problem(Fault::foreign_origin, call.language()));
        return;
    }
    const ports::Device* device = device_of(call.request);
    json::array people;
    for (const ports::User& user : services_.accounts.users()) {
        if (device != nullptr && pin_role(user) &&
            services_.accounts.find_pin(user.name) != nullptr) {
            people.push_back({{"user", user.name}, {"name", user.display_name}});
        }
    }
    const TabletLimits& limits = services_.sign_in.tablets();
    net::Response response =
        answer(200, {{"device", device == nullptr ? json::value() : json::value(device->name)},
                     {"people", std::move(people)},
                     {"lock_after_s", limits.lock_after.us / seconds(1).us},
                     {"idle_max_s", limits.idle_max.us / seconds(1).us}});
    if (device == nullptr && !device_secret(call.request).empty()) {
        response.headers.emplace_back("Set-Cookie", device_cookie({}, call.request.tls));
    }
    call.reply(std::move(response));
}

void TabletRoutes::sign_in(Call call) {
    if (services_.authenticator.is_foreign(call.request)) {
        call.reply(problem(Fault::foreign_origin, call.language()));
        return;
    }
    std::optional<PinSignInBody> body = body_or_answer<PinSignInBody>(call);
    if (!body) {
        return;
    }
    wipe(call.request.body);
    const ports::Device* device = device_of(call.request);
    if (device == nullptr) {
        wipe(body->pin);
        call.reply(problem(Fault::not_signed_in, call.language(), {"problem.device_unknown", {}}));
        return;
    }
    PinSignIn asked{std::move(body->user), std::move(body->pin), device->name,
                    call.request.remote_address};
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    services_.sign_in.sign_in_with_pin(
        std::move(asked), context_.clock.wall(),
        [this, reply, tls = call.request.tls, language = call.language(),
         secret = device_secret(call.request)](const SignInOutcome& outcome) {
            if (const auto* denied = std::get_if<SignInDenied>(&outcome)) {
                (*reply)(answer_denied(*denied, language));
                return;
            }
            net::Response response =
                answer_signed_in(std::get<SignedIn>(outcome), ports::CredentialKind::cookie,
                                 context_.clock.wall(), context_.zone(), tls);
            // A tablet in use stays enrolled.
            response.headers.emplace_back("Set-Cookie", device_cookie(secret, tls));
            (*reply)(std::move(response));
        });
}

void TabletRoutes::set_pin(Call call) {
    std::optional<NewPinBody> body = body_or_answer<NewPinBody>(call);
    if (!body) {
        return;
    }
    wipe(call.request.body);
    PinChange change{call.principal.name, std::move(body->password), std::move(body->pin),
                     call.request.remote_address};
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    services_.sign_in.set_pin(
        std::move(change), context_.clock.wall(),
        [reply, language = call.language()](const std::optional<SignInDenied>& denied) {
            if (denied && denied->fault == SignInFault::wrong) {
                (*reply)(problem(Fault::bad_input, language, {"problem.own_password_wrong", {}},
                                 {{"place", "/password"}}));
            } else {
                (*reply)(denied ? answer_denied(*denied, language) : no_content());
            }
        });
}

void TabletRoutes::note_presence(Call call) {
    services_.accounts.touch(call.principal.credential, context_.clock.wall());
    call.reply(no_content());
}

void TabletRoutes::remove_pin(Call call) {
    const std::string name = call.names[0];
    const AccountsOutcome removed = services_.accounts.remove_pin(name);
    if (removed == AccountsOutcome::done) {
        spdlog::info("PIN of account {} removed by {}", name, call.principal.name);
    }
    answer_outcome(call, removed, "pin", name);
}

}  // namespace labd::web
