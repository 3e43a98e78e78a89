// What one answer of the rules costs: a timeline with 100 facts, a board of 40 seats, and judging
// one entry. Google Benchmark on the libraries, without a daemon.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "labd/core/assert.h"
#include "labd/kernel/sealing.h"
#include "labd/rules/judge.h"
#include "labd/rules/timeline.h"
#include "labd/web/day_json.h"
#include "tests/bench/exam_day.h"

namespace labd::bench {

namespace {

constexpr Date date{2026, 3, 3};

const TimeZone& zone() {
    static const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
    return tokyo;
}

Instant time(std::int64_t hour, std::int64_t minute) {
    return zone().day_start(date) + hours(hour) + minutes(minute);
}

domain::State opened() {
    domain::State state;
    for (const TimedEntry& entry : opening(time(6, 0))) {
        record(state, entry);
    }
    return state;
}

/// Forty seats, with all entries recorded before an instant.
domain::State forty_seats(Instant until) {
    domain::State state = opened();
    for (const TimedEntry& entry : exam_day(date, zone(), seats_max, 1)) {
        if (entry.at < until) {
            record(state, entry);
        }
    }
    return state;
}

domain::Proposed by_proctor(domain::Body body, EntryId id = {}) {
    domain::Proposed proposed;
    proposed.id = std::move(id);
    proposed.session = SessionId(format_date(date));
    proposed.by = {"sato", domain::Role::proctor};
    proposed.body = std::move(body);
    return proposed;
}

/// One sitting about which 100 facts are recorded by 16:00.
domain::State hundred_facts() {
    domain::State state = opened();
    const SittingId sitting = sitting_on(date, 0);
    for (const TimedEntry& entry : exam_day(date, zone(), 1, 1)) {
        const auto* fact = std::get_if<domain::BreakStarted>(&entry.proposed.body);
        const bool of_break =
            fact != nullptr || std::holds_alternative<domain::BreakEnded>(entry.proposed.body);
        if (entry.at < time(11, 0) && !of_break) {
            record(state, entry);
        }
    }
    const domain::DayLog& log = state.days.at(date);
    for (std::int64_t minute = 0; log.items.size() < 100; minute += 6) {
        const EntryId id(fmt::format("x{}", minute));
        const Instant from = time(9, 5 + minute);
        if (minute % 24 == 0) {
            domain::OutageReported reported;
            reported.scope.seat = SeatId("S01");
            reported.cause = domain::Cause::lab;
            record(state, {from, by_proctor(std::move(reported), id)});
            record(state, {from + minutes(2), by_proctor(domain::OutageEnded{id})});
        } else {
            record(state, {from, by_proctor(domain::BreakStarted{sitting, domain::Text("toilet"),
                                                                 domain::Text("corridor")},
                                            id)});
            record(state, {from + minutes(2), by_proctor(domain::BreakEnded{id, std::nullopt})});
        }
    }
    return state;
}

void measure_timeline(benchmark::State& run, const domain::State& state) {
    const domain::DayLog& log = state.days.at(date);
    const rules::View view{log, log.now};
    const std::optional<rules::SittingView> sitting =
        rules::find_sitting(view, sitting_on(date, 0));
    for (auto _ : run) {
        benchmark::DoNotOptimize(rules::timeline(*sitting));
    }
    run.counters["facts"] = static_cast<double>(log.items.size());
}

void timeline_with_100_facts(benchmark::State& run) { measure_timeline(run, hundred_facts()); }

BENCHMARK(timeline_with_100_facts)->Unit(benchmark::kMicrosecond);

/// The dear case: an outage entered when the time had run out, so that it counts what was known
/// when.
void timeline_with_100_facts_outage_late(benchmark::State& run) {
    domain::State state = hundred_facts();
    const domain::DayLog& log = state.days.at(date);
    const rules::View view{log, log.now};
    const Instant limit = rules::timeline(*rules::find_sitting(view, sitting_on(date, 0))).limit;
    domain::OutageReported reported;
    reported.scope.seat = SeatId("S01");
    reported.cause = domain::Cause::lab;
    domain::Proposed late = by_proctor(std::move(reported), EntryId("late"));
    late.happened = limit - minutes(9);
    record(state, {limit + minutes(5), late});
    late = by_proctor(domain::OutageEnded{EntryId("late")});
    late.happened = limit - minutes(7);
    record(state, {limit + minutes(6), late});
    measure_timeline(run, state);
}

BENCHMARK(timeline_with_100_facts_outage_late)->Unit(benchmark::kMicrosecond);

void board_of_40_seats(benchmark::State& run) {
    const domain::State state = forty_seats(time(14, 55));
    web::OpenedDay day;
    day.session = SessionId(format_date(date));
    day.log = &state.days.at(date);
    day.at = time(14, 56);
    std::size_t bytes = 0;
    for (auto _ : run) {
        rules::Horizon horizon(day.at);
        const std::string text = boost::json::serialize(
            web::board_for(web::Sight::everything, day, state.size, horizon));
        bytes = text.size();
        benchmark::DoNotOptimize(text.data());
    }
    run.counters["bytes"] = static_cast<double>(bytes);
}

BENCHMARK(board_of_40_seats)->Unit(benchmark::kMicrosecond);

void judge_of_one_entry(benchmark::State& run) {
    const domain::State state = forty_seats(time(12, 0));
    const domain::Proposed proposed = by_proctor(domain::BreakStarted{
        sitting_on(date, 5), domain::Text("toilet"), domain::Text("corridor")});
    for (auto _ : run) {
        const Result<rules::Accepted> accepted =
            rules::judge(state, proposed, time(12, 0), rules::Authority::daemon);
        LABD_ASSERT(accepted.has_value());
        benchmark::DoNotOptimize(&accepted);
    }
}

BENCHMARK(judge_of_one_entry)->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace labd::bench

BENCHMARK_MAIN();
