// The API on fakes: a kernel's day, people of every role with a bearer token each, and requests
// that are answered without a network.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "labd/codec/entry_json.h"
#include "labd/codec/schema.h"
#include "labd/codec/writer.h"
#include "labd/rules/roles.h"
#include "labd/web/secret.h"
#include "labd/web/web_app.h"
#include "tests/support/fake_attachments.h"
#include "tests/support/fake_cameras.h"
#include "tests/support/fake_footage.h"
#include "tests/support/fake_signed_log.h"
#include "tests/support/fake_webhooks.h"
#include "tests/support/kernel_day.h"
#include "tests/unit/web/sign_in_support.h"

namespace labd::web::test {

namespace json = boost::json;

/// Where an answer or an upgrade ends up.
class Inbox : public net::ResponseSink {
public:
    void respond(std::uint64_t, net::Response response) override {
        EXPECT_FALSE(answer.has_value()) << "answered twice";
        answer = std::move(response);
    }

    void upgrade(std::uint64_t, net::WebSocketHandler handler) override {
        websocket = std::move(handler);
    }

    void abandon(std::uint64_t) override { ADD_FAILURE() << "never answered"; }

    std::optional<net::Response> answer;
    std::optional<net::WebSocketHandler> websocket;
};

/// The other side of a live stream, as full as the test says.
class FakePeer : public net::WebSocketPeer {
public:
    bool send(std::shared_ptr<const std::string> text) override {
        if (full || closed) {
            return false;
        }
        texts.push_back(std::move(text));
        return true;
    }

    void close(net::CloseCode code, std::string_view) override { closed = code; }

    std::size_t pending() const override { return full ? 1 : 0; }

    /// Everything received, and forgets it.
    std::vector<json::object> take() {
        std::vector<json::object> messages;
        for (const auto& text : texts) {
            messages.push_back(json::parse(*text).as_object());
        }
        texts.clear();
        return messages;
    }

    bool full = false;
    std::optional<net::CloseCode> closed;
    std::vector<std::shared_ptr<const std::string>> texts;
};

class FakeTrainingClock : public ports::TrainingClock {
public:
    explicit FakeTrainingClock(labd::test::FakeClock& clock) : clock_(clock) {}

    double rate() const override { return rate_; }

    bool set(std::optional<Instant> now, std::optional<double> rate) override {
        if (now && *now < clock_.now()) {
            return false;
        }
        clock_.set(now.value_or(clock_.now()));
        rate_ = rate.value_or(rate_);
        return true;
    }

private:
    labd::test::FakeClock& clock_;
    double rate_ = 1;
};

/// A request as a test writes it.
struct Ask {
    net::Method method = net::Method::get;
    /// With query.
    std::string target;
    std::string body;
    std::map<std::string, std::string> headers;
};

/// An answer with its body read.
struct Told {
    int status = 0;
    net::Response response;

    std::string text() const { return response.body ? *response.body : std::string(); }

    /// Lives as long as this answer; null when the body is no JSON.
    const json::value& body() const {
        if (!parsed_) {
            boost::system::error_code error;
            parsed_ = std::make_shared<const json::value>(json::parse(text(), error));
        }
        return *parsed_;
    }

    /// The part of `/problems/…` after the slash; empty when it is none.
    std::string problem() const {
        if (response.content_type != "application/problem+json") {
            return {};
        }
        return std::string(body().at("type").as_string()).substr(std::string("/problems/").size());
    }

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : response.headers) {
            if (net::equals_ignoring_case(key, name)) {
                return value;
            }
        }
        return {};
    }

private:
    mutable std::shared_ptr<const json::value> parsed_;
};

/// A value that a JSON Schema of this API's entries admits; only what is required is filled in.
inline json::value sample_of(const json::object& schema) {
    if (const json::value* names = schema.if_contains("enum")) {
        return names->as_array().front();
    }
    if (const json::value* constant = schema.if_contains("const")) {
        return *constant;
    }
    const json::value* type = schema.if_contains("type");
    const std::string_view kind = type == nullptr ? "boolean" : std::string_view(type->as_string());
    if (kind == "boolean") {
        return true;
    }
    if (kind == "integer") {
        return 1;
    }
    if (kind == "array") {
        return json::array();
    }
    if (kind == "object") {
        json::object object;
        const json::value* required = schema.if_contains("required");
        for (std::size_t i = 0; required != nullptr && i < required->as_array().size(); ++i) {
            const json::string& name = required->at(i).as_string();
            object[name] = sample_of(schema.at("properties").at(name).as_object());
        }
        return object;
    }
    if (schema.contains("format")) {
        return "2026-03-03";
    }
    const json::value* pattern = schema.if_contains("pattern");
    if (pattern == nullptr || pattern->as_string().starts_with("^(@")) {
        return "x1";
    }
    return pattern->as_string().ends_with("[smhd]$") ? "15m" : "09:00";
}

inline json::value sample_entry(std::string_view type) {
    return sample_of(codec::entry_schema(type));
}

inline std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.push_back(net::percent_decode(path.substr(0, end)).value_or(""));
        path.remove_prefix(end);
    }
    return segments;
}

/// With LABD_RECORD_ANSWERS set to a file, every answer is added to it, one JSON object a line, so
/// that tests/http/validate.mjs can hold them against the API's description.
inline void record_answer(const Ask& ask, const net::Response& response) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
    const char* file = std::getenv("LABD_RECORD_ANSWERS");
    if (file == nullptr) {
        return;
    }
    json::object headers{{"content-type", response.content_type}};
    for (const auto& [name, value] : response.headers) {
        std::string lower = name;
        std::ranges::transform(lower, lower.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        headers[lower] = value;
    }
    std::ofstream(file, std::ios::app)
        << json::object{{"method", net::method_text(ask.method)},
                        {"path", ask.target},
                        {"status", response.status},
                        {"headers", std::move(headers)},
                        {"body", response.body ? *response.body : std::string()}}
        << "\n";
}

