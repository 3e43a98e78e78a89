#include "tests/property/random_day.h"

#include <algorithm>
#include <ostream>

namespace labd::test {

using domain::Cause;

namespace {

constexpr int gap_max_s = 2400;
constexpr int back_max_s = 1200;

template <class T>
const T& pick_of(const std::vector<T>& all, int pick) {
    return all[static_cast<std::size_t>(pick) % all.size()];
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Move& move) {
    return out << "{" << move.what << ", " << move.who << ", " << move.gap_s << ", " << move.back_s
               << ", " << move.pick << "}";
}

rc::Gen<std::vector<Move>> moves() {
    return rc::gen::container<std::vector<Move>>(
        rc::gen::build<Move>(rc::gen::set(&Move::what, rc::gen::inRange(0, 100)),
                             rc::gen::set(&Move::who, rc::gen::inRange(0, 3)),
                             rc::gen::set(&Move::gap_s, rc::gen::inRange(0, gap_max_s)),
                             rc::gen::set(&Move::back_s, rc::gen::inRange(0, back_max_s)),
                             rc::gen::set(&Move::pick, rc::gen::inRange(0, 60))));
}

const std::vector<std::string>& RandomDay::sittings() {
    static const std::vector<std::string> all = {"A", "B", "C"};
    return all;
}

RandomDay::RandomDay(Flavour flavour) : flavour_(flavour), now_(day.time("08:40")) {
    day.book("A", "S01");
    day.book("B", "S02");
    domain::SittingBooked practical = TestDay::booking("C", "S11");
    practical.track = TrackId("ccde");
    day.book(practical);
}

std::string RandomDay::text(Instant instant) {
    return format_time_of_day(TimeZone::find("Asia/Tokyo")->time_of_day_at(instant));
}

const domain::SittingFacts& RandomDay::facts(const std::string& sitting) const {
    return day.log().now.sittings.at(SittingId(sitting));
}

void RandomDay::play(const std::vector<Move>& moves, const std::function<void()>& after) {
    after_ = after;
    for (const Move& move : moves) {
        now_ = now_ + seconds(flavour_.dense ? move.gap_s / 8 : move.gap_s);
        if (now_ > day.time("20:00")) {
            break;
        }
        play(move);
    }
}

void RandomDay::play(const Move& move) {
    const std::string& sitting = pick_of(sittings(), move.who);
    if (facts(sitting).arrivals.empty()) {
        come_in(move, sitting);
        return;
    }
    if (move.what < 30) {
        module(move, sitting);
    } else if (move.what < 48) {
        pause(move, sitting);
    } else if (move.what < 60) {
        outage(move);
    } else if (move.what < 72) {
        end_outage(move);
    } else if (move.what < 76) {
        estimate(move);
    } else if (move.what < 80) {
        ruling(move);
    } else if (move.what < 86) {
        const std::vector<std::string> seats = {"S01", "S02", "S03", "S11"};
        enter(move, domain::SeatChanged{SittingId(sitting), SeatId(pick_of(seats, move.pick))});
    } else if (move.what < 96) {
        correction(move);
    } else if (move.what < 97 && flavour_.delays) {
        enter(move, domain::SessionDelayed{day.time("09:00") + minutes(move.pick)});
    } else if (move.what < 98) {
        enter(move, domain::SittingFinished{SittingId(sitting)});
    } else if (const domain::Outage* outage = pick_outage(move.pick, false)) {
        enter(move, domain::SittingCancelled{SittingId(sitting), outage->reported.id});
    }
}

void RandomDay::enter(const Move& move, domain::Body body, const std::string& id) {
    const Duration back =
        flavour_.backdated && move.pick % 3 == 0 ? seconds(move.back_s) : Duration{};
    How how{.happened = text(now_ - back), .id = id, .reason = "random"};
    how.id = id.empty() ? "e" + std::to_string(++count_) : id;
    if (day.enter(text(now_), std::move(body), how).accepted && after_) {
        after_();
    }
}

void RandomDay::come_in(const Move& move, const std::string& sitting) {
    Move in_time = move;
    in_time.pick = 1;
    enter(in_time, domain::CandidateArrived{SittingId(sitting), std::nullopt});
    for (const domain::CheckinStep step :
         {domain::CheckinStep::identification, domain::CheckinStep::agreement,
          domain::CheckinStep::recording_consent, domain::CheckinStep::belongings,
          domain::CheckinStep::materials}) {
        now_ = now_ + seconds(move.back_s / 30);
        domain::CheckinDone done;
        done.sitting = SittingId(sitting);
        done.step = step;
        done.documents = good_documents();
        enter(in_time, done);
    }
}

void RandomDay::module(const Move& move, const std::string& sitting) {
    const rules::SittingState state = day.state(sitting, text(now_));
    if (state.module) {
        enter(move, domain::ModuleHandedIn{SittingId(sitting), state.module->id});
    } else if (state.next_module) {
        enter(move, domain::ModuleStarted{SittingId(sitting), *state.next_module});
    }
}

void RandomDay::pause(const Move& move, const std::string& sitting) {
    const rules::SittingState state = day.state(sitting, text(now_));
    if (state.on_break != nullptr) {
        domain::BreakEnded ended;
        ended.break_ = state.on_break->started.id;
        ended.justification = domain::Text("random");
        enter(move, ended);
    } else {
        enter(move, domain::BreakStarted{SittingId(sitting), domain::Text("toilet"),
                                         domain::Text("corridor")});
    }
}

const domain::Outage* RandomDay::pick_outage(int pick, bool open) const {
    std::vector<const domain::Outage*> found;
    for (const domain::Outage& outage : day.log().now.outages) {
        if (!open || !outage.ended) {
            found.push_back(&outage);
        }
    }
    return found.empty() ? nullptr : pick_of(found, pick);
}

void RandomDay::outage(const Move& move) {
    const std::vector<domain::Scope> scopes = {
        seat_scope("S01"),  seat_scope("S02"), rack_scope("R01"),    rack_scope("R02"),
        room_scope("main"), site_scope(),      sitting_scope({"A"}), sitting_scope({"B", "C"})};
    const std::vector<Cause> causes = {Cause::lab, Cause::lab, Cause::unknown, Cause::candidate};
    domain::OutageReported reported;
    reported.scope = pick_of(scopes, move.pick);
    reported.cause = pick_of(causes, move.pick / 8);
    enter(move, reported);
}

void RandomDay::end_outage(const Move& move) {
    if (const domain::Outage* outage = pick_outage(move.pick, true)) {
        enter(move, domain::OutageEnded{outage->reported.id});
    }
}

void RandomDay::estimate(const Move& move) {
    if (const domain::Outage* outage = pick_outage(move.pick, true)) {
        enter(move, domain::OutageEstimated{outage->reported.id,
                                            outage->reported.happened + minutes(3 * move.pick)});
    }
}

void RandomDay::ruling(const Move& move) {
    const domain::Outage* outage = pick_outage(move.pick, false);
    if (outage != nullptr && flavour_.rulings) {
        enter(move, domain::OutageRuled{outage->reported.id,
                                        move.pick % 2 == 0 ? Cause::lab : Cause::candidate});
    }
}

void RandomDay::correction(const Move& move) {
    if (!flavour_.corrections) {
        return;
    }
    std::vector<const domain::Item*> standing;
    const domain::DayLog& log = day.log();
    for (std::size_t i = 0; i < log.items.size(); ++i) {
        const domain::Item& item = log.items[i];
        const bool stands = item.fact && log.standing.at(item.id) == i;
        if (stands && !std::holds_alternative<domain::SittingBooked>(*item.fact)) {
            standing.push_back(&item);
        }
    }
    const domain::Item& item =
        *standing[(standing.size() * 7 - 1 - static_cast<std::size_t>(move.pick)) %
                  standing.size()];
    domain::EntryCorrected corrected;
    corrected.entry = item.id;
    if (move.what % 3 != 0) {
        const Duration shift = seconds(move.back_s - back_max_s / 2);
        corrected.replacement =
            domain::Replacement{std::min(item.happened + shift, now_), {}, *item.fact};
    }
    enter(Move{.pick = 1}, corrected);
}

}  // namespace labd::test
