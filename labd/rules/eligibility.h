// May this candidate book? The rules ELG-1 to ELG-7 and what ELG-6 adds to them, over a history
// that is given, in calendar days.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/booking.h"
#include "labd/domain/policy.h"

namespace labd::rules {

/// Which day a bar looks at: the day on which the exam would be booked, or that of the exam.
enum class BarDay : std::uint8_t { booking, exam };
BOOST_DESCRIBE_ENUM(BarDay, booking, exam)

/// What stands in the way. On `until` and later it does not any more; without it, it never falls.
struct Bar {
    Rule rule;
    BarDay day = BarDay::exam;
    std::optional<Date> until;
    Message text;
};

struct Eligibility {
    /// Every bar that stands, in the order of the rulebook; one for each record that makes it.
    std::vector<Bar> bars;
    /// The rules of the bars; when there are none, the rules that were asked.
    Rules rules;

    bool allowed() const { return bars.empty(); }
};

/// What the answer rests on beside the question.
struct EligibilityBasis {
    const domain::Parameters& parameters;
    /// Of the site; ISO 3166.
    std::optional<std::string> site_country;
    /// The day of booking at the site (PAY-10, BKG-1).
    Date today;
};

/// The bars of a lab exam when `asked.track` is given, of a written one otherwise.
Eligibility may_book(const domain::MayBook& asked, const EligibilityBasis& basis);

}  // namespace labd::rules