class WebDay {
public:
    explicit WebDay(bool replay = false) : training(day.clock) {
        day.journal.by_itself = true;
        day.journal.on_destroyed = [this](const std::string& subject) {
            day.sealer.erase(subject);
        };
        day.config.authority = replay ? rules::Authority::scenario : rules::Authority::daemon;
        day.boot();
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<domain::Role>>(
            [&](auto role) { add_token(role.name, role.value); });
        WebConfig config;
        config.replay = replay;
        config.version = "0.1.0";
        config.head = [this] { return ports::Head{day.kernel->state().size, {}}; };
        config.figures = [this] { return figures; };
        config.live_readers_max = 3;
        config.events = {"tyo", "journal-1", {}, false};
        app = std::make_unique<WebApp>(
            WebServices{*day.kernel, day.clock, day.loop, worker,
                        AccountServices{accounts, authenticator, sign_in, PasswordRule::real},
                        &training, &cameras, &webhooks, &log, &footage, &attachments},
            std::move(config));
    }

    /// The token of a role is `token-<role>`.
    void add_token(const std::string& role_name, domain::Role role) {
        ports::Credential credential;
        credential.kind = ports::CredentialKind::token;
        credential.hash = digest_of("token-" + role_name);
        credential.role = role;
        credential.label = role_name;
        credential.created = credential.last_used = day.clock.wall();
        credentials[role_name] = accounts.add_credential(credential, day.clock.wall()).id;
    }

    /// Somebody with an account; the tokens `token-<name>` and `token-<name>-2` are two sessions.
    void add_person(const std::string& name, domain::Role role) {
        ports::User user;
        user.name = name;
        user.roles = {role};
        accounts.add_user(user, "no hash");
        for (const std::string& label : {name, name + "-2"}) {
            ports::Credential credential;
            credential.kind = ports::CredentialKind::token;
            credential.hash = digest_of("token-" + label);
            credential.user = name;
            credential.role = role;
            credential.label = label;
            credential.created = credential.last_used = day.clock.wall();
            credentials[label] = accounts.add_credential(credential, day.clock.wall()).id;
        }
    }

    net::Request request(const Ask& ask) const {
        net::Request request;
        request.method = ask.method;
        request.method_name = net::method_text(ask.method);
        const std::size_t question = ask.target.find('?');
        request.path = ask.target.substr(0, question);
        request.query = question == std::string::npos ? "" : ask.target.substr(question + 1);
        request.segments = segments_of(request.path);
        for (const auto& [name, value] : ask.headers) {
            request.headers.add(name, value);
        }
        request.body = ask.body;
        request.remote_address = "127.0.0.1";
        return request;
    }

    std::shared_ptr<Inbox> start(const Ask& ask) {
        auto inbox = std::make_shared<Inbox>();
        app->handle(request(ask), net::Responder(inbox, 1));
        return inbox;
    }

    Told send(const Ask& ask) {
        const std::shared_ptr<Inbox> inbox = start(ask);
        day.loop.run_posted();
        worker.run_all();
        day.loop.run_posted();
        Told told;
        EXPECT_TRUE(inbox->answer.has_value()) << ask.target << " was not answered";
        told.response = inbox->answer.value_or(net::Response());
        told.status = told.response.status;
        record_answer(ask, told.response);
        return told;
    }

    Told get(const std::string& target, const std::string& role = "proctor") {
        return send({net::Method::get, target, "", {{"Authorization", "Bearer token-" + role}}});
    }

    /// Posts JSON with a key of its own.
    Told post(const std::string& target, const std::string& body,
              const std::string& role = "proctor") {
        return send({net::Method::post,
                     target,
                     body,
                     {{"Authorization", "Bearer token-" + role},
                      {"Content-Type", "application/json"},
                      {"Idempotency-Key", "key-" + std::to_string(++keys)}}});
    }

    Told enter(const std::string& body, const std::string& role = "proctor") {
        return post("/api/v1/entries", body, role);
    }

    /// Opens a live stream.
    std::shared_ptr<FakePeer> follow(const std::string& role, const std::string& query = "") {
        const std::shared_ptr<Inbox> inbox =
            start({net::Method::get,
                   "/api/v1/live" + query,
                   "",
                   {{"Authorization", "Bearer token-" + role},
                    {"Upgrade", "websocket"},
                    {"Connection", "Upgrade"},
                    {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                    {"Sec-WebSocket-Version", "13"}}});
        if (!inbox->websocket) {
            return nullptr;
        }
        auto peer = std::make_shared<FakePeer>();
        inboxes.push_back(inbox);
        inbox->websocket->on_open(peer);
        return peer;
    }

    labd::test::KernelDay day;
    FakeTrainingClock training;
    labd::test::FakeCameras cameras;
    labd::test::FakeWebhooks webhooks;
    labd::test::FakeFootage footage;
    labd::test::FakeAttachments attachments;
    labd::test::FakeSignedLog log{day.journal};
    AccountsInMemory accounts;
    HandWorker worker;
    CountingHasher hasher;
    Authenticator authenticator{accounts, {}};
    SignIn sign_in{accounts, worker, hasher};
    ProcessFigures figures;
    std::map<std::string, std::int64_t> credentials;
    std::vector<std::shared_ptr<Inbox>> inboxes;
    std::unique_ptr<WebApp> app;
    int keys = 0;
};

}  // namespace labd::web::test
