#include "labd/web/erasure.h"

#include <algorithm>
#include <array>
#include <set>

#include "labd/codec/event_json.h"
#include "labd/codec/messages.h"
#include "labd/rules/incidents.h"
#include "labd/web/day.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// What has left labd, or was never sealed under the person's key.
constexpr auto out_of_reach = std::to_array<std::string_view>(
    {"erasure.not_reached.events", "erasure.not_reached.packs", "erasure.not_reached.backups",
     "erasure.not_reached.files", "erasure.not_reached.footage", "erasure.not_reached.notes",
     "erasure.not_reached.printed"});

constexpr std::size_t due_max = 1000;
constexpr std::size_t files_max = 1000;

/// The site's day that lies so long before today.
Date day_before(const Context& context, Duration age) {
    return context.zone().date_at(context.kernel.now() - age);
}

/// Whose last exam is longer ago than the policy keeps people, and whom nobody has asked to erase.
json::array due(const Context& context) {
    const domain::State& state = context.kernel.state();
    const auto policy = state.policy_at();
    json::array rows;
    if (policy == nullptr || policy->parameters.person_retention == Duration{}) {
        return rows;
    }
    const Date limit = day_before(context, policy->parameters.person_retention);
    for (const auto& [candidate, days] : state.candidate_days) {
        if (*days.rbegin() < limit && !state.erasures.contains(candidate) &&
            rows.size() < due_max) {
            rows.emplace_back(json::object{{"candidate", candidate.value},
                                           {"last_exam_on", format_date(*days.rbegin())}});
        }
    }
    return rows;
}

/// What went out about somebody, found among the entries of their exam days.
class OutOfReach {
public:
    OutOfReach(const Context& context, domain::Role role, const CandidateId& candidate,
               const TimeZone& zone)
        : context_(context), role_(role), candidate_(candidate), zone_(zone) {}

    void set_day(Date day) { day_ = day; }

    void look_at(const domain::Entry& entry) {
        if (const auto* booked = std::get_if<domain::SittingBooked>(&entry.body)) {
            if (booked->candidate == candidate_) {
                sittings_.insert(booked->sitting);
            }
        } else if (const auto* exported = std::get_if<domain::EvidenceExported>(&entry.body)) {
            if (sittings_.contains(exported->sitting)) {
                packs_.emplace_back(json::object{{"seq", entry.seq},
                                                 {"at", zone_.format(entry.happened)},
                                                 {"by", entry.by.name},
                                                 {"sitting", exported->sitting.value}});
            }
        } else if (const auto* pack = std::get_if<domain::IncidentExported>(&entry.body)) {
            incidents_.push_back({pack->incident,
                                  {{"seq", entry.seq},
                                   {"at", zone_.format(entry.happened)},
                                   {"by", entry.by.name},
                                   {"incident", pack->incident.value}}});
        } else if (const auto* clip = std::get_if<domain::FootageExported>(&entry.body)) {
            if (!rules::is_hidden_incident(context_.kernel.state(), role_, day_, entry.id)) {
                clips_.emplace_back(json::object{{"seq", entry.seq},
                                                 {"at", zone_.format(entry.happened)},
                                                 {"by", entry.by.name},
                                                 {"clip", clip->clip.value}});
            }
        } else {
            const std::string subject = codec::event_subject(entry);
            events_ += subject == "candidates/" + candidate_.value ||
                               (subject.starts_with("sittings/") &&
                                sittings_.contains(SittingId(subject.substr(9))))
                           ? 1
                           : 0;
        }
    }

    /// Days are loaded for it: not while entries are read.
    void look_at_incidents() {
        for (auto& [id, pack] : incidents_) {
            const domain::DayLog* log = context_.kernel.load_case(id);
            const domain::Incident* incident =
                log == nullptr ? nullptr : log->now.find_incident(id);
            if (incident != nullptr && rules::may_see_incident(role_, incident->kind) &&
                concerns(*log, *incident)) {
                packs_.emplace_back(std::move(pack));
            }
        }
    }

    json::object told() {
        return {{"packs", std::move(packs_)}, {"clips", std::move(clips_)}, {"events", events_}};
    }

private:
    bool concerns(const domain::DayLog& log, const domain::Incident& incident) const {
        const std::vector<rules::IncidentSitting> sittings =
            rules::sittings_of({log, log.now}, incident);
        return std::ranges::find(incident.candidates, candidate_) != incident.candidates.end() ||
               std::ranges::any_of(sittings, [this](const rules::IncidentSitting& one) {
                   return sittings_.contains(one.sitting);
               });
    }

