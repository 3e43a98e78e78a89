// What the parts labd stands on can do when nothing else is done: the yardstick of scripts/bench.
// POST: the JSON body is parsed, a journal thread writes it as one row with one more for its
// Idempotency-Key, group commit, then 201. GET: an answer made beforehand. WebSocket: every POST is
// sent to all readers. No sign-in, no rules, no hashes, nothing sealed.
#include <fmt/format.h>
#include <sched.h>
#include <sqlite3.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

// This program is one unit: it brings the parts that are compiled apart.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

class HttpConnection;

void check(int code, const char* step) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        std::fputs(fmt::format("{}: {}\n", step, sqlite3_errstr(code)).c_str(), stderr);
        std::exit(1);
    }
}

/// The journal thread: what waits goes into the next transaction.
class Journal {
public:
    /// `leaf_bytes` an entry, `request_bytes` the memory of its key.
    Journal(asio::io_context& loop, const std::string& file, std::size_t leaf_bytes,
            std::size_t request_bytes)
        : loop_(loop), leaf_bytes_(leaf_bytes), response_(request_bytes, ' ') {
        check(sqlite3_open(file.c_str(), &database_), "open");
        for (const char* sql :
             {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
              "PRAGMA wal_autocheckpoint=4096",
              "CREATE TABLE journal(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT",
              "CREATE TABLE idempotency(key TEXT PRIMARY KEY, response TEXT NOT NULL) STRICT, "
              "WITHOUT ROWID"}) {
            check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr), sql);
        }
        prepare("INSERT INTO journal(leaf) VALUES(?1)", insert_);
        prepare("INSERT INTO idempotency(key, response) VALUES(?1, ?2)", insert_key_);
        thread_ = std::thread([this] { run(); });
    }

    ~Journal() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        wake_.notify_one();
        thread_.join();
        commit_full_groups();
        sqlite3_finalize(insert_);
        sqlite3_finalize(insert_key_);
        sqlite3_close(database_);
        report();
    }

    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void append(std::string body, std::string key, std::shared_ptr<HttpConnection> from) {
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back({std::move(body), std::move(key), std::move(from)});
        }
        wake_.notify_one();
    }

private:
    struct Row {
        std::string body;
        std::string key;
        std::shared_ptr<HttpConnection> from;
    };

    void prepare(const char* sql, sqlite3_stmt*& statement) {
        check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr), "prepare");
    }

    static void insert(sqlite3_stmt* statement) {
        check(sqlite3_step(statement), "insert");
        sqlite3_reset(statement);
    }

    void run() {
        sched_param priority{};
        priority.sched_priority = 1;
        pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
        std::vector<Row> rows;
        for (;;) {
            rows.clear();
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
                if (waiting_.empty()) {
                    return;
                }
                std::swap(rows, waiting_);
            }
            write(rows);
        }
    }

    void write(std::vector<Row>& rows) {
        commits_ms_.push_back(commit_rows(rows));
        rows_ += rows.size();
        std::vector<std::shared_ptr<HttpConnection>> done;
        for (Row& row : rows) {
            done.push_back(std::move(row.from));
        }
        asio::post(loop_, [done = std::move(done)] { answer(done); });
    }

    /// Returns how long it took, in milliseconds.
    double commit_rows(std::vector<Row>& rows) {
        const Clock::time_point start = Clock::now();
        check(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), "begin");
        for (Row& row : rows) {
            row.body.resize(leaf_bytes_, ' ');
            sqlite3_bind_blob(insert_, 1, row.body.data(), static_cast<int>(row.body.size()),
                              SQLITE_STATIC);
            insert(insert_);
            sqlite3_bind_text(insert_key_, 1, row.key.data(), static_cast<int>(row.key.size()),
                              SQLITE_STATIC);
            const std::size_t rest = response_.size() - std::min(response_.size(), row.key.size());
            sqlite3_bind_text(insert_key_, 2, response_.data(), static_cast<int>(rest),
                              SQLITE_STATIC);
            insert(insert_key_);
        }
        check(sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr), "commit");
        return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    }

    /// What one commit takes that carries an entry of each of 64 connections, with nothing beside.
    void commit_full_groups() {
        constexpr std::size_t commits = 200;
        for (std::size_t commit = 0; commit < commits && rows_ > 0; ++commit) {
            std::vector<Row> rows(64);
            for (Row& row : rows) {
                row.key = fmt::format("full-group-{:08}", ++full_group_keys_);
            }
            full_commits_ms_.push_back(commit_rows(rows));
        }
    }

    static void answer(const std::vector<std::shared_ptr<HttpConnection>>& connections);

    void report() {
        const auto at = [](std::vector<double>& times_ms, double share) {
            std::ranges::sort(times_ms);
            return times_ms.empty() ? 0.0
                                    : times_ms[static_cast<std::size_t>(
                                          share * static_cast<double>(times_ms.size() - 1))];
        };
        fmt::print(
            "{{\"commits\": {}, \"rows\": {}, \"commit_p50_ms\": {:.3f}, "
            "\"commit_p99_ms\": {:.3f}, \"full_commit_p50_ms\": {:.3f}}}\n",
            commits_ms_.size(), rows_, at(commits_ms_, 0.5), at(commits_ms_, 0.99),
            at(full_commits_ms_, 0.5));
    }

    asio::io_context& loop_;
    std::size_t leaf_bytes_;
    std::string response_;
    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* insert_key_ = nullptr;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Row> waiting_;
    bool closing_ = false;
    std::vector<double> commits_ms_;
    std::vector<double> full_commits_ms_;
    std::size_t full_group_keys_ = 0;
    std::size_t rows_ = 0;
    std::thread thread_;
};

