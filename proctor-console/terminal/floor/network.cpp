#include "proctor-console/terminal/floor/network.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "labd/core/assert.h"
#include "proctor-console/client/day_feed.h"
#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/floor/words.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

/// A queue this long is not read any more: the oldest goes.
constexpr std::size_t news_max = 256;
constexpr std::size_t jobs_max = 64;
constexpr Duration reading_max = seconds(4);
constexpr Duration entering_max = seconds(8);
constexpr Duration between_attempts = seconds(1);

Answer no_answer() { return {}; }

/// Some refusals are recorded all the same (ADM-14).
bool is_recorded(const Answer& answer) {
    const json::value* recorded = answer.find("recorded");
    return recorded != nullptr && recorded->is_bool() && recorded->get_bool();
}

News news_of_sent(const Outbox::Sent& sent, codec::Language language) {
    News news = news_of(News::Kind::recorded);
    news.mood = sent.answer.ok()    ? Notice::Kind::done
                : sent.kept.problem ? Notice::Kind::refused
                                    : Notice::Kind::waiting;
    if (news.mood == Notice::Kind::waiting) {
        news.lines = {Texts(language).say("web.waiting_kept")};
    } else {
        Api::Post post;
        post.target = "/api/v1/entries";
        news.lines = tell_answer(language, sent.answer, post).lines;
    }
    return news;
}

}  // namespace

Duration monotonic_now() {
    timespec now{};
    LABD_ASSERT(::clock_gettime(CLOCK_BOOTTIME, &now) == 0);
    return microseconds(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000);
}

Network::Network(Options options)
    : options_(std::move(options)),
      language_(options_.language),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      session_(options_.session) {
    LABD_ASSERT(wake_ >= 0);
    options_.line.options.stopped = stopped_;
    options_.line.pause = [this](Duration length) { pause(length); };
    options_.line.connect = [this] {
        net::ClientOptions reached = options_.line.options;
        reached.connect = entering_max;
        reached.exchange = entering_max;
        return connect_to(std::move(reached));
    };
    // Signals are for the thread that has the terminal.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    threads_.emplace_back([this] { listen(); });
    threads_.emplace_back([this] { read(); });
    threads_.emplace_back([this] { enter(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Network::~Network() {
    stopped_->store(true);
    {
        const std::scoped_lock lock(mutex_);
        changed_.notify_all();
    }
    for (std::thread& thread : threads_) {
        thread.join();
    }
    ::close(wake_);
}

void Network::pause(Duration length) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::microseconds(length.us),
                      [this] { return stopped_->load(); });
}

void Network::bring(News news) {
    const std::scoped_lock lock(mutex_);
    if (news_.size() >= news_max) {
        news_.pop_front();
    }
    news_.push_back(std::move(news));
    const std::uint64_t one = 1;
    // A full counter is readable just as well.
    [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

std::vector<News> Network::take() {
    const std::scoped_lock lock(mutex_);
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof count);
    std::vector<News> all(std::make_move_iterator(news_.begin()),
                          std::make_move_iterator(news_.end()));
    news_.clear();
    return all;
}

void Network::want(const std::function<void(Reading&)>& change) {
    const std::scoped_lock lock(mutex_);
    change(reading_);
    changed_.notify_all();
}

void Network::read_clock() {
    want([](Reading& reading) { reading.clock = true; });
}

void Network::read_board() {
    want([](Reading& reading) { reading.board = true; });
}

void Network::read_footage() {
    want([](Reading& reading) { reading.footage = true; });
}

void Network::read_details(const std::string& sitting) {
    want([&](Reading& reading) { reading.details = sitting; });
}

void Network::read_output(const std::string& line) {
    want([&](Reading& reading) { reading.output = line; });
}

void Network::find_last() {
    want([](Reading& reading) { reading.last = true; });
}

void Network::set_language(codec::Language language) { language_.store(language); }

std::string Network::session() {
    const std::scoped_lock lock(mutex_);
    return session_;
}

std::string Network::user() {
    const std::scoped_lock lock(mutex_);
    return user_;
}

std::unique_ptr<Api> Network::connect_api(Duration limit) {
    net::ClientOptions options = options_.line.options;
    options.connect = limit;
    options.exchange = limit;
    return std::make_unique<Api>(
        connect_to(options),
        ApiConfig{options_.line.token, std::string(Texts(language()).tag()), options_.line.pause});
}

// --- Listening -----------------------------------------------------------------------------

void Network::listen() {
    DayFeed feed(options_.line.options, options_.line.token, 0, options_.line.pause);
    // The stream begins at the journal's end: what was before is in the board.
    bool is_at_end = false;
    while (!stopped_->load()) {
        if (!is_at_end) {
            const Answer head = connect_api(reading_max)->get("/api/v1/head");
            const std::int64_t size = head.ok() && head.body.is_object()
                                          ? number_at(head.body.get_object(), "size").value_or(0)
                                          : -1;
            if (size < 0) {
                bring(news_of(head.status == 401 ? News::Kind::denied : News::Kind::lost));
                pause(between_attempts);
                continue;
            }
            feed.skip_to(static_cast<Seq>(size));
            is_at_end = true;
        }
        DayNews said = feed.next(seconds(1));
        News news;
        switch (said.kind) {
            case DayNews::Kind::quiet: continue;
            case DayNews::Kind::message:
                news.kind = News::Kind::message;
                news.body = std::move(said.message);
                break;
            case DayNews::Kind::lost: news.kind = News::Kind::lost; break;
            case DayNews::Kind::denied: news.kind = News::Kind::denied; break;
        }
        news.text = said.text;
        bring(std::move(news));
    }
}

// --- Entering ------------------------------------------------------------------------------

bool Network::add_job(Job job) {
    const std::scoped_lock lock(mutex_);
    if (jobs_.size() >= jobs_max) {
        return false;
    }
    jobs_.push_back(std::move(job));
    changed_.notify_all();
    return true;
}

void Network::enter() {
    outbox_ = std::make_unique<Outbox>(
        options_.outbox, Outbox::Options{[this](const Api::Post& post) {
                                             return stopped_->load()
                                                        ? no_answer()
                                                        : connect_api(entering_max)->post(post);
                                         },
                                         options_.line.new_key, ""});
    show_kept();
    while (true) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopped_->load() || !jobs_.empty(); });
            // What is to be kept is kept, even at the end.
            if (jobs_.empty()) {
                return;
            }
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job();
    }
}

