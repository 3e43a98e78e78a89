#include "labd/web/roster.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "labd/codec/reader.h"
#include "labd/rules/judge.h"
#include "labd/rules/timeline.h"
#include "labd/web/csv.h"

namespace labd::web {

namespace {

namespace json = boost::json;
using domain::SittingBooked;

/// Marks what an import has booked; people booked by hand are not the file's to withdraw.
constexpr std::string_view roster_mark = "roster:";

constexpr std::string_view needed_columns[] = {"sitting", "candidate", "name", "track"};

bool is_text_column(std::string_view name) {
    bool found = false;
    using Members =
        boost::describe::describe_members<SittingBooked, boost::describe::mod_any_access>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        found = found || (codec::wire_name(member.name) == name && name != "accommodation");
    });
    return found;
}

void read_row(Roster& roster, std::size_t number, const json::value& from) {
    codec::Reader reader;
    RosterRow row{number, {}};
    reader.read(from, row.booking);
    if (!reader.failed() && !is_valid_id(row.booking.sitting.value)) {
        reader.at("sitting", [&] { reader.fail({"input.begins"}); });
    }
    if (reader.failed()) {
        roster.faults.push_back(
            {number, row.booking.sitting, reader.fault().place.substr(1), reader.fault().what});
    } else {
        roster.rows.push_back(std::move(row));
    }
}

/// A value that stands twice in a column where each has its own.
template <class Key>
void check_unique(Roster& roster, std::string_view place, Key key) {
    std::map<std::string, std::size_t> first;
    for (const RosterRow& row : roster.rows) {
        const std::string value = key(row.booking);
        const auto [found, is_new] = first.try_emplace(value, row.number);
        if (!is_new && !value.empty()) {
            roster.faults.push_back(
                {row.number,
                 row.booking.sitting,
                 std::string(place),
                 {"input.in_row_too",
                  {{"value", value}, {"row", static_cast<std::int64_t>(found->second)}}}});
        }
    }
}

void check_duplicates(Roster& roster) {
    check_unique(roster, "sitting", [](const SittingBooked& b) { return b.sitting.value; });
    check_unique(roster, "candidate", [](const SittingBooked& b) { return b.candidate.value; });
    check_unique(roster, "seat",
                 [](const SittingBooked& b) { return b.seat ? b.seat->value : std::string(); });
}

Roster fault_of_file(std::string place, Message what) {
    Roster roster;
    roster.faults.push_back({0, {}, std::move(place), std::move(what)});
    return roster;
}

std::optional<RosterFault> check_heading(const std::vector<std::string>& heading) {
    for (std::size_t i = 0; i < heading.size(); ++i) {
        if (!is_text_column(heading[i])) {
            return RosterFault{0, {}, heading[i], {"input.no_column"}};
        }
        if (std::find(heading.begin(), heading.begin() + static_cast<std::ptrdiff_t>(i),
                      heading[i]) != heading.begin() + static_cast<std::ptrdiff_t>(i)) {
            return RosterFault{0, {}, heading[i], {"input.column_twice"}};
        }
    }
    for (const std::string_view needed : needed_columns) {
        if (std::ranges::find(heading, needed) == heading.end()) {
            return RosterFault{0, {}, std::string(needed), {"input.column_missing"}};
        }
    }
    return std::nullopt;
}

/// Takes a member over when the file gives it and it differs.
template <class T>
bool take(const std::optional<T>& wanted, const std::optional<T>& stands, std::optional<T>& to) {
    if (!wanted || wanted == stands) {
        return false;
    }
    to = wanted;
    return true;
}

std::optional<domain::SittingAmended> difference(const SittingBooked& wanted,
                                                 const SittingBooked& stands) {
    domain::SittingAmended amended;
    amended.sitting = wanted.sitting;
    bool differs = take(std::optional(wanted.name), std::optional(stands.name), amended.name);
    differs = take(wanted.name_local, stands.name_local, amended.name_local) || differs;
    differs = take(wanted.born, stands.born, amended.born) || differs;
    differs = take(wanted.residence, stands.residence, amended.residence) || differs;
    differs =
        take(std::optional(wanted.track), std::optional(stands.track), amended.track) || differs;
    differs = take(wanted.seat, stands.seat, amended.seat) || differs;
    differs =
        take(wanted.agreement_signed, stands.agreement_signed, amended.agreement_signed) || differs;
    differs =
        take(wanted.guardian_consent, stands.guardian_consent, amended.guardian_consent) || differs;
    differs = take(wanted.language, stands.language, amended.language) || differs;
    differs = take(wanted.accommodation, stands.accommodation, amended.accommodation) || differs;
    if (take(wanted.payment, stands.payment, amended.payment)) {
        amended.paid_on = wanted.paid_on;
        amended.currency = wanted.currency;
        amended.voucher = wanted.voucher;
        return amended;
    }
    differs = take(wanted.paid_on, stands.paid_on, amended.paid_on) || differs;
    differs = take(wanted.currency, stands.currency, amended.currency) || differs;
    differs = take(wanted.voucher, stands.voucher, amended.voucher) || differs;
    return differs ? std::optional(std::move(amended)) : std::nullopt;
}

class Planner {
public:
    Planner(const domain::State& state, const SessionId& session, const domain::Actor& by)
        : state_(state), session_(session), by_(by), log_(*state.day_of(session)) {}

