// Entries as people send them: every member by its type, faults with their place.
#include "labd/codec/entry_json.h"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

namespace labd::codec {
namespace {

using ::testing::HasSubstr;

/// What reading gives: the entry, or the place and text of the fault.
struct Read {
    domain::Proposed proposed;
    std::string place;
    std::string what;
};

Read read(std::string_view text, const TimeZone* zone = nullptr, Date date = {2026, 3, 3}) {
    Reader reader;
    if (zone != nullptr) {
        reader.civil = CivilDay{zone, date};
    }
    const Decoded<json::value> value = parse_json(text);
    if (!value) {
        return {{}, value.error().place, value.error().sentence()};
    }
    Read read;
    read.proposed = read_proposed(reader, *value, {"by"});
    if (reader.failed()) {
        read.place = reader.fault().place;
        read.what = reader.fault().sentence();
    }
    return read;
}

TEST(EntryJson, ReadsTheEnvelopeAndTheBody) {
    const Read given = read(R"({"enter": "break.started", "id": "b1", "session": "day",
        "happened": "2026-03-03T12:10:05.25+09:00", "reason": "seen", "based_on": 7,
        "by": {"anything": 1}, "sitting": "A", "kind": "toilet", "place": "corridor"})");
    ASSERT_EQ(given.what, "");
    EXPECT_EQ(given.proposed.id.value, "b1");
    EXPECT_EQ(given.proposed.session.value, "day");
    EXPECT_EQ(format_instant_utc(*given.proposed.happened), "2026-03-03T03:10:05.25Z");
    EXPECT_EQ(given.proposed.reason.value, "seen");
    EXPECT_EQ(given.proposed.based_on, 7U);
    const auto& body = std::get<domain::BreakStarted>(given.proposed.body);
    EXPECT_EQ(body.sitting.value, "A");
    EXPECT_EQ(body.kind.value, "toilet");
}

TEST(EntryJson, NamesThePlaceOfEveryFault) {
    const std::vector<std::tuple<std::string, std::string, std::string>> faults{
        {R"([])", "/", "must be an object"},
        {R"({})", "/enter", "is missing"},
        {R"({"enter": 5})", "/enter", "is missing"},
        {R"({"enter": "break.begun"})", "/enter", "no entry type: break.begun"},
        {R"({"enter": "sitting.finished"})", "/sitting", "is missing"},
        {R"({"enter": "sitting.finished", "sitting": 5})", "/sitting", "must be a text"},
        {R"({"enter": "sitting.finished", "sitting": ""})", "/sitting", "must be 1 to 64"},
        {R"({"enter": "sitting.finished", "sitting": "a b"})", "/sitting", "must be 1 to 64"},
        {R"({"enter": "sitting.finished", "sitting": "-a"})", "/sitting", "begin with"},
        {R"({"enter": "sitting.finished", "sitting": "@x"})", "/sitting", "must be 1 to 64"},
        {R"({"enter": "sitting.finished", "sitting": "A", "mood": 1})", "/mood", "not known here"},
        {R"({"enter": "sitting.finished", "sitting": "A", "id": "@5"})", "/id", "must be 1 to 64"},
        {R"({"enter": "sitting.finished", "sitting": "A", "based_on": -1})", "/based_on",
         "negative"},
        {R"({"enter": "sitting.finished", "sitting": "A", "based_on": 1.5})", "/based_on",
         "whole number"},
        {R"({"enter": "sitting.finished", "sitting": "A", "happened": "12:10"})", "/happened",
         "2026-03-03T12:10:00+09:00"},
        {R"({"enter": "sitting.finished", "sitting": "A", "reason": null})", "/reason",
         "must be a text"},
        {R"({"enter": "checkin.done", "sitting": "A", "step": "shoes"})", "/step",
         "must be one of identification, agreement"},
        {R"({"enter": "checkin.done", "sitting": "A", "step": "device", "inspected": 1})",
         "/inspected", "true or false"},
        {R"({"enter": "checkin.done", "sitting": "A", "step": "identification",
             "documents": [{"kind": "p"}, {"kind": 1}]})",
         "/documents/1/kind", "must be a text"},
        {R"({"enter": "checkin.done", "sitting": "A", "step": "identification",
             "documents": {}})",
         "/documents", "must be a list"},
        {R"({"enter": "materials.returned", "sitting": "A", "items": {"pen": "two"}})",
         "/items/pen", "whole number"},
        {R"({"enter": "materials.returned", "sitting": "A", "items": {"p": 9223372036854775808}})",
         "/items/p", "whole number"},
        {R"({"enter": "outage.reported", "scope": {"seat": "S01", "desk": 1}, "cause": "lab"})",
         "/scope/desk", "not known here"},
        {R"({"enter": "session.planned", "date": "2026-02-30", "start": "09:00"})", "/date",
         "a date such as"},
        {R"({"enter": "session.planned", "date": "2026-02-03", "start": "24:00"})", "/start",
         "a time of day"},
        {R"({"enter": "policy.adopted", "parameters": {}, "tracks": {"t": {"modules":
             [{"id": "m", "limit": "3 h"}]}}})",
         "/tracks/t/modules/0/limit", "a duration such as"},
        {R"({"enter": "policy.adopted", "parameters": {}, "tracks": {"t": {"modules":
             [{"id": "m", "limit": 90}]}}})",
         "/tracks/t/modules/0/limit", "must be a text"},
        {R"({"enter": "policy.adopted", "parameters": {}, "tracks": {"a track": {"modules": []}}})",
         "/tracks/a track", "must be 1 to 64"},
        {R"({"enter": "entry.corrected"})", "/entry", "is missing"},
        {R"({"enter": "entry.corrected", "entry": "e", "replacement": {"enter":
             "entry.corrected", "entry": "x"}})",
         "/replacement/enter", "cannot replace"},
        {R"({"enter": "entry.corrected", "entry": "e", "replacement": {"enter":
             "sitting.finished"}})",
         "/replacement/sitting", "is missing"},
        {R"({"enter": "entry.corrected", "entry": "e", "also": [{"entry": "f"}, {"entri": "g"}]})",
         "/also/1/entry", "is missing"},
        {R"({"enter": "entry.corrected", "entry": "e", "also": [{"entry": "f", "why": 1}]})",
         "/also/0/why", "not known here"}};
    for (const auto& [text, place, what] : faults) {
        const Read given = read(text);
        EXPECT_EQ(given.place, place) << text;
        EXPECT_THAT(given.what, HasSubstr(what)) << text;
    }
}

