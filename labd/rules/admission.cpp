#include "labd/rules/admission.h"

#include <algorithm>

namespace labd::rules {

namespace {

using domain::CheckinStep;

constexpr int age_never = 13;
constexpr int age_of_majority = 18;
/// Bounds a parameter that somebody set by mistake.
constexpr int age_max = 150;

std::optional<Refusal> judge_age(const SittingView& sitting, const domain::SittingBooked& booking) {
    if (!booking.born || booking.born->erased) {
        return std::nullopt;
    }
    const int age = age_on(booking.born->value, sitting.session.date);
    const std::int64_t minimum =
        std::max<std::int64_t>(age_never, sitting.policy.parameters.site_minimum_age);
    if (age < minimum) {
        return refuse({rule::ADM_8}, "refusal.too_young", {{"limit", minimum}, {"actual", age}});
    }
    const bool consent =
        booking.guardian_consent && *booking.guardian_consent <= sitting.session.date;
    if (age < age_of_majority && !consent) {
        return refuse({rule::ADM_8}, "refusal.guardian_consent_missing",
                      {{"actual", std::int64_t{age}}});
    }
    return std::nullopt;
}

bool lists(const std::vector<std::string>& codes, const std::string& code) {
    return std::ranges::find(codes, code) != codes.end();
}

/// ADM-9 for one country of residence or of an identity document.
bool is_barred(const domain::Parameters& parameters, const std::optional<std::string>& site_country,
               const std::string& country) {
    return lists(parameters.site_embargo, country) ||
           (lists(parameters.site_embargo_at_home, country) && site_country == country);
}

bool is_barred(const SittingView& sitting, const std::string& country) {
    return is_barred(sitting.policy.parameters, sitting.view.day.site->configured.country, country);
}

std::optional<Refusal> judge_residence(const SittingView& sitting,
                                       const domain::SittingBooked& booking,
                                       const domain::Arrival& arrival) {
    const std::optional<domain::Text>& residence = booking.residence;
    if (!residence || residence->erased ||
        !is_residence_barred(residence->value, arrival.residence_shown, sitting.policy.parameters,
                             sitting.view.day.site->configured.country)) {
        return std::nullopt;
    }
    return refuse({rule::ADM_9}, "refusal.residence_embargoed", {{"actual", residence->value}});
}

std::optional<Refusal> judge_documents(const SittingView& sitting,
                                       const std::vector<domain::Document>& documents) {
    const auto accepted = [](const domain::Document& document) {
        return document.signed_ && document.name_matches;
    };
    const std::int64_t count = std::ranges::count_if(documents, accepted);
    const bool with_photo =
        std::ranges::any_of(documents, [&accepted](const domain::Document& document) {
            return accepted(document) && document.government && document.photo;
        });
    if (count < 2) {
        return refuse({rule::ADM_3}, "refusal.two_documents_needed",
                      {{"limit", std::int64_t{2}}, {"actual", count}});
    }
    if (!with_photo) {
        return refuse({rule::ADM_3}, "refusal.government_photo_needed");
    }
    for (const domain::Document& document : documents) {
        // Embargoed residents who showed residence elsewhere may carry the old country's papers.
        const bool home_only =
            document.country &&
            lists(sitting.policy.parameters.site_embargo_at_home, document.country->value);
        if (home_only && is_barred(sitting, document.country->value)) {
            return refuse({rule::ADM_9}, "refusal.residence_embargoed",
                          {{"actual", document.country->value}});
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> judge_arrival(const SittingView& sitting, const domain::Arrival& arrival) {
    const Instant limit = late_limit_at(sitting.session);
    if (arrival.stamp.happened > limit) {
        return refuse({rule::ADM_1, rule::ADM_2}, "refusal.arrived_too_late",
                      {{"limit_at", limit}, {"actual_at", arrival.stamp.happened}});
    }
    // Papers brought after a refusal cure it by the next arrival, not the one that was refused.
    const domain::SittingBooked booking = domain::booking_at(sitting.facts, arrival.stamp.happened);
    const std::optional<Date>& signed_on = booking.agreement_signed;
    if (!signed_on || *signed_on > sitting.session.date) {
        return refuse({rule::ADM_4}, "refusal.agreement_not_signed");
    }
    if (std::optional<Refusal> refusal = judge_age(sitting, booking)) {
        return refusal;
    }
    return judge_residence(sitting, booking, arrival);
}

bool is_curable(const Refusal& refusal) {
    return std::ranges::find(refusal.rules, rule::ADM_1) == refusal.rules.end();
}

Date old_enough_on(Date born, std::optional<Date> guardian_consent, std::int64_t site_minimum_age) {
    const int minimum =
        static_cast<int>(std::clamp<std::int64_t>(site_minimum_age, age_never, age_max));
    const Date youngest = add_years(born, minimum);
    const Date of_age = add_years(born, age_of_majority);
    const Date with_consent = std::min(guardian_consent.value_or(of_age), of_age);
    return std::max(youngest, with_consent);
}

bool is_residence_barred(const std::string& country,
                         const std::optional<domain::ResidenceShown>& shown,
                         const domain::Parameters& parameters,
                         const std::optional<std::string>& site_country) {
    if (!is_barred(parameters, site_country, country)) {
        return false;
    }
    const bool elsewhere =
        shown && (shown->country ? !is_barred(parameters, site_country, shown->country->value)
                                 : shown->shown);
    return !elsewhere;
}

std::vector<CheckinStep> required_steps(const domain::Site& site) {
    std::vector<CheckinStep> steps{CheckinStep::identification, CheckinStep::agreement,
                                   CheckinStep::recording_consent, CheckinStep::belongings,
                                   CheckinStep::materials};
    if (site.configured.kind == domain::SiteKind::byod) {
        steps.push_back(CheckinStep::device);
    }
    return steps;
}

bool is_required(const domain::Site& site, CheckinStep step) {
    const std::vector<CheckinStep> steps = required_steps(site);
    return std::ranges::find(steps, step) != steps.end();
}

std::optional<Rule> rule_of_step(CheckinStep step) {
    switch (step) {
        case CheckinStep::identification: return rule::ADM_3;
        case CheckinStep::agreement: return rule::ADM_4;
        case CheckinStep::recording_consent: return rule::ADM_5;
        case CheckinStep::belongings: return rule::ADM_6;
        case CheckinStep::materials: return rule::ADM_10;
        case CheckinStep::device: return rule::ADM_11;
        case CheckinStep::dictionary: return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Refusal> judge_step(const SittingView& sitting, const domain::CheckinDone& done) {
    const bool counts_bad =
        std::ranges::any_of(done.items, [](const auto& item) { return item.second < 0; });
    switch (done.step) {
        case CheckinStep::identification: return judge_documents(sitting, done.documents);
        case CheckinStep::dictionary:
            if (!done.inspected) {
                return refuse({rule::ADM_7}, "refusal.dictionary_not_inspected");
            }
            return std::nullopt;
        case CheckinStep::materials:
            if (counts_bad) {
                return refuse({rule::ADM_10}, "refusal.negative_count");
            }
            return std::nullopt;
        case CheckinStep::agreement:
        case CheckinStep::recording_consent:
        case CheckinStep::belongings:
        case CheckinStep::device: return std::nullopt;
    }
    return std::nullopt;
}

domain::MaterialCounts missing_materials(const domain::SittingFacts& facts) {
    domain::MaterialCounts missing;
    for (const domain::StepDone& done : facts.steps) {
        for (const auto& [kind, count] : done.items) {
            missing[kind] += count;
        }
    }
    for (const domain::MaterialsMark& mark : facts.returned) {
        for (const auto& [kind, count] : mark.items) {
            missing[kind] -= count;
        }
    }
    std::erase_if(missing, [](const auto& item) { return item.second <= 0; });
    return missing;
}

}  // namespace labd::rules