    RosterPlan run(const Roster& roster) {
        withdraw_missing(roster);
        for (const RosterRow& row : roster.rows) {
            add(row);
        }
        return std::move(plan_);
    }

private:
    const domain::SittingFacts* standing(const SittingId& id) const {
        const auto found = log_.now.sittings.find(id);
        const bool here = found != log_.now.sittings.end() && !found->second.withdrawn &&
                          found->second.session == session_;
        return here ? &found->second : nullptr;
    }

    /// First, so that seats become free.
    void withdraw_missing(const Roster& roster) {
        std::set<SittingId> named;
        for (const RosterRow& row : roster.rows) {
            named.insert(row.booking.sitting);
        }
        for (const auto& [id, facts] : log_.now.sittings) {
            if (standing(id) == nullptr || named.contains(id)) {
                continue;
            }
            if (!facts.arrivals.empty() || !facts.booked.id.value.starts_with(roster_mark)) {
                plan_.kept.push_back(id);
                continue;
            }
            plan_.withdrawn.push_back(id);
            propose({0, id}, domain::SittingWithdrawn{id});
        }
    }

    void add(const RosterRow& row) {
        const SittingBooked& wanted = row.booking;
        const domain::SittingFacts* facts = standing(wanted.sitting);
        if (facts == nullptr) {
            plan_.added.push_back(wanted.sitting);
            propose({row.number, wanted.sitting}, wanted);
            return;
        }
        if (facts->booking.candidate != wanted.candidate) {
            plan_.faults.push_back(
                {row.number, wanted.sitting, "candidate", {"input.candidate_stays"}});
            return;
        }
        std::optional<domain::SittingAmended> amended = difference(wanted, facts->booking);
        if (!amended) {
            plan_.unchanged.push_back(wanted.sitting);
        } else if (!facts->arrivals.empty()) {
            plan_.kept.push_back(wanted.sitting);
        } else {
            plan_.amended.push_back(wanted.sitting);
            propose({row.number, wanted.sitting}, std::move(*amended));
        }
    }

    void propose(RosterPlan::Origin origin, domain::Body body) {
        domain::Proposed proposed;
        if (std::holds_alternative<SittingBooked>(body)) {
            proposed.id = EntryId(fmt::format("{}{}:{}", roster_mark, state_.size, origin.row));
        }
        proposed.session = session_;
        proposed.by = by_;
        proposed.body = std::move(body);
        plan_.entries.push_back(std::move(proposed));
        plan_.origins.push_back(std::move(origin));
    }

    const domain::State& state_;
    const SessionId& session_;
    const domain::Actor& by_;
    const domain::DayLog& log_;
    RosterPlan plan_;
};

/// A refusal that only another row of the same file causes or cures is left to the whole batch.
bool depends_on_others(const Refusal& refusal) {
    return refusal.message.key == "refusal.seat_taken" ||
           refusal.message.key == "refusal.candidate_already_booked";
}

}  // namespace

Roster read_roster_json(std::string_view text) {
    const codec::Decoded<json::value> body = codec::parse_json(text);
    if (!body) {
        return fault_of_file(body.error().place, body.error().what);
    }
    const json::object* members = body->if_object();
    const json::value* sittings = members == nullptr ? nullptr : members->if_contains("sittings");
    const json::array* items = sittings == nullptr ? nullptr : sittings->if_array();
    if (items == nullptr || members->size() != 1) {
        return fault_of_file("sittings", {"input.only_sittings"});
    }
    if (items->size() > codec::list_max) {
        return fault_of_file("sittings", {"input.too_many"});
    }
    Roster roster;
    for (std::size_t i = 0; i < items->size(); ++i) {
        read_row(roster, i + 1, (*items)[i]);
    }
    check_duplicates(roster);
    return roster;
}

Roster read_roster_csv(std::string_view text) {
    codec::Decoded<std::vector<CsvRow>> table = parse_csv(text);
    if (!table) {
        return fault_of_file(table.error().place, table.error().what);
    }
    if (table->empty()) {
        return fault_of_file("line 1", {"input.no_heading"});
    }
    const std::vector<std::string> heading = std::move(table->front().cells);
    if (std::optional<RosterFault> fault = check_heading(heading)) {
        return fault_of_file(std::move(fault->place), std::move(fault->what));
    }
    Roster roster;
    for (std::size_t i = 1; i < table->size(); ++i) {
        const std::vector<std::string>& cells = (*table)[i].cells;
        if (cells.size() != heading.size()) {
            roster.faults.push_back({i,
                                     {},
                                     fmt::format("line {}", (*table)[i].line),
                                     {"input.cell_count",
                                      {{"cells", static_cast<std::int64_t>(cells.size())},
                                       {"columns", static_cast<std::int64_t>(heading.size())}}}});
            continue;
        }
        json::object object;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            if (!cells[column].empty()) {
                object[heading[column]] = cells[column];
            }
        }
        read_row(roster, i, object);
    }
    check_duplicates(roster);
    return roster;
}

RosterPlan plan_roster(const Roster& roster, const domain::State& state,
                       const RosterImport& import) {
    RosterPlan plan = Planner(state, import.session, import.by).run(roster);
    for (std::size_t i = 0; i < plan.entries.size(); ++i) {
        const Result<rules::Accepted> accepted =
            rules::judge(state, plan.entries[i], import.now, import.authority);
        if (!accepted && !depends_on_others(accepted.error())) {
            plan.faults.push_back({plan.origins[i].row, plan.origins[i].sitting, "",
                                   accepted.error().message, accepted.error().rules});
        }
    }
    return plan;
}

}  // namespace labd::web
