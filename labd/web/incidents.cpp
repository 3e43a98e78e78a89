#include "labd/web/incidents.h"

#include <algorithm>
#include <set>

#include "labd/codec/answers.h"
#include "labd/codec/incident_json.h"
#include "labd/codec/writer.h"
#include "labd/rules/coverage.h"
#include "labd/web/access.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"
#include "labd/web/projection.h"

namespace labd::web {

namespace {

namespace json = boost::json;
using domain::Incident;
using domain::IncidentRow;

/// Footage beyond is asked about in parts, as coverage is.
constexpr Duration interval_max = hours(48);
/// Entries around one incident in an answer.
constexpr std::size_t entries_max = 500;

codec::IncidentSight sight_for(const Call& call) {
    const Sight sight = sight_of(call.role());
    return {sight == Sight::everything || sight == Sight::places,
            sight == Sight::everything || sight == Sight::no_text};
}

/// A day with one of its incidents. Valid until the next commit or load of a day.
struct Found {
    const domain::DayLog* log = nullptr;
    const Incident* incident = nullptr;

    rules::View view() const { return {*log, log->now}; }
};

std::optional<Found> find_incident(const Context& context, const EntryId& id) {
    Found found;
    found.log = context.kernel.load_case(id);
    found.incident = found.log == nullptr ? nullptr : found.log->now.find_incident(id);
    return found.incident == nullptr ? std::nullopt : std::optional(found);
}

/// What a list of incidents is narrowed to.
struct Filter {
    std::optional<std::string> session;
    std::optional<std::string> sitting;
    std::optional<std::string> kind;
    std::optional<std::string> state;

    explicit Filter(const Call& call)
        : session(call.request.query_value("session")),
          sitting(call.request.query_value("sitting")),
          kind(call.request.query_value("kind")),
          state(call.request.query_value("state")) {}

    bool fits(const IncidentRow& row, const domain::State& all) const {
        const auto of_sitting =
            sitting ? all.sittings.find(SittingId(*sitting)) : all.sittings.end();
        const bool same_session =
            !sitting || (of_sitting != all.sittings.end() && of_sitting->second == row.session);
        return same_session && (!session || row.session.value == *session) &&
               (!kind || codec::enum_name(row.kind) == *kind) &&
               (state != "closed" || row.closed) && (state != "withdrawn" || row.gone);
    }

