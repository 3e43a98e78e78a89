#include "labd/domain/state.h"

#include <algorithm>

#include "labd/core/assert.h"
#include "labd/domain/apply_incident.h"
#include "labd/domain/parameters.h"

namespace labd::domain {

namespace {

/// The id by which a fact hangs on an earlier entry of the same day; null when it hangs on none.
const EntryId* referred(const Fact& fact) {
    if (const auto* ended = std::get_if<BreakEnded>(&fact)) {
        return &ended->break_;
    }
    const auto* justified = std::get_if<BreakJustified>(&fact);
    return justified == nullptr ? case_of(fact) : &justified->break_;
}

/// The sitting in the name of a case that opened by itself; empty for other names.
SittingId sitting_in(const EntryId& id) {
    const bool is_own = id.value.starts_with(own_remedy_prefix);
    return is_own ? SittingId(id.value.substr(own_remedy_prefix.size())) : SittingId();
}

/// Vouchers are nobody's session's, and what lab operations or exam security look into later and
/// who was given what changes no sitting: no decision about one rests on them.
template <class T>
constexpr bool is_aside =
    std::is_same_v<T, VoucherIssued> || std::is_same_v<T, VoucherRedeemed> ||
    std::is_same_v<T, VoucherVoided> || is_about_all_days<T> ||
    std::is_same_v<T, EvidenceExported> || is_lab_entry<T> || is_incident_entry<T>;

/// One entry being added to a state.
class Fold {
public:
    Fold(State& state, const Entry& entry) : state_(state), entry_(entry) {}

    void run() {
        if (const auto* correction = std::get_if<EntryCorrected>(&entry_.body)) {
            correct({correction->entry, correction->replacement});
            for (const Correction& other : correction->also) {
                correct(other);
            }
            return;
        }
        std::visit(
            [this](const auto& body) {
                using T = std::decay_t<decltype(body)>;
                if constexpr (!std::is_same_v<T, EntryCorrected>) {
                    add(body);
                }
            },
            entry_.body);
    }

private:
    template <class T>
    void add(const T& body) {
        if constexpr (std::is_same_v<T, SiteConfigured>) {
            const std::shared_ptr<const Site> site = make_site(body);
            LABD_ASSERT(site != nullptr);
            state_.sites.push_back({entry_.seq, site->zone.date_at(entry_.happened), site});
            refresh_days();
            return;
        }
        if constexpr (std::is_same_v<T, PolicyAdopted>) {
            state_.policies.push_back(
                {entry_.seq, std::make_shared<const Policy>(policy_of(body))});
            return;
        }
        if constexpr (std::is_same_v<T, SessionPlanned>) {
            state_.sessions[entry_.session] = {body.date, false};
            DayLog& log = state_.days[body.date];
            log.date = body.date;
            log.now.date = body.date;
            log.now.site = state_.site_of(body.date);
            log.policies[entry_.session] = state_.policy_at(entry_.seq);
        }
        if constexpr (std::is_same_v<T, SittingBooked>) {
            state_.sittings[body.sitting] = entry_.session;
        }
        if constexpr (std::is_same_v<T, SessionClosed>) {
            state_.sessions[entry_.session].closed = true;
        }
        if constexpr (std::is_same_v<T, VoucherIssued>) {
            if (body.code) {
                state_.codes[body.code->digest] = entry_.id;
            }
        }
        if constexpr (std::is_same_v<T, VoucherIssued> || std::is_same_v<T, RemedyRequested> ||
                      std::is_same_v<T, RereadRequested> || std::is_same_v<T, RackTakenOut> ||
                      std::is_same_v<T, InvestigationOpened> || std::is_same_v<T, IncidentOpened> ||
                      std::is_same_v<T, FootageRequested> || std::is_same_v<T, FootageCut> ||
                      std::is_same_v<T, FootageHeld>) {
            state_.cases[entry_.id] = log_of_entry().date;
        }
        if constexpr (std::is_same_v<T, IncidentAnnounced>) {
            state_.cases[EntryId(body.incident)] = log_of_entry().date;
        }
        Item item;
        item.order = entry_.seq;
        item.happened = entry_.happened;
        item.id = entry_.id;
        item.session = entry_.session;
        item.fact = std::make_shared<const Fact>(body);
        put(log_of_entry(), std::move(item));
    }

