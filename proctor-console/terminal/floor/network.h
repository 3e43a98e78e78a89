// The threads that talk to labd for the full-screen floor: one listens to the live stream, one
// reads, one enters. What they bring waits in one bounded queue.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "labd/core/ids.h"
#include "proctor-console/terminal/floor/entering.h"
#include "proctor-console/terminal/floor/news.h"
#include "proctor-console/terminal/floor/outbox.h"

namespace labd::console::floor {

/// Since some fixed moment, also while the machine sleeps.
Duration monotonic_now();

class Network {
public:
    struct Options {
        Line line;
        codec::Language language = codec::Language::en;
        /// Empty: today's.
        std::string session;
        OutboxFolder outbox;
    };

    explicit Network(Options options);
    /// Ends the threads; what is under way ends within a fraction of a second.
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// Readable while there are news.
    int wake_descriptor() const { return wake_; }

    std::vector<News> take();

    // --- What is to be read; asked for twice it is read once --------------------------------

    void read_clock();
    void read_board();
    void read_footage();
    void read_details(const std::string& sitting);
    void read_output(const std::string& line);
    void find_last();
    void set_language(codec::Language language);

    // --- What is to be entered, one after the other; false when too much waits ---------------

    bool prepare(Entered entered);
    /// A fact: kept first, and sent unless labd is away. When labd refuses it at once, the line
    /// that it came from is given back to be mended.
    bool keep(Kept kept, bool is_offline, std::string line);
    /// A decision, once. Its key makes that sending it again records nothing twice.
    bool decide(std::string body, std::string key);
    bool flush(std::string user);
    bool forget(std::string key);

    std::string new_key() const { return options_.line.new_key(); }

private:
    struct Reading {
        bool references = true;
        bool clock = false;
        bool board = false;
        bool footage = false;
        bool last = false;
        std::string details;
        std::string output;

        bool any() const {
            return references || clock || board || footage || last || !details.empty() ||
                   !output.empty();
        }
    };

    using Job = std::function<void()>;

    void bring(News news);
    void want(const std::function<void(Reading&)>& change);
    bool add_job(Job job);
    void pause(Duration length);
    std::unique_ptr<Api> connect_api(Duration limit);

    void listen();
    void read();
    void enter();

    bool read_references(Api& api);
    void read_wanted(Api& api, const Reading& wanted);
    void read_clock_now(Api& api);
    void read_board_now(Api& api);
    void read_details_now(Api& api, const std::string& sitting);
    void read_last_now(Api& api);
    std::vector<std::string> run_line(const std::string& line);
    std::vector<boost::json::object> read_journal(Api& api, const std::string& filter, Seq after);
    void flush_now(const std::string& user, const std::string& awaited, const std::string& line);
    void show_kept();

    codec::Language language() const { return language_.load(); }

    std::string session();
    std::string user();

    Options options_;
    std::atomic<codec::Language> language_;
    int wake_;
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<News> news_;
    Reading reading_;
    std::deque<Job> jobs_;
    std::string session_;
    std::string user_;
    std::int64_t size_ = 0;

    /// Of the entering thread alone.
    std::unique_ptr<Api> entering_api_;
    std::unique_ptr<Outbox> outbox_;

    std::vector<std::thread> threads_;
};

}  // namespace labd::console::floor