/// A reader of the broadcast.
class Reader : public std::enable_shared_from_this<Reader> {
public:
    explicit Reader(Socket socket) : stream_(std::move(socket)) {}

    template <class Request>
    void accept(const Request& request) {
        stream_.text(true);
        stream_.async_accept(request, [self = shared_from_this()](ErrorCode error) {
            if (!error) {
                self->open_ = true;
                self->read();
            }
        });
    }

    void send(std::shared_ptr<const std::string> text) {
        if (!open_) {
            return;
        }
        queue_.push_back(std::move(text));
        if (queue_.size() == 1) {
            write();
        }
    }

private:
    void read() {
        stream_.async_read(buffer_, [self = shared_from_this()](ErrorCode error, std::size_t) {
            self->open_ = !error;
            if (!error) {
                self->buffer_.clear();
                self->read();
            }
        });
    }

    void write() {
        stream_.async_write(asio::buffer(*queue_.front()),
                            [self = shared_from_this()](ErrorCode error, std::size_t) {
                                self->queue_.pop_front();
                                self->open_ = self->open_ && !error;
                                if (self->open_ && !self->queue_.empty()) {
                                    self->write();
                                }
                            });
    }

    beast::websocket::stream<Socket> stream_;
    beast::flat_buffer buffer_;
    std::deque<std::shared_ptr<const std::string>> queue_;
    bool open_ = false;
};

/// What all connections share.
struct Server {
    std::optional<Journal> journal;
    std::string get_answer;
    std::string post_answer;
    std::string bad_request;
    std::shared_ptr<const std::string> broadcast;
    std::list<std::shared_ptr<Reader>> readers;
};

std::string made_beforehand(int status, const char* reason, std::size_t bytes) {
    const std::string head = fmt::format(
        "HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: ", status, reason);
    // `bytes` is all of it, as the load generator counts it.
    const std::size_t around = head.size() + std::string_view("\r\n\r\n").size() + 5;
    const std::size_t body = bytes > around ? bytes - around : 0;
    return fmt::format("{}{}\r\n\r\n{}", head, body, std::string(body, ' '));
}

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(Socket socket, Server& server) : socket_(std::move(socket)), server_(server) {}

    void read() {
        parser_.emplace();
        http::async_read(socket_, buffer_, *parser_,
                         [self = shared_from_this()](ErrorCode error, std::size_t) {
                             if (!error) {
                                 self->handle();
                             }
                         });
    }

    void answer(const std::string& text) {
        asio::async_write(socket_, asio::buffer(text),
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                              if (!error) {
                                  self->read();
                              }
                          });
    }

    void answer_post() { answer(server_.post_answer); }

private:
    void handle() {
        if (beast::websocket::is_upgrade(parser_->get())) {
            auto reader = std::make_shared<Reader>(std::move(socket_));
            server_.readers.push_back(reader);
            reader->accept(parser_->get());
        } else if (parser_->get().method() == http::verb::get) {
            answer(server_.get_answer);
        } else if (server_.journal) {
            append();
        } else {
            for (const std::shared_ptr<Reader>& reader : server_.readers) {
                reader->send(server_.broadcast);
            }
            answer_post();
        }
    }

    void append() {
        const auto& request = parser_->get();
        ErrorCode error;
        const boost::json::value body = boost::json::parse(request.body(), error);
        const std::string_view key = request["Idempotency-Key"];
        if (error || !body.is_object() || key.empty()) {
            answer(server_.bad_request);
            return;
        }
        server_.journal->append(boost::json::serialize(body), std::string(key), shared_from_this());
    }

    Socket socket_;
    Server& server_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
};

void Journal::answer(const std::vector<std::shared_ptr<HttpConnection>>& connections) {
    for (const std::shared_ptr<HttpConnection>& connection : connections) {
        connection->answer_post();
    }
}

void accept(Acceptor& acceptor, Server& server) {
    acceptor.async_accept([&](ErrorCode error, Socket socket) {
        if (error) {
            return;
        }
        socket.set_option(asio::ip::tcp::no_delay(true));
        std::make_shared<HttpConnection>(std::move(socket), server)->read();
        accept(acceptor, server);
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fputs("usage: bench_bare FILE|- LEAF_BYTES REQUEST_BYTES ANSWER_BYTES FRAME_BYTES\n",
                   stderr);
        return 2;
    }
    asio::io_context loop(1);
    Server server;
    const std::size_t answer_bytes = std::strtoul(argv[4], nullptr, 10);
    server.get_answer = made_beforehand(200, "OK", answer_bytes);
    server.post_answer = made_beforehand(201, "Created", answer_bytes);
    server.bad_request = made_beforehand(400, "Bad Request", 0);
    std::string frame = R"({"type":"entries",)";
    frame.resize(std::strtoul(argv[5], nullptr, 10), ' ');
    server.broadcast = std::make_shared<const std::string>(std::move(frame));
    if (std::string_view(argv[1]) != "-") {
        server.journal.emplace(loop, argv[1], std::strtoul(argv[2], nullptr, 10),
                               std::strtoul(argv[3], nullptr, 10));
    }
    Acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
    fmt::print("{}\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    accept(acceptor, server);
    asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](ErrorCode, int) { loop.stop(); });
    loop.run();
    server.journal.reset();
    return 0;
}
