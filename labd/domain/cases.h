// Entries about what follows an exam: its result, remedies, vouchers and re-reads (rulebook,
// sections 6, 7, 9 and 10). They move no clock. Part of `entries.h`.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <concepts>
#include <string_view>
#include <variant>

#include "labd/domain/booking.h"
#include "labd/domain/lab.h"
#include "labd/domain/values.h"

namespace labd::domain {

/// The mark of an exam or of one of its modules (RES-2).
enum class Mark : std::uint8_t { pass, fail };
BOOST_DESCRIBE_ENUM(Mark, pass, fail)

/// Why a remedy is asked for: A a system failure (REM-2), B an unavoidable event (REM-3).
enum class Ground : std::uint8_t { A, B };
BOOST_DESCRIBE_ENUM(Ground, A, B)

/// What a case is decided as; `denied` only on ground B, where a person decides (REM-3, REM-5).
enum class RemedyForm : std::uint8_t { free_reschedule, voucher, denied };
BOOST_DESCRIBE_ENUM(RemedyForm, free_reschedule, voucher, denied)

/// What a re-read may tell: whether the mark became pass (RRD-8).
enum class RereadOutcome : std::uint8_t { passed, unchanged };
BOOST_DESCRIBE_ENUM(RereadOutcome, passed, unchanged)

/// The result of an exam. Of a cancelled sitting `result` may be left out: only its modules count.
struct ResultRecorded {
    static constexpr std::string_view type = "result.recorded";
    SittingId sitting;
    std::optional<Mark> result;
    std::map<ModuleId, Mark> modules;
    /// Who scored it (RRD-1).
    std::string examiner;
    /// Whether a re-read could change it (RRD-7); true unless said.
    std::optional<bool> could_change;
    /// Of a fail: areas to study (RES-2).
    std::vector<std::string> topics;
};
BOOST_DESCRIBE_STRUCT(ResultRecorded, (),
                      (sitting, result, modules, examiner, could_change, topics))

/// A remedy on ground B; the envelope's `id` names the case (REM-3).
struct RemedyRequested {
    static constexpr std::string_view type = "remedy.requested";
    SittingId sitting;
    Ground ground = Ground::B;
    std::vector<Text> documents;
};
BOOST_DESCRIBE_STRUCT(RemedyRequested, (), (sitting, ground, documents))

/// What the investigation of the root cause found (OUT-6, REM-2 (a)); `unknown`: nothing yet.
struct RemedyInvestigated {
    static constexpr std::string_view type = "remedy.investigated";
    EntryId remedy;
    Cause cause = Cause::unknown;
};
BOOST_DESCRIBE_STRUCT(RemedyInvestigated, (), (remedy, cause))

/// Whether lab ops judged that the equipment was inoperable for 2 hours (REM-2 (b)).
struct RemedyJudged {
    static constexpr std::string_view type = "remedy.judged";
    EntryId remedy;
    bool inoperable = false;
};
BOOST_DESCRIBE_STRUCT(RemedyJudged, (), (remedy, inoperable))

/// What the case becomes (REM-5); the policy's `remedy.default` when left out.
struct RemedyDecided {
    static constexpr std::string_view type = "remedy.decided";
    EntryId remedy;
    std::optional<RemedyForm> as;
};
BOOST_DESCRIBE_STRUCT(RemedyDecided, (), (remedy, as))

/// What is kept of a voucher's code: nothing from which it could be found again (VCH-5).
struct VoucherCode {
    /// Keyed hash, hexadecimal.
    std::string digest;
    std::string last_four;