TEST(EntryJson, BoundsTextsAndLists) {
    const auto note = [](std::size_t size) {
        return read(R"({"enter": "note.added", "text": ")" + std::string(size, 'x') + "\"}");
    };
    EXPECT_EQ(note(text_bytes_max).what, "");
    EXPECT_THAT(note(text_bytes_max + 1).what, HasSubstr("longer than 4096 bytes"));
    const auto scope = [](std::size_t size) {
        std::string list;
        for (std::size_t i = 0; i < size; ++i) {
            list += (i == 0 ? "\"A\"" : ",\"A\"");
        }
        return read(R"({"enter": "outage.reported", "cause": "lab", "scope": {"sittings": [)" +
                    list + "]}}");
    };
    EXPECT_EQ(scope(list_max).what, "");
    EXPECT_EQ(scope(list_max + 1).place, "/scope/sittings");
}

TEST(EntryJson, ReadsCivilTimesOnTheDayOfTheSession) {
    const TimeZone brussels = *TimeZone::find("Europe/Brussels");
    const auto at = [&](std::string_view time, Date date) {
        return read(R"({"enter": "sitting.finished", "sitting": "A", "happened": ")" +
                        std::string(time) + "\"}",
                    &brussels, date);
    };
    EXPECT_EQ(format_instant_utc(*at("12:10", {2026, 3, 3}).proposed.happened),
              "2026-03-03T11:10:00Z");
    EXPECT_EQ(format_instant_utc(*at("12:10:05.000001", {2026, 7, 3}).proposed.happened),
              "2026-07-03T10:10:05.000001Z");
    // Missing in spring, twice in autumn: there the offset has to be given.
    EXPECT_THAT(at("02:30", {2026, 3, 29}).what, HasSubstr("no single instant"));
    EXPECT_EQ(at("02:30", {2026, 3, 29}).place, "/happened");
    EXPECT_THAT(at("02:30", {2026, 10, 25}).what, HasSubstr("no single instant"));
    EXPECT_EQ(at("03:00", {2026, 10, 25}).what, "");
    EXPECT_EQ(
        format_instant_utc(*at("2026-10-25T02:30:00+01:00", {2026, 10, 25}).proposed.happened),
        "2026-10-25T01:30:00Z");
    for (const char* bad : {"12", "12:60", "25:00", "12:10:61", "12:10:05.1234567", "noon", "",
                            "2026-03-03T12:10:00", "2026-03-03 12:10:00Z"}) {
        EXPECT_NE(at(bad, {2026, 3, 3}).what, "") << bad;
    }
}

