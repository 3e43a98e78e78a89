#include "labd/web/csv.h"

#include <gmock/gmock.h>

namespace labd::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::vector<std::string>> cells_of(std::string_view text) {
    std::vector<std::vector<std::string>> cells;
    const codec::Decoded<std::vector<CsvRow>> rows = parse_csv(text);
    if (!rows) {
        ADD_FAILURE() << rows.error().sentence();
        return cells;
    }
    for (const CsvRow& row : *rows) {
        cells.push_back(row.cells);
    }
    return cells;
}

codec::InputFault fault_of(std::string_view text, CsvLimits limits = {}) {
    const codec::Decoded<std::vector<CsvRow>> rows = parse_csv(text, limits);
    return rows ? codec::InputFault{"read", Message{}} : rows.error();
}

TEST(Csv, ReadsLinesEndedEitherWayAndTheLastWithoutAnEnd) {
    EXPECT_THAT(cells_of("a,b\r\nc,d\ne,f"),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e", "f")));
}

TEST(Csv, SkipsTheByteOrderMarkAndEmptyLines) {
    EXPECT_THAT(cells_of("\xEF\xBB\xBF"
                         "a,b\n\n\r\nc,d\n"),
                ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
}

TEST(Csv, KeepsCommasQuotesAndLineEndsInsideQuotes) {
    EXPECT_THAT(cells_of("\"Sato, \"\"Ken\"\"\",\"two\r\nlines\"\n"),
                ElementsAre(ElementsAre("Sato, \"Ken\"", "two\r\nlines")));
}

TEST(Csv, KeepsEmptyCellsAndNamesOfEveryScript) {
    EXPECT_THAT(cells_of("佐藤 健,,\"\"\n"), ElementsAre(ElementsAre("佐藤 健", "", "")));
}

TEST(Csv, CountsLinesThroughQuotedLineEnds) {
    const auto rows = parse_csv("a\n\"x\ny\"\nb\n");
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ((*rows)[1].line, 2U);
    EXPECT_EQ((*rows)[2].line, 4U);
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
    EXPECT_EQ(fault_of("a\n\"never closed\n").place, "line 2");
    EXPECT_EQ(fault_of("a\nb\"c\n").place, "line 2");
    EXPECT_EQ(fault_of("a\n\"b\"c\n").place, "line 2");
}

TEST(Csv, RefusesWhatIsNotUtf8) {
    for (const char* text : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "a\xE4\xBD"}) {
        EXPECT_THAT(fault_of(text).sentence(), HasSubstr("UTF-8")) << testing::PrintToString(text);
    }
}

TEST(Csv, KeepsItsLimits) {
    CsvLimits limits;
    limits.rows_max = 2;
    limits.cells_max = 2;
    limits.cell_bytes_max = 3;
    EXPECT_EQ(fault_of("a\nb\n", limits).place, "read");
    EXPECT_THAT(fault_of("a\nb\nc\n", limits).sentence(), HasSubstr("more than 2 rows"));
    EXPECT_THAT(fault_of("a,b,c\n", limits).sentence(), HasSubstr("too many cells"));
    EXPECT_THAT(fault_of("abcd\n", limits).sentence(), HasSubstr("too long"));
}

}  // namespace
}  // namespace labd::web
