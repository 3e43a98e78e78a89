#include "labd/print/pdf.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <optional>

#include "labd/core/assert.h"
#include "labd/print/qr.h"

namespace labd::print {

namespace {

// A4 in points.
constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double margin = 48;
constexpr double text_width = page_width - 2 * margin;
constexpr double bottom = page_height - margin - 20;
constexpr double cell_padding = 3;
constexpr double indent = 9;
constexpr double label_width = 90;
constexpr double strip_height = 12;
constexpr double row_height = 18;
constexpr double legend_step = 80;
constexpr double body_size = 9.5;
constexpr double qr_width = 213;
constexpr const char* text_fonts = "Liberation Sans, IPAPGothic, Sans";
constexpr const char* verbatim_fonts = "Liberation Mono, Monospace";

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};

using Surface = std::unique_ptr<cairo_surface_t, Free<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Free<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Free<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Free<pango_font_description_free>>;

struct TextStyle {
    double size = body_size;
    bool bold = false;
    PangoAlignment align = PANGO_ALIGN_LEFT;
    /// Times the font's own height.
    float line_spacing = 1;
    const char* fonts = text_fonts;
    /// Below zero: how far a line that is broken goes on to the right of its beginning.
    double indent = 0;
};

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

/// Lays the document out on pages. The first run only counts them, as each names how many there
/// are.
class Press {
public:
    Press(const Document& document, cairo_t* context, int pages)
        : document_(document), context_(context), pages_(pages) {}

