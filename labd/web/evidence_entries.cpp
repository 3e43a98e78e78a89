#include "labd/web/evidence_entries.h"

#include <algorithm>
#include <set>

#include "labd/codec/entry_json.h"
#include "labd/rules/outages.h"

namespace labd::web {

namespace {

namespace json = boost::json;

using domain::Fact;

/// Chooses among the statements of a day; what it has chosen draws in what refers to it.
class Choice {
public:
    Choice(const domain::State& state, const OpenedDay& day, const EvidenceSubject& subject,
           const std::vector<rules::SittingView>& sittings)
        : day_(day), sittings_(sittings) {
        for (const rules::SittingView& sitting : sittings) {
            owners_.insert(day.log->owner_of(sitting.id));
        }
        for (const SittingId& sitting : subject.own.sittings) {
            concerned_.insert(day.log->owner_of(sitting));
        }
        if (subject.coverage) {
            add_footage(*subject.coverage);
        }
        if (subject.incident != nullptr) {
            add_incident(state, *subject.incident);
        }
    }

    std::set<Seq> run() {
        // A failure is chosen for the outage that it became, which was entered later.
        std::size_t known = 0;
        do {
            known = ids_.size();
            for (const domain::Item& item : day_.log->items) {
                if (item.seq < day_.before && item.fact && is_wanted(item)) {
                    ids_.insert(item.id);
                    draw_in(*item.fact);
                }
            }
        } while (ids_.size() != known);
        std::set<Seq> entries;
        for (const domain::Item& item : day_.log->items) {
            const bool may_be = item.owner < 0 || concerned_.contains(item.owner);
            const bool chosen = owners_.contains(item.owner) || (may_be && ids_.contains(item.id));
            if (item.seq < day_.before && chosen) {
                entries.insert(item.seq);
            }
        }
        return entries;
    }

private:
    void add_footage(const rules::Coverage& coverage) {
        for (const rules::CameraCoverage& camera : coverage.cameras) {
            for (const rules::FootageInterval& part : camera.intervals) {
                ids_.insert(part.entry);
            }
        }
        for (const domain::RecordingRoot& root : coverage.roots) {
            ids_.insert(root.stamp.id);
        }
        ids_.erase(EntryId());
    }

    /// What is about it, and what was linked to it as far as that is about nobody else.
    void add_incident(const domain::State& state, const domain::Incident& incident) {
        ids_.insert(incident.id);
        ids_.insert(incident.links.begin(), incident.links.end());
        auto row = state.incident_entries.lower_bound({day_.log->date, EntryId()});
        for (; row != state.incident_entries.end() && row->first.first == day_.log->date; ++row) {
            if (row->second == incident.id) {
                ids_.insert(row->first.second);
            }
        }
    }

    bool is_wanted(const domain::Item& item) const {
        return owners_.contains(item.owner) ||
               (item.owner < 0 &&
                (ids_.contains(item.id) ||
                 std::visit([&](const auto& fact) { return wants(item, fact); }, *item.fact)));
    }

    template <class T>
    bool wants(const domain::Item& item, const T& fact) const {
        if constexpr (std::is_same_v<T, domain::SessionPlanned> ||
                      std::is_same_v<T, domain::SessionDelayed> ||
                      std::is_same_v<T, domain::SessionClosed>) {
            return item.session == day_.session;
        } else if constexpr (std::is_same_v<T, domain::DaemonStarted> ||
                             std::is_same_v<T, domain::ClockStepped>) {
            return true;
        } else if constexpr (std::is_same_v<T, domain::VoucherIssued>) {
            return fact.remedy && ids_.contains(*fact.remedy) &&
                   std::ranges::any_of(sittings_, [&](const rules::SittingView& sitting) {
                       return fact.candidate == sitting.facts.booking.candidate;
                   });
        } else if constexpr (std::is_same_v<T, domain::OutageReported>) {
            return wants_outage(item, fact);
        } else if constexpr (std::is_same_v<T, domain::OutageEstimated> ||
                             std::is_same_v<T, domain::OutageEnded> ||
                             std::is_same_v<T, domain::OutageRuled>) {
            return ids_.contains(fact.outage);
        } else if constexpr (std::is_same_v<T, domain::EquipmentRestored> ||
                             std::is_same_v<T, domain::EquipmentAssessed>) {
            return ids_.contains(fact.failure);
        } else if constexpr (std::is_same_v<T, domain::InvestigationOpened>) {
            return ids_.contains(fact.about);
        } else if constexpr (std::is_same_v<T, domain::InvestigationNoted> ||
                             std::is_same_v<T, domain::InvestigationClosed>) {
            return ids_.contains(fact.investigation);
        } else if constexpr (std::is_same_v<T, domain::VoucherRedeemed> ||
                             std::is_same_v<T, domain::VoucherVoided>) {
            return ids_.contains(fact.voucher);
        } else {
            return false;
        }
    }