    /// A configuration that counts from today changes the days in memory from today on.
    void refresh_days() {
        for (auto& [date, log] : state_.days) {
            const std::shared_ptr<const Site> site = state_.site_of(date);
            if (site != log.now.site) {
                log.now = day_at(log, site, {});
            }
        }
    }

    DayLog& log_of_entry() {
        const Date date = *date_of(state_, entry_);
        DayLog& log = state_.days[date];
        log.date = date;
        log.now.date = date;
        log.now.site = state_.site_of(date);
        return log;
    }

    int owner_of(DayLog& log, const Fact& fact) {
        if (const EntryId* id = referred(fact)) {
            if (const int owner = log.owner_of(sitting_in(*id)); owner >= 0) {
                return owner;
            }
            const auto found = log.standing.find(*id);
            if (found == log.standing.end() && log.now.find_incident(*id) != nullptr) {
                // One that labd opened: it stands under labd's own name for it.
                return -1;
            }
            LABD_ASSERT(found != log.standing.end());
            return log.items[found->second].owner;
        }
        const auto* opened = std::get_if<IncidentOpened>(&fact);
        const SittingId* sitting = opened != nullptr && opened->sittings.size() == 1
                                       ? &opened->sittings.front()
                                       : sitting_of(fact);
        if (sitting == nullptr) {
            return -1;
        }
        int owner = log.owner_of(*sitting);
        if (owner < 0) {
            log.sittings.push_back(*sitting);
            log.sitting_changed.push_back(entry_.seq);
            owner = static_cast<int>(log.sittings.size()) - 1;
        }
        return owner;
    }

    void touch(DayLog& log, int owner) {
        if (owner < 0) {
            log.shared_changed = entry_.seq;
        } else {
            log.sitting_changed[static_cast<std::size_t>(owner)] = entry_.seq;
        }
    }

    /// Adds what this entry states: who stated it and when is filled in here.
    void put(DayLog& log, Item item) {
        item.seq = entry_.seq;
        item.recorded = entry_.recorded;
        item.by = entry_.by;
        item.owner = owner_of(log, *item.fact);
        log.items.push_back(std::move(item));
        const Item& added = log.items.back();
        log.standing[added.id] = log.items.size() - 1;
        if (!std::visit([](const auto& fact) { return is_aside<std::decay_t<decltype(fact)>>; },
                        *added.fact)) {
            touch(log, added.owner);
        }
        if (!added.amends) {
            apply(log.now, log, added);
        }
    }

    /// The entry's own day; ids given by people may stand on other days too.
    DayLog* day_of_correction(const EntryId& id) {
        const auto own = state_.days.find(*date_of(state_, entry_));
        if (own != state_.days.end() && own->second.standing.contains(id)) {
            return &own->second;
        }
        auto* other = const_cast<DayLog*>(state_.day_with(id));
        LABD_ASSERT(other != nullptr);
        return other;
    }

    void correct(const Correction& correction) {
        DayLog* log = day_of_correction(correction.entry);
        const Item before = log->items[log->standing.at(correction.entry)];
        Item removal = before;
        removal.seq = entry_.seq;
        removal.recorded = entry_.recorded;
        removal.by = entry_.by;
        removal.amends = true;
        removal.fact = nullptr;
        log->items.push_back(removal);
        log->standing[correction.entry] = log->items.size() - 1;
        touch(*log, before.owner);
        if (correction.replacement) {
            Item replacing = before;
            replacing.happened = correction.replacement->happened.value_or(before.happened);
            replacing.amends = true;
            replacing.fact = std::make_shared<const Fact>(correction.replacement->fact);
            put(*log, std::move(replacing));
        }
        log->now = day_at(*log, log->now.site, {});
        for (const auto& [id, session] : log->now.sessions) {
            state_.sessions[id].closed = session.closed.has_value();
        }
    }

