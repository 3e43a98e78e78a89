// One document as a page for a browser and as pages for paper.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "labd/print/html.h"
#include "labd/print/pdf.h"
#include "labd/print/qr.h"

namespace labd::print {
namespace {

using testing::HasSubstr;
using testing::Not;

Document sample() {
    Document document;
    document.language = "ja";
    document.title = "録画状況報告 3 月 3 日";
    document.subtitle = "CCIE ラボ試験 <b>第一会場</b> & \"site\"";
    document.footer = "labd";
    document.blocks.emplace_back(Heading{"カメラ"});
    Strips strips;
    strips.strips.push_back(
        {"room-1", {{0, 0.4, Shade::good}, {0.4, 0.5, Shade::missing}, {0.5, 1, Shade::good}}});
    strips.strips.push_back(
        {"belongings",
         {{0, 0.3, Shade::doubtful}, {0.3, 0.6, Shade::poor}, {0.6, 1, Shade::unknown}}});
    strips.ticks = {{0, "08:30"}, {0.5, "13:00"}, {1, "17:30"}};
    strips.legend = {{Shade::good, "録画済み"},
                     {Shade::doubtful, "未確認"},
                     {Shade::poor, "不良"},
                     {Shade::missing, "欠落"},
                     {Shade::unknown, "不明"}};
    document.blocks.emplace_back(strips);
    document.blocks.emplace_back(Paragraph{"休憩中の受験者はいません。"});
    Table table;
    table.columns = {{"原因", Align::left, 3}, {"秒", Align::right, 1}};
    table.rows = {{"ネットワーク <script>", "12.5"}, {"カメラ停止", "3"}};
    document.blocks.emplace_back(table);
    return document;
}

std::size_t pages_of(const std::string& pdf) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = pdf.find("/Type /Page %", at)) != std::string::npos; ++at) {
        ++count;
    }
    return count;
}

TEST(Html, EveryTextOfTheDocumentIsEscaped) {
    const std::string page = html(sample());
    EXPECT_THAT(page, HasSubstr("&lt;b&gt;第一会場&lt;/b&gt; &amp; &quot;site&quot;"));
    EXPECT_THAT(page, HasSubstr("ネットワーク &lt;script&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(Html, ThePageSaysItsLanguageAndLoadsNothing) {
    const std::string page = html(sample());
    EXPECT_THAT(page, HasSubstr("<html lang=\"ja\">"));
    EXPECT_THAT(page, Not(HasSubstr("http")));
    EXPECT_THAT(page, Not(HasSubstr(" style=")));
    EXPECT_THAT(html_security_policy(), HasSubstr("default-src 'none'; style-src 'sha256-"));
}

TEST(Html, NumbersStandAtTheRightAndPatternsAreGivenOnce) {
    Document document = sample();
    document.blocks.push_back(document.blocks.at(1));
    const std::string page = html(document);
    EXPECT_THAT(page, HasSubstr("<td class=\"right\">12.5</td>"));
    const std::size_t first = page.find("<defs>");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(page.find("<defs>", first + 1), std::string::npos);
}

TEST(Html, ACodeHasTheSymbolOfItsTextAndItsQuietZone) {
    const std::optional<QrModules> modules = qr_modules("labd/tyo/1/0\n5\n");
    ASSERT_TRUE(modules);
    // Three of four corners have the finder: dark, light, dark.
    const std::size_t last = modules->size() - 1;
    for (const auto& [y, x] : {std::pair<std::size_t, std::size_t>(0, 0), {0, last}, {last, 0}}) {
        EXPECT_TRUE((*modules)[y][x]);
        EXPECT_FALSE((*modules)[y == 0 ? 1 : last - 1][x == 0 ? 1 : last - 1]);
    }
    Document document = sample();
    document.blocks.emplace_back(QrCode{"labd/tyo/1/0\n5\n", "a \"code\""});
    document.blocks.emplace_back(Verbatim{"labd/tyo/1/0\n<5>"});
    const std::string page = html(document);
    EXPECT_THAT(page, HasSubstr("aria-label=\"a &quot;code&quot;\""));
    EXPECT_THAT(page, HasSubstr("d=\"M4 4h1v1h-1z"));
    EXPECT_THAT(page, HasSubstr("<pre><code>labd/tyo/1/0\n</code><code>&lt;5&gt;</code></pre>"));
    EXPECT_EQ(pages_of(pdf(document, "2026-03-03T18:00:00+09:00")), 1U);
}

TEST(Qr, TakesNoTextThatPaperCannotHold) {
    EXPECT_TRUE(qr_modules(std::string(qr_bytes_max, 'x')));
    EXPECT_FALSE(qr_modules(std::string(qr_bytes_max + 1, 'x')));
    EXPECT_FALSE(qr_modules(""));
}

TEST(Pdf, TheSameDocumentGivesTheSameFile) {
    const std::string file = pdf(sample(), "2026-03-03T18:00:00+09:00");
    EXPECT_TRUE(file.starts_with("%PDF-"));
    EXPECT_EQ(pages_of(file), 1U);
    EXPECT_EQ(file, pdf(sample(), "2026-03-03T18:00:00+09:00"));
    if (const char* folder = std::getenv("LABD_TEST_PRINTS")) {
        std::ofstream(std::string(folder) + "/sample.pdf") << file;
        std::ofstream(std::string(folder) + "/sample.html") << html(sample());
    }
}

TEST(Pdf, ALongTableGoesOnOverPages) {
    Document document = sample();
    Table& table = std::get<Table>(document.blocks.back());
    for (int i = 0; i < 200; ++i) {
        table.rows.push_back({"行 " + std::to_string(i), std::to_string(i)});
    }
    EXPECT_EQ(pages_of(pdf(document, "2026-03-03T18:00:00Z")), 6U);
}

TEST(Pdf, AHeadingStaysWithTheTitlesAndTheFirstRowOfItsTable) {
    Document document = sample();
    std::string tall;
    for (int i = 0; i < 24; ++i) {
        tall += "line\n";
    }
    document.blocks.clear();
    for (int i = 0; i < 28; ++i) {
        document.blocks.emplace_back(Paragraph{"filler"});
    }
    document.blocks.emplace_back(Heading{"about the table"});
    document.blocks.emplace_back(Table{{{"title"}}, {{tall}}});
    for (int i = 0; i < 25; ++i) {
        document.blocks.emplace_back(Paragraph{"filler"});
    }
    // With its heading left behind the rest would fit on the second page.
    EXPECT_EQ(pages_of(pdf(document, "2026-03-03T18:00:00Z")), 3U);
}

TEST(Pdf, TextLongerThanAPageIsNotCutOff) {
    Document document = sample();
    std::string text;
    for (int i = 0; i < 3000; ++i) {
        text += "休憩 ";
    }
    document.blocks = {Paragraph{text}};
    EXPECT_EQ(pages_of(pdf(document, "2026-03-03T18:00:00Z")), 2U);
}

}  // namespace
}  // namespace labd::print
