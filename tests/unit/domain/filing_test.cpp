#include <gtest/gtest.h>

#include "labd/domain/state.h"

namespace labd::domain {
namespace {

TEST(Filing, ADayIsFoundAgainByTheSiteThatWasKnownWhenItsEntryWasRecorded) {
    State state;
    Entry started;
    started.id = EntryId("@0");
    started.happened = *parse_instant("2026-03-03T23:30:00Z");
    started.recorded = started.happened;
    started.body = DaemonStarted{"1", std::nullopt};
    evolve(state, started);
    Entry configured = started;
    configured.seq = 1;
    configured.id = EntryId("@1");
    SiteConfigured site;
    site.site = SiteId("tyo");
    site.time_zone = "Asia/Tokyo";
    configured.body = site;
    evolve(state, configured);

    // In Tokyo it is the next day already, but nobody had said that this is Tokyo.
    EXPECT_EQ(date_of(state, started), parse_date("2026-03-03"));
}

}  // namespace
}  // namespace labd::domain
