// What holds of every day that can be entered, tried on random ones.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "labd/rules/outages.h"
#include "tests/property/random_day.h"
#include "tests/support/dump.h"

namespace labd::test {
namespace {

using rules::Phase;
using rules::What;

/// Instants of interest: every quarter of an hour and the edges of what has happened.
std::vector<Instant> instants_of(const TestDay& day) {
    std::vector<Instant> instants;
    for (Instant at = day.time("08:00"); at < day.time("20:30"); at = at + minutes(29)) {
        instants.push_back(at);
    }
    for (const domain::Item& item : day.log().items) {
        instants.push_back(item.happened);
        instants.push_back(item.recorded + microseconds(1));
    }
    return instants;
}

void check_explanation(const TestDay& day, const std::string& sitting, Instant at) {
    const rules::Explanation explanation = day.explain(sitting, RandomDay::text(at));
    const rules::SittingState& state = explanation.state;
    const Instant end = std::min(at, state.ended_at.value_or(at));
    Instant covered = day.log().now.sessions.begin()->second.start;
    Duration lost;
    Duration working;
    for (const rules::ExplainedInterval& part : explanation.intervals) {
        RC_ASSERT(part.from == covered);
        RC_ASSERT(part.from < part.to);
        RC_ASSERT(!part.rules.empty());
        covered = part.to;
        lost += part.what == What::lost ? part.to - part.from : Duration{};
        const bool counts = part.what == What::working || part.what == What::break_;
        if (state.module && part.module == state.module->id && counts) {
            working += part.to - part.from;
        }
    }
    RC_ASSERT(covered == std::max(end, day.log().now.sessions.begin()->second.start));
    RC_ASSERT(lost == state.lost);
    if (state.module) {
        RC_ASSERT(working == state.module->working);
    }
}

RC_GTEST_PROP(Days, TheExplanationPartsTheDayAndAddsUp, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    random.play(played);
    for (const std::string& sitting : RandomDay::sittings()) {
        for (const Instant at : instants_of(random.day)) {
            if (at < random.day.time("21:00")) {
                check_explanation(random.day, sitting, at);
            }
        }
    }
}

void check_no_early_end(const TestDay& day, const std::string& sitting) {
    const rules::Timeline line = day.timeline(sitting);
    const rules::SittingState late = day.state(sitting, day.time("23:50"));
    if (late.ended_as == rules::EndedAs::time_up) {
        const bool by_limit = *late.ended_at >= line.nominal_end + late.lost;
        const bool by_module =
            !line.modules.empty() && line.modules.back().ended_by_time &&
            line.modules.back().index + 1 == (sitting == "C" ? 4U : 2U) &&
            *late.ended_at - line.modules.back().started.happened -
                    rules::total(rules::clip(line.lost, line.modules.back().started.happened,
                                             *late.ended_at)) >=
                line.modules.back().maximum;
        RC_ASSERT(by_limit || by_module);
    }
    for (std::size_t i = 0; i < line.modules.size(); ++i) {
        const rules::ModuleRun& module = line.modules[i];
        const bool cut =
            module.handed_in || module.end == line.end || module.end == rules::forever ||
            (i + 1 < line.modules.size() && module.end == line.modules[i + 1].started.happened);
        if (!cut) {
            const Instant from = module.started.happened;
            RC_ASSERT(module.end - from - rules::total(rules::clip(line.lost, from, module.end)) -
                          rules::total(rules::clip(line.scheduled_breaks, from, module.end)) >=
                      module.maximum);
        }
    }
}

RC_GTEST_PROP(Days, NobodysTimeEndsEarly, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    random.play(played);
    for (const std::string& sitting : RandomDay::sittings()) {
        check_no_early_end(random.day, sitting);
        for (const Instant at : instants_of(random.day)) {
            const rules::SittingState state = random.day.state(sitting, at);
            const rules::Timeline line = random.day.timeline(sitting);
            if (state.ends_at) {
                RC_ASSERT(*state.ends_at == line.nominal_end + state.lost);
            }
            if (state.module && state.module->limit_at) {
                const Instant own = at + (line.modules[0].maximum - state.module->working);
                if (state.module->id == line.modules[0].id) {
                    RC_ASSERT(*state.module->limit_at ==
                              std::max(at, std::min(own, *state.ends_at)));
                }
            }
        }
    }
}

RC_GTEST_PROP(Days, RefoldingTheEntriesGivesTheSameState, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    random.play(played);
    domain::State again;
    for (const domain::Entry& entry : random.day.entries()) {
        domain::evolve(again, entry);
    }
    RC_ASSERT(dump(again) == dump(random.day.world()));
}

RC_GTEST_PROP(Days, WhatWasKnownCanBeAskedForeverAfter, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    std::vector<std::tuple<Seq, std::string, std::string>> known;
    const auto note = [&] {
        std::string lines;
        for (const std::string& sitting : RandomDay::sittings()) {
            lines += dump(random.day.timeline(sitting));
        }
        known.emplace_back(random.day.world().size, dump(random.day.log().now), lines);
    };
    random.play(played, note);
    const domain::DayLog& log = random.day.log();
    for (const auto& [size, facts, lines] : known) {
        const domain::Day then = domain::day_at(log, log.now.site, {size});
        RC_ASSERT(dump(then) == facts);
        std::string lines_then;
        for (const std::string& sitting : RandomDay::sittings()) {
            const SittingId id(sitting);
            const rules::View view{log, then, size};
            lines_then += dump(rules::timeline(*find_sitting(view, id)));
        }
        RC_ASSERT(lines_then == lines);
    }
}

RC_GTEST_PROP(Days, JudgingAndAskingChangeNothing, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    random.play(played);
    const std::string before = dump(random.day.world());
    RandomDay other = random;
    other.play(played);
    for (const domain::Entry& entry : other.day.entries()) {
        random.day.judge("20:00", entry.body, {.reason = "again"});
    }
    for (const std::string& sitting : RandomDay::sittings()) {
        random.day.explain(sitting, "20:00");
    }
    random.day.alarms("20:00");
    RC_ASSERT(dump(random.day.world()) == before);
}

std::string steady(const TestDay& day, Instant at) {
    std::string all;
    for (const std::string& sitting : RandomDay::sittings()) {
        all += dump_steady(day.state(sitting, at));
    }
    return all + dump_steady(day.alarms(RandomDay::text(at)));
}

Instant next_change(const TestDay& day, Instant at) {
    Instant next = rules::forever;
    for (const std::string& sitting : RandomDay::sittings()) {
        next = std::min(next, day.changes_at(sitting, at));
    }
    return next;
}

RC_GTEST_PROP(Days, NothingChangesBeforeTheInstantThatWasForetold, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random;
    random.play(played);
    constexpr int hops_max = 60;
    const Instant last = random.day.time("23:00");
    Instant at = random.day.world().last_recorded;
    for (int hop = 0; hop < hops_max && at < last; ++hop) {
        const Instant next = next_change(random.day, at);
        RC_ASSERT(next > at);
        const Instant to = std::min(next, last);
        const std::string now = steady(random.day, at);
        for (int part = 1; part <= 5; ++part) {
            const Instant between{at.us + (to.us - at.us) / 5 * part - (part == 5 ? 1 : 0)};
            if (at < between && between < next) {
                RC_ASSERT(steady(random.day, between) == now);
            }
        }
        RC_ASSERT(steady(random.day, to - microseconds(1)) == now);
        at = to;
    }
}

/// Whether a limit ran out by itself in `(from, to]` on what the day knows at its end.
bool runs_out_in(const TestDay& day, Instant from, Instant to) {
    for (const std::string& sitting : RandomDay::sittings()) {
        const rules::Timeline line = day.timeline(sitting);
        if (line.ended_as == rules::EndedAs::no_show && line.end <= to) {
            return true;
        }
        for (const rules::ModuleRun& module : line.modules) {
            if (module.limit > from && module.limit <= to) {
                return true;
            }
        }
        if (line.limit > from && line.limit <= to) {
            return true;
        }
    }
    return false;
}

std::string clocks(const TestDay& day) {
    std::string all;
    for (const std::string& sitting : RandomDay::sittings()) {
        all +=
            dump_clock(day.timeline(sitting)) + dump_steady(day.state(sitting, day.time("20:30")));
    }
    return all;
}

How how_of(const domain::Entry& entry) {
    return {.happened = RandomDay::text(entry.happened),
            .id = entry.id.value.starts_with("@") ? "" : entry.id.value,
            .reason = "random",
            .session = entry.session.value};
}

constexpr Flavour plain{
    .backdated = false, .corrections = false, .rulings = false, .delays = false};

RC_GTEST_PROP(Days, AnEntryCorrectedAtOnceIsAsGoodAsOneEnteredRight, ()) {
    const std::vector<Move> played = *moves();
    const int chosen = *rc::gen::inRange(0, 100);
    const int wrong_by_s = *rc::gen::inRange(1, 800);
    RandomDay right(plain);
    right.play(played);
    const std::vector<domain::Entry>& entries = right.day.entries();
    // The first six are the site, the policy, the session and the bookings.
    RC_PRE(entries.size() > 7U);
    const std::size_t index = 6 + static_cast<std::size_t>(chosen) % (entries.size() - 6);
    const domain::Entry& entry = entries[index];
    RC_PRE(!runs_out_in(right.day, right.day.time("00:00"), entry.recorded));
    TestDay wrong;
    domain::State state;
    RandomDay again(plain);
    for (std::size_t i = 6; i < entries.size(); ++i) {
        const std::string at = RandomDay::text(entries[i].recorded);
        How how = how_of(entries[i]);
        if (i == index) {
            how.happened = RandomDay::text(entries[i].happened - seconds(wrong_by_s));
        }
        const Answer answer = again.day.enter(at, entries[i].body, how);
        if (i == index) {
            RC_PRE(answer.accepted);
            const domain::Fact fact = std::visit(
                [](const auto& body) -> domain::Fact {
                    if constexpr (std::is_same_v<std::decay_t<decltype(body)>,
                                                 domain::EntryCorrected>) {
                        return domain::SessionClosed{};
                    } else {
                        return body;
                    }
                },
                entries[i].body);
            const Answer mended = again.day.correct(
                at, again.day.instead(how.id, fact, RandomDay::text(entries[i].happened)));
            RC_ASSERT(mended.accepted);
        } else {
            RC_ASSERT(answer.accepted);
        }
    }
    RC_ASSERT(clocks(again.day) == clocks(right.day));
}

RC_GTEST_PROP(Days, TheOrderOfRecordingChangesNoClock, ()) {
    const std::vector<Move> played = *moves();
    const int chosen = *rc::gen::inRange(0, 100);
    const int later = *rc::gen::inRange(1, 4);
    RandomDay right(plain);
    right.play(played);
    const std::vector<domain::Entry>& entries = right.day.entries();
    RC_PRE(entries.size() > 8U);
    const std::size_t index = 6 + static_cast<std::size_t>(chosen) % (entries.size() - 7);
    const std::size_t to = std::min(index + static_cast<std::size_t>(later), entries.size() - 1);
    RC_PRE(entries[index].happened < entries[to].happened);
    RC_PRE(!runs_out_in(right.day, entries[index].happened, entries[to].recorded));
    RandomDay again(plain);
    for (std::size_t i = 6; i < entries.size(); ++i) {
        if (i != index) {
            const Answer answer = again.day.enter(RandomDay::text(entries[i].recorded),
                                                  entries[i].body, how_of(entries[i]));
            RC_PRE(answer.accepted);
        }
        if (i == to) {
            const Answer late = again.day.enter(RandomDay::text(entries[to].recorded),
                                                entries[index].body, how_of(entries[index]));
            RC_PRE(late.accepted);
        }
    }
    RC_ASSERT(clocks(again.day) == clocks(right.day));
}

}  // namespace
}  // namespace labd::test