TEST(EntryJson, ReadsDurationsOfEveryUnit) {
    const auto limit = [](std::string_view text) {
        const Read given = read(R"({"enter": "policy.adopted", "parameters": {}, "tracks": {"t":
            {"modules": [{"id": "m", "limit": ")" +
                                std::string(text) + "\"}]}}}");
        return given.what.empty()
                   ? std::optional(std::get<domain::PolicyAdopted>(given.proposed.body)
                                       .tracks.at(TrackId("t"))
                                       .modules.at(0)
                                       .limit)
                   : std::nullopt;
    };
    EXPECT_EQ(limit("90s"), seconds(90));
    EXPECT_EQ(limit("15m"), minutes(15));
    EXPECT_EQ(limit("2h"), hours(2));
    EXPECT_EQ(limit("14d"), days(14));
    for (const char* bad : {"", "h", "2", "-2h", "1.5h", "2 h", "2H", "99999999999999999999s"}) {
        EXPECT_EQ(limit(bad), std::nullopt) << bad;
    }
}

TEST(EntryJson, ReadsACorrectionWithAlso) {
    const Read given = read(R"({"enter": "entry.corrected", "id": "c", "entry": "@12",
        "reason": "typo", "replacement": {"enter": "sitting.finished", "sitting": "A", "id": "e",
        "happened": "2026-03-03T12:10:00Z", "reason": "then"},
        "also": [{"entry": "f"}, {"entry": "g", "reason": "r", "replacement":
        {"enter": "sitting.terminated", "sitting": "B"}}]})");
    ASSERT_EQ(given.what, "");
    const auto& correction = std::get<domain::EntryCorrected>(given.proposed.body);
    EXPECT_EQ(correction.entry.value, "@12");
    EXPECT_EQ(correction.replacement->reason->value, "then");
    ASSERT_EQ(correction.also.size(), 2U);
    EXPECT_FALSE(correction.also[0].replacement.has_value());
    EXPECT_TRUE(
        std::holds_alternative<domain::SittingTerminated>(correction.also[1].replacement->fact));
}

TEST(EntryJson, WritesWhatItReads) {
    const std::string text = R"({"enter":"outage.reported","scope":{"site":true},"cause":"lab",)"
                             R"("description":"smoke","session":"day"})";
    const Read given = read(text);
    domain::Entry entry;
    entry.seq = 3;
    entry.id = EntryId("@3");
    entry.session = given.proposed.session;
    entry.by = {"Mori", domain::Role::lead_proctor};
    entry.happened = entry.recorded = *parse_instant("2026-03-03T12:00:00Z");
    entry.body = given.proposed.body;
    const json::object written = entry_to_json(entry, *TimeZone::find("Asia/Tokyo"));
    const json::object sent = parse_json(text)->as_object();
    for (const auto& member : sent) {
        EXPECT_EQ(written.at(member.key()), member.value()) << member.key();
    }
    EXPECT_EQ(written.at("happened"), "2026-03-03T21:00:00+09:00");
    EXPECT_EQ(written.at("by").at("role"), "lead_proctor");
}

TEST(Leaf, IsRefusedWhenAnythingOfItsFrameIsMissing) {
    domain::Entry entry;
    entry.id = EntryId("@0");
    entry.by = {"labd", domain::Role::labd};
    entry.body = domain::DutyStarted{};
    const auto none = [](std::string_view, std::string_view) { return std::string(); };
    const std::string leaf = leaf_of(entry, {"tyo", "j", 0, "b", "real", "00", "site"}, none);
    const auto unseal = [](std::string_view, std::string_view,
                           std::string_view) -> std::optional<std::string> { return ""; };
    ASSERT_TRUE(read_leaf(leaf, unseal).has_value());
    const json::object whole = parse_json(leaf)->as_object();
    for (const auto& member : whole) {
        json::object less = whole;
        less.erase(member.key());
        EXPECT_FALSE(read_leaf(json::serialize(less), unseal).has_value()) << member.key();
    }
    for (const char* bad : {"", "{", "[]", "7", R"({"v":2})"}) {
        EXPECT_FALSE(read_leaf(bad, unseal).has_value()) << bad;
    }
    // A member that must be sealed and is not.
    json::object plain = whole;
    plain["reason"] = "in the open";
    EXPECT_FALSE(read_leaf(json::serialize(plain), unseal).has_value());
}

}  // namespace
}  // namespace labd::codec
