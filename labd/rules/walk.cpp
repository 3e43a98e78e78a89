#include "labd/rules/walk.h"

#include <algorithm>
#include <tuple>

#include "labd/rules/admission.h"
#include "labd/rules/breaks.h"

namespace labd::rules {

namespace {

using domain::Item;

/// The entries of the sitting that stand, with `added`, in the order in which they happened.
std::vector<const Item*> standing_items(const SittingView& sitting, const Item* added) {
    const domain::DayLog& log = sitting.view.log;
    const int owner = log.owner_of(sitting.id);
    std::vector<const Item*> items;
    for (std::size_t i = 0; i < log.items.size(); ++i) {
        const Item& item = log.items[i];
        if (item.owner == owner && item.fact && log.standing.at(item.id) == i) {
            items.push_back(&item);
        }
    }
    if (added != nullptr) {
        items.push_back(added);
    }
    std::ranges::stable_sort(
        items, {}, [](const Item* item) { return std::tuple(item->happened, item->order); });
    return items;
}

/// The state of the walk and one check for each entry type.
class Walker {
public:
    explicit Walker(const SittingView& sitting) : sitting_(sitting) {}

    /// Nothing when the entry has ground; it then counts for the ones after it.
    std::optional<Refusal> take(const Item& item) {
        item_ = &item;
        module_left_open = false;
        return std::visit([this](const auto& fact) { return check(fact); }, *item.fact);
    }

    bool module_left_open = false;

private:
    struct Since {
        Instant at;
        std::string by;
        std::string what;
    };

    Refusal refuse_since(Rules rules, std::string key, const Since& since) const {
        return refuse(std::move(rules), std::move(key),
                      {{"since_at", since.at}, {"by", since.by}, {"what", since.what}});
    }

    Since since(std::string what = {}) const {
        return {item_->happened, item_->by.name, std::move(what)};
    }

    std::optional<Refusal> need_open() const {
        if (!arrived_) {
            return refuse({rule::ADM_12}, "refusal.not_arrived");
        }
        if (ended_) {
            return refuse_since({rule::MOD_7}, "refusal.already_ended", *ended_);
        }
        return std::nullopt;
    }

    // Const like the overloads that only look: a better fit would take their entries away from
    // them.
    template <class T>
    std::optional<Refusal> check(const T&) const {
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::CandidateArrived& fact) {
        if (arrived_) {
            return refuse_since({rule::ADM_14}, "refusal.already_arrived", *arrived_);
        }
        domain::Arrival arrival;
        arrival.stamp.happened = item_->happened;
        arrival.residence_shown = fact.residence_shown;
        if (!judge_arrival(sitting_, arrival)) {
            arrived_ = since();
        }
        return std::nullopt;
    }

    std::optional<Refusal> check_step(domain::CheckinStep step) {
        if (std::optional<Refusal> refusal = need_open()) {
            return refusal;
        }
        const auto done = steps_.find(step);
        if (done != steps_.end()) {
            return refuse_since({rule::ADM_12}, "refusal.step_already_done", done->second);
        }
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::CheckinDone& fact) {
        std::optional<Refusal> refusal = check_step(fact.step);
        if (!refusal) {
            steps_[fact.step] = since();
        }
        return refusal;
    }

    std::optional<Refusal> check(const domain::CheckinRefused& fact) {
        std::optional<Refusal> refusal = check_step(fact.step);
        if (!refusal && is_required(*sitting_.view.day.site, fact.step)) {
            ended_ = since("refused");
        }
        return refusal;
    }

    std::optional<Refusal> check(const domain::MaterialsReturned&) const {
        return arrived_ ? std::nullopt
                        : std::optional(refuse({rule::ADM_10}, "refusal.not_arrived"));
    }

