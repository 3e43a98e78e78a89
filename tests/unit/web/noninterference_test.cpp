// Two journals of equally many entries that differ only in what a role may not see (same keys, same
// salts) answer that role in the same bytes: every endpoint, each of its queries, refusals, the
// live stream (architecture, idea 10). So nothing hidden is found out from counts, orders, lengths
// or the words of a refusal either.
#include <spdlog/spdlog.h>

#include <boost/describe/enum_from_string.hpp>

#include "tests/unit/web/hidden_differences.h"

namespace labd::web::test {
namespace {

using domain::Role;
using domain::Text;
using labd::test::How;

/// What the placeholder of a path may stand for.
std::vector<std::string> names_for(std::string_view pattern) {
    if (pattern.find("/sessions/") != std::string_view::npos) {
        return {"day", "never"};
    }
    if (pattern.find("/sittings/") != std::string_view::npos) {
        return {"A", "B", "D", "never"};
    }
    if (pattern.find("/cameras/") != std::string_view::npos) {
        return {"cam1", "cam2", "never"};
    }
    if (pattern.find("/journal/") != std::string_view::npos) {
        std::vector<std::string> sequences;
        for (int seq = 0; seq < 60; ++seq) {
            sequences.push_back(std::to_string(seq));
        }
        return sequences;
    }
    if (pattern.find("/messages/") != std::string_view::npos) {
        return {"en"};
    }
    if (pattern.find("/webhooks/") != std::string_view::npos) {
        return {"hook", "never"};
    }
    return {"i1", "c1", "e1", "v1", "k1", "1", "kato", "never"};
}

/// Digests over everything, leaves with their salts: who has one finds nothing out, but no two
/// journals have the same (docs/decisions/0024).
bool is_commitment(const Route& route) {
    return route.action == Action::see_log || route.pattern == "/api/v1/head" ||
           route.action == Action::export_evidence;
}

std::vector<Ask> reads(const WebDay& web, Role role) {
    std::vector<Ask> asks;
    for (const Route& route : web.app->router().routes()) {
        const bool is_page = route.pattern.find("report.") != std::string_view::npos;
        const bool is_left_out = is_page || route.pattern == "/api/v1/live" ||
                                 (is_commitment(route) && may(role, Action::see_log));
        if (route.method != net::Method::get || is_left_out) {
            continue;
        }
        const std::size_t place = route.pattern.find("{}");
        const bool is_named = place != std::string_view::npos;
        for (const std::string& name :
             is_named ? names_for(route.pattern) : std::vector<std::string>{""}) {
            std::string path(route.pattern);
            if (is_named) {
                path.replace(place, 2, name);
            }
            const std::size_t file = path.find("{}");
            if (file != std::string::npos) {
                path.replace(file, 2, "t2");
                asks.push_back({net::Method::get, path, "", {}});
                path.replace(file, 2, "t1");
            }
            for (const char* query : {"", "?as_of=30", "?at=2026-03-03T09:20:00%2B09:00",
                                      "?limit=2", "?after=28", "?session=day"}) {
                asks.push_back({net::Method::get, path + query, "", {}});
            }
        }
    }
    return asks;
}

/// Every type of entry, about everything that may be hidden, without being recorded; and files.
std::vector<Ask> previews() {
    std::vector<Ask> asks;
    const auto preview = [&](const json::object& entry) {
        asks.push_back({net::Method::post,
                        "/api/v1/entries?preview=true",
                        json::serialize(entry),
                        {{"Content-Type", "application/json"}}});
    };
    for (const std::string_view type : codec::entry_types()) {
        json::object entry = sample_entry(type).as_object();
        entry["enter"] = type;
        preview(entry);
        for (const char* member : {"incident", "request", "voucher", "entry", "candidate", "break",
                                   "failure", "sitting"}) {
            if (!entry.contains(member)) {
                continue;
            }
            for (const char* name : {"i1", "g1", "v1", "n1", "ban1", "x1", "k1", "b1", "f1", "r1",
                                     "booked:D", "C-8", "C-A", "A", "D"}) {
                json::object about = entry;
                about[member] = name;
                preview(about);
            }
        }
    }
    for (const char* incident : {"i1", "never"}) {
        asks.push_back({net::Method::post,
                        "/api/v1/incidents/" + std::string(incident) + "/attachments?name=a.txt",
                        "a text",
                        {{"Content-Type", "text/plain"}, {"Idempotency-Key", "file"}}});
    }
    asks.push_back({net::Method::post,
                    "/api/v1/decisions/may-book",
                    R"({"candidate":"C-8","track":"ccie-security","date":"2026-04-02"})",
                    {{"Content-Type", "application/json"}}});
    return asks;
}

struct Exchange {
    std::string asked;
    std::string told;
};

/// All that a role can find out.
std::vector<Exchange> everything_told(WebDay& web, const std::string& role) {
    std::vector<Exchange> all;
    Role seen{};
    boost::describe::enum_from_string(role.c_str(), seen);
    std::vector<Ask> asks = reads(web, seen);
    const std::vector<Ask> more = previews();
    asks.insert(asks.end(), more.begin(), more.end());
    for (Ask& ask : asks) {
        ask.headers["Authorization"] = "Bearer token-" + role;
        const Told told = web.send(ask);
        std::string text = std::to_string(told.status) + " " + told.response.content_type + "\n";
        for (const auto& [name, value] : told.response.headers) {
            text += name + ": " + value + "\n";
        }
        all.push_back({ask.target + " " + ask.body, text + told.text()});
    }
    return all;
}

struct Version {
    WebDay web;
    std::map<std::string, std::shared_ptr<FakePeer>> peers;
};

std::unique_ptr<Version> play(const Difference& difference, bool second) {
    auto version = std::make_unique<Version>();
    common_day(version->web);
    for (const std::string& role : difference.blind) {
        // Three at a time may follow; those that see least are the last.
        if (version->peers.size() < 3) {
            version->peers[role] = version->web.follow(role);
        }
    }
    difference.enter(version->web, second);
    version->web.day.run_until("10:00");
    version->web.day.journal.finish_all();
    version->web.day.loop.run_posted();
    return version;
}

std::string streamed(const std::shared_ptr<FakePeer>& peer) {
    std::string all;
    for (const auto& text : peer->texts) {
        all += *text + "\n";
    }
    return all;
}

class NonInterference : public testing::TestWithParam<Difference> {
protected:
    // Ten thousand refusals a test are as many lines.
    NonInterference() : level_(spdlog::get_level()) { spdlog::set_level(spdlog::level::off); }

