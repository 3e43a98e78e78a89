#include "labd/web/web_app.h"

#include <algorithm>
#include <utility>

#include "labd/codec/media_type.h"
#include "labd/web/attachments.h"
#include "labd/web/cameras.h"
#include "labd/web/cases.h"
#include "labd/web/coverage.h"
#include "labd/web/decisions.h"
#include "labd/web/entries.h"
#include "labd/web/erasure.h"
#include "labd/web/evidence.h"
#include "labd/web/feed.h"
#include "labd/web/footage.h"
#include "labd/web/incidents.h"
#include "labd/web/journal_reading.h"
#include "labd/web/lab.h"
#include "labd/web/problem.h"
#include "labd/web/reading.h"
#include "labd/web/reference.h"
#include "labd/web/roster_import.h"
#include "labd/web/signed_log.h"
#include "labd/web/vouchers.h"

namespace labd::web {

namespace {

using net::Method;

constexpr std::size_t entry_bytes_max = 256 * 1024;
constexpr std::size_t roster_bytes_max = 1024 * 1024;
/// With a long history.
constexpr std::size_t question_bytes_max = 256 * 1024;
constexpr std::size_t small_bytes_max = 16 * 1024;
/// Longer ones are read only from those who have signed in.
constexpr std::size_t stranger_body_bytes_max = 256 * 1024;

/// For pages too: labd loads nothing from elsewhere and is shown in nobody's frame.
constexpr std::string_view policy_field =
    "Content-Security-Policy: "
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'\r\n";
constexpr std::string_view tls_field = "Strict-Transport-Security: max-age=31536000\r\n";
constexpr std::string_view plain_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view cache_field = "Cache-Control: no-store\r\n";

/// The two that an answer may bring itself stand at the ends, where they can be cut off.
std::string_view common_fields(bool tls) {
    static const std::string without_tls =
        std::string(policy_field).append(plain_fields).append(cache_field);
    static const std::string with_tls =
        std::string(policy_field).append(tls_field).append(plain_fields).append(cache_field);
    return tls ? with_tls : without_tls;
}

bool has_field(const net::Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers,
                               [&](const auto& field) { return field.first == name; });
}

/// A page that brings its own policy keeps it: two would both hold.
void add_security_headers(net::Response& response, bool tls) {
    response.common_headers = common_fields(tls);
    if (has_field(response, "Content-Security-Policy")) {
        response.common_headers.remove_prefix(policy_field.size());
    }
    if (has_field(response, "Cache-Control")) {
        response.common_headers.remove_suffix(cache_field.size());
    }
}

net::Response denied(Denial denial, codec::Language language) {
    if (denial == Denial::foreign_origin) {
        return problem(Fault::foreign_origin, language);
    }
    net::Response response =
        problem(Fault::not_signed_in, language,
                denial == Denial::expired ? Message{"problem.session_ended", {}} : Message{});
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

net::Response plain(int status, std::string text) {
    return net::Response::with_text(status, "text/plain; charset=utf-8", std::move(text));
}

void answer_ready(const Context& context, Call call) {
    const bool verified = !context.config.figures || context.config.figures().verified;
    if (!context.kernel.is_writable() || !verified) {
        call.reply(plain(503, context.kernel.is_writable() ? "verifying\n" : "not writable\n"));
        return;
    }
    call.reply(plain(200, "ready\n"));
}

}  // namespace

class WebApp::Tap : public AnswerTap {
public:
    explicit Tap(Metrics& metrics) : metrics_(metrics) {}

