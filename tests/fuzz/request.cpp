// A request as a stranger may send it, on a whole API. The first line has role, method, content
// type and target, the rest is the body.
#include "tests/fuzz/request.h"

#include <spdlog/spdlog.h>

#include <boost/json/parse.hpp>
#include <memory>
#include <sstream>

#include "labd/core/assert.h"
#include "tests/support/web_day.h"

namespace labd::fuzz {

namespace {

/// Days grow by what is asked; the one that is made has a dozen.
constexpr Seq entries_max = 60;

using web::test::Ask;
using web::test::Inbox;
using web::test::WebDay;

/// A day with people, a sitting that is under way, and an incident; the same each time.
std::unique_ptr<WebDay> make_day() {
    spdlog::set_level(spdlog::level::off);
    GTEST_FLAG_SET(break_on_failure, true);
    auto web = std::make_unique<WebDay>();
    web->add_person("kato", domain::Role::exam_security);
    web->day.check_in("08:50", "A");
    web->day.start_module("09:00", "A");
    web->day.must("09:10", web->day.outage("S01"), {.id = "o1", .reason = "smoke"});
    domain::IncidentOpened seen;
    seen.sittings = {SittingId("A")};
    seen.description = domain::Text("whispers");
    web->day.must("09:20", seen, {.id = "c1"});
    return web;
}

std::optional<Ask> read_ask(std::string_view bytes) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::istringstream line{std::string(bytes.substr(0, end))};
    std::string role;
    std::string method;
    std::string content_type;
    Ask ask;
    if (!(line >> role >> method >> content_type >> ask.target) || !ask.target.starts_with('/') ||
        !net::percent_decode(ask.target)) {
        return std::nullopt;
    }
    ask.method = method == "POST"     ? net::Method::post
                 : method == "PATCH"  ? net::Method::patch
                 : method == "DELETE" ? net::Method::remove
                                      : net::Method::get;
    ask.headers = {{"Authorization", "Bearer token-" + role},
                   {"Content-Type", content_type},
                   {"Idempotency-Key", "key"}};
    ask.body = std::string(bytes.substr(std::min(end + 1, bytes.size())));
    return ask;
}

/// Whatever was asked: no fault of labd's own, and a problem that a program can read.
void check_answer(const net::Response& response) {
    LABD_ASSERT(response.status >= 200 && response.status < 600 && response.status != 500);
    if (response.content_type != "application/problem+json") {
        LABD_ASSERT(response.status < 400 || response.body == nullptr);
        return;
    }
    boost::system::error_code error;
    const boost::json::value problem = boost::json::parse(*response.body, error);
    LABD_ASSERT(!error && problem.at("status").as_int64() == response.status);
    LABD_ASSERT(!problem.at("detail").as_string().empty());
}

}  // namespace

void run_request(std::string_view bytes) {
    static std::unique_ptr<WebDay> web;
    const std::optional<Ask> ask = read_ask(bytes);
    if (!ask) {
        return;
    }
    if (!web) {
        web = make_day();
    }
    const std::shared_ptr<Inbox> inbox = web->start(*ask);
    web->day.loop.run_posted();
    web->worker.run_all();
    web->day.loop.run_posted();
    LABD_ASSERT(inbox->answer.has_value() != inbox->websocket.has_value());
    if (inbox->answer) {
        check_answer(*inbox->answer);
    }
    // Making a day takes a thousand times as long as asking: it is kept for a while.
    if (inbox->websocket || web->day.kernel->state().size > entries_max) {
        web.reset();
    }
}

}  // namespace labd::fuzz