    friend bool operator==(const VoucherCode&, const VoucherCode&) = default;
};
BOOST_DESCRIBE_STRUCT(VoucherCode, (), (digest, last_four))

/// A voucher for one candidate; the envelope's `id` names it (VCH-1, VCH-5).
struct VoucherIssued {
    static constexpr std::string_view type = "voucher.issued";
    CandidateId candidate;
    /// The last day on which it pays (VCH-2); the policy's `voucher.validity` when left out.
    std::optional<Date> expires;
    /// The remedy that it is.
    std::optional<EntryId> remedy;
    std::optional<VoucherCode> code;
};
BOOST_DESCRIBE_STRUCT(VoucherIssued, (), (candidate, expires, remedy, code))

/// The voucher pays for a booking (VCH-3).
struct VoucherRedeemed {
    static constexpr std::string_view type = "voucher.redeemed";
    EntryId voucher;
    CandidateId candidate;
    std::string booking;
};
BOOST_DESCRIBE_STRUCT(VoucherRedeemed, (), (voucher, candidate, booking))

/// The voucher was taken back before it was used.
struct VoucherVoided {
    static constexpr std::string_view type = "voucher.voided";
    EntryId voucher;
};
BOOST_DESCRIBE_STRUCT(VoucherVoided, (), (voucher))

/// The candidate asks for a re-read; the envelope's `id` names it (RRD-3).
struct RereadRequested {
    static constexpr std::string_view type = "reread.requested";
    SittingId sitting;
};
BOOST_DESCRIBE_STRUCT(RereadRequested, (), (sitting))

/// The payment has cleared (RRD-4). `currency` is USD unless said.
struct RereadPaid {
    static constexpr std::string_view type = "reread.paid";
    EntryId reread;
    std::int64_t amount_usd = 0;
    PaymentMethod method = PaymentMethod::card;
    std::optional<std::string> currency;
};
BOOST_DESCRIBE_STRUCT(RereadPaid, (), (reread, amount_usd, method, currency))

/// A rack is kept from the first to the last day for loading the candidate's configuration (RRD-1):
/// no sitting holds it meanwhile. Free again when the re-read is decided, or released.
struct RereadRackReserved {
    static constexpr std::string_view type = "reread.rack_reserved";
    EntryId reread;
    RackId rack;
    Date first;
    Date last;
};
BOOST_DESCRIBE_STRUCT(RereadRackReserved, (), (reread, rack, first, last))

struct RereadRackReleased {
    static constexpr std::string_view type = "reread.rack_released";
    EntryId reread;
};
BOOST_DESCRIBE_STRUCT(RereadRackReleased, (), (reread))

struct RereadCancelled {
    static constexpr std::string_view type = "reread.cancelled";
    EntryId reread;
};
BOOST_DESCRIBE_STRUCT(RereadCancelled, (), (reread))

/// A second examiner has scored the exam again (RRD-1, RRD-8).
struct RereadDecided {
    static constexpr std::string_view type = "reread.decided";
    EntryId reread;
    std::string examiner;
    RereadOutcome outcome = RereadOutcome::unchanged;
};
BOOST_DESCRIBE_STRUCT(RereadDecided, (), (reread, examiner, outcome))

/// The fee was given back (RRD-5).
struct RereadRefunded {
    static constexpr std::string_view type = "reread.refunded";
    EntryId reread;
};
BOOST_DESCRIBE_STRUCT(RereadRefunded, (), (reread))

/// Exam security has found a breach for which the candidate may take no exam any more (SEC-3); the
/// envelope's `reason` says why.
struct CandidateBanned {
    static constexpr std::string_view type = "candidate.banned";
    CandidateId candidate;
    /// Decided as `banned` by somebody else: this entry is the second person's confirmation.
    std::optional<EntryId> incident;
};
BOOST_DESCRIBE_STRUCT(CandidateBanned, (), (candidate, incident))

/// The finding was taken back.
struct CandidateBanLifted {
    static constexpr std::string_view type = "candidate.ban_lifted";
    CandidateId candidate;
};
BOOST_DESCRIBE_STRUCT(CandidateBanLifted, (), (candidate))

/// A person's data is to be erased; the envelope's `reason` says why, without naming them.
struct ErasureRequested {
    static constexpr std::string_view type = "erasure.requested";
    CandidateId candidate;
};
BOOST_DESCRIBE_STRUCT(ErasureRequested, (), (candidate))

/// The request was taken back before anybody had confirmed it.
struct ErasureWithdrawn {
    static constexpr std::string_view type = "erasure.withdrawn";
    CandidateId candidate;
};
BOOST_DESCRIBE_STRUCT(ErasureWithdrawn, (), (candidate))

/// A second person has decided the same: the candidate's key is destroyed with this entry.
struct ErasureConfirmed {
    static constexpr std::string_view type = "erasure.confirmed";
    CandidateId candidate;
};
BOOST_DESCRIBE_STRUCT(ErasureConfirmed, (), (candidate))

/// What labd told the world about a result, a remedy case or a re-read.
struct CaseAnnounced {
    static constexpr std::string_view type = "case.announced";
    SittingId sitting;
    /// `result:A`, or the id of the remedy case or re-read.
    std::string case_;
    std::string outcome;
    std::optional<Instant> since;
    std::int64_t revision = 1;
    /// The first sequence that the statement does not rest on.
    std::int64_t basis = 0;
    /// The case told before does not stand any more.
    bool withdrawn = false;
};
BOOST_DESCRIBE_STRUCT(CaseAnnounced, (),
                      (sitting, case_, outcome, since, revision, basis, withdrawn))

/// The entry types of this file.
using CaseEntries = boost::mp11::mp_list<
    ResultRecorded, RemedyRequested, RemedyInvestigated, RemedyJudged, RemedyDecided, VoucherIssued,
    VoucherRedeemed, VoucherVoided, RereadRequested, RereadPaid, RereadRackReserved,
    RereadRackReleased, RereadCancelled, RereadDecided, RereadRefunded, CaseAnnounced,
    CandidateBanned, CandidateBanLifted, ErasureRequested, ErasureWithdrawn, ErasureConfirmed>;

/// What is of all days and of no session: the state has it.
template <class T>
inline constexpr bool is_about_all_days = boost::mp11::mp_contains<
    boost::mp11::mp_list<CandidateBanned, CandidateBanLifted, ErasureRequested, ErasureWithdrawn,
                         ErasureConfirmed>,
    T>::value;

template <class T>
inline constexpr bool is_case_entry = boost::mp11::mp_contains<CaseEntries, T>::value;

/// The remedy case, voucher, re-read, investigation, rack out of service, incident, request for
/// footage, clip or hold that an entry (a `Fact` or `Body`) refers to; null when it refers to none.
template <class Entry>
const EntryId* case_of(const Entry& entry) {
    return std::visit(
        [](const auto& body) -> const EntryId* {
            if constexpr (requires { static_cast<const EntryId&>(body.remedy); }) {
                return &body.remedy;
            } else if constexpr (requires { static_cast<const EntryId&>(body.voucher); }) {
                return &body.voucher;
            } else if constexpr (requires { static_cast<const EntryId&>(body.reread); }) {
                return &body.reread;
            } else if constexpr (requires { static_cast<const EntryId&>(body.investigation); }) {
                return &body.investigation;
            } else if constexpr (requires { static_cast<const EntryId&>(body.outing); }) {
                return &body.outing;
            } else if constexpr (requires { static_cast<const EntryId&>(body.request); }) {
                return &body.request;
            } else if constexpr (requires { static_cast<const EntryId&>(body.clip); }) {
                return &body.clip;
            } else if constexpr (requires { static_cast<const EntryId&>(body.hold); }) {
                return &body.hold;
            } else if constexpr (requires {
                                     { &body.incident } -> std::same_as<const EntryId*>;
                                 }) {
                return &body.incident;
            } else {
                return nullptr;
            }
        },
        entry);
}

/// The cases that open by themselves are named `remedy:<sitting>`.
inline constexpr std::string_view own_remedy_prefix = "remedy:";

}  // namespace labd::domain
