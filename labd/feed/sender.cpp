#include "labd/feed/sender.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "labd/core/assert.h"

namespace labd::feed {

namespace {

/// Of an answer only the status counts.
constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr std::int64_t microseconds_a_second = 1'000'000;

net::ClientOptions client_options(const SenderOptions& options,
                                  std::shared_ptr<const std::atomic<bool>> stopped) {
    net::ClientOptions client;
    client.host = options.address.host;
    client.port = options.address.port;
    client.security = options.address.security;
    client.ca_file = options.ca_file;
    client.connect = options.connect;
    client.exchange = options.exchange;
    client.received_bytes_max = answer_bytes_max;
    client.stopped = std::move(stopped);
    return client;
}

/// Statuses with which proxies and busy servers say that nobody looked at the request.
bool says_not_there(int status) {
    constexpr int too_many = 429;
    constexpr int bad_gateway = 502;
    constexpr int unavailable = 503;
    constexpr int gateway_timeout = 504;
    return status == too_many || status == bad_gateway || status == unavailable ||
           status == gateway_timeout;
}

Tried judge(Seq seq, const net::ClientResult& result) {
    constexpr int gone = 410;
    constexpr int first_redirect = 300;
    if (!result.answered()) {
        return {seq, Fate::unreached, result.error};
    }
    if (result.status >= 200 && result.status < first_redirect) {
        return {seq, Fate::delivered, {}};
    }
    const std::string why =
        fmt::format("answered {} {}", result.status, net::reason_phrase(result.status));
    if (result.status == gone) {
        return {seq, Fate::gone, why};
    }
    return {seq, says_not_there(result.status) ? Fate::unreached : Fate::refused, why};
}

}  // namespace

ThreadSender::ThreadSender(ports::Loop& loop, SenderOptions options)
    : loop_(loop),
      options_(std::move(options)),
      secrets_(std::make_shared<const std::vector<Secret>>(options_.secrets)),
      client_(client_options(options_, stopped_)),
      thread_([this] { run(); }) {}

ThreadSender::~ThreadSender() { stop(); }

void ThreadSender::stop() {
    if (!thread_.joinable()) {
        return;
    }
    *stopped_ = true;
    alive_.reset();
    {
        const std::lock_guard lock(mutex_);
        changed_.notify_one();
    }
    thread_.join();
}

void ThreadSender::use_secrets(std::vector<Secret> secrets) {
    secrets_ = std::make_shared<const std::vector<Secret>>(std::move(secrets));
}

void ThreadSender::send(std::vector<Outgoing> batch, std::function<void(std::vector<Tried>)> done) {
    auto job = std::make_unique<Job>();
    job->batch = std::move(batch);
    job->secrets = secrets_;
    job->done = std::move(done);
    const std::lock_guard lock(mutex_);
    LABD_ASSERT(waiting_ == nullptr);
    waiting_ = std::move(job);
    changed_.notify_one();
}

void ThreadSender::run() {
    while (true) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return *stopped_ || waiting_ != nullptr; });
            if (*stopped_) {
                return;
            }
            job = std::move(waiting_);
        }
        std::vector<Tried> tried = try_all(*job);
        if (*stopped_) {
            return;
        }
        loop_.post([job = std::move(job), tried = std::move(tried), alive = watched_] {
            if (!alive.expired()) {
                job->done(tried);
            }
        });
    }
}

std::vector<Tried> ThreadSender::try_all(const Job& job) {
    std::vector<Tried> all;
    std::set<std::string_view> held;
    bool away = false;
    for (const Outgoing& event : job.batch) {
        if (away || *stopped_ || held.contains(event.subject)) {
            all.push_back({event.seq, Fate::untried, {}});
            continue;
        }
        all.push_back(try_one(event, *job.secrets));
        away = all.back().fate == Fate::unreached || all.back().fate == Fate::gone;
        if (all.back().fate != Fate::delivered) {
            held.insert(event.subject);
        }
    }
    return all;
}

Tried ThreadSender::try_one(const Outgoing& event, const std::vector<Secret>& secrets) {
    const std::int64_t now_s = options_.wall().us / microseconds_a_second;
    net::ClientRequest request;
    request.method = net::Method::post;
    request.target = options_.address.target;
    request.content_type = "application/cloudevents+json; charset=utf-8";
    request.headers = {{"User-Agent", "labd"},
                       {"webhook-id", event.id},
                       {"webhook-timestamp", std::to_string(now_s)},
                       {"webhook-signature", signature_of(secrets, event.id, now_s, event.body)}};
    request.body = event.body;
    net::ClientResult result = client_.send(request);
    if (result.failure == net::ClientFailure::closed && connected_) {
        // The connection was left open too long. Sent again under its id it is the same event.
        result = client_.send(request);
    }
    connected_ = result.answered();
    return judge(event.seq, result);
}

}  // namespace labd::feed
