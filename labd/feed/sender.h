// Sends events to one endpoint: signs them, posts them one after another over one connection, and
// says how each try went (Standard Webhooks 1.0.0).
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "labd/feed/endpoint_queue.h"
#include "labd/feed/signing.h"
#include "labd/net/client.h"
#include "labd/ports/loop.h"

namespace labd::feed {

/// Where an endpoint is.
struct EndpointAddress {
    net::Security security = net::Security::tls;
    std::string host;
    std::uint16_t port = 443;
    /// Path and query.
    std::string target = "/";
};

/// Reads an address. `https` anywhere; `http` only on this machine (`127.0.0.1`, `::1`,
/// `localhost`); no user, no password, no fragment. The text says what is wrong.
struct ReadAddress {
    EndpointAddress address;
    std::string fault;
};

ReadAddress read_address(std::string_view url);

/// As people see it, without the query.
std::string shown_address(const EndpointAddress& address);

struct Outgoing {
    Seq seq = 0;
    std::string id;
    /// Nothing of a subject is sent once one of it has failed.
    std::string subject;
    std::string body;
};

/// Takes one batch at a time. Loop thread only.
class Sender {
public:
    virtual ~Sender() = default;

    /// Tries the events in order. `done` runs on the loop once, with the fate of each; never after
    /// `stop`.
    virtual void send(std::vector<Outgoing> batch,
                      std::function<void(std::vector<Tried>)> done) = 0;

    /// For what is sent from now on.
    virtual void use_secrets(std::vector<Secret> secrets) = 0;

    /// Ends what is under way; soon.
    virtual void stop() = 0;
};

struct SenderOptions {
    EndpointAddress address;
    /// PEM certificates to trust instead of the system's; empty: the system's.
    std::string ca_file;
    std::vector<Secret> secrets;
    /// The machine's wall clock; called on the sender's thread.
    std::function<Instant()> wall;
    Duration connect = seconds(5);
    /// From the request to the end of the answer.
    Duration exchange = seconds(15);
};

/// A sender with a thread of its own, so that a slow endpoint delays nobody else.
class ThreadSender : public Sender {
public:
    ThreadSender(ports::Loop& loop, SenderOptions options);
    ~ThreadSender() override;
    ThreadSender(const ThreadSender&) = delete;
    ThreadSender& operator=(const ThreadSender&) = delete;

    void send(std::vector<Outgoing> batch, std::function<void(std::vector<Tried>)> done) override;
    void use_secrets(std::vector<Secret> secrets) override;
    void stop() override;

private:
    struct Job {
        std::vector<Outgoing> batch;
        std::shared_ptr<const std::vector<Secret>> secrets;
        std::function<void(std::vector<Tried>)> done;
    };

    void run();
    std::vector<Tried> try_all(const Job& job);
    Tried try_one(const Outgoing& event, const std::vector<Secret>& secrets);

    ports::Loop& loop_;
    const SenderOptions options_;
    std::shared_ptr<const std::vector<Secret>> secrets_;
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
    /// Gone once the sender has stopped; loop thread only.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    /// For the sender's thread.
    const std::weak_ptr<bool> watched_ = alive_;
    net::HttpClient client_;
    /// Whether the last exchange left its connection open: one that has been closed since is no
    /// failure of the next.
    bool connected_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unique_ptr<Job> waiting_;
    std::thread thread_;
};

}  // namespace labd::feed