void Network::show_kept() {
    News news = news_of(News::Kind::kept);
    news.kept = outbox_->all();
    bring(std::move(news));
}

bool Network::prepare(Entered entered) {
    return add_job([this, entered = std::move(entered)] {
        News news = news_of(News::Kind::prepared, entered.text);
        news.prepared = floor::prepare(options_.line, entered);
        bring(std::move(news));
    });
}

bool Network::keep(Kept kept, bool is_offline, std::string line) {
    return add_job([this, kept = std::move(kept), is_offline, line = std::move(line)] {
        const Texts texts(language());
        Kept item = kept;
        // Tried once, in a way: what is sent later is late for a reason.
        item.tries = is_offline ? 1 : 0;
        if (!outbox_->keep(item)) {
            News news = news_of(News::Kind::said);
            news.mood = Notice::Kind::refused;
            news.lines = {texts.say("floor.error.not_kept", {{"folder", options_.outbox.path()}})};
            bring(std::move(news));
            return;
        }
        show_kept();
        if (is_offline) {
            News news = news_of(News::Kind::said);
            news.mood = Notice::Kind::waiting;
            news.lines = {texts.say("web.waiting_kept")};
            bring(std::move(news));
        } else {
            flush_now(item.user, item.key, line);
        }
    });
}

bool Network::flush(std::string user) {
    return add_job([this, user = std::move(user)] { flush_now(user, "", ""); });
}

void Network::flush_now(const std::string& user, const std::string& awaited,
                        const std::string& line) {
    const Texts texts(language());
    outbox_->set_reason(texts.say("web.outbox_reason"));
    const std::vector<Outbox::Sent> all = outbox_->flush(user);
    bool told = awaited.empty();
    for (const Outbox::Sent& sent : all) {
        const bool is_awaited = sent.kept.key == awaited;
        News news = news_of_sent(sent, language());
        if (is_awaited && sent.kept.problem) {
            // Who waits for it has it before them: it need not be kept for later.
            outbox_->forget(sent.kept.key);
            news.text = is_recorded(sent.answer) ? "" : line;
        }
        told = told || is_awaited;
        if (is_awaited || news.mood != Notice::Kind::waiting) {
            bring(std::move(news));
        }
    }
    if (!told) {
        News news = news_of(News::Kind::said);
        news.mood = Notice::Kind::waiting;
        news.lines = {texts.say("web.waiting_kept")};
        bring(std::move(news));
    }
    if (!all.empty()) {
        show_kept();
    }
}

bool Network::decide(std::string body, std::string key) {
    return add_job([this, body = std::move(body), key = std::move(key)] {
        Api::Post post;
        post.target = "/api/v1/entries";
        post.body = body;
        post.idempotency_key = key;
        const Told told = tell_answer(language(), connect_api(entering_max)->post(post), post);
        News news = news_of(News::Kind::recorded);
        news.lines = told.lines;
        news.mood = told.is_done ? Notice::Kind::done : Notice::Kind::refused;
        if (told.is_unknown) {
            news.text = "enter --json " + quoted_word(body) + " --idempotency-key " + key;
        }
        bring(std::move(news));
    });
}

bool Network::forget(std::string key) {
    return add_job([this, key = std::move(key)] {
        outbox_->forget(key);
        show_kept();
    });
}

}  // namespace labd::console::floor
