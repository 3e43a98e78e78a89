#include "labd/web/projection.h"

#include <algorithm>
#include <array>

#include "labd/codec/entry_json.h"
#include "labd/rules/incidents.h"

namespace labd::web {

namespace {

using domain::Body;
using domain::Entry;
using domain::Fact;
using domain::Role;
using domain::Text;

template <class... Types>
bool is_any_of(const Body& body) {
    return (std::holds_alternative<Types>(body) || ...);
}

void erase(Text& text) {
    text.value.clear();
    text.erased = true;
}

void erase(std::optional<Text>& text) {
    if (text) {
        erase(*text);
    }
}

/// What people wrote in their own words; that it was written stays visible.
struct EraseText {
    template <class T>
    void operator()(T&) const {}

    void operator()(domain::NoteAdded& note) const { erase(note.text); }

    void operator()(domain::BreakStarted& started) const {
        erase(started.kind);
        erase(started.place);
    }

    void operator()(domain::BreakEnded& ended) const { erase(ended.justification); }

    void operator()(domain::BreakJustified& justified) const { erase(justified.justification); }

    void operator()(domain::OutageReported& reported) const { erase(reported.description); }

    void operator()(domain::EquipmentFailed& failed) const { erase(failed.description); }

    void operator()(domain::EquipmentAssessed& assessed) const { erase(assessed.cause); }

    void operator()(domain::InvestigationNoted& noted) const { erase(noted.finding); }

    void operator()(domain::InvestigationClosed& closed) const { erase(closed.finding); }

    void operator()(domain::IncidentOpened& opened) const { erase(opened.description); }

    void operator()(domain::IncidentNoted& noted) const { erase(noted.text); }

    void operator()(domain::IncidentAttached& attached) const { erase(attached.name); }

    void operator()(domain::FootageRequested& requested) const { erase(requested.purpose); }

    void operator()(domain::RemedyRequested& requested) const {
        for (Text& document : requested.documents) {
            erase(document);
        }
    }
};

/// What says who somebody is, and why somebody was away.
struct ErasePeople {
    /// Notes too: not for those who wrote them.
    bool notes = true;

    template <class T>
    void operator()(T&) const {}

    void operator()(domain::SittingBooked& booked) const {
        domain::SittingBooked kept;
        kept.sitting = booked.sitting;
        kept.track = booked.track;
        kept.seat = booked.seat;
        booked = std::move(kept);
    }

    void operator()(domain::SittingAmended& amended) const {
        domain::SittingAmended kept;
        kept.sitting = amended.sitting;
        kept.track = amended.track;
        kept.seat = amended.seat;
        amended = std::move(kept);
    }

    void operator()(domain::CandidateArrived& arrived) const { arrived.residence_shown.reset(); }

    void operator()(domain::CheckinDone& done) const { done.documents.clear(); }

    void operator()(domain::BreakStarted& started) const { EraseText()(started); }

    void operator()(domain::BreakEnded& ended) const { EraseText()(ended); }

    void operator()(domain::BreakJustified& justified) const { EraseText()(justified); }

    void operator()(domain::RemedyRequested& requested) const { EraseText()(requested); }

    void operator()(domain::IncidentOpened& opened) const { opened.candidates.clear(); }

