// A second opinion: a day played second by second straight from the rulebook, without intervals,
// crossings or limits foreseen, must say the same as the rules at every second.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/property/random_day.h"
#include "tests/support/dump.h"

namespace labd::test {
namespace {

constexpr std::int64_t none = std::int64_t{1} << 40;

struct Span {
    std::int64_t from = 0;
    std::int64_t to = none;

    bool has(std::int64_t t) const { return from <= t && t < to; }
};

struct PlainModule {
    std::string id;
    std::int64_t limit = 0;
    std::int64_t start = none;
    std::int64_t hand_in = none;
    std::int64_t break_after = 0;
};

/// The facts of one sitting, in seconds of the day.
struct PlainDay {
    std::int64_t start = 0;
    std::int64_t arrived = none;
    std::int64_t ready = none;
    std::int64_t left = none;
    std::int64_t cancelled = none;
    std::vector<PlainModule> modules;
    std::vector<Span> breaks;
    /// Compensable outages, each by the stretches in which the sitting has a seat in its scope.
    std::vector<Span> outages;
};

/// What the second-by-second play says at one second.
struct Second {
    std::string_view phase;
    std::string_view clock = "off";
    std::int64_t lost = 0;
    std::string_view module;
    std::int64_t working = 0;
    std::int64_t limit = none;
    std::int64_t ends = none;
};

class Play {
public:
    explicit Play(PlainDay day) : day_(std::move(day)) {
        std::int64_t sum = 0;
        for (const PlainModule& module : day_.modules) {
            sum += module.limit;
            end_ += module.break_after;
        }
        end_ += day_.start + std::min<std::int64_t>(sum, 8 * 3600);
    }

    /// Called once for every second in turn.
    Second tick(std::int64_t t) {
        unite(t);
        if (!ended_) {
            end_things(t);
        }
        const bool is_ready = t >= day_.ready;
        const bool lunch = t < lunch_until_;
        const bool losing = is_ready && !ended_ && united_ && t >= excused_until_ && !lunch;
        Second second = describe(t, is_ready, losing, lunch);
        if (losing) {
            ++lost_;
        }
        if (open_ != nullptr && !losing) {
            ++working_;
        }
        return second;
    }

private:
    /// BRK-4 and OUT-13: where the union begins, a break under way goes on until the return.
    void unite(std::int64_t t) {
        const bool on =
            std::ranges::any_of(day_.outages, [t](const Span& span) { return span.has(t); });
        if (on && !united_) {
            excused_until_ = t;
            for (const Span& away : day_.breaks) {
                if (away.from < t && t < away.to) {
                    excused_until_ = away.to;
                }
            }
        }
        united_ = on;
    }

    void end_things(std::int64_t t) {
        if (t >= day_.left || t >= day_.cancelled) {
            finish(t >= day_.left ? "left_early" : "cancelled");
            return;
        }
        if (day_.arrived == none && t > day_.start + 2 * 3600) {
            finish("no_show");
            return;
        }
        if (t >= day_.ready && t >= end_ + lost_) {
            finish("time_up");
            return;
        }
        if (open_ != nullptr && t >= open_->hand_in) {
            close(t, "completed");
        } else if (open_ != nullptr && working_ >= open_->limit) {
            close(t, "time_up");
        }
        for (std::size_t i = next_; !ended_ && i < day_.modules.size(); ++i) {
            if (t >= day_.modules[i].start) {
                open_ = &day_.modules[i];
                working_ = 0;
                next_ = i + 1;
                if (t >= open_->hand_in) {
                    close(t, "completed");
                }
            }
        }
    }

    void close(std::int64_t t, const char* how) {
        lunch_until_ = open_->break_after == 0 ? lunch_until_ : t + open_->break_after;
        open_ = nullptr;
        if (next_ == day_.modules.size()) {
            finish(how);
        }
    }

    void finish(const char* how) {
        ended_ = how;
        open_ = nullptr;
    }