    int run() {
        begin_page();
        place(document_.title, {18, true}, 2);
        place(document_.subtitle, {11, false}, 10);
        for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
            next_ = i + 1 < document_.blocks.size() ? &document_.blocks[i + 1] : nullptr;
            std::visit([this](const auto& one) { add(one); }, document_.blocks[i]);
        }
        end_page();
        return page_;
    }

private:
    Layout layout(const std::string& text, const TextStyle& style, double width) const {
        Layout result(pango_cairo_create_layout(context_));
        pango_context_set_language(pango_layout_get_context(result.get()),
                                   pango_language_from_string(document_.language.c_str()));
        const Font font(pango_font_description_from_string(style.fonts));
        pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
        pango_font_description_set_weight(font.get(),
                                          style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_layout_set_font_description(result.get(), font.get());
        pango_layout_set_width(result.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(result.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(result.get(), style.align);
        pango_layout_set_indent(result.get(), static_cast<int>(style.indent * PANGO_SCALE));
        pango_layout_set_line_spacing(result.get(), style.line_spacing);
        pango_layout_set_text(result.get(), text.data(), static_cast<int>(text.size()));
        return result;
    }

    static double height_of(const Layout& text) {
        int height = 0;
        pango_layout_get_size(text.get(), nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }

    void draw(const Layout& text, double x, double y) const {
        cairo_set_source_rgb(context_, 0, 0, 0);
        cairo_move_to(context_, x, y);
        pango_cairo_show_layout(context_, text.get());
    }

    void begin_page() {
        ++page_;
        y_ = margin;
        const std::string number = fmt::format("{} / {}", page_, pages_);
        draw(layout(document_.footer, {8}, text_width - 60), margin, page_height - margin);
        draw(layout(number, {.size = 8, .align = PANGO_ALIGN_RIGHT}, 60), page_width - margin - 60,
             page_height - margin);
    }

    void end_page() { cairo_show_page(context_); }

    void reserve(double height) {
        if (y_ + height > bottom && y_ > margin) {
            end_page();
            begin_page();
        }
    }

    /// Text over the whole width; what is longer than a page goes on over the next ones.
    void place(const std::string& text, const TextStyle& style, double space_after) {
        const Layout whole = layout(text, style, text_width);
        if (height_of(whole) <= bottom - margin) {
            reserve(height_of(whole));
            draw(whole, margin, y_);
            y_ += height_of(whole) + space_after;
            return;
        }
        for (int i = 0; i < pango_layout_get_line_count(whole.get()); ++i) {
            PangoLayoutLine* line = pango_layout_get_line_readonly(whole.get(), i);
            PangoRectangle extents{};
            pango_layout_line_get_extents(line, nullptr, &extents);
            const double height = static_cast<double>(extents.height) / PANGO_SCALE;
            reserve(height);
            cairo_move_to(context_, margin, y_ - static_cast<double>(extents.y) / PANGO_SCALE);
            pango_cairo_show_layout_line(context_, line);
            y_ += height;
        }
        y_ += space_after;
    }

    void add(const Heading& heading) {
        y_ += heading.level == 1 ? 12 : 8;
        // A heading stays with the beginning of what it is about.
        const auto* table = next_ == nullptr ? nullptr : std::get_if<Table>(next_);
        const double beginning = table == nullptr ? 30 : beginning_of(*table);
        reserve((heading.level == 1 ? 40 : 20) + beginning);
        place(heading.text, {heading.level == 1 ? 13.0 : 11.0, true}, 4);
    }

    void add(const Paragraph& paragraph) { place(paragraph.text, {.line_spacing = 1.2F}, 6); }

    void add(const Verbatim& verbatim) {
        constexpr double hanging = -24;
        place(verbatim.text, {.line_spacing = 1.2F, .fonts = verbatim_fonts, .indent = hanging}, 6);
    }

    void add(const QrCode& code) {
        const std::optional<QrModules> modules = qr_modules(code.text);
        LABD_ASSERT(modules);
        reserve(qr_width);
        const double step = qr_width / static_cast<double>(modules->size() + 2 * qr_quiet_zone);
        double top = y_ + qr_quiet_zone * step;
        for (const std::vector<bool>& row : *modules) {
            double left = margin + qr_quiet_zone * step;
            for (const bool dark : row) {
                if (dark) {
                    cairo_rectangle(context_, left, top, step, step);
                }
                left += step;
            }
            top += step;
        }
        cairo_set_source_rgb(context_, 0, 0, 0);
        cairo_fill(context_);
        y_ += qr_width + 6;
    }

    void add(const Table& table) {
        const std::vector<double> widths = widths_of(table);
        const Row head = lay_head(table, widths);
        reserve(beginning_of(table));
        draw_row(table, head, widths, 1.0);
        for (const std::vector<std::string>& cells : table.rows) {
            const Row row = lay_row(table, widths, cells, false);
            const int page = page_;
            reserve(row.height);
            if (page_ != page) {
                draw_row(table, head, widths, 1.0);
            }
            draw_row(table, row, widths, 0.3);
        }
        y_ += 8;
    }

    struct Row {
        std::vector<Layout> cells;
        double height = 0;
    };

    static std::vector<double> widths_of(const Table& table) {
        const double sum = std::accumulate(
            table.columns.begin(), table.columns.end(), 0.0,
            [](double total, const Column& column) { return total + column.weight; });
        std::vector<double> widths;
        widths.reserve(table.columns.size());
        for (const Column& column : table.columns) {
            widths.push_back(text_width * column.weight / sum);
        }
        return widths;
    }

    Row lay_head(const Table& table, const std::vector<double>& widths) const {
        std::vector<std::string> titles;
        titles.reserve(table.columns.size());
        for (const Column& column : table.columns) {
            titles.push_back(column.title);
        }
        return lay_row(table, widths, titles, true);
    }

    /// The height of what has to stay on one page: the titles and the first row.
    double beginning_of(const Table& table) const {
        const std::vector<double> widths = widths_of(table);
        const double head = lay_head(table, widths).height;
        return table.rows.empty() ? head
                                  : head + lay_row(table, widths, table.rows[0], false).height;
    }

    Row lay_row(const Table& table, const std::vector<double>& widths,
                const std::vector<std::string>& cells, bool is_head) const {
        LABD_ASSERT(cells.size() == table.columns.size());
        Row row;
        row.cells.reserve(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const bool right = table.columns[i].align == Align::right;
            const TextStyle style{body_size, is_head, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT};
            Layout text =
                layout(cells[i], style, widths[i] - 2 * cell_padding - indent_of(table, i));
            // A cell taller than half a page is cut off there: its end is marked.
            pango_layout_set_height(text.get(),
                                    static_cast<int>((bottom - margin) / 2 * PANGO_SCALE));
            pango_layout_set_ellipsize(text.get(), PANGO_ELLIPSIZE_END);
            row.height = std::max(row.height, height_of(text));
            row.cells.push_back(std::move(text));
        }
        row.height += 2 * cell_padding;
        return row;
    }

    /// Text does not touch the numbers at its left.
    static double indent_of(const Table& table, std::size_t column) {
        const bool after_numbers = column > 0 && table.columns[column].align == Align::left &&
                                   table.columns[column - 1].align == Align::right;
        return after_numbers ? indent : 0;
    }

    void draw_row(const Table& table, const Row& row, const std::vector<double>& widths,
                  double line_width) {
        double x = margin;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            draw(row.cells[i], x + cell_padding + indent_of(table, i), y_ + cell_padding);
            x += widths[i];
        }
        y_ += row.height;
        line(margin, y_, page_width - margin, y_, line_width);
    }

    void line(double x1, double y1, double x2, double y2, double width) const {
        cairo_set_source_rgb(context_, 0, 0, 0);
        cairo_set_line_width(context_, width);
        cairo_move_to(context_, x1, y1);
        cairo_line_to(context_, x2, y2);
        cairo_stroke(context_);
    }

    static double position(double share) {
        return margin + label_width + share * (text_width - label_width);
    }

    void add(const Strips& strips) {
        reserve(
            std::min(row_height * static_cast<double>(strips.strips.size() + 2), bottom - margin));
        for (const Strip& strip : strips.strips) {
            reserve(row_height);
            const Layout label = layout(strip.label, {8}, label_width - 4);
            pango_layout_set_height(label.get(), -1);
            pango_layout_set_ellipsize(label.get(), PANGO_ELLIPSIZE_END);
            draw(label, margin, y_);
            for (const StripPart& part : strip.parts) {
                rectangle(position(part.from), y_, position(part.to) - position(part.from),
                          part.shade);
            }
            for (const StripTick& tick : strips.ticks) {
                line(position(tick.at), y_, position(tick.at), y_ + row_height, 0.3);
            }
            y_ += row_height;
        }
        reserve(2 * row_height);
        for (const StripTick& tick : strips.ticks) {
            const Layout text = layout(tick.text, {.size = 7, .align = PANGO_ALIGN_CENTER}, 60);
            draw(text, std::min(position(tick.at) - 30, page_width - margin - 60), y_);
        }
        y_ += row_height;
        double x = margin + label_width;
        for (const auto& [shade, meaning] : strips.legend) {
            rectangle(x, y_, strip_height, shade);
            draw(layout(meaning, {7.5}, legend_step - strip_height - 6), x + strip_height + 3,
                 y_ + 1);
            x += legend_step;
        }
        y_ += row_height + 6;
    }

    /// The patterns of html.cpp: full, dotted, hatched one way, hatched both ways, empty.
    void rectangle(double x, double y, double width, Shade shade) const {
        struct Look {
            double red, green, blue;
            double step;
            bool up, down, dotted;
        };

        constexpr std::array<Look, 5> looks = {{{0.24, 0.55, 0.37, 0, false, false, false},
                                                {0.91, 0.89, 0.77, 4, false, false, true},
                                                {0.94, 0.65, 0.29, 4, true, false, false},
                                                {0.55, 0.10, 0.17, 4, true, true, false},
                                                {1, 1, 1, 0, false, false, false}}};
        const Look& look = looks.at(static_cast<std::size_t>(shade));
        cairo_save(context_);
        cairo_rectangle(context_, x, y, width, strip_height);
        cairo_clip(context_);
        cairo_set_source_rgb(context_, look.red, look.green, look.blue);
        cairo_paint(context_);
        const double ink = look.up && look.down ? 1 : 0.2;
        cairo_set_source_rgb(context_, ink, ink, ink);
        cairo_set_line_width(context_, 0.8);
        for (double at = x - strip_height; look.step > 0 && at < x + width; at += look.step) {
            if (look.up) {
                cairo_move_to(context_, at, y + strip_height);
                cairo_line_to(context_, at + strip_height, y);
            }
            if (look.down) {
                cairo_move_to(context_, at, y);
                cairo_line_to(context_, at + strip_height, y + strip_height);
            }
            for (double dot = y + 2; look.dotted && dot < y + strip_height; dot += look.step) {
                cairo_rectangle(context_, at, dot, 1, 1);
            }
        }
        look.dotted ? cairo_fill(context_) : cairo_stroke(context_);
        cairo_restore(context_);
        cairo_set_source_rgb(context_, 0, 0, 0);
        cairo_set_line_width(context_, 0.4);
        cairo_rectangle(context_, x, y, width, strip_height);
        cairo_stroke(context_);
    }

    const Document& document_;
    cairo_t* context_;
    int pages_;
    /// What follows the block that is being added; null for the last one.
    const Block* next_ = nullptr;
    int page_ = 0;
    double y_ = margin;
};

}  // namespace

std::string pdf(const Document& document, const std::string& created) {
    int pages = 0;
    std::string bytes;
    for (const bool counting : {true, false}) {
        bytes.clear();
        const Surface surface(
            cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height));
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                       document.title.c_str());
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                       created.c_str());
        const Context context(cairo_create(surface.get()));
        const int count = Press(document, context.get(), pages).run();
        pages = counting ? count : pages;
        cairo_surface_finish(surface.get());
        LABD_ASSERT(cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS);
    }
    return bytes;
}

}  // namespace labd::print
