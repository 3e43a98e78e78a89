// A person's data is erased by two people's decision, after their day, and for good.
#include <gmock/gmock.h>

#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Role;

const domain::ErasureRequested requested{CandidateId("C-A")};
const domain::ErasureWithdrawn withdrawn{CandidateId("C-A")};
const domain::ErasureConfirmed confirmed{CandidateId("C-A")};

How by(const std::string& name, Role role = Role::exam_security) {
    How how;
    how.by = name;
    how.role = role;
    how.reason = "asked for by letter";
    return how;
}

/// A day over, or nearly, with candidate C-A on it.
struct ErasureDay : TestDay {
    explicit ErasureDay(bool is_closed = true) {
        book("A", "S01");
        authority = rules::Authority::daemon;
        if (is_closed) {
            must("18:00", domain::SessionClosed{}, by("Mori", Role::lead_proctor));
        }
    }
};

TEST(Erasure, IsDecidedByTwoPeople) {
    ErasureDay day;
    EXPECT_THAT(day.judge("18:01", confirmed, by("Kato")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("18:01", requested, by("Mori", Role::lead_proctor)),
                IsRefusedBy(rule::ROLE));
    day.must("18:01", requested, by("Kato"));
    EXPECT_THAT(day.judge("18:02", requested, by("Doi")), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.judge("18:02", confirmed, by("Kato")), IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.judge("18:02", confirmed, by("Kato", Role::admin)), IsRefusedBy(rule::ROLE));
    day.must("18:02", confirmed, by("Doi", Role::admin));
    EXPECT_THAT(day.judge("18:03", confirmed, by("Doi")), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.judge("18:03", withdrawn, by("Doi")), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.judge("18:03", requested, by("Doi")), IsRefusedBy(rule::CONFLICT));
}

TEST(Erasure, NeedsAReasonAndCanBeTakenBackBeforeItIsConfirmed) {
    ErasureDay day;
    How silent = by("Kato");
    silent.reason.clear();
    EXPECT_FALSE(day.judge("18:01", requested, silent).accepted);
    day.must("18:01", requested, by("Kato"));
    day.must("18:02", withdrawn, by("Doi"));
    EXPECT_THAT(day.judge("18:03", confirmed, by("Doi")), IsRefusedBy(rule::REFERENCE));
}

TEST(Erasure, WaitsUntilTheSessionsOfThePersonAreClosed) {
    ErasureDay day(false);
    EXPECT_THAT(day.judge("18:01", requested, by("Kato")), IsRefusedBy(rule::CONFLICT));
    const domain::ErasureRequested stranger{CandidateId("C-Z")};
    EXPECT_THAT(day.judge("18:01", stranger, by("Kato")), IsAccepted());
    day.must("18:02", domain::SessionClosed{}, by("Mori", Role::lead_proctor));
    EXPECT_THAT(day.judge("18:03", requested, by("Kato")), IsAccepted());
}

TEST(Erasure, IsNotCorrected) {
    ErasureDay day;
    How how = by("Kato");
    how.id = "asked";
    day.must("18:01", requested, how);
    EXPECT_FALSE(day.correct("18:02", TestDay::without("asked"), by("Kato")).accepted);
}

TEST(Erasure, NobodyIsBookedUnderTheirIdAgain) {
    ErasureDay day;
    day.must("18:01", requested, by("Kato"));
    day.must("18:02", confirmed, by("Doi"));
    const auto verdict = [&](const std::string& candidate) {
        TestDay open = day;
        domain::SittingBooked booking = TestDay::booking("N", "S03");
        booking.candidate = CandidateId(candidate);
        open.must("18:03", domain::SessionPlanned{*parse_date("2026-03-05"), {hours(9)}}, [] {
            How how = by("Mori", Role::lead_proctor);
            how.session = "next";
            return how;
        }());
        How how = by("Mori", Role::lead_proctor);
        how.session = "next";
        return open.judge("18:04", booking, how);
    };
    EXPECT_THAT(verdict("C-A"), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(verdict("C-N"), IsAccepted());
}

}  // namespace
}  // namespace labd::test