    Second describe(std::int64_t t, bool is_ready, bool losing, bool lunch) const {
        Second second;
        second.lost = lost_;
        if (ended_ != nullptr) {
            second.phase = ended_;
            return second;
        }
        const char* idle = next_ == 0 ? "ready" : "between_modules";
        second.phase = t < day_.arrived ? "booked"
                       : !is_ready      ? "arrived"
                       : open_          ? "in_module"
                                        : idle;
        second.ends = losing ? none : end_ + lost_;
        if (is_ready) {
            second.clock = losing || lunch ? "stopped" : "running";
        }
        if (open_ != nullptr) {
            second.module = open_->id;
            second.working = working_;
            second.limit = losing ? none : t + std::min(open_->limit - working_, end_ + lost_ - t);
        }
        return second;
    }

    PlainDay day_;
    std::int64_t end_ = 0;
    bool united_ = false;
    std::int64_t excused_until_ = 0;
    std::int64_t lost_ = 0;
    std::int64_t working_ = 0;
    std::int64_t lunch_until_ = 0;
    std::size_t next_ = 0;
    const PlainModule* open_ = nullptr;
    const char* ended_ = nullptr;
};

std::int64_t second_of(const TestDay& day, Instant at) {
    return (at - day.time("00:00")).us / seconds(1).us;
}

bool is_compensated(const domain::Outage& outage) {
    domain::Cause cause = outage.cause;
    for (const domain::Ruling& ruling : outage.rulings) {
        cause = ruling.cause;
    }
    return cause != domain::Cause::candidate;
}

/// From when on the sitting has which seat.
std::vector<std::pair<std::int64_t, std::string>> seats_of(const TestDay& day,
                                                           const domain::SittingFacts& facts) {
    std::vector<std::pair<std::int64_t, std::string>> seats = {{0, facts.booking.seat->value}};
    for (const domain::SeatMark& mark : facts.seats) {
        seats.emplace_back(second_of(day, mark.stamp.happened), mark.seat.value);
    }
    return seats;
}

bool covers(const domain::Scope& scope, const std::string& sitting, const std::string& seat) {
    const std::string rack = seat == "S03" ? "R02" : seat == "S11" ? "R11" : "R01";
    const std::string room = seat == "S11" ? "side" : "main";
    return scope.site || (scope.seat && scope.seat->value == seat) ||
           (scope.rack && scope.rack->value == rack) || (scope.room && scope.room->value == room) ||
           std::ranges::find(scope.sittings, SittingId(sitting)) != scope.sittings.end();
}

PlainDay plain_day(const TestDay& day, const std::string& sitting) {
    const domain::SittingFacts& facts = day.log().now.sittings.at(SittingId(sitting));
    PlainDay plain;
    const domain::Session& session = day.log().now.sessions.begin()->second;
    plain.start = second_of(day, session.start);
    for (const domain::Arrival& arrival : facts.arrivals) {
        const std::int64_t at = second_of(day, arrival.stamp.happened);
        const bool in_time = at <= plain.start + 2 * 3600;
        plain.arrived = in_time ? std::min(plain.arrived, at) : plain.arrived;
    }
    if (facts.steps.size() == 5) {
        plain.ready = plain.start;
        for (const domain::StepDone& done : facts.steps) {
            plain.ready = std::max(plain.ready, second_of(day, done.stamp.happened));
        }
    }
    for (const domain::Module& module : session.policy->tracks.at(facts.booking.track).modules) {
        PlainModule one{module.id.value, module.limit.us / seconds(1).us};
        for (const domain::ModuleMark& mark : facts.starts) {
            one.start = mark.module == module.id ? second_of(day, mark.stamp.happened) : one.start;
        }
        for (const domain::ModuleMark& mark : facts.hand_ins) {
            one.hand_in =
                mark.module == module.id ? second_of(day, mark.stamp.happened) : one.hand_in;
        }
        one.break_after = sitting == "C" && module.id.value == "scenario_2" ? 3600 : 0;
        plain.modules.push_back(one);
    }
    for (const domain::Break& pause : facts.breaks) {
        plain.breaks.push_back({second_of(day, pause.started.happened),
                                pause.ended ? second_of(day, pause.ended->happened) : none});
    }
    for (const domain::EndMark& mark : facts.endings) {
        std::int64_t& at = mark.ending == domain::Ending::cancelled ? plain.cancelled : plain.left;
        at = std::min(at, second_of(day, mark.stamp.happened));
    }
    for (const domain::Outage& outage : day.log().now.outages) {
        if (!is_compensated(outage)) {
            continue;
        }
        const std::int64_t from = second_of(day, outage.reported.happened);
        const std::int64_t to = outage.ended ? second_of(day, outage.ended->happened) : none;
        const auto seats = seats_of(day, facts);
        for (std::size_t i = 0; i < seats.size(); ++i) {
            const std::int64_t until = i + 1 < seats.size() ? seats[i + 1].first : none;
            if (covers(outage.scope, sitting, seats[i].second)) {
                plain.outages.push_back({std::max(from, seats[i].first), std::min(to, until)});
            }
        }
    }
    return plain;
}

std::string text_of(const Second& second) {
    std::string text = std::string(second.phase) + " " + std::string(second.clock);
    text += " lost " + std::to_string(second.lost);
    text += " ends " + std::to_string(second.ends);
    if (!second.module.empty()) {
        text += " " + std::string(second.module) + " working " + std::to_string(second.working) +
                " limit " + std::to_string(second.limit);
    }
    return text;
}

Second of_rules(const TestDay& day, const rules::SittingState& state) {
    Second second;
    second.phase = state.ended_as ? boost::describe::enum_to_string(*state.ended_as, "")
                                  : boost::describe::enum_to_string(state.phase, "");
    second.clock = boost::describe::enum_to_string(state.clock, "");
    second.lost = state.lost.us / seconds(1).us;
    second.ends = state.ends_at ? second_of(day, *state.ends_at) : none;
    if (state.module) {
        second.module = state.module->id.value;
        second.working = state.module->working.us / seconds(1).us;
        second.limit = state.module->limit_at ? second_of(day, *state.module->limit_at) : none;
    }
    return second;
}

/// What can be seen to change by itself: where it does, the second before is looked at too.
bool jumps_between(const Second& a, const Second& b) {
    return a.phase != b.phase || a.clock != b.clock || a.module != b.module || a.ends != b.ends;
}

void compare(const TestDay& day, const std::string& sitting) {
    const rules::View view{day.log(), day.log().now};
    const SittingId id(sitting);
    const rules::SittingView found = *find_sitting(view, id);
    const rules::Timeline line = rules::timeline(found);
    Play play(plain_day(day, sitting));
    const std::int64_t first = std::int64_t{8} * 3600;
    const std::int64_t last = std::int64_t{21} * 3600;
    constexpr std::int64_t every_s = 61;
    Second before;
    for (std::int64_t t = first; t < last; ++t) {
        const Second expected = play.tick(t);
        const bool jumps = jumps_between(expected, before);
        for (const std::int64_t look : {t - 1, t}) {
            if (look < first || (!jumps && (look != t || t % every_s != 0))) {
                continue;
            }
            const Instant at = day.time("00:00") + seconds(look);
            const std::string told = text_of(of_rules(day, rules::state_at(found, line, at)));
            const std::string wanted = text_of(look == t ? expected : before);
            if (told != wanted) {
                RC_FAIL(sitting + " at " + RandomDay::text(at) + "\n rules:  " + told +
                        "\n oracle: " + wanted);
            }
        }
        before = expected;
    }
}

/// Every entry is made when it happens: what limits do under later knowledge is CLK-9's matter.
constexpr Flavour as_it_happens{.backdated = false, .corrections = false, .rulings = false};

RC_GTEST_PROP(Oracle, EverySecondOfADayIsAsPlayedFromTheRulebook, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random(as_it_happens);
    random.play(played);
    for (const std::string& sitting : RandomDay::sittings()) {
        compare(random.day, sitting);
    }
}

RC_GTEST_PROP(Oracle, DenseDaysToo, ()) {
    const std::vector<Move> played = *moves();
    RandomDay random({.backdated = false,
                      .corrections = false,
                      .rulings = false,
                      .delays = false,
                      .dense = true});
    random.play(played);
    for (const std::string& sitting : RandomDay::sittings()) {
        compare(random.day, sitting);
    }
}

}  // namespace
}  // namespace labd::test