    std::optional<Refusal> check(const domain::ModuleStarted& fact) {
        if (std::optional<Refusal> refusal = need_open()) {
            return refusal;
        }
        for (const domain::CheckinStep step : required_steps(*sitting_.view.day.site)) {
            if (!steps_.contains(step)) {
                return refuse({rule::ADM_12}, "refusal.checkin_incomplete",
                              {{"step", std::string(step_name(step))}});
            }
        }
        if (away_) {
            return refuse_since({rule::BRK_3}, "refusal.on_break", *away_);
        }
        if (open_ && open_->what == fact.module.value) {
            return refuse_since({rule::MOD_4}, "refusal.module_already_open", *open_);
        }
        const auto& modules = sitting_.track.modules;
        if (next_ >= modules.size() || modules[next_].id != fact.module) {
            return refuse({rule::MOD_4}, "refusal.module_out_of_order",
                          {{"actual", fact.module.value},
                           {"limit", next_ < modules.size() ? modules[next_].id.value : ""}});
        }
        if (open_) {
            module_left_open = true;
        }
        open_ = since(fact.module.value);
        ++next_;
        if (module_left_open) {
            return refuse({rule::MOD_4}, "refusal.module_open",
                          {{"actual", modules[next_ - 2].id.value}});
        }
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::ModuleHandedIn& fact) {
        if (std::optional<Refusal> refusal = need_open()) {
            return refusal;
        }
        if (!open_ || open_->what != fact.module.value) {
            return refuse({rule::MOD_4}, "refusal.module_not_open",
                          {{"actual", fact.module.value}});
        }
        if (away_) {
            return refuse_since({rule::BRK_3}, "refusal.on_break", *away_);
        }
        open_.reset();
        if (next_ == sitting_.track.modules.size()) {
            ended_ = since("completed");
        }
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::BreakStarted&) {
        if (std::optional<Refusal> refusal = need_open()) {
            return refusal;
        }
        if (away_) {
            return refuse_since({rule::BRK_1}, "refusal.on_break", *away_);
        }
        away_ = since(item_->id.value);
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::BreakEnded& fact) {
        if (ended_) {
            return refuse_since({rule::MOD_7, rule::BRK_3}, "refusal.already_ended", *ended_);
        }
        if (!away_ || away_->what != fact.break_.value) {
            return refuse({rule::BRK_1}, "refusal.break_not_open", {{"actual", fact.break_.value}});
        }
        away_.reset();
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::BreakJustified& fact) const {
        const domain::Break* pause = find_break(sitting_.facts, fact.break_);
        if (pause == nullptr || pause->started.happened > item_->happened) {
            return refuse({rule::BRK_2}, "refusal.break_not_there",
                          {{"actual", fact.break_.value}});
        }
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::SeatChanged&) const { return need_open_or_booked(); }

    std::optional<Refusal> need_open_or_booked() const {
        return ended_ ? std::optional(refuse_since({rule::MOD_7}, "refusal.already_ended", *ended_))
                      : std::nullopt;
    }

    std::optional<Refusal> check_ending(const char* what, bool before_arrival) {
        if (!arrived_ && !before_arrival) {
            return refuse({rule::MOD_7}, "refusal.not_arrived");
        }
        if (ended_) {
            return refuse_since({rule::MOD_7}, "refusal.already_ended", *ended_);
        }
        ended_ = since(what);
        return std::nullopt;
    }

    std::optional<Refusal> check(const domain::SittingFinished&) {
        return check_ending("left_early", false);
    }

    std::optional<Refusal> check(const domain::SittingTerminated&) {
        return check_ending("terminated", false);
    }

    std::optional<Refusal> check(const domain::SittingCancelled& fact) {
        if (sitting_.view.day.find_outage(fact.outage) == nullptr) {
            return refuse({rule::OUT_7}, "refusal.outage_not_there",
                          {{"actual", fact.outage.value}});
        }
        return check_ending("cancelled", true);
    }

    std::optional<Refusal> check(const domain::SittingWithdrawn&) const {
        return arrived_ ? std::optional(
                              refuse_since({rule::ADM_14}, "refusal.already_arrived", *arrived_))
                        : std::nullopt;
    }

    static std::string_view step_name(domain::CheckinStep step) {
        return boost::describe::enum_to_string(step, "");
    }

    const SittingView& sitting_;
    const Item* item_ = nullptr;
    std::optional<Since> arrived_;
    std::map<domain::CheckinStep, Since> steps_;
    std::size_t next_ = 0;
    std::optional<Since> open_;
    std::optional<Since> away_;
    std::optional<Since> ended_;
};

}  // namespace

std::vector<Unfounded> walk(const SittingView& sitting, const Item* added) {
    Walker walker(sitting);
    std::vector<Unfounded> unfounded;
    for (const Item* item : standing_items(sitting, added)) {
        if (std::optional<Refusal> refusal = walker.take(*item)) {
            unfounded.push_back({item->id, std::string(domain::type_name(*item->fact)),
                                 std::move(*refusal), walker.module_left_open});
        }
    }
    return unfounded;
}

}  // namespace labd::rules
