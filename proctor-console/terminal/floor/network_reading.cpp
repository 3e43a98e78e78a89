// The thread of network.h that reads.
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/floor/network.h"
#include "proctor-console/terminal/floor/own_entries.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/floor/words.h"
#include "proctor-console/terminal/journal_view.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

constexpr int pings = 5;
constexpr Duration reading_max = seconds(4);
constexpr Duration between_attempts = seconds(1);

}  // namespace

void Network::read() {
    std::unique_ptr<Api> api;
    codec::Language spoken = language();
    while (!stopped_->load()) {
        Reading now;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopped_->load() || reading_.any(); });
            now = std::exchange(reading_, Reading{.references = false});
        }
        if (!api || spoken != language()) {
            spoken = language();
            api = connect_api(reading_max);
        }
        if (now.references && !read_references(*api)) {
            pause(between_attempts);
            want([](Reading& reading) { reading.references = true; });
        } else {
            now.clock = now.clock || now.references;
            now.board = now.board || now.references;
            now.footage = now.footage || now.references;
            read_wanted(*api, now);
        }
    }
}

void Network::read_wanted(Api& api, const Reading& wanted) {
    if (wanted.clock) {
        read_clock_now(api);
    }
    if (wanted.board) {
        read_board_now(api);
    }
    if (wanted.last) {
        read_last_now(api);
    }
    if (!wanted.details.empty()) {
        read_details_now(api, wanted.details);
    }
    if (!wanted.output.empty()) {
        News news = news_of(News::Kind::output, wanted.output);
        news.lines = run_line(wanted.output);
        bring(std::move(news));
    }
    if (wanted.footage) {
        News news = news_of(News::Kind::footage);
        news.body = api.get("/api/v1/cameras").body;
        bring(std::move(news));
    }
}

bool Network::read_references(Api& api) {
    const Answer me = api.get("/api/v1/me");
    if (!me.ok() || !me.body.is_object()) {
        if (me.status == 401) {
            bring(news_of(News::Kind::denied));
        }
        return false;
    }
    const Answer site = api.get("/api/v1/site");
    const Answer sessions = api.get("/api/v1/sessions");
    if (!site.ok() || !sessions.ok()) {
        return false;
    }
    {
        const std::scoped_lock lock(mutex_);
        user_ = text_at(me.body.get_object(), "name");
        if (session_.empty()) {
            session_ = session_of_today(sessions.body);
        }
    }
    News who = news_of(News::Kind::me);
    who.body = me.body;
    bring(std::move(who));
    News where = news_of(News::Kind::site);
    where.body = site.body;
    bring(std::move(where));
    return true;
}

void Network::read_clock_now(Api& api) {
    News news = news_of(News::Kind::pings);
    for (int i = 0; i < pings && !stopped_->load(); ++i) {
        Ping ping;
        ping.asked = monotonic_now();
        const Answer answer = api.get("/api/v1/clock");
        ping.answered = monotonic_now();
        const std::optional<Instant> server =
            answer.ok() && answer.body.is_object()
                ? parse_instant(text_at(answer.body.get_object(), "now"))
                : std::nullopt;
        if (!server) {
            break;
        }
        ping.server = *server;
        const json::value* rate = answer.find("rate");
        ping.rate = rate != nullptr && rate->is_number() ? rate->to_number<double>() : 1;
        news.pings.push_back(ping);
    }
    bring(std::move(news));
}

void Network::read_board_now(Api& api) {
    const std::string id = session();
    News news = news_of(News::Kind::board);
    if (id.empty()) {
        news.lines = {Texts(language()).say("web.no_session")};
        want([](Reading& reading) { reading.references = true; });
        bring(std::move(news));
        pause(between_attempts);
        return;
    }
    Answer answer = api.get("/api/v1/sessions/" + percent_encode(id) + "/board");
    if (answer.ok()) {
        if (answer.body.is_object()) {
            const std::scoped_lock lock(mutex_);
            size_ = number_at(answer.body.get_object(), "size").value_or(0);
        }
        news.body = std::move(answer.body);
        bring(std::move(news));
    } else if (answer.fate == Answer::Fate::answered && answer.status < 500 &&
               answer.status != 429) {
        news.lines = {answer.body.is_object()
                          ? problem_words(Texts(language()), answer.body.get_object())
                          : std::to_string(answer.status)};
        bring(std::move(news));
    }
    // Without an answer what is shown stays, and stays marked as old.
}

std::vector<json::object> Network::read_journal(Api& api, const std::string& filter, Seq after) {
    constexpr int pages_max = 20;
    std::vector<json::object> entries;
    for (int page = 0; page < pages_max; ++page) {
        const Answer answer = api.get("/api/v1/journal?limit=1000&after=" + std::to_string(after) +
                                      "&session=" + percent_encode(session()) + filter);
        const json::object* found = answer.ok() ? answer.body.if_object() : nullptr;
        if (found == nullptr) {
            break;
        }
        for (const json::value& entry : list_at(*found, "entries")) {
            if (entry.is_object() && entry.get_object().contains("enter")) {
                entries.push_back(entry.get_object());
            }
        }
        const auto next = static_cast<Seq>(number_at(*found, "next").value_or(0));
        if (next <= after || next >= static_cast<Seq>(number_at(*found, "size").value_or(0))) {
            break;
        }
        after = next;
    }
    return entries;
}

void Network::read_details_now(Api& api, const std::string& sitting) {
    News news = news_of(News::Kind::details);
    news.details.sitting = sitting;
    news.details.why = run_line("why " + quoted_word(sitting));
    const std::vector<std::string> corrected =
        corrected_by(read_journal(api, "&type=entry.corrected", 0));
    const Texts texts(language());
    std::vector<json::object> entries = read_journal(api, "&sitting=" + percent_encode(sitting), 0);
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        Details::Entry shown;
        shown.id = text_at(*entry, "id");
        shown.text = entry_line(texts, *entry);
        shown.is_corrected = std::ranges::find(corrected, shown.id) != corrected.end();
        if (!shown.is_corrected && text_at(*entry, "enter") == "checkin.done") {
            news.details.done.try_emplace(text_at(*entry, "step"),
                                          clock_text(text_at(*entry, "happened")) + " " +
                                              text_at(object_at(*entry, "by"), "name"));
        }
        news.details.entries.push_back(std::move(shown));
    }
    bring(std::move(news));
}

void Network::read_last_now(Api& api) {
    constexpr std::int64_t look_back = 500;
    std::int64_t size = 0;
    {
        const std::scoped_lock lock(mutex_);
        size = size_;
    }
    const auto after = static_cast<Seq>(std::max<std::int64_t>(0, size - look_back));
    const std::vector<std::string> corrected =
        corrected_by(read_journal(api, "&type=entry.corrected", after));
    const std::vector<json::object> own = read_journal(api, "&by=" + percent_encode(user()), after);
    const Texts texts(language());
    News news = news_of(News::Kind::last);
    for (const json::object& entry : own) {
        const std::string id = text_at(entry, "id");
        if (is_correctable(entry) && std::ranges::find(corrected, id) == corrected.end()) {
            news.text = id;
            news.lines = {entry_line(texts, entry)};
        }
    }
    bring(std::move(news));
}

std::vector<std::string> Network::run_line(const std::string& line) {
    Entered entered;
    entered.text = line;
    entered.language = language();
    entered.session = session();
    return floor::prepare(options_.line, entered).lines;
}

}  // namespace labd::console::floor
