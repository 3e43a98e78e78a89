// Who may come in: the rules ADM-1 to ADM-14.
#pragma once

#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// How long after S a candidate may still arrive (ADM-1), that instant included.
inline constexpr Duration late_limit = hours(2);

inline Instant late_limit_at(const domain::Session& session) { return session.start + late_limit; }

/// Whether the arrival lets the candidate in (ADM-14), by the booking as it was at that instant;
/// the first rule that forbids it otherwise.
std::optional<Refusal> judge_arrival(const SittingView& sitting, const domain::Arrival& arrival);

/// True for the rules whose refusal a later arrival may cure (ADM-14).
bool is_curable(const Refusal& refusal);

/// The first day on which somebody may sit an exam (ADM-8): with a guardian's consent from the day
/// that was given, at the earliest on the 13th birthday, without it on the 18th.
Date old_enough_on(Date born, std::optional<Date> guardian_consent, std::int64_t site_minimum_age);

/// Whether ADM-9 bars residents of `country` from a site in `site_country`, unless they show
/// accepted proof of residence elsewhere.
bool is_residence_barred(const std::string& country,
                         const std::optional<domain::ResidenceShown>& shown,
                         const domain::Parameters& parameters,
                         const std::optional<std::string>& site_country);

/// The check-in steps that a sitting needs at this site, in their usual order (ADM-12, ADM-11).
std::vector<domain::CheckinStep> required_steps(const domain::Site& site);

bool is_required(const domain::Site& site, domain::CheckinStep step);

/// The rule by which a refused required step ends the sitting (ADM-12); nothing for `dictionary`.
std::optional<Rule> rule_of_step(domain::CheckinStep step);

/// Whether what was inspected meets the rule of its step (ADM-3, ADM-6, ADM-7, ADM-9, ADM-12).
std::optional<Refusal> judge_step(const SittingView& sitting, const domain::CheckinDone& done);

/// What was handed out and has not come back, by kind (ADM-10).
domain::MaterialCounts missing_materials(const domain::SittingFacts& facts);

}  // namespace labd::rules
