#include "labd/rules/timeline.h"

#include <algorithm>

#include "labd/rules/layout.h"

namespace labd::rules {

namespace {

using domain::Fact;
using domain::Item;

/// The earliest instant at which the item can change a clock; `forever` when it cannot.
struct EarliestEffect {
    const domain::Day& day;
    const Item& item;

    template <class T>
    Instant operator()(const T&) const {
        return domain::is_case_entry<T> || domain::is_lab_entry<T> || domain::is_incident_entry<T>
                   ? forever
                   : item.happened;
    }

    Instant operator()(const domain::SessionPlanned&) const { return long_ago; }

    Instant operator()(const domain::SessionDelayed&) const { return long_ago; }

    Instant operator()(const domain::SittingBooked&) const { return long_ago; }

    Instant operator()(const domain::SittingAmended&) const { return long_ago; }

    Instant operator()(const domain::OutageRuled& ruled) const {
        const domain::Outage* outage = day.find_outage(ruled.outage);
        return outage == nullptr ? long_ago : outage->reported.happened;
    }

    Instant operator()(const domain::OutageEstimated&) const { return forever; }

    Instant operator()(const domain::BreakJustified&) const { return forever; }

    Instant operator()(const domain::NoteAdded&) const { return forever; }

    Instant operator()(const domain::OutcomeAnnounced&) const { return forever; }

    Instant operator()(const domain::AlarmAcknowledged&) const { return forever; }

    Instant operator()(const domain::AlarmShelved&) const { return forever; }

    Instant operator()(const domain::DutyStarted&) const { return forever; }

    Instant operator()(const domain::DutyEnded&) const { return forever; }

    Instant operator()(const domain::HandoverAccepted&) const { return forever; }

    Instant operator()(const domain::DaemonStarted&) const { return forever; }

    Instant operator()(const domain::ClockStepped&) const { return forever; }

    Instant operator()(const domain::MaterialsReturned&) const { return forever; }

    Instant operator()(const domain::EquipmentFailed&) const { return forever; }

    Instant operator()(const domain::EquipmentRestored&) const { return forever; }

    Instant operator()(const domain::CameraStateReported&) const { return forever; }

    Instant operator()(const domain::CameraDisableRequested&) const { return forever; }

    Instant operator()(const domain::FootageViewed&) const { return forever; }

    Instant operator()(const domain::CamerasArmed&) const { return forever; }

    Instant operator()(const domain::EvidenceExported&) const { return forever; }

    Instant operator()(const domain::RecordingsDigested&) const { return forever; }

    Instant operator()(const domain::IncidentAnnounced&) const { return forever; }

    Instant operator()(const domain::SessionClosed&) const { return forever; }
};

Instant earliest_effect(const SittingView& sitting, const Item& item) {
    if (item.amends || !item.fact) {
        return long_ago;
    }
    return std::visit(EarliestEffect{sitting.view.day, item}, *item.fact);
}

bool concerns(const SittingView& sitting, const Item& item, int owner) {
    return item.seq < sitting.view.before && (item.owner < 0 || item.owner == owner);
}

/// Whether an entry that was recorded after `limit` had passed could have moved it.
bool is_critical(const SittingView& sitting, const Item& item, Instant limit) {
    return item.recorded >= limit && earliest_effect(sitting, item) < limit;
}

bool has_critical(const SittingView& sitting, const Timeline& line, int owner) {
    std::vector<Instant> limits;
    for (const ModuleRun& module : line.modules) {
        if (!module.handed_in && module.limit < forever) {
            limits.push_back(module.limit);
        }
    }
    if (line.limit < forever) {
        limits.push_back(line.limit);
    }
    if (limits.empty()) {
        return false;
    }
    const Instant first = *std::ranges::min_element(limits);
    return std::ranges::any_of(sitting.view.log.items, [&](const Item& item) {
        return item.recorded >= first && concerns(sitting, item, owner) &&
               std::ranges::any_of(
                   limits, [&](Instant limit) { return is_critical(sitting, item, limit); });
    });
}

/// Whether a fact can do no more to limits than to stop clocks while it lasts.
bool only_stops(const Fact& fact) {
    return std::holds_alternative<domain::BreakStarted>(fact) ||
           std::holds_alternative<domain::BreakEnded>(fact) ||
           std::holds_alternative<domain::OutageReported>(fact) ||
           std::holds_alternative<domain::OutageEnded>(fact);
}

Instant module_limit(const Timeline& line, std::size_t index) {
    const auto found = std::ranges::find(line.modules, index, &ModuleRun::index);
    return found == line.modules.end() ? forever : found->limit;
}

/// The rule of CLK-9 for one limit that an entry recorded at `recorded` leaves at `limit`.
void settle(std::optional<Instant>& reached, Instant limit, Instant recorded, Instant if_new) {
    if (limit > recorded) {
        reached.reset();
    } else if (!reached) {
        reached = if_new;
    } else {
        reached = std::max(*reached, limit);
    }
}

/// Goes through what was known entry by entry and keeps what had ended by time (CLK-9, MOD-4).
class History {
public:
    History(const SittingView& sitting, int owner) : sitting_(sitting), owner_(owner) {
        reached_.modules.resize(sitting.track.modules.size());
        day_.date = sitting.view.log.date;
        day_.site = sitting.view.day.site;
    }

