#include "labd/feed/sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "labd/core/assert.h"
#include "labd/net/client.h"

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

/// A batch on its way. Each lane writes what became of its own events.
struct ThreadSender::Job {
    std::vector<Outgoing> batch;
    std::shared_ptr<const std::vector<Secret>> secrets;
    std::function<void(std::vector<Tried>)> done;
    std::vector<Tried> tried;
    /// The endpoint is not there: nothing more of this batch is tried.
    std::atomic<bool> away = false;
    /// Lanes that are not through.
    std::atomic<std::size_t> left = 0;
};

/// One connection and the thread that waits for its answers.
class ThreadSender::Lane {
public:
    explicit Lane(ThreadSender& sender)
        : sender_(sender),
          client_(client_options(sender.options_, sender.stopped_)),
          thread_([this] { run(); }) {}

    ~Lane() { thread_.join(); }

    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    void take(std::shared_ptr<Job> job, std::vector<std::size_t> part) {
        const std::lock_guard lock(mutex_);
        LABD_ASSERT(job_ == nullptr);
        job_ = std::move(job);
        part_ = std::move(part);
        changed_.notify_one();
    }

    /// After `stopped_` was set.
    void wake() {
        const std::lock_guard lock(mutex_);
        changed_.notify_one();
    }

private:
    void run();
    void try_part(Job& job, const std::vector<std::size_t>& part);
    Tried try_one(const Outgoing& event, const std::vector<Secret>& secrets);

    ThreadSender& sender_;
    net::HttpClient client_;
    /// Whether the last exchange left its connection open: one that has been closed since is no
    /// failure of the next.
    bool connected_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<Job> job_;
    std::vector<std::size_t> part_;
    std::thread thread_;
};

void ThreadSender::Lane::run() {
    const std::atomic<bool>& stopped = *sender_.stopped_;
    while (true) {
        std::shared_ptr<Job> job;
        std::vector<std::size_t> part;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopped || job_ != nullptr; });
            if (stopped) {
                return;
            }
            job = std::move(job_);
            part = std::move(part_);
        }
        try_part(*job, part);
        if (stopped) {
            return;
        }
        if (job->left.fetch_sub(1) == 1) {
            sender_.finished(job);
        }
    }
}

void ThreadSender::Lane::try_part(Job& job, const std::vector<std::size_t>& part) {
    std::set<std::string_view> held;
    for (const std::size_t index : part) {
        const Outgoing& event = job.batch[index];
        Tried& tried = job.tried[index];
        if (job.away || *sender_.stopped_ || held.contains(event.subject)) {
            tried = {event.seq, Fate::untried, {}};
            continue;
        }
        tried = try_one(event, *job.secrets);
        if (tried.fate == Fate::unreached || tried.fate == Fate::gone) {
            job.away = true;
        }
        if (tried.fate != Fate::delivered) {
            held.insert(event.subject);
        }
    }
}

Tried ThreadSender::Lane::try_one(const Outgoing& event, const std::vector<Secret>& secrets) {
    const std::int64_t now_s = sender_.options_.wall().us / microseconds_a_second;
    net::ClientRequest request;
    request.method = net::Method::post;
    request.target = sender_.options_.address.target;
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

ThreadSender::ThreadSender(ports::Loop& loop, SenderOptions options)
    : loop_(loop),
      options_(std::move(options)),
      secrets_(std::make_shared<const std::vector<Secret>>(options_.secrets)) {}

ThreadSender::~ThreadSender() { stop(); }

void ThreadSender::stop() {
    *stopped_ = true;
    alive_.reset();
    for (const auto& lane : lanes_) {
        lane->wake();
    }
    lanes_.clear();
}

void ThreadSender::use_secrets(std::vector<Secret> secrets) {
    secrets_ = std::make_shared<const std::vector<Secret>>(std::move(secrets));
}

std::vector<std::vector<std::size_t>> ThreadSender::share_out(
    const std::vector<Outgoing>& batch) const {
    std::vector<std::vector<std::size_t>> parts;
    std::map<std::string_view, std::size_t> lane_of;
    for (std::size_t index = 0; index < batch.size(); ++index) {
        const auto [found, is_new] = lane_of.try_emplace(batch[index].subject, parts.size());
        if (is_new && parts.size() < options_.lanes) {
            parts.emplace_back();
        } else if (is_new) {
            const auto shortest =
                std::ranges::min_element(parts, {}, &std::vector<std::size_t>::size);
            found->second = static_cast<std::size_t>(shortest - parts.begin());
        }
        parts[found->second].push_back(index);
    }
    return parts;
}

void ThreadSender::send(std::vector<Outgoing> batch, std::function<void(std::vector<Tried>)> done) {
    LABD_ASSERT(!sending_ && !batch.empty());
    if (*stopped_) {
        return;
    }
    sending_ = true;
    std::vector<std::vector<std::size_t>> parts = share_out(batch);
    auto job = std::make_shared<Job>();
    job->tried.resize(batch.size());
    job->batch = std::move(batch);
    job->secrets = secrets_;
    job->done = std::move(done);
    job->left = parts.size();
    while (lanes_.size() < parts.size()) {
        lanes_.push_back(std::make_unique<Lane>(*this));
    }
    for (std::size_t lane = 0; lane < parts.size(); ++lane) {
        lanes_[lane]->take(job, std::move(parts[lane]));
    }
}

void ThreadSender::finished(const std::shared_ptr<Job>& job) {
    loop_.post([this, job, alive = watched_] {
        if (!alive.expired()) {
            sending_ = false;
            job->done(std::move(job->tried));
        }
    });
}

}  // namespace labd::feed