    const Context& context_;
    domain::Role role_;
    Date day_;
    const CandidateId& candidate_;
    const TimeZone& zone_;
    std::set<SittingId> sittings_;
    json::array packs_;
    /// Packs of incidents, whomever they concern.
    std::vector<std::pair<EntryId, json::object>> incidents_;
    /// Of these days, whoever is to be seen on them: as far as the role sees their incidents.
    json::array clips_;
    std::int64_t events_ = 0;
};

/// Files that stay when this person is erased too, because their incident concerns somebody who is
/// not; as far as the role sees the incident.
json::array kept_files(const Context& context, domain::Role role, const CandidateId& candidate) {
    const domain::State& state = context.kernel.state();
    std::set<CandidateId> erased{candidate};
    for (const auto& [other, row] : state.erasures) {
        if (row.erased) {
            erased.insert(other);
        }
    }
    // A copy, since loading a day may drop another one; by day, so that each is loaded once.
    std::set<std::pair<Date, EntryId>> with_files;
    for (const EntryId& id : state.incidents_with_files) {
        if (const domain::IncidentRow* row = rules::find_incident_row(state, id)) {
            with_files.emplace(row->day, id);
        }
    }
    const TimeZone zone = context.zone();
    json::array files;
    for (const auto& [day, id] : with_files) {
        const domain::DayLog* log = context.kernel.load_case(id);
        const domain::Incident* incident = log == nullptr ? nullptr : log->now.find_incident(id);
        if (incident == nullptr || !rules::may_see_incident(role, incident->kind)) {
            continue;
        }
        const std::set<CandidateId> concerned = rules::concerned_by({*log, log->now}, *incident);
        if (!concerned.contains(candidate) || std::ranges::includes(erased, concerned)) {
            continue;
        }
        for (const domain::Attachment& file : incident->attachments) {
            if (files.size() < files_max) {
                files.emplace_back(json::object{{"incident", id.value},
                                                {"attachment", file.stamp.id.value},
                                                {"at", zone.format(file.stamp.happened)},
                                                {"by", file.stamp.by.name}});
            }
        }
    }
    return files;
}

}  // namespace

void read_erasure(const Context& context, Call call) {
    const CandidateId candidate(call.names[0]);
    const domain::State& state = context.kernel.state();
    const auto days = state.candidate_days.find(candidate);
    if (days == state.candidate_days.end()) {
        call.reply(no_such("candidate", candidate.value, call.language()));
        return;
    }
    const TimeZone zone = context.zone();
    OutOfReach found(context, call.role(), candidate, zone);
    json::array dates;
    for (const Date date : days->second) {
        dates.emplace_back(format_date(date));
        found.set_day(date);
        for (const domain::DaySpan& span : state.spans.at(date)) {
            context.kernel.read(span.first, span.last - span.first + 1,
                                [&](const domain::Entry& entry) { found.look_at(entry); });
        }
    }
    found.look_at_incidents();
    json::object body = found.told();
    body["files"] = kept_files(context, call.role(), candidate);
    body["candidate"] = candidate.value;
    body["days"] = std::move(dates);
    call.reply(answer(200, std::move(body)));
}

void list_erasures(const Context& context, Call call) {
    const TimeZone zone = context.zone();
    json::array erasures;
    for (const auto& [candidate, row] : context.kernel.state().erasures) {
        erasures.emplace_back(json::object{
            {"candidate", candidate.value},
            {"requested_at", zone.format(row.requested)},
            {"requested_by", row.by},
            {"erased_at",
             row.erased ? json::value(zone.format(*row.erased)) : json::value(nullptr)},
            {"confirmed_by", row.erased ? json::value(row.confirmed_by) : json::value(nullptr)}});
    }
    json::array not_reached;
    for (const std::string_view key : out_of_reach) {
        not_reached.emplace_back(
            codec::render(Message{std::string(key), {}}, call.language(), zone));
    }
    call.reply(answer(200, json::object{{"erasures", std::move(erasures)},
                                        {"due", due(context)},
                                        {"not_reached", std::move(not_reached)}}));
}

}  // namespace labd::web