    void operator()(domain::NoteAdded& note) const {
        if (notes) {
            erase(note.text);
        }
    }
};

template <class Erase>
void erase_in(std::optional<domain::Replacement>& replacement, Erase how) {
    if (replacement) {
        erase(replacement->reason);
        std::visit(how, replacement->fact);
    }
}

template <class Erase>
void erase_in_body(Body& body, Erase how) {
    std::visit(
        [&](auto& entry) {
            if constexpr (std::is_same_v<std::decay_t<decltype(entry)>, domain::EntryCorrected>) {
                erase_in(entry.replacement, how);
                for (domain::Correction& other : entry.also) {
                    erase_in(other.replacement, how);
                }
            } else {
                how(entry);
            }
        },
        body);
}

/// Members that would only say that something is not shown.
void drop_names(boost::json::object& object) {
    object.erase("candidate");
    object.erase("name");
}

void drop_names_of_replacement(boost::json::object& correction) {
    if (boost::json::value* replacement = correction.if_contains("replacement")) {
        drop_names(replacement->as_object());
    }
}

void drop_people(boost::json::object& object) {
    drop_names(object);
    drop_names_of_replacement(object);
    if (boost::json::value* also = object.if_contains("also")) {
        for (boost::json::value& other : also->as_array()) {
            drop_names_of_replacement(other.as_object());
        }
    }
}

bool is_about_equipment(const Body& body) {
    return is_any_of<domain::OutageReported, domain::OutageEstimated, domain::OutageEnded,
                     domain::OutageRuled, domain::EquipmentFailed, domain::EquipmentRestored,
                     domain::EquipmentAssessed, domain::InvestigationOpened,
                     domain::InvestigationNoted, domain::InvestigationClosed, domain::RackTakenOut,
                     domain::RackPutBack>(body);
}

bool is_about_planning(const Body& body) {
    return is_any_of<domain::SessionPlanned, domain::SessionDelayed, domain::SessionClosed>(body);
}

bool is_about_person(const Body& body) {
    return is_any_of<domain::EntryCorrected, domain::NoteAdded>(body) ||
           std::visit(
               [](const auto& entry) {
                   return requires { entry.sitting; } || requires { entry.break_; };
               },
               body);
}

bool is_about_voucher(const Body& body) {
    return is_any_of<domain::VoucherIssued, domain::VoucherRedeemed, domain::VoucherVoided>(body);
}

bool is_about_ban(const Body& body) {
    return is_any_of<domain::CandidateBanned, domain::CandidateBanLifted>(body);
}

bool is_about_erasure(const Body& body) {
    return is_any_of<domain::ErasureRequested, domain::ErasureWithdrawn, domain::ErasureConfirmed>(
        body);
}

/// What became of the exam, who paid and who asked for evidence: not of the room. Corrections are
/// about what they put in.
bool is_about_outcome(const Body& body) {
    if (const auto* correction = std::get_if<domain::EntryCorrected>(&body)) {
        const auto replaces = [](const std::optional<domain::Replacement>& replacement) {
            // A fact is no correction: one level deep.
            // NOLINTNEXTLINE(misc-no-recursion)
            return replacement &&
                   std::visit([](const auto& fact) { return is_about_outcome(fact); },
                              replacement->fact);
        };
        return replaces(correction->replacement) ||
               std::ranges::any_of(correction->also, replaces, &domain::Correction::replacement);
    }
    return is_about_voucher(body) ||
           is_any_of<domain::ResultRecorded, domain::RereadRequested, domain::RereadPaid,
                     domain::RereadCancelled, domain::RereadDecided, domain::RereadRefunded,
                     domain::CaseAnnounced, domain::EvidenceExported>(body);
}

bool sees_as_own(Role role, const Entry& entry) {
    switch (role) {
        case Role::scheduling:
            return entry.by.role == role || is_about_planning(entry.body) ||
                   is_about_voucher(entry.body) ||
                   is_any_of<domain::OutcomeAnnounced, domain::CaseAnnounced>(entry.body);
        case Role::admin:
            return is_about_planning(entry.body) ||
                   is_any_of<domain::SiteConfigured, domain::PolicyAdopted, domain::DaemonStarted,
                             domain::ClockStepped>(entry.body) ||
                   (entry.by.role == role && !is_about_person(entry.body));
        default: return entry.by.role == role;
    }
}

/// SEC-5: an entry about an incident that the role does not see, and a correction of one.
bool is_hidden(Role role, const Entry& entry, const domain::State& state) {
    if (const auto* announced = std::get_if<domain::IncidentAnnounced>(&entry.body)) {
        const auto row = state.incidents.find(EntryId(announced->incident));
        return row != state.incidents.end() && !rules::may_see_incident(role, row->second.kind);
    }
    const std::optional<Date> day = domain::date_of(state, entry);
    const auto hides = [&](const EntryId& id) {
        return day && rules::is_hidden_incident(state, role, *day, id);
    };
    const auto* correction = std::get_if<domain::EntryCorrected>(&entry.body);
    return correction == nullptr
               ? hides(entry.id)
               : hides(correction->entry) ||
                     std::ranges::any_of(correction->also, hides, &domain::Correction::entry);
}

bool sees(Role role, const Entry& entry) {
    if (is_about_ban(entry.body)) {
        return may_see_bans(role);
    }
    if (is_about_erasure(entry.body)) {
        return role == Role::exam_security || role == Role::admin || role == Role::auditor;
    }
    switch (sight_of(role)) {
        case Sight::own: return sees_as_own(role, entry);
        case Sight::times: return false;
        case Sight::places:
            return entry.by.role == role ||
                   (!is_any_of<domain::NoteAdded>(entry.body) && !is_about_outcome(entry.body));
        case Sight::no_text:
        case Sight::everything: return true;
    }
    return false;
}

boost::json::object without_people(Entry entry, const TimeZone& zone) {
    const bool own = entry.by.role == Role::lab_ops;
    if (!own && !is_about_equipment(entry.body) && !entry.reason.value.empty()) {
        erase(entry.reason);
    }
    erase_in_body(entry.body, ErasePeople{!own});
    boost::json::object object = codec::entry_to_json(entry, zone);
    drop_people(object);
    return object;
}

boost::json::object without_text(Entry entry, const TimeZone& zone) {
    if (!entry.reason.value.empty()) {
        erase(entry.reason);
    }
    erase_in_body(entry.body, EraseText());
    return codec::entry_to_json(entry, zone);
}

}  // namespace

bool is_old(const domain::State& state, const SessionId& session, Date today) {
    const auto row = state.sessions.find(session);
    return row != state.sessions.end() && row->second.closed && row->second.date < today;
}

bool may_see_bans(Role role) { return role == Role::exam_security || role == Role::scheduling; }

bool may_see_event(Role role, const Entry& entry) {
    return !is_about_ban(entry.body) || may_see_bans(role);
}

boost::json::object entry_for(Role role, const Entry& entry, const domain::State& state, Date today,
                              const TimeZone& zone) {
    const bool too_old = !sees_old_sessions(role) && is_old(state, entry.session, today);
    if (too_old || !sees(role, entry) || is_hidden(role, entry, state)) {
        return {{"seq", entry.seq}};
    }
    const bool outcome_only = role == Role::scheduling && is_about_ban(entry.body);
    const bool no_text = sight_of(role) == Sight::no_text || outcome_only;
    boost::json::object object = sight_of(role) == Sight::places ? without_people(entry, zone)
                                 : no_text                       ? without_text(entry, zone)
                                           : codec::entry_to_json(entry, zone);
    if (outcome_only) {
        object.erase("incident");
    }
    // What is kept of a code is for finding the voucher, not for reading.
    if (boost::json::value* code = object.if_contains("code")) {
        code->as_object().erase("digest");
    }
    return object;
}

}  // namespace labd::web