    State& state_;
    const Entry& entry_;
};

/// What other days ask about, of the day in which something was entered.
void keep_registers(State& state, const DayLog& log) {
    std::erase_if(state.rack_holds, [&](const auto& row) { return row.second.day == log.date; });
    for (const RackHold& hold : log.now.rack_holds) {
        if (!hold.released) {
            state.rack_holds[hold.held.id] = {log.date,  hold.rack,   hold.first,
                                              hold.last, hold.reread, hold.held.by.name};
        }
    }
    std::erase_if(state.investigations, [&](const auto& row) { return row.second == log.date; });
    for (const Investigation& investigation : log.now.investigations) {
        if (!investigation.closed) {
            state.investigations[investigation.opened.id] = log.date;
        }
    }
}

const EntryId* incident_of(const DayLog& log, const EntryId& id, const Fact& fact) {
    if (std::holds_alternative<IncidentOpened>(fact)) {
        return &id;
    }
    const EntryId* about = case_of(fact);
    return about == nullptr ? incident_mentioned(fact) : &incident_of_case(log.now, *about);
}

/// Incidents of a day and which of its entries are about them.
void keep_incidents(State& state, const DayLog& log, Seq since) {
    for (auto& [id, row] : state.incidents) {
        row.gone = row.gone || (row.day == log.date && log.now.find_incident(id) == nullptr);
    }
    for (const Incident& one : log.now.incidents) {
        state.incidents[one.id] = {
            log.date,     one.session, one.kind, one.opened.order, one.closed.has_value(),
            one.withdrawn};
        if (!one.attachments.empty()) {
            state.incidents_with_files.insert(one.id);
        }
    }
    for (auto item = log.items.rbegin(); item != log.items.rend() && item->seq >= since; ++item) {
        const bool about_one =
            item->fact &&
            std::visit(
                [](const auto& fact) { return is_incident_entry<std::decay_t<decltype(fact)>>; },
                *item->fact);
        const EntryId* incident = about_one ? incident_of(log, item->id, *item->fact) : nullptr;
        if (about_one) {
            state.incident_entries[{log.date, item->id}] =
                incident == nullptr ? EntryId() : *incident;
        }
    }
}

void keep_voucher(State& state, const DayLog& log, const EntryId& id) {
    const IssuedVoucher* voucher = log.now.find_voucher(id);
    LABD_ASSERT(voucher != nullptr);
    IssuedVoucher kept = *voucher;
    if (kept.code) {
        kept.code->digest.clear();
    }
    const Seq order = kept.issued.order;
    state.vouchers[order] = std::make_shared<const IssuedVoucher>(std::move(kept));
}

/// After an entry about `log`'s day: the registers that more than that day needs. Not done when an
/// old day is restored: they were kept.
void keep_in_mind(State& state, const DayLog& log, const Entry& entry) {
    const Body& body = entry.body;
    if (std::holds_alternative<VoucherIssued>(body)) {
        keep_voucher(state, log, entry.id);
    } else if (const auto* redeemed = std::get_if<VoucherRedeemed>(&body)) {
        keep_voucher(state, log, redeemed->voucher);
    } else if (const auto* voided = std::get_if<VoucherVoided>(&body)) {
        keep_voucher(state, log, voided->voucher);
    } else if (const auto* banned = std::get_if<CandidateBanned>(&body)) {
        state.bans.emplace(banned->candidate,
                           Ban{entry.happened, banned->incident.value_or(EntryId())});
    } else if (const auto* lifted = std::get_if<CandidateBanLifted>(&body)) {
        state.bans.erase(lifted->candidate);
    } else if (const auto* requested = std::get_if<ErasureRequested>(&body)) {
        state.erasures[requested->candidate] = {entry.happened, entry.by.name, {}, {}};
    } else if (const auto* withdrawn = std::get_if<ErasureWithdrawn>(&body)) {
        state.erasures.erase(withdrawn->candidate);
    } else if (const auto* confirmed = std::get_if<ErasureConfirmed>(&body)) {
        ErasureRow& row = state.erasures.at(confirmed->candidate);
        row.erased = entry.happened;
        row.confirmed_by = entry.by.name;
    } else if (std::holds_alternative<EntryCorrected>(body) ||
               std::holds_alternative<RereadRackReserved>(body) ||
               std::holds_alternative<RereadRackReleased>(body) ||
               std::holds_alternative<RereadCancelled>(body) ||
               std::holds_alternative<RereadDecided>(body) ||
               std::visit(
                   [](const auto& fact) { return is_lab_entry<std::decay_t<decltype(fact)>>; },
                   body)) {
        keep_registers(state, log);
    }
    if (std::holds_alternative<SittingBooked>(body) ||
        std::holds_alternative<EntryCorrected>(body)) {
        for (const auto& [id, facts] : log.now.sittings) {
            state.candidate_days[facts.booking.candidate].insert(log.date);
        }
    }
    const bool about_incidents =
        std::holds_alternative<EntryCorrected>(body) ||
        std::holds_alternative<IncidentAnnounced>(body) ||
        std::visit([](const auto& fact) { return is_incident_entry<std::decay_t<decltype(fact)>>; },
                   body);
    if (about_incidents) {
        keep_incidents(state, log, entry.seq);
    }
}

}  // namespace

std::shared_ptr<const Site> State::site_of(Date date, Seq before) const {
    std::shared_ptr<const Site> found;
    for (const SiteVersion& version : sites) {
        if (version.seq < before && (version.from <= date || !found)) {
            found = version.site;
        }
    }
    return found;
}

std::shared_ptr<const Policy> State::policy_at(Seq before) const {
    std::shared_ptr<const Policy> found;
    for (const PolicyVersion& version : policies) {
        if (version.seq < before) {
            found = version.policy;
        }
    }
    return found;
}

const DayLog* State::day_of(const SessionId& session) const {
    const auto row = sessions.find(session);
    if (row == sessions.end()) {
        return nullptr;
    }
    const auto day = days.find(row->second.date);
    return day == days.end() ? nullptr : &day->second;
}

const DayLog* State::day_with(const EntryId& id) const {
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        if (day->second.standing.contains(id)) {
            return &day->second;
        }
    }
    return nullptr;
}