    bool fits(const Found& found) const {
        if (state && codec::enum_name(rules::state_of(*found.incident)) != *state) {
            return false;
        }
        if (!sitting) {
            return true;
        }
        const std::vector<rules::IncidentSitting> sittings =
            rules::sittings_of(found.view(), *found.incident);
        return std::ranges::any_of(
            sittings, [this](const auto& one) { return one.sitting.value == *sitting; });
    }
};

template <class T>
bool is_word_of(const std::optional<std::string>& word) {
    T value{};
    return !word || boost::describe::enum_from_string(word->c_str(), value);
}

/// The entries that are about it or belong to it, corrections included.
std::set<Seq> entries_around(const domain::State& state, const Found& found) {
    std::set<EntryId> ids(found.incident->links.begin(), found.incident->links.end());
    auto row = state.incident_entries.lower_bound({found.log->date, EntryId()});
    for (; row != state.incident_entries.end() && row->first.first == found.log->date; ++row) {
        if (row->second == found.incident->id) {
            ids.insert(row->first.second);
        }
    }
    std::set<Seq> seqs{found.incident->opened.seq};
    for (const domain::Item& item : found.log->items) {
        if (seqs.size() < entries_max && ids.contains(item.id)) {
            seqs.insert(item.seq);
        }
    }
    return seqs;
}

json::array coverage_of(const Found& found, Instant now) {
    json::array cameras;
    const std::optional<Interval> when = rules::interval_of(*found.incident, now);
    if (!when || when->length() > interval_max) {
        return cameras;
    }
    const rules::View view = found.view();
    for (const domain::Camera& camera : rules::cameras_of(view, *found.incident)) {
        cameras.emplace_back(codec::camera_coverage_to_json(
            rules::footage_of(view, camera, *when, now), view.day.site->zone));
    }
    return cameras;
}

/// Those whom the decision concerns and whom no second person has banned yet (SEC-3).
json::array unconfirmed(const domain::State& state, const Found& found) {
    std::set<CandidateId> concerned(found.incident->candidates.begin(),
                                    found.incident->candidates.end());
    for (const SittingId& sitting : found.incident->sittings) {
        const auto facts = found.log->now.sittings.find(sitting);
        if (facts != found.log->now.sittings.end()) {
            concerned.insert(facts->second.booking.candidate);
        }
    }
    json::array waiting;
    for (const CandidateId& candidate : concerned) {
        const auto ban = state.bans.find(candidate);
        if (ban == state.bans.end() || ban->second.incident != found.incident->id) {
            waiting.emplace_back(candidate.value);
        }
    }
    return waiting;
}

/// How many requests for footage wait for an answer (CAM-5).
std::int64_t footage_waiting(const Found& found) {
    const domain::Day& day = found.log->now;
    return std::ranges::count_if(day.footage_requests, [&](const domain::FootageRequest& one) {
        return one.incident == found.incident->id && !one.granted && !one.refused &&
               !rules::judge_footage_request(day, one);
    });
}

json::object head_of(const Context& context, const Found& found, const Call& call) {
    const codec::IncidentSight sight = sight_for(call);
    json::object body = codec::incident_to_json(found.view(), *found.incident, sight);
    body["footage_waiting"] = footage_waiting(found);
    const auto& decided = found.incident->decided;
    // SEC-3: who was banned is exam security's to know.
    if (decided && decided->finding == domain::IncidentFinding::banned &&
        may_see_bans(call.role())) {
        json::object& decision = body["decision"].as_object();
        json::array waiting = unconfirmed(context.kernel.state(), found);
        decision["confirmed"] = waiting.empty();
        decision["unconfirmed"] = std::move(waiting);
    }
    return body;
}

}  // namespace

void list_incidents(const Context& context, Call call) {
    constexpr std::uint64_t page_max = 1000;
    constexpr std::uint64_t page_usual = 200;
    const std::optional<Page> page =
        page_or_answer(call, context.kernel.state().size, {0, page_usual}, page_max);
    if (!page) {
        return;
    }
    const Filter filter(call);
    if (!is_word_of<domain::IncidentKind>(filter.kind) ||
        !is_word_of<rules::IncidentState>(filter.state)) {
        const bool bad_kind = !is_word_of<domain::IncidentKind>(filter.kind);
        call.reply(bad_input({bad_kind ? "kind" : "state", "is not known here"}, call.language()));
        return;
    }
    // Loading a day changes the state: what may be shown is listed first.
    std::map<std::pair<Seq, EntryId>, IncidentRow> rows;
    for (const auto& [id, row] : context.kernel.state().incidents) {
        if (row.order >= page->after && is_seen(context, call.role(), row) &&
            filter.fits(row, context.kernel.state())) {
            rows[{row.order, id}] = row;
        }
    }
    json::array incidents;
    json::value next = nullptr;
    for (const auto& [key, row] : rows) {
        const std::optional<Found> found = find_incident(context, key.second);
        if (!found || !filter.fits(*found)) {
            continue;
        }
        if (incidents.size() == page->limit) {
            next = key.first;
            break;
        }
        incidents.emplace_back(head_of(context, *found, call));
    }
    call.reply(
        answer(200, json::object{{"incidents", std::move(incidents)}, {"next", std::move(next)}}));
}

void read_incident(const Context& context, Call call) {
    const EntryId id(call.names[0]);
    const domain::State& state = context.kernel.state();
    const auto row = state.incidents.find(id);
    const bool seen = row != state.incidents.end() && is_seen(context, call.role(), row->second);
    const std::optional<Found> found = seen ? find_incident(context, id) : std::nullopt;
    if (!found) {
        call.reply(no_such("incident", id.value, call.language()));
        return;
    }
    const rules::View view = found->view();
    const codec::IncidentSight sight = sight_for(call);
    json::object body = head_of(context, *found, call);
    body["notes"] = codec::incident_notes_to_json(*found->incident, view.day.site->zone, sight);
    body["attachments"] = codec::attachments_to_json(*found->incident, view.day.site->zone, sight);
    json::array footage;
    for (const domain::FootageRequest& request : view.day.footage_requests) {
        if (request.incident == id) {
            footage.emplace_back(codec::footage_request_to_json(view, request, sight));
        }
    }
    body["footage"] = std::move(footage);
    body["coverage"] = coverage_of(*found, context.kernel.now());
    json::array entries;
    for (const Seq seq : entries_around(state, *found)) {
        context.kernel.read(seq, 1, [&](const domain::Entry& entry) {
            entries.emplace_back(
                entry_for(call.role(), entry, state, context.today(), context.zone()));
        });
    }
    body["entries"] = std::move(entries);
    call.reply(answer(200, body));
}

}  // namespace labd::web
