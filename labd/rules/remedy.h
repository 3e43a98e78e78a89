// Remedy cases: what is open, granted or denied, and why (rulebook, section 6). A case on ground A
// opens by itself with the cancellation; everything here follows from the facts.
#pragma once

#include <optional>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/timeline.h"

namespace labd::rules {

enum class CaseState : std::uint8_t { pending, granted, denied };
BOOST_DESCRIBE_ENUM(CaseState, pending, granted, denied)

enum class ConditionState : std::uint8_t { open, held, failed };
BOOST_DESCRIBE_ENUM(ConditionState, open, held, failed)

/// One of the three conditions of REM-2 and what it rests on.
struct Condition {
    /// `a`, `b` or `c`.
    std::string name;
    ConditionState state = ConditionState::open;
    /// The entry that settled it; null while open, and when there was nothing to settle.
    const domain::Stamp* settled = nullptr;
    /// The entries it rests on.
    std::vector<EntryId> evidence;
};

struct RemedyCase {
    EntryId id;
    domain::Ground ground = domain::Ground::A;
    Instant opened_at;
    /// Of ground A: the outage by which the sitting was cancelled.
    EntryId outage;
    CaseState state = CaseState::pending;
    /// Of ground A: (a), (b) and (c).
    std::vector<Condition> conditions;
    /// Of ground B (REM-3); points into the facts.
    const std::vector<domain::Text>* documents = nullptr;
    /// What it became (REM-5); nothing before it is decided.
    std::optional<domain::RemedyForm> as;
    const domain::Stamp* decided = nullptr;
    Rules rules;

    /// The conditions that a pending case waits for, or by which it was denied.
    std::vector<std::string> missing() const;
};

/// Stands for "whatever was recorded".
inline constexpr Seq no_order = ~Seq{0};

/// The sitting's cases at an instant, in the order in which they opened, on what was entered before
/// `before`. What was entered after a case was decided changes it no more (REM-5).
std::vector<RemedyCase> remedy_cases(const SittingView& sitting, const Timeline& line, Instant at,
                                     Seq before = no_order);

/// The case that answers for the sitting: the decided one, else a granted, a pending, a denied one.
const RemedyCase* leading_case(const std::vector<RemedyCase>& cases);

}  // namespace labd::rules
