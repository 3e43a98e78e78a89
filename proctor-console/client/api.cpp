#include "proctor-console/client/api.h"

#include <algorithm>
#include <charconv>

#include "labd/codec/json.h"

namespace labd::console {

namespace {

using net::ClientFailure;

class HttpTransport : public Transport {
public:
    explicit HttpTransport(net::ClientOptions options) : client_(std::move(options)) {}

    net::ClientResult send(const net::ClientRequest& request) override {
        return client_.send(request);
    }

private:
    net::HttpClient client_;
};

/// Whether labd cannot have seen the request.
bool never_sent(ClientFailure failure) {
    return failure == ClientFailure::unknown_host || failure == ClientFailure::refused ||
           failure == ClientFailure::tls || failure == ClientFailure::malformed_request;
}

bool has_type(const Answer& answer, std::string_view part) {
    const boost::json::value* type = answer.find("type");
    return type != nullptr && type->is_string() &&
           std::string_view(type->get_string()).find(part) != std::string_view::npos;
}

Duration wait_before(int attempt) { return milliseconds(200) * (1 << (attempt * 2)); }

}  // namespace

std::unique_ptr<Transport> connect_to(net::ClientOptions options) {
    return std::make_unique<HttpTransport>(std::move(options));
}

const boost::json::value* Answer::find(std::string_view name) const {
    return body.is_object() ? body.get_object().if_contains(name) : nullptr;
}

ExitCode exit_code_of(const Answer& answer) {
    if (answer.fate != Answer::Fate::answered) {
        return ExitCode::unreachable;
    }
    if (answer.ok() || answer.status == 304) {
        return ExitCode::done;
    }
    switch (answer.status) {
        case 400:
        case 413:
        case 415: return ExitCode::usage;
        case 401:
        case 403: return ExitCode::not_allowed;
        case 404: return ExitCode::not_found;
        case 409:
        case 412:
        case 428: return ExitCode::conflict;
        case 422: return has_type(answer, "key") ? ExitCode::conflict : ExitCode::refused;
        case 503: return ExitCode::unreachable;
        default: return ExitCode::failed;
    }
}

Answer Api::send_once(net::ClientRequest request, Wanted wanted) {
    request.headers.emplace_back("Accept-Language", config_.language);
    if (!config_.token.empty()) {
        request.headers.emplace_back("Authorization", "Bearer " + config_.token);
    }
    net::ClientResult result = transport_->send(request);
    Answer answer;
    answer.attempts = 1;
    if (!result.answered()) {
        answer.fate = never_sent(result.failure) ? Answer::Fate::not_sent : Answer::Fate::unknown;
        answer.error = std::move(result.error);
        return answer;
    }
    answer.fate = Answer::Fate::answered;
    answer.status = result.status;
    if (wanted == Wanted::document && answer.ok()) {
        answer.digest = std::string(result.headers.find("Repr-Digest").value_or(""));
        answer.document = std::move(result.body);
        return answer;
    }
    const codec::JsonLimits limits{16 * 1024 * 1024, 32};
    if (auto parsed = codec::parse_json(result.body, limits)) {
        answer.body = std::move(*parsed);
    } else if (answer.ok() && !result.body.empty()) {
        answer.status = 502;
        answer.error = parsed.error().sentence();
    }
    return answer;
}

Answer Api::get(std::string target) {
    net::ClientRequest request;
    request.target = std::move(target);
    return send_once(std::move(request));
}

Answer Api::get_document(std::string target) {
    net::ClientRequest request;
    request.target = std::move(target);
    return send_once(std::move(request), Wanted::document);
}

Answer Api::post(const Post& post) {
    net::ClientRequest request;
    request.method = net::Method::post;
    request.target = post.target;
    request.content_type = post.content_type;
    request.body = post.body;
    if (!post.idempotency_key.empty()) {
        request.headers.emplace_back("Idempotency-Key", post.idempotency_key);
    }
    bool in_doubt = false;
    for (int attempt = 1;; ++attempt) {
        Answer answer = send_once(request);
        answer.attempts = attempt;
        const bool labd_in_doubt = answer.status == 503 && has_type(answer, "outcome-unknown");
        const bool lost = answer.fate == Answer::Fate::unknown || labd_in_doubt;
        const bool later = answer.status == 503 ||
                           (answer.status == 409 && has_type(answer, "in-flight")) ||
                           (in_doubt && answer.fate == Answer::Fate::not_sent);
        in_doubt = in_doubt || lost;
        const bool last = attempt == attempts_max || post.idempotency_key.empty();
        if (last || (!lost && !later)) {
            if (in_doubt && !answer.ok() && (lost || later)) {
                answer.fate = Answer::Fate::unknown;
            }
            return answer;
        }
        config_.pause(wait_before(attempt - 1));
    }
}

}  // namespace labd::console
