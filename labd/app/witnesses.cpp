#include "labd/app/witnesses.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "labd/app/clocks.h"
#include "labd/evidence/witness.h"
#include "labd/net/client.h"

namespace labd::app {

namespace {

using ports::SignedHead;
using ports::WitnessState;

constexpr std::size_t answer_bytes_max = 16'384;
constexpr int status_ok = 200;
constexpr int status_conflict = 409;
constexpr Duration pause_min = seconds(10);
constexpr Duration pause_max = minutes(10);

net::ClientOptions client_options(const WitnessSettings& settings,
                                  std::shared_ptr<const std::atomic<bool>> stopped) {
    net::ClientOptions options;
    options.host = settings.address.host;
    options.port = settings.address.port;
    options.security = settings.address.security;
    options.ca_file = settings.ca_file.string();
    options.exchange = seconds(15);
    options.received_bytes_max = answer_bytes_max;
    options.stopped = std::move(stopped);
    return options;
}

}  // namespace

/// One witness and the thread that waits for its answers.
class Witnesses::Witness {
public:
    Witness(ports::Loop& loop, const WitnessSettings& settings, const ProveGrowth& prove)
        : loop_(loop), settings_(settings), prove_(prove), thread_([this] { run(); }) {
        status_.name = settings.key.name;
    }

    ~Witness() {
        *stopped_ = true;
        alive_.reset();
        {
            const std::lock_guard lock(mutex_);
            changed_.notify_one();
        }
        thread_.join();
    }

    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

    void show(const SignedHead& newest) {
        if (!asking_ && newest.head.size > status_.size && boot_time() >= next_try_) {
            ask(newest, true);
        }
    }

    std::string line_under(const SignedHead& checkpoint) const {
        return checkpoint.note == signed_note_ ? line_ : std::string();
    }

    const ports::WitnessStatus& status() const { return status_; }

private:
    struct Question {
        SignedHead checkpoint;
        /// Whether another size that the witness names is answered at once.
        bool may_repeat = false;
    };

    void run();
    void ask(const SignedHead& checkpoint, bool may_repeat);
    void answered(const net::ClientResult& result);
    void take(const std::string& lines);
    void correct_size(const std::string& body);
    void failed(WitnessState state, const std::string& why);

    ports::Loop& loop_;
    const WitnessSettings settings_;
    const ProveGrowth& prove_;
    ports::WitnessStatus status_;
    /// How many entries the witness has signed, as far as is known.
    Seq known_ = 0;
    std::string signed_note_;
    std::string line_;
    std::optional<Question> asking_;
    Duration pause_ = pause_min;
    Duration next_try_;
    /// Answers that come after the end find nobody.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<std::string> to_send_;
    std::thread thread_;
};

void Witnesses::Witness::run() {
    net::HttpClient client(client_options(settings_, stopped_));
    while (true) {
        net::ClientRequest request;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return *stopped_ || to_send_; });
            if (*stopped_) {
                return;
            }
            request.body = std::move(*to_send_);
            to_send_.reset();
        }
        request.method = net::Method::post;
        request.target = settings_.address.target;
        request.content_type = "text/plain; charset=utf-8";
        request.headers = {{"User-Agent", "labd"}};
        loop_.post([this, alive = std::weak_ptr(alive_), result = client.send(request)] {
            if (!alive.expired()) {
                answered(result);
            }
        });
    }
}

void Witnesses::Witness::ask(const SignedHead& checkpoint, bool may_repeat) {
    std::vector<Digest> proof;
    if (known_ > 0) {
        auto proven = prove_(known_, checkpoint.head.size);
        if (!proven) {
            return;
        }
        proof = std::move(*proven);
    }
    asking_ = Question{checkpoint, may_repeat};
    const std::lock_guard lock(mutex_);
    to_send_ = evidence::format_add_checkpoint(known_, proof, checkpoint.note);
    changed_.notify_one();
}

void Witnesses::Witness::answered(const net::ClientResult& result) {
    if (!result.answered()) {
        failed(WitnessState::unreached, result.error);
    } else if (result.status == status_ok) {
        take(result.body);
    } else if (result.status == status_conflict) {
        correct_size(result.body);
    } else {
        constexpr int server_error = 500;
        failed(result.status >= server_error ? WitnessState::unreached : WitnessState::refused,
               fmt::format("answered {} {}", result.status, net::reason_phrase(result.status)));
    }
}

void Witnesses::Witness::take(const std::string& lines) {
    const SignedHead& shown = asking_->checkpoint;
    const auto cosignature = evidence::find_cosignature(shown.note, lines, settings_.key);
    if (!cosignature) {
        failed(WitnessState::refused, "answered without its signature");
        return;
    }
    if (status_.state != WitnessState::cosigned) {
        spdlog::info("witness {}: has signed {} entries", status_.name, shown.head.size);
    }
    known_ = status_.size = shown.head.size;
    status_.state = WitnessState::cosigned;
    status_.at = cosignature->at;
    status_.why.clear();
    signed_note_ = shown.note;
    line_ = cosignature->line;
    pause_ = pause_min;
    asking_.reset();
}

void Witnesses::Witness::correct_size(const std::string& body) {
    const std::optional<Seq> size = evidence::parse_witnessed_size(body);
    const SignedHead shown = asking_->checkpoint;
    if (!size) {
        failed(WitnessState::refused, "answered 409 without a size");
    } else if (*size > shown.head.size) {
        // Somebody has shown it more than we have: this journal is an older copy.
        failed(WitnessState::refused,
               fmt::format("has signed {} entries of this journal, and here are {}", *size,
                           shown.head.size));
    } else if (*size == known_ || !asking_->may_repeat) {
        failed(WitnessState::refused,
               fmt::format("has signed {} entries that are not those of this journal", *size));
    } else {
        known_ = *size;
        asking_.reset();
        ask(shown, false);
    }
}

void Witnesses::Witness::failed(WitnessState state, const std::string& why) {
    if (status_.state != state || status_.why != why) {
        spdlog::log(state == WitnessState::refused ? spdlog::level::critical : spdlog::level::warn,
                    "witness {}: {}", status_.name, why);
    }
    status_.state = state;
    status_.why = why;
    asking_.reset();
    next_try_ = boot_time() + pause_;
    pause_ = std::min(pause_ + pause_, pause_max);
}

Witnesses::Witnesses(ports::Loop& loop, const std::vector<WitnessSettings>& settings,
                     ProveGrowth prove)
    : prove_(std::move(prove)) {
    for (const WitnessSettings& one : settings) {
        all_.push_back(std::make_unique<Witness>(loop, one, prove_));
    }
}

Witnesses::~Witnesses() = default;

void Witnesses::show(const SignedHead& newest) {
    for (const auto& witness : all_) {
        witness->show(newest);
    }
}

std::string Witnesses::cosignatures(const SignedHead& checkpoint) const {
    std::string lines;
    for (const auto& witness : all_) {
        lines += witness->line_under(checkpoint);
    }
    return lines;
}

std::vector<ports::WitnessStatus> Witnesses::status() const {
    std::vector<ports::WitnessStatus> all;
    all.reserve(all_.size());
    for (const auto& witness : all_) {
        all.push_back(witness->status());
    }
    return all;
}

}  // namespace labd::app