    ~NonInterference() override { spdlog::set_level(level_); }

private:
    spdlog::level::level_enum level_;
};

TEST_P(NonInterference, WhatARoleMayNotSeeChangesNothingThatItIsTold) {
    const Difference& difference = GetParam();
    const std::unique_ptr<Version> first = play(difference, false);
    const std::unique_ptr<Version> other = play(difference, true);
    ASSERT_EQ(first->web.day.kernel->state().size, other->web.day.kernel->state().size);
    for (const auto& [role, peer] : first->peers) {
        ASSERT_NE(peer, nullptr) << role;
        EXPECT_FALSE(peer->texts.empty()) << role;
        EXPECT_EQ(streamed(peer), streamed(other->peers.at(role))) << role;
    }
    for (const std::string& role : difference.blind) {
        const std::vector<Exchange> told = everything_told(first->web, role);
        const std::vector<Exchange> again = everything_told(other->web, role);
        ASSERT_EQ(told.size(), again.size());
        for (std::size_t i = 0; i < told.size(); ++i) {
            EXPECT_EQ(told[i].told, again[i].told) << role << ": " << told[i].asked;
        }
    }
    std::size_t seen = 0;
    const std::vector<Exchange> told = everything_told(first->web, difference.seeing);
    const std::vector<Exchange> again = everything_told(other->web, difference.seeing);
    for (std::size_t i = 0; i < told.size(); ++i) {
        seen += told[i].told == again[i].told ? 0 : 1;
    }
    EXPECT_GT(seen, 0U) << "not even " << difference.seeing << " sees a difference";
}

INSTANTIATE_TEST_SUITE_P(All, NonInterference, testing::ValuesIn(hidden_differences()),
                         [](const auto& info) {
                             std::string name = info.param.what;
                             std::ranges::replace_if(
                                 name, [](char c) { return c == ' '; }, '_');
                             return name;
                         });

}  // namespace
}  // namespace labd::web::test
