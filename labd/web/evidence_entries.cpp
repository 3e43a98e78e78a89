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
    Choice(const OpenedDay& day, const rules::SittingView& sitting,
           const std::optional<rules::Coverage>& coverage)
        : day_(day), sitting_(sitting), owner_(day.log->owner_of(sitting.id)) {
        if (coverage) {
            add_footage(*coverage);
        }
    }

    std::set<Seq> run() {
        // A failure is chosen for the outage that it became, which was entered later.
        std::size_t chosen = 0;
        do {
            chosen = ids_.size();
            for (const domain::Item& item : day_.log->items) {
                if (item.seq < day_.before && item.fact && is_wanted(item)) {
                    ids_.insert(item.id);
                    draw_in(*item.fact);
                }
            }
        } while (ids_.size() != chosen);
        std::set<Seq> entries;
        for (const domain::Item& item : day_.log->items) {
            if (item.seq < day_.before &&
                (item.owner == owner_ || (item.owner < 0 && ids_.contains(item.id)))) {
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

    bool is_wanted(const domain::Item& item) const {
        return item.owner == owner_ ||
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
                   fact.candidate == sitting_.facts.booking.candidate;
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
        if (const domain::Outage* stands = day_.day().find_outage(item.id)) {
            return !rules::in_scope(sitting_, *stands).empty();
        }
        // Taken back since: what it said of this sitting by name.
        return std::ranges::find(fact.scope.sittings, sitting_.id) != fact.scope.sittings.end();
    }

    void draw_in(const Fact& fact) {
        if (const auto* reported = std::get_if<domain::OutageReported>(&fact);
            reported != nullptr && reported->failure) {
            ids_.insert(*reported->failure);
        }
        if (std::holds_alternative<domain::SittingCancelled>(fact)) {
            // The case that opens by itself is named by no entry.
            ids_.insert(EntryId(std::string(domain::own_remedy_prefix) + sitting_.id.value));
        }
    }

    const OpenedDay& day_;
    const rules::SittingView& sitting_;
    int owner_;
    std::set<EntryId> ids_;
};

/// Of the site's and the policy's versions those that the day is judged by.
void add_grounds(const domain::State& state, const OpenedDay& day,
                 const rules::SittingView& sitting, std::set<Seq>& entries) {
    for (const domain::SiteVersion& version : state.sites) {
        if (version.site == day.day().site) {
            entries.insert(version.seq);
        }
    }
    for (const domain::PolicyVersion& version : state.policies) {
        if (version.policy == sitting.session.policy) {
            entries.insert(version.seq);
        }
    }
}

}  // namespace

std::vector<Seq> evidence_entries(const domain::State& state, const OpenedDay& day,
                                  const SittingId& sitting,
                                  const std::optional<rules::Coverage>& coverage) {
    const rules::View view = day.view();
    const auto found = rules::find_sitting(view, sitting);
    if (!found) {
        return {};
    }
    std::set<Seq> entries = Choice(day, *found, coverage).run();
    add_grounds(state, day, *found, entries);
    return {entries.begin(), entries.end()};
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
