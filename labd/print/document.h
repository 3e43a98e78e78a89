// A document for print: headings, paragraphs, tables, strips of time and codes. One description
// becomes a page for a browser (html.h) and pages for paper (pdf.h), so that both say the same.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace labd::print {

/// A heading; level 1 begins a chapter.
struct Heading {
    std::string text;
    int level = 1;
};

struct Paragraph {
    std::string text;
};

enum class Align : std::uint8_t { left, right };

struct Column {
    std::string title;
    Align align = Align::left;
    /// Share of the width among all columns; above 0.
    double weight = 1;
};

/// Every row has as many cells as there are columns.
struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows;
};

/// How a part of a strip is drawn: each has its own pattern, so that it needs no colour.
enum class Shade : std::uint8_t { good, doubtful, poor, missing, unknown };

struct StripPart {
    /// From where to where, as shares of the strip: 0 is its beginning, 1 its end.
    double from = 0;
    double to = 0;
    Shade shade = Shade::unknown;
};

struct StripTick {
    double at = 0;
    std::string text;
};

struct Strip {
    std::string label;
    std::vector<StripPart> parts;
};

/// Strips below one another over one axis.
struct Strips {
    std::vector<Strip> strips;
    std::vector<StripTick> ticks;
    /// What each shade that occurs means, in words.
    std::vector<std::pair<Shade, std::string>> legend;
};

/// Text whose lines and letters count: it can be typed off. A line too long for the page goes on
/// indented.
struct Verbatim {
    std::string text;
};

/// A text of at most `qr_bytes_max` bytes as a QR code.
struct QrCode {
    std::string text;
    /// What it is, for whoever can't see it.
    std::string label;
};

using Block = std::variant<Heading, Paragraph, Table, Strips, Verbatim, QrCode>;

struct Document {
    /// "en" or "ja": chooses line breaking and glyph forms.
    std::string language;
    std::string title;
    std::string subtitle;
    /// At the foot of each page, beside its number.
    std::string footer;
    std::vector<Block> blocks;
};

}  // namespace labd::print