std::optional<Date> State::day_of_case(const EntryId& id) const {
    const auto found = cases.find(id);
    if (found != cases.end()) {
        return found->second;
    }
    const auto session = sittings.find(sitting_in(id));
    const auto row = session == sittings.end() ? sessions.end() : sessions.find(session->second);
    return row == sessions.end() ? std::nullopt : std::optional(row->second.date);
}

Policy policy_of(const PolicyAdopted& adopted) {
    Policy policy;
    for (const auto& [name, value] : adopted.parameters) {
        set_parameter(policy.parameters, name, value);
    }
    policy.tracks = adopted.tracks;
    return policy;
}

std::optional<Date> date_of(const State& state, const Entry& entry) {
    if (std::holds_alternative<SiteConfigured>(entry.body) ||
        std::holds_alternative<PolicyAdopted>(entry.body)) {
        return std::nullopt;
    }
    if (const auto* planned = std::get_if<SessionPlanned>(&entry.body)) {
        return planned->date;
    }
    const auto session = state.sessions.find(entry.session);
    if (session != state.sessions.end()) {
        return session->second.date;
    }
    const EntryId* about = case_of(entry.body);
    if (about == nullptr && std::holds_alternative<FootageRequested>(entry.body)) {
        about = incident_mentioned(entry.body);
    }
    if (const std::optional<Date> date =
            about == nullptr ? std::nullopt : state.day_of_case(*about)) {
        return date;
    }
    // By what was known when it was recorded: a day that is restored later must find it again.
    TimeZone zone;
    for (const SiteVersion& version : state.sites) {
        if (version.seq < entry.seq) {
            zone = version.site->zone;
        }
    }
    return zone.date_at(entry.happened);
}

void evolve(State& state, const Entry& entry) {
    LABD_ASSERT(entry.seq >= state.size);
    Fold(state, entry).run();
    if (const std::optional<Date> date = date_of(state, entry)) {
        // So many entries of other days are read over rather than kept out.
        constexpr Seq near = 1000;
        DaySpans& spans = state.spans[*date];
        if (spans.empty() || entry.seq - spans.back().last > near) {
            spans.push_back({entry.seq, entry.seq});
        }
        spans.back().last = entry.seq;
        if (const auto day = state.days.find(*date); day != state.days.end()) {
            keep_in_mind(state, day->second, entry);
        }
    }
    state.size = entry.seq + 1;
    state.last_recorded = std::max(state.last_recorded, entry.recorded);
}

void restore(State& state, const Entry& entry) { Fold(state, entry).run(); }

}  // namespace labd::domain
