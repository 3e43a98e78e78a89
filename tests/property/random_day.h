// Random exam days: a list of moves, each of which becomes one plausible entry of a day with three
// sittings in two rooms. What the rules refuse is left out, so a day is always one that can happen.
#pragma once

#include <rapidcheck.h>

#include <functional>
#include <iosfwd>
#include <vector>

#include "tests/support/test_day.h"

namespace labd::test {

/// One move: what, who, how long after the one before, and how late it is entered.
struct Move {
    int what = 0;
    int who = 0;
    int gap_s = 0;
    int back_s = 0;
    int pick = 0;
};

std::ostream& operator<<(std::ostream& out, const Move& move);

/// What a day's moves may hold.
struct Flavour {
    bool backdated = true;
    bool corrections = true;
    bool rulings = true;
    bool delays = true;
    /// Entries half a minute to some minutes apart instead of up to forty.
    bool dense = false;
};

rc::Gen<std::vector<Move>> moves();

class RandomDay {
public:
    explicit RandomDay(Flavour flavour = {});

    /// Plays all moves; `after` is called after each entry that was accepted.
    void play(const std::vector<Move>& moves, const std::function<void()>& after = {});

    TestDay day;

    /// The instant of the last move.
    Instant now() const { return now_; }

    static std::string text(Instant instant);

    static const std::vector<std::string>& sittings();

private:
    void play(const Move& move);
    void come_in(const Move& move, const std::string& sitting);
    void module(const Move& move, const std::string& sitting);
    void pause(const Move& move, const std::string& sitting);
    void outage(const Move& move);
    void end_outage(const Move& move);
    void estimate(const Move& move);
    void ruling(const Move& move);
    void correction(const Move& move);
    void enter(const Move& move, domain::Body body, const std::string& id = {});
    const domain::Outage* pick_outage(int pick, bool open) const;
    const domain::SittingFacts& facts(const std::string& sitting) const;

    Flavour flavour_;
    Instant now_;
    int count_ = 0;
    std::function<void()> after_;
};

}  // namespace labd::test