    ReachedEnds run() {
        const std::vector<Item>& items = sitting_.view.log.items;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Item& item = items[i];
            const bool last_of_entry = i + 1 == items.size() || items[i + 1].seq != item.seq;
            if (concerns(sitting_, item, owner_)) {
                if (!concerned_ && behind_ && safe_until_ <= item.recorded) {
                    look();
                }
                add(item);
                concerned_ = true;
            }
            if (last_of_entry && concerned_) {
                step(item.seq, item.recorded);
                concerned_ = false;
            }
        }
        return std::move(reached_);
    }

private:
    /// The day grows with each item; only a correction asks for building it anew.
    void add(const Item& item) {
        outdated_ = outdated_ || item.amends || !item.fact;
        if (!outdated_) {
            domain::apply(day_, sitting_.view.log, item);
        }
        plain_ = plain_ && !outdated_ &&
                 (earliest_effect(sitting_, item) == forever ||
                  (item.happened >= frontier_ && only_stops(*item.fact)));
        latest_ = std::max({latest_, item.happened, item.recorded});
    }

    void step(Seq seq, Instant recorded) {
        seq_ = seq;
        recorded_ = recorded;
        if (plain_ && recorded < safe_until_) {
            behind_ = true;
        } else {
            look();
        }
        plain_ = true;
    }

    /// Lays the day out as it was known after the last entry.
    void look() {
        behind_ = false;
        safe_until_ = long_ago;
        run_out_by(recorded_);
        if (outdated_) {
            day_ = domain::day_at(sitting_.view.log, sitting_.view.day.site, {seq_ + 1, owner_});
            outdated_ = false;
        }
        const View view{sitting_.view.log, day_, seq_ + 1};
        const std::optional<SittingView> known = find_sitting(view, sitting_.id);
        if (!known) {
            return;
        }
        const bool was_ready = known_ && line_.ready < forever;
        const ReachedEnds before = reached_;
        line_ = lay_out(*known, reached_);
        known_ = true;
        for (std::size_t i = 0; i < reached_.modules.size(); ++i) {
            settle(reached_.modules[i], module_limit(line_, i), recorded_, recorded_);
        }
        // A limit that only begins to act because the sitting becomes ready was not moved (MOD-7).
        settle(reached_.sitting, line_.limit, recorded_, was_ready ? recorded_ : line_.limit);
        if (before == reached_) {
            frontier_ = latest_;
            safe_until_ = next_limit();
        }
    }

    /// Breaks and outages from `frontier_` on only move what lies after it, and only to later:
    /// until then the layout at hand tells what runs out. `long_ago` while a clock is stopped, for
    /// its end gives limits back.
    Instant next_limit() const {
        Instant next = line_.limit > recorded_ ? line_.limit : forever;
        bool stopped = line_.ready < forever && line_.limit == forever;
        for (const ModuleRun& module : line_.modules) {
            stopped = stopped || module.limit == forever;
            next = module.limit > recorded_ ? std::min(next, module.limit) : next;
        }
        return stopped ? long_ago : next;
    }

    /// What ran out before this recording on what was known then.
    void run_out_by(Instant recorded) {
        if (!known_) {
            return;
        }
        for (std::size_t i = 0; i < reached_.modules.size(); ++i) {
            const Instant limit = module_limit(line_, i);
            if (!reached_.modules[i] && limit <= recorded) {
                reached_.modules[i] = limit;
            }
        }
        if (!reached_.sitting && line_.limit <= recorded) {
            reached_.sitting = line_.limit;
        }
    }

    const SittingView& sitting_;
    int owner_;
    ReachedEnds reached_;
    Timeline line_;
    /// As known after the items so far, of this sitting and what concerns more than one.
    domain::Day day_;
    bool outdated_ = false;
    bool known_ = false;
    bool concerned_ = false;
    /// The last entry that was added.
    Seq seq_ = 0;
    Instant recorded_ = long_ago;
    /// Entries were added to the day after `line_` was laid out.
    bool behind_ = false;
    /// This entry moves no clock, or happened after `frontier_` and only stops clocks for a while.
    bool plain_ = true;
    /// The latest instant that an item names, and what it was when `line_` was laid out.
    Instant latest_ = long_ago;
    Instant frontier_ = forever;
    /// Until then `line_` need not be laid out again for plain entries.
    Instant safe_until_ = long_ago;
};

}  // namespace

Timeline timeline(const SittingView& sitting) {
    Timeline line = lay_out(sitting, {});
    const int owner = sitting.view.log.owner_of(sitting.id);
    if (!has_critical(sitting, line, owner)) {
        return line;
    }
    return lay_out(sitting, History(sitting, owner).run());
}

}  // namespace labd::rules
