// Entries of lab operations: racks that are kept from sittings, failures, investigations.
#include <algorithm>

#include "labd/rules/judge_context.h"
#include "labd/rules/racks.h"

namespace labd::rules::detail {

namespace {

/// A rack is kept for so many days at a time at most.
constexpr int days_kept_max = 31;

Refusal held_by(const RackHolds::value_type& hold) {
    const domain::RackHoldRow& row = hold.second;
    if (row.reread.empty()) {
        return refuse({rule::OUT_11, rule::CONFLICT}, "refusal.rack_out_of_service",
                      {{"actual", row.rack.value},
                       {"by", row.by},
                       {"from", format_date(row.first)},
                       {"limit", format_date(row.last)}});
    }
    return refuse({rule::RRD_1, rule::CONFLICT}, "refusal.rack_reserved",
                  {{"actual", row.rack.value},
                   {"reread", row.reread.value},
                   {"by", row.by},
                   {"from", format_date(row.first)},
                   {"limit", format_date(row.last)}});
}

const domain::Site* site_now(const JudgeContext& context) {
    return context.state.sites.empty() ? nullptr : context.state.sites.back().site.get();
}

/// The days have to come, in order and not too many; the rack has to be there and kept by nobody.
Verdict check_days(const JudgeContext& context, const RackId& rack, Date first, Date last) {
    const domain::Site* site = site_now(context);
    if (site == nullptr) {
        return refuse({rule::REFERENCE}, "refusal.site_not_configured");
    }
    const auto has_rack = [&](const auto& place) { return place.second.rack == rack; };
    if (std::ranges::none_of(site->places, has_rack)) {
        return not_found("refusal.rack_not_there", rack.value);
    }
    const Date today = site->zone.date_at(context.now);
    if (last < first || first < today || add_days(first, days_kept_max) <= last) {
        return refuse({rule::REFERENCE}, "refusal.days_of_rack",
                      {{"limit", std::int64_t{days_kept_max}},
                       {"actual", format_date(first) + " - " + format_date(last)}});
    }
    for (const RackHolds::value_type& hold : context.state.rack_holds) {
        if (hold.second.rack == rack && hold.second.first <= last && first <= hold.second.last) {
            return held_by(hold);
        }
    }
    return std::nullopt;
}

struct Holder {
    Date date;
    SittingId sitting;
};

/// Who sits or is booked at the rack in these days, by date.
std::vector<Holder> holders_of(const domain::State& state, Instant now, const RackId& rack,
                               Date first, Date last) {
    std::vector<Holder> found;
    for (const auto& [date, log] : state.days) {
        if (date < first || last < date || log.now.site == nullptr) {
            continue;
        }
        for (SittingId& sitting : sittings_on({log, log.now}, rack, now)) {
            found.push_back({date, std::move(sitting)});
        }
    }
    return found;
}

Verdict check_no_sitting(const domain::State& state, Instant now, const RackId& rack, Date first,
                         Date last) {
    const std::vector<Holder> holders = holders_of(state, now, rack, first, last);
    if (holders.empty()) {
        return std::nullopt;
    }
    return refuse({rule::RRD_1, rule::CONFLICT}, "refusal.rack_has_sitting",
                  {{"actual", rack.value},
                   {"by", holders.front().sitting.value},
                   {"limit", format_date(holders.front().date)}});
}

Result<const domain::Investigation*> need_open(const JudgeContext& context, const EntryId& id) {
    const domain::Investigation* found =
        context.log == nullptr ? nullptr : context.log->now.find_investigation(id);
    if (found == nullptr || context.entry().happened < found->opened.happened) {
        return not_found("refusal.investigation_not_there", id.value);
    }
    if (found->closed) {
        return refuse({rule::OUT_6, rule::CONFLICT}, "refusal.investigation_closed",
                      {{"actual", id.value},
                       {"since_at", found->closed->happened},
                       {"by", found->closed->by.name}});
    }
    return found;
}

}  // namespace

Verdict check_rack_of(const JudgeContext& context, const SeatId& seat) {
    const auto place = context.log->now.site->places.find(seat);
    if (place == context.log->now.site->places.end() || !place->second.rack) {
        return std::nullopt;
    }
    const RackHolds::value_type* hold =
        hold_on(context.state.rack_holds, *place->second.rack, context.log->date);
    return hold == nullptr ? std::nullopt : std::optional(held_by(*hold));
}

Verdict check_reservation(const JudgeContext& context, const domain::RereadRackReserved& fact) {
    if (Verdict refusal = check_days(context, fact.rack, fact.first, fact.last)) {
        return refusal;
    }
    return check_no_sitting(context.state, context.now, fact.rack, fact.first, fact.last);
}

Verdict check_holds_again(const domain::State& before, const domain::State& after, Instant now) {
    for (const auto& [id, row] : after.rack_holds) {
        if (before.rack_holds.contains(id)) {
            continue;
        }
        for (const RackHolds::value_type& other : after.rack_holds) {
            if (other.first != id && other.second.rack == row.rack &&
                other.second.first <= row.last && row.first <= other.second.last) {
                return held_by(other);
            }
        }
        if (Verdict refusal = check_no_sitting(after, now, row.rack, row.first, row.last)) {
            return refusal;
        }
    }
    return std::nullopt;
}

Verdict check_seats_of_site(const JudgeContext& context, const domain::SiteConfigured& fact) {
    const std::shared_ptr<const domain::Site> site = domain::make_site(fact);
    const Date from = site->zone.date_at(context.entry().happened);
    for (const auto& [date, log] : context.state.days) {
        if (date < from || log.now.site == nullptr) {
            continue;
        }
        for (const auto& [seat, place] : site->places) {
            const RackHolds::value_type* hold =
                place.rack ? hold_on(context.state.rack_holds, *place.rack, date) : nullptr;
            const auto before = log.now.site->places.find(seat);
            const bool was_there =
                before != log.now.site->places.end() && before->second.rack == place.rack;
            if (hold != nullptr && !was_there && is_seat_held({log, log.now}, seat, context.now)) {
                return held_by(*hold);
            }
        }
    }
    return std::nullopt;
}

Verdict judge_lab(JudgeContext& context, const domain::RackTakenOut& fact) {
    if (Verdict refusal = check_days(context, fact.rack, fact.first, fact.last)) {
        return refusal;
    }
    for (Holder& holder :
         holders_of(context.state, context.now, fact.rack, fact.first, fact.last)) {
        context.accepted.touches.push_back(std::move(holder.sitting));
    }
    return std::nullopt;
}

Verdict judge_lab(JudgeContext& context, const domain::RackPutBack& fact) {
    const auto hold = context.state.rack_holds.find(fact.outing);
    const bool stands = hold != context.state.rack_holds.end() && hold->second.reread.empty();
    return stands ? std::nullopt
                  : std::optional(not_found("refusal.hold_not_there", fact.outing.value));
}

Verdict judge_lab(JudgeContext& context, const domain::EquipmentAssessed& fact) {
    if (context.log == nullptr || context.log->now.find_failure(fact.failure) == nullptr) {
        return not_found("refusal.failure_not_there", fact.failure.value);
    }
    if (!fact.owner && !fact.cause) {
        return refuse({rule::OUT_11}, "refusal.nothing_said");
    }
    return std::nullopt;
}

Verdict judge_lab(JudgeContext& context, const domain::InvestigationOpened& fact) {
    const domain::Day* day = context.log == nullptr ? nullptr : &context.log->now;
    if (day == nullptr ||
        (day->find_outage(fact.about) == nullptr && day->find_failure(fact.about) == nullptr)) {
        return not_found("refusal.trouble_not_there", fact.about.value);
    }
    if (fact.owner.empty() || fact.due <= context.entry().happened) {
        return refuse({rule::OUT_6}, "refusal.owner_and_due_needed");
    }
    for (const domain::Investigation& other : day->investigations) {
        if (other.about == fact.about && !other.closed) {
            return refuse({rule::OUT_6, rule::CONFLICT}, "refusal.investigation_open",
                          {{"actual", other.opened.id.value}, {"by", other.owner}});
        }
    }
    return std::nullopt;
}

Verdict judge_lab(JudgeContext& context, const domain::InvestigationNoted& fact) {
    const auto found = need_open(context, fact.investigation);
    if (!found) {
        return found.error();
    }
    if (!fact.finding && !fact.owner && !fact.due) {
        return refuse({rule::OUT_6}, "refusal.nothing_said");
    }
    return std::nullopt;
}

Verdict judge_lab(JudgeContext& context, const domain::InvestigationClosed& fact) {
    const auto found = need_open(context, fact.investigation);
    if (!found) {
        return found.error();
    }
    const bool said = !fact.finding.value.empty() || fact.finding.erased;
    return said ? std::nullopt : std::optional(refuse({rule::OUT_6}, "refusal.finding_needed"));
}

}  // namespace labd::rules::detail
