#include "labd/camera/judge/picture_watch.h"

#include <algorithm>

#include "labd/camera/picture/classify.h"

namespace labd::camera {

namespace {

/// Somebody right before the lens is gone again by then.
constexpr Duration last_min = seconds(5);
constexpr int hits_min = 3;
constexpr double hit_share_min = 0.7;
/// So long without showing, and a fault is over.
constexpr Duration over_after = seconds(2);
constexpr int over_misses = 3;
/// A person moves on; what hides a block for so long is a cover.
constexpr Duration block_lost_min = seconds(5);
constexpr double covered_share_min = 0.2;
constexpr std::size_t covered_blocks_min = 3;

constexpr std::array picture_faults = {Fault::black,     Fault::overexposed, Fault::covered,
                                       Fault::defocused, Fault::moved,       Fault::noise};

}  // namespace

std::optional<Fault> PictureWatch::on_look(const LookSeen& seen,
                                           std::vector<FaultInterval>& found) {
    std::optional<Fault> shown = classify(seen.look);
    track_blocks(seen, !shown || *shown == Fault::covered);
    if (!shown) {
        if (const auto since = partly_covered_since(seen.at)) {
            shown = Fault::covered;
            auto& run = runs_[static_cast<std::size_t>(Fault::covered)];
            if (!run) {
                run = Run{.since = *since, .last_hit = seen.at, .first_miss = {}};
                run->hits = hits_min;
            }
        }
    }
    for (const Fault fault : picture_faults) {
        track(fault, shown == fault, seen.at, found);
    }
    return shown;
}

void PictureWatch::track(Fault fault, bool shows, Duration at, std::vector<FaultInterval>& found) {
    auto& run = runs_[static_cast<std::size_t>(fault)];
    if (!run) {
        if (shows) {
            run = Run{.since = at, .last_hit = at, .first_miss = {}, .hits = 1};
        }
        return;
    }
    if (shows) {
        ++run->hits;
        run->last_hit = at;
        run->first_miss.reset();
        const double share = static_cast<double>(run->hits) / (run->hits + run->misses);
        run->lasts = run->lasts || (run->hits >= hits_min && at - run->since >= last_min &&
                                    share >= hit_share_min);
        return;
    }
    ++run->misses;
    if (!run->first_miss) {
        run->first_miss = at;
        run->misses = run->lasts ? 1 : run->misses;
    }
    const bool over = at - *run->first_miss >= over_after && run->misses >= over_misses;
    if (over || (!run->lasts && run->misses > run->hits)) {
        if (run->lasts) {
            found.push_back({run->since, *run->first_miss, fault});
        }
        run.reset();
    }
}

void PictureWatch::track_blocks(const LookSeen& seen, bool may_be_covered) {
    edged_ = seen.look.edged;
    for (std::size_t block = 0; block < block_count; ++block) {
        if (!may_be_covered || !seen.look.lost[block]) {
            lost_since_[block].reset();
        } else if (!lost_since_[block]) {
            lost_since_[block] = seen.at;
        }
    }
}

std::optional<Duration> PictureWatch::partly_covered_since(Duration now) const {
    std::vector<Duration> since;
    for (const auto& lost : lost_since_) {
        if (lost && now - *lost >= block_lost_min) {
            since.push_back(*lost);
        }
    }
    const double share = static_cast<double>(since.size()) /
                         static_cast<double>(std::max<std::size_t>(edged_.count(), 1));
    if (since.size() < covered_blocks_min || share < covered_share_min) {
        return std::nullopt;
    }
    std::sort(since.begin(), since.end());
    return since[since.size() / 2];
}

void PictureWatch::finish(Duration now, std::vector<FaultInterval>& found) {
    for (const Fault fault : picture_faults) {
        auto& run = runs_[static_cast<std::size_t>(fault)];
        if (run && run->lasts) {
            found.push_back({run->since, run->first_miss.value_or(now), fault});
        }
        run.reset();
    }
}

std::vector<Fault> PictureWatch::lasting() const {
    std::vector<Fault> faults;
    for (const Fault fault : picture_faults) {
        const auto& run = runs_[static_cast<std::size_t>(fault)];
        if (run && run->lasts) {
            faults.push_back(fault);
        }
    }
    return faults;
}

std::optional<Duration> PictureWatch::lasting_since() const {
    std::optional<Duration> since;
    for (const auto& run : runs_) {
        if (run && run->lasts) {
            since = std::min(since.value_or(run->since), run->since);
        }
    }
    return since;
}

bool PictureWatch::decided() const {
    return std::none_of(runs_.begin(), runs_.end(),
                        [](const auto& run) { return run && !run->lasts; });
}

bool PictureWatch::calm() const {
    return std::none_of(runs_.begin(), runs_.end(),
                        [](const auto& run) { return run.has_value(); });
}

}  // namespace labd::camera