    void on_answer(net::Response& response, bool tls) override {
        metrics_.count_response(response.status);
        add_security_headers(response, tls);
    }

private:
    Metrics& metrics_;
};

WebApp::WebApp(const WebServices& services, WebConfig config)
    : config_(std::move(config)),
      context_{services.kernel,
               services.clock,
               services.accounts.authenticator,
               metrics_,
               config_,
               services.worker,
               services.training,
               services.cameras,
               services.webhooks,
               services.footage,
               &services.loop,
               services.log,
               services.attachments},
      accounts_(context_, services.accounts),
      tablets_(context_, services.accounts),
      boards_(context_),
      arming_(context_),
      looks_(context_),
      live_(context_, services.loop, boards_),
      tap_(std::make_shared<Tap>(metrics_)) {
    add_routes();
    add_journal_routes();
    add_site_routes();
    add_clock_route();
    add_feed_routes();
    add_arming_routes();
    add_console_routes();
    add_account_routes();
    add_tablet_routes();
    ended_credentials_ = services.accounts.accounts.on_ended(
        [this](std::int64_t credential) { live_.end_credential(credential); });
}

WebApp::~WebApp() = default;

net::HttpServer::Handler WebApp::handler() {
    return [this](net::Request request, net::Responder responder) {
        handle(std::move(request), std::move(responder));
    };
}

std::function<std::size_t(const net::Request&)> WebApp::body_bytes_max() const {
    return [this](const net::Request& head) {
        const std::size_t most = router_.body_bytes_max(head.method, head.path);
        const bool may_be_long =
            most <= stranger_body_bytes_max || context_.gate.is_known(head, context_.clock.wall());
        return may_be_long ? most : stranger_body_bytes_max;
    };
}

net::Response WebApp::error_body(int status) {
    net::Response response = problem_of_status(status);
    add_security_headers(response, false);
    return response;
}

void WebApp::handle(net::Request request, net::Responder responder) {
    Match match = router_.find(request.method, request.segments);
    Reply reply(std::move(responder), tap_, request.tls);
    Call call{std::move(request), {}, std::move(match.names), std::move(reply)};
    if (match.route == nullptr) {
        if (match.allow.empty()) {
            call.reply(problem(Fault::not_found, call.language()));
            return;
        }
        net::Response response = problem(Fault::method_not_allowed, call.language(),
                                         {"problem.possible_here", {{"methods", match.allow}}});
        response.headers.emplace_back("Allow", std::move(match.allow));
        call.reply(std::move(response));
        return;
    }
    dispatch(std::move(call), *match.route);
}

void WebApp::dispatch(Call call, const Route& route) {
    if (route.action != Action::open) {
        auto who = context_.gate.authenticate(call.request, context_.clock.wall());
        if (const auto* denial = std::get_if<Denial>(&who)) {
            net::Response response = denied(*denial, call.language());
            metrics_.count_denial(response.status);
            call.reply(std::move(response));
            return;
        }
        call.principal = std::move(std::get<Principal>(who));
        // A page that was somebody else's until a moment ago acts in nobody's name.
        const auto meant = call.request.headers.find("Labd-User");
        if (meant && *meant != call.principal.name) {
            log_role_denial(call.principal, "act for whom the console took it for");
            call.reply(denied(Denial::expired, call.language()));
            return;
        }
        if (!may(call.role(), route.action)) {
            log_role_denial(call.principal, route.pattern);
            metrics_.count_denial(403);
            call.reply(problem(Fault::not_allowed, call.language()));
            return;
        }
        if (call.principal.must_change_password && !route.before_password_change) {
            call.reply(problem(Fault::password_change_needed, call.language()));
            return;
        }
    }
    route.handle(std::move(call));
}

void WebApp::get(std::string_view pattern, Action action, void (*handle)(const Context&, Call)) {
    router_.add({Method::get, pattern, action,
                 [this, handle](Call call) { handle(context_, std::move(call)); }});
}

void WebApp::add_routes() {
    const auto post = [this](std::string_view pattern, Action action, std::size_t bytes,
                             void (*handle)(const Context&, Call)) {
        router_.add({Method::post, pattern, action,
                     [this, handle](Call call) { handle(context_, std::move(call)); }, bytes});
    };
    router_.add({Method::get, "/api/v1/sessions/{}/board", Action::see_board,
                 [this](Call call) { boards_.handle(std::move(call)); }});
    post("/api/v1/entries", Action::enter, entry_bytes_max, handle_entries);
    post("/api/v1/sessions/{}/roster", Action::import_roster, roster_bytes_max, import_roster);
    post("/api/v1/decisions/may-book", Action::decide, question_bytes_max, decide_may_book);
    post("/api/v1/decisions/change-quote", Action::decide, small_bytes_max, decide_change);
    post("/api/v1/decisions/cancel-quote", Action::decide, small_bytes_max, decide_cancel);
    post("/api/v1/decisions/absence-quote", Action::decide, small_bytes_max, decide_absence);
    post("/api/v1/decisions/dues", Action::decide, small_bytes_max, decide_dues);
    post("/api/v1/decisions/voucher-check", Action::decide, small_bytes_max, decide_voucher);
    post("/api/v1/vouchers", Action::use_vouchers, small_bytes_max, issue_voucher);
    post("/api/v1/vouchers/check", Action::use_vouchers, small_bytes_max, check_voucher_code);
    post("/api/v1/vouchers/redeem", Action::use_vouchers, small_bytes_max, redeem_voucher);
    get("/api/v1/sessions", Action::see_sessions, list_sessions);
    get("/api/v1/sessions/{}", Action::see_sittings, read_session);
    get("/api/v1/sessions/{}/alarms", Action::see_sittings, read_alarms);
    get("/api/v1/sessions/{}/outages", Action::see_sittings, read_outages);
    get("/api/v1/sittings/{}", Action::see_sittings, read_sitting);
    get("/api/v1/sittings/{}/explanation", Action::see_sittings, read_explanation);
    get("/api/v1/sessions/{}/coverage", Action::see_cameras, read_session_coverage);
    get("/api/v1/sessions/{}/coverage/report.html", Action::see_cameras, read_coverage_page);
    get("/api/v1/sessions/{}/coverage/report.pdf", Action::see_cameras, read_coverage_pdf);
    get("/api/v1/sittings/{}/coverage", Action::see_cameras, read_sitting_coverage);
    get("/api/v1/sittings/{}/remedy", Action::see_cases, read_remedy);
    get("/api/v1/sittings/{}/reread", Action::see_cases, read_reread);
    get("/api/v1/sessions/{}/cases", Action::see_cases, list_cases);
    get("/api/v1/sittings/{}/evidence", Action::export_evidence, read_evidence);
    get("/api/v1/incidents/{}/evidence", Action::export_evidence, read_incident_evidence);
    get("/api/v1/remedies/{}/evidence", Action::export_evidence, read_remedy_evidence);
    get("/api/v1/vouchers", Action::see_vouchers, list_vouchers);
    get("/api/v1/vouchers/{}", Action::see_vouchers, read_voucher);
    get("/api/v1/sessions/{}/equipment", Action::see_equipment, read_equipment);
    get("/api/v1/investigations", Action::see_equipment, list_investigations);
    get("/api/v1/incidents", Action::see_incidents, list_incidents);
    get("/api/v1/incidents/{}", Action::see_incidents, read_incident);
    get("/api/v1/footage", Action::see_clips, list_footage);
    get("/api/v1/footage/{}", Action::see_clips, read_clip);
    post("/api/v1/incidents/{}/attachments", Action::handle_attachments,
         codec::attachment_bytes_max, add_attachment);
    get("/api/v1/incidents/{}/attachments/{}", Action::handle_attachments, read_attachment);
    get("/api/v1/racks/report", Action::see_equipment, report_racks);
    get("/api/v1/erasures", Action::see_erasures, list_erasures);
    get("/api/v1/erasures/{}", Action::see_erasures, read_erasure);
    get("/api/v1/cameras", Action::see_cameras, list_cameras);
    get("/api/v1/cameras/{}/coverage", Action::see_cameras, read_camera_coverage);
    router_.add({Method::get, "/api/v1/live", Action::follow_live,
                 [this](Call call) { live_.handle(std::move(call)); }});
}

void WebApp::add_journal_routes() {
    get("/api/v1/journal", Action::see_journal, read_journal);
    get("/api/v1/journal/{}", Action::see_journal, read_entry);
    get("/api/v1/head", Action::see_head, read_head);
    get("/api/v1/log/checkpoint", Action::see_log, read_checkpoint);
    get("/api/v1/log/checkpoint.html", Action::see_log, read_checkpoint_page);
    get("/api/v1/log/checkpoint.pdf", Action::see_log, read_checkpoint_pdf);
    get("/api/v1/log/key", Action::see_head, read_checkpoint_key);
    get("/api/v1/log/witnesses", Action::see_log, read_witnesses);
    get("/api/v1/log/inclusion", Action::see_log, read_inclusion);
    get("/api/v1/log/consistency", Action::see_log, read_consistency);
}

void WebApp::add_site_routes() {
    get("/api/v1/site", Action::see_site, read_site);
    get("/api/v1/policy", Action::see_site, read_policy);
    get("/api/v1/tracks", Action::see_site, read_tracks);
    get("/api/v1/entry-types", Action::see_site, read_entry_types);
    get("/api/v1/clock", Action::see_site, read_clock);
    get("/api/v1/restart", Action::see_restart, read_restart);
    get("/api/v1/messages/{}", Action::open, read_messages);
    get("/api/v1/openapi.yaml", Action::open, read_openapi);
    get("/livez", Action::open,
        [](const Context&, Call call) { call.reply(plain(200, "alive\n")); });
    get("/readyz", Action::open, answer_ready);
    get("/metrics", Action::open, [](const Context& context, Call call) {
        call.reply(net::Response::with_text(200, "text/plain; version=0.0.4; charset=utf-8",
                                            context.metrics.text(context)));
    });
}

void WebApp::add_clock_route() {
    router_.add({Method::post, "/api/v1/training/clock", Action::set_training_clock,
                 [this](Call call) {
                     set_training_clock(context_, std::move(call));
                     live_.clock_moved();
                     if (context_.webhooks != nullptr) {
                         context_.webhooks->clock_moved();
                     }
                 },
                 small_bytes_max});
}

void WebApp::add_feed_routes() {
    const auto add = [this](Method method, std::string_view pattern, Action action,
                            void (*handle)(const Context&, Call)) {
        router_.add({method, pattern, action,
                     [this, handle](Call call) { handle(context_, std::move(call)); },
                     method == Method::post ? small_bytes_max : 0});
    };
    add(Method::get, "/api/v1/feed", Action::see_feed, read_feed);
    add(Method::get, "/api/v1/webhooks", Action::see_webhooks, list_webhooks);
    add(Method::get, "/api/v1/webhooks/{}/undelivered", Action::see_webhooks, list_undelivered);
    add(Method::post, "/api/v1/webhooks/{}/retry", Action::retry_webhooks, retry_webhook);
}

void WebApp::add_arming_routes() {
    router_.add({Method::get, "/api/v1/cameras/{}/still", Action::see_stills, [this](Call call) {
                     read_still(context_, looks_, arming_.is_going_on(), std::move(call));
                 }});
    router_.add({Method::get, "/api/v1/cameras/arming", Action::arm_cameras,
                 [this](Call call) { arming_.read(std::move(call)); }});
    router_.add({Method::post, "/api/v1/cameras/arming", Action::arm_cameras,
                 [this](Call call) { arming_.begin(std::move(call)); }, small_bytes_max});
}

void WebApp::add_console_routes() {
    router_.add(
        {Method::get, "/", Action::open, [this](Call call) { console_.page(std::move(call)); }});
    router_.add({Method::get, "/assets/{}", Action::open,
                 [this](Call call) { console_.file(std::move(call)); }});
}

void WebApp::add_account_routes() {
    using Member = void (AccountRoutes::*)(Call);
    const auto add = [this](Method method, std::string_view pattern, Action action, Member member,
                            bool before_password_change = false) {
        const bool has_body = method == Method::post || method == Method::patch;
        router_.add({method, pattern, action,
                     [this, member](Call call) { (accounts_.*member)(std::move(call)); },
                     has_body ? small_bytes_max : 0, before_password_change});
    };
    add(Method::post, "/api/v1/sign-in", Action::open, &AccountRoutes::sign_in);
    add(Method::post, "/api/v1/sign-out", Action::own_account, &AccountRoutes::sign_out, true);
    add(Method::get, "/api/v1/me", Action::own_account, &AccountRoutes::read_me, true);
    add(Method::post, "/api/v1/me/password", Action::own_account, &AccountRoutes::change_password,
        true);
    const Action manage = Action::manage_accounts;
    add(Method::get, "/api/v1/users", manage, &AccountRoutes::list_users);
    add(Method::post, "/api/v1/users", manage, &AccountRoutes::add_user);
    add(Method::get, "/api/v1/users/{}", manage, &AccountRoutes::read_user);
    add(Method::patch, "/api/v1/users/{}", manage, &AccountRoutes::change_user);
    add(Method::get, "/api/v1/users/{}/tokens", manage, &AccountRoutes::list_user_tokens);
    add(Method::remove, "/api/v1/users/{}/tokens/{}", manage, &AccountRoutes::end_user_token);
    add(Method::get, "/api/v1/tokens", manage, &AccountRoutes::list_tokens);
    add(Method::post, "/api/v1/tokens", manage, &AccountRoutes::add_token);
    add(Method::remove, "/api/v1/tokens/{}", manage, &AccountRoutes::end_token);
}

void WebApp::add_tablet_routes() {
    using Member = void (TabletRoutes::*)(Call);
    const auto add = [this](Method method, std::string_view pattern, Action action, Member member) {
        router_.add({method, pattern, action,
                     [this, member](Call call) { (tablets_.*member)(std::move(call)); },
                     method == Method::post ? small_bytes_max : 0});
    };
    // Before the pattern for names, none of which is `this`.
    add(Method::get, "/api/v1/devices/this", Action::open, &TabletRoutes::read_this);
    add(Method::get, "/api/v1/devices", Action::enrol_devices, &TabletRoutes::list);
    add(Method::post, "/api/v1/devices", Action::enrol_devices, &TabletRoutes::enrol);
    add(Method::remove, "/api/v1/devices/{}", Action::enrol_devices, &TabletRoutes::revoke);
    add(Method::post, "/api/v1/sign-in/pin", Action::open, &TabletRoutes::sign_in);
    add(Method::post, "/api/v1/me/pin", Action::use_pin, &TabletRoutes::set_pin);
    add(Method::post, "/api/v1/me/present", Action::own_account, &TabletRoutes::note_presence);
    add(Method::remove, "/api/v1/users/{}/pin", Action::manage_accounts, &TabletRoutes::remove_pin);
}

void WebApp::shutdown() { live_.shutdown(); }

}  // namespace labd::web
