#include "labd/codec/json_text.h"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "labd/codec/leaf_writer.h"

namespace labd::codec {
namespace {

TEST(JsonText, PutsCommasBetweenMembersAndItemsOnly) {
    JsonText out(0);
    out.begin_object();
    out.member("text", "a:{[");
    out.member("low", std::int64_t{-7});
    out.key("items");
    out.begin_array();
    out.text("[");
    out.number(std::uint64_t{18'446'744'073'709'551'615U});
    out.begin_object();
    out.end_object();
    out.boolean(false);
    out.end_array();
    out.key("kept");
    out.raw(R"({"a":1})");
    out.end_object();
    EXPECT_EQ(out.take(), R"({"text":"a:{[","low":-7,)"
                          R"("items":["[",18446744073709551615,{},false],"kept":{"a":1}})");
}

TEST(JsonText, EscapesEveryCharacterAsTheJsonLibraryDoes) {
    std::string all;
    for (int character = 0; character < 128; ++character) {
        all += static_cast<char>(character);
    }
    all += "検定 \xF0\x9F\x8E\x93";
    JsonText out(0);
    out.text(all);
    const std::string text = out.take();
    EXPECT_EQ(text, json::serialize(json::value(all)));
    EXPECT_EQ(json::parse(text), json::value(all));
}

TEST(LeafWriter, BindsEverySealedTextToItsPlace) {
    std::vector<std::string> places;
    const Seal seal = [&](std::string_view plain, std::string_view place) {
        places.emplace_back(place);
        return std::string(plain);
    };
    domain::EntryCorrected corrected;
    corrected.entry = EntryId("@1");
    domain::NoteAdded note;
    note.text = domain::Text("one");
    corrected.replacement = domain::Replacement{{}, domain::Text("two"), note};
    corrected.also.push_back({EntryId("@2"), domain::Replacement{{}, {}, note}});
    LeafWriter writer(0, seal);
    writer.out().begin_object();
    writer.body("body", corrected);
    writer.out().end_object();
    EXPECT_EQ(writer.out().take(),
              R"({"body":{"enter":"entry.corrected","entry":"@1","replacement":{)"
              R"("enter":"note.added","text":{"$sealed":"one"},"reason":{"$sealed":"two"}},)"
              R"("also":[{"entry":"@2","replacement":{"enter":"note.added",)"
              R"("text":{"$sealed":"one"}}}]}})");
    EXPECT_THAT(places, ::testing::ElementsAre("/body/replacement/text", "/body/replacement/reason",
                                               "/body/also/0/replacement/text"));
}

}  // namespace
}  // namespace labd::codec
