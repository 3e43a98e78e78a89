// What the configuration may say of the evidence folder.
#include "labd/app/evidence_table.h"

#include <gmock/gmock.h>

#include <array>

namespace labd::app {
namespace {

using testing::HasSubstr;

EvidenceTable read(const std::string& text) {
    const toml::table table = toml::parse("[evidence]\n" + text);
    // The fault points into the table, which ends here: only its words are looked at.
    return read_evidence_table(*table.get("evidence"), "/etc/labd");
}

TEST(EvidenceTable, ReadsEachKey) {
    const EvidenceTable table = read(
        "directory = \"clips\"\nroom_left_mib = 5\nclip_mib_max = 7\nclip_length_max = \"20m\"\n"
        "job_length_max = \"1m\"");
    EXPECT_EQ(table.at_fault, nullptr) << table.what;
    EXPECT_EQ(table.settings.directory, "/etc/labd/clips");
    EXPECT_EQ(table.settings.room_left_bytes, 5 * 1024 * 1024);
    EXPECT_EQ(table.settings.clip_bytes_max, 7 * 1024 * 1024);
    EXPECT_EQ(table.settings.clip_length_max, minutes(20));
    EXPECT_EQ(table.settings.job_length_max, minutes(1));
    EXPECT_EQ(read("").settings.clip_length_max, hours(1));
    EXPECT_TRUE(read("").settings.directory.empty());
}

TEST(EvidenceTable, SaysWhatIsWrongAndWhatMayBe) {
    const std::array<std::pair<const char*, const char*>, 6> wrong{{
        {"directory = 5", "must be a text"},
        {"room_left_mib = -1", "from 0 to 1048576"},
        {"clip_mib_max = 0", "from 1 to 16384"},
        {"clip_length_max = \"1s\"", "must be a duration from 10s to 1d"},
        {"job_length_max = 7", "must be a duration"},
        {"colour = 1", "colour is not known"},
    }};
    for (const auto& [text, what] : wrong) {
        EXPECT_NE(read(text).at_fault, nullptr) << text;
        EXPECT_THAT(read(text).what, HasSubstr(what));
    }
}

}  // namespace
}  // namespace labd::app
