// Sends events to one endpoint: signs them, posts those of one subject one after another and those
// of others beside them, and says how each try went (Standard Webhooks 1.0.0).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labd/feed/endpoint_queue.h"
#include "labd/feed/signing.h"
#include "labd/net/server.h"
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

    /// Tries the events of each subject in order. `done` runs on the loop once, with the fate of
    /// each; never after `stop`.
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
    /// So many connections at most, each kept open.
    std::size_t lanes = 8;
};

/// A sender with threads of its own, so that a slow endpoint delays nobody else: one for each
/// connection, started when there is something for it.
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
    struct Job;
    class Lane;

    /// What each lane tries of a batch: all of a subject is one lane's.
    std::vector<std::vector<std::size_t>> share_out(const std::vector<Outgoing>& batch) const;
    /// On the thread of the lane that was the last to be through.
    void finished(const std::shared_ptr<Job>& job);

    ports::Loop& loop_;
    const SenderOptions options_;
    std::shared_ptr<const std::vector<Secret>> secrets_;
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
    /// Gone once the sender has stopped; loop thread only.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    /// For the lanes' threads.
    const std::weak_ptr<bool> watched_ = alive_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    bool sending_ = false;
};

}  // namespace labd::feed