    bool wants_outage(const domain::Item& item, const domain::OutageReported& fact) const {
        const domain::Outage* stands = day_.day().find_outage(item.id);
        return std::ranges::any_of(sittings_, [&](const rules::SittingView& sitting) {
            // Taken back since: what it said of this sitting by name.
            return stands != nullptr ? !rules::in_scope(sitting, *stands).empty()
                                     : std::ranges::find(fact.scope.sittings, sitting.id) !=
                                           fact.scope.sittings.end();
        });
    }

    void draw_in(const Fact& fact) {
        if (const auto* reported = std::get_if<domain::OutageReported>(&fact);
            reported != nullptr && reported->failure) {
            ids_.insert(*reported->failure);
        }
        if (const auto* cancelled = std::get_if<domain::SittingCancelled>(&fact)) {
            // The case that opens by itself is named by no entry.
            ids_.insert(EntryId(std::string(domain::own_remedy_prefix) + cancelled->sitting.value));
        }
    }

    const OpenedDay& day_;
    const std::vector<rules::SittingView>& sittings_;
    std::set<int> owners_;
    /// Of everybody whom it is about.
    std::set<int> concerned_;
    std::set<EntryId> ids_;
};

/// Of the site's and the policy's versions those that the day is judged by.
void add_grounds(const domain::State& state, const OpenedDay& day,
                 const std::vector<rules::SittingView>& sittings, std::set<Seq>& entries) {
    for (const domain::SiteVersion& version : state.sites) {
        if (version.site == day.day().site) {
            entries.insert(version.seq);
        }
    }
    for (const domain::PolicyVersion& version : state.policies) {
        const bool judges = std::ranges::any_of(sittings, [&](const rules::SittingView& sitting) {
            return version.policy == sitting.session.policy;
        });
        if (judges) {
            entries.insert(version.seq);
        }
    }
}

}  // namespace

std::set<Seq> evidence_entries(const domain::State& state, const OpenedDay& day,
                               const EvidenceSubject& subject) {
    const rules::View view = day.view();
    std::vector<rules::SittingView> sittings;
    sittings.reserve(subject.sittings.size());
    for (const SittingId& id : subject.sittings) {
        if (const auto found = rules::find_sitting(view, id)) {
            sittings.push_back(*found);
        }
    }
    std::set<Seq> entries = Choice(state, day, subject, sittings).run();
    add_grounds(state, day, sittings, entries);
    return entries;
}

EvidenceEntry evidence_entry(const domain::Entry& entry, std::string_view leaf,
                             const Others& others, const TimeZone& zone) {
    domain::Entry told = entry;
    const Withheld withheld = others.take_out(told);
    const codec::Decoded<codec::Leaf> read = codec::read_leaf(
        leaf, [](std::string_view, std::string_view, std::string_view) { return std::nullopt; });
    EvidenceEntry result;
    result.seq = entry.seq;
    result.is_leaf_withheld =
        withheld.in_clear || !read || others.named_in(read->frame.key_subject);
    result.is_text_withheld = withheld.in_text;
    result.readable = codec::entry_to_json(told, zone);
    // What is kept of a code is for finding the voucher, not for reading.
    if (json::value* code = result.readable.if_contains("code")) {
        code->as_object().erase("digest");
    }
    return result;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as our own answers.
void take_out(const Others& others, json::value& answer) {
    if (json::object* object = answer.if_object()) {
        for (auto& member : *object) {
            // Words of ours and of the room, which may look like somebody's id.
            if (member.key() != "ground" && member.key() != "seats") {
                take_out(others, member.value());
            }
        }
    } else if (json::array* array = answer.if_array()) {
        for (json::value& one : *array) {
            take_out(others, one);
        }
    } else if (json::string* text = answer.if_string(); text != nullptr && others.told_in(*text)) {
        *text = withheld_word;
    }
}

}  // namespace labd::web
