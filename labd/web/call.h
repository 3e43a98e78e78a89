// One request on its way through web: who sent it, what its path names, and where the answer goes.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "labd/codec/messages.h"
#include "labd/net/server.h"
#include "labd/web/principal.h"

namespace labd::web {

/// What every answer passes on its way out: counting, and the headers that all have.
class AnswerTap {
public:
    virtual ~AnswerTap() = default;
    virtual void on_answer(net::Response& response, bool tls) = 0;
};

/// The answer to one request, to be given once, at once or later; see net::Responder.
class Reply {
public:
    Reply(net::Responder responder, std::weak_ptr<AnswerTap> tap, bool tls)
        : responder_(std::move(responder)), tap_(std::move(tap)), tls_(tls) {}

    void operator()(net::Response response) {
        if (const std::shared_ptr<AnswerTap> tap = tap_.lock()) {
            tap->on_answer(response, tls_);
        }
        responder_(std::move(response));
    }

    void upgrade(net::WebSocketHandler handler) { responder_.upgrade(std::move(handler)); }

private:
    net::Responder responder_;
    std::weak_ptr<AnswerTap> tap_;
    bool tls_ = false;
};

struct Call {
    net::Request request;
    /// Of nobody on routes that need no sign-in.
    Principal principal;
    /// What the `{}` of the route's pattern stood for.
    std::vector<std::string> names;
    Reply reply;

    /// In which language words are wanted.
    codec::Language language() const {
        return codec::negotiate(request.headers.find("Accept-Language").value_or(""));
    }

    domain::Role role() const { return principal.role; }
};

}  // namespace labd::web
