#include "labd/print/html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "labd/core/assert.h"
#include "labd/core/base64.h"
#include "labd/print/qr.h"

namespace labd::print {

namespace {

constexpr std::string_view style = R"(
body{font:16px/1.5 "Liberation Sans",Arial,"IPAPGothic","Noto Sans CJK JP",sans-serif;
color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1.05rem}
.subtitle,footer{color:#444}table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #999;
overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.right{text-align:right}pre{font:13px/1.5 "Liberation Mono",monospace;white-space:pre-wrap;
overflow-wrap:anywhere}code{font:inherit;display:block;padding-left:2em;text-indent:-2em}
svg{width:100%;height:auto;display:block}
svg.qr{width:75mm}svg text{font-size:11px}
footer{margin-top:2rem;border-top:1px solid #999;padding-top:.5rem}
@media print{body{max-width:none;margin:0}h2{break-after:avoid}tr,svg{break-inside:avoid}
thead{display:table-header-group}}
)";

constexpr double strip_width = 960;
constexpr double label_width = 150;
constexpr double strip_height = 22;
constexpr double row_height = 30;
constexpr double legend_step = 150;

std::string_view shade_name(Shade shade) {
    constexpr std::array<std::string_view, 5> names = {"good", "doubtful", "poor", "missing",
                                                       "unknown"};
    return names.at(static_cast<std::size_t>(shade));
}

/// Patterns that stay apart in black and white: full, dots, hatched, black with a cross, empty.
constexpr std::string_view patterns =
    R"(<defs><pattern id="good" width="8" height="8" patternUnits="userSpaceOnUse">)"
    R"(<rect width="8" height="8" fill="#3d8b5f"/></pattern>)"
    R"(<pattern id="doubtful" width="6" height="6" patternUnits="userSpaceOnUse">)"
    R"(<rect width="6" height="6" fill="#e8e2c4"/><circle cx="3" cy="3" r="1.2" fill="#555"/>)"
    R"(</pattern><pattern id="poor" width="6" height="6" patternUnits="userSpaceOnUse">)"
    R"(<rect width="6" height="6" fill="#f0a64b"/>)"
    R"(<path d="M0 6L6 0" stroke="#222" stroke-width="1.5"/></pattern>)"
    R"(<pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse">)"
    R"(<rect width="6" height="6" fill="#8c1a2b"/>)"
    R"(<path d="M0 0L6 6M0 6L6 0" stroke="#fff" stroke-width="1"/></pattern>)"
    R"(<pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse">)"
    R"(<rect width="6" height="6" fill="#fff"/></pattern></defs>)";

class Page {
public:
    explicit Page(std::string& out) : out_(out) {}

    void operator()(const Heading& heading) {
        const int level = heading.level == 1 ? 2 : 3;
        fmt::format_to(std::back_inserter(out_), "<h{0}>{1}</h{0}>\n", level,
                       escape_html(heading.text));
    }

    void operator()(const Paragraph& paragraph) {
        out_ += "<p>" + escape_html(paragraph.text) + "</p>\n";
    }

    void operator()(const Table& table) {
        out_ += "<table><thead><tr>";
        for (const Column& column : table.columns) {
            cell("th scope=\"col\"", "th", column, column.title);
        }
        out_ += "</tr></thead><tbody>\n";
        for (const std::vector<std::string>& row : table.rows) {
            LABD_ASSERT(row.size() == table.columns.size());
            out_ += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) {
                cell("td", "td", table.columns[i], row[i]);
            }
            out_ += "</tr>\n";
        }
        out_ += "</tbody></table>\n";
    }

    void operator()(const Strips& strips) {
        const double height =
            row_height * static_cast<double>(strips.strips.size()) + row_height * 2;
        // Hidden from readers of the screen: the tables say the same in words.
        fmt::format_to(std::back_inserter(out_), R"(<svg viewBox="0 0 {} {}" aria-hidden="true">)",
                       strip_width, height);
        if (!has_patterns_) {
            out_ += patterns;
            has_patterns_ = true;
        }
        double top = 0;
        for (const Strip& strip : strips.strips) {
            text(0, top + 15, "start", strip.label);
            for (const StripPart& part : strip.parts) {
                rectangle(position(part.from), top, position(part.to) - position(part.from),
                          part.shade);
            }
            top += row_height;
        }
        for (const StripTick& tick : strips.ticks) {
            fmt::format_to(std::back_inserter(out_),
                           R"(<path d="M{0:.2f} 0V{1:.2f}" stroke="#111" stroke-width="0.5"/>)",
                           position(tick.at), top);
            text(position(tick.at), top + 12, tick.at > 0.97 ? "end" : "middle", tick.text);
        }
        double left = label_width;
        for (const auto& [shade, meaning] : strips.legend) {
            rectangle(left, top + row_height, strip_height, shade);
            text(left + strip_height + 5, top + row_height + 15, "start", meaning);
            left += legend_step;
        }
        out_ += "</svg>\n";
    }

    void operator()(const Verbatim& verbatim) {
        out_ += "<pre>";
        std::string_view rest = verbatim.text;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
            out_ += "<code>" + escape_html(rest.substr(0, end)) + "</code>";
            rest.remove_prefix(end);
        }
        out_ += "</pre>\n";
    }

    void operator()(const QrCode& code) {
        const std::optional<QrModules> modules = qr_modules(code.text);
        LABD_ASSERT(modules);
        const std::size_t side = modules->size() + 2 * qr_quiet_zone;
        fmt::format_to(std::back_inserter(out_),
                       R"(<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">)"
                       R"(<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d=")",
                       side, escape_html(code.label));
        for (std::size_t y = 0; y < modules->size(); ++y) {
            for (std::size_t x = 0; x < modules->size(); ++x) {
                if ((*modules)[y][x]) {
                    fmt::format_to(std::back_inserter(out_), "M{} {}h1v1h-1z", x + qr_quiet_zone,
                                   y + qr_quiet_zone);
                }
            }
        }
        out_ += "\"/></svg>\n";
    }

private:
    static double position(double share) {
        return label_width + share * (strip_width - label_width - 1);
    }

    void cell(std::string_view open, std::string_view tag, const Column& column,
              const std::string& content) {
        fmt::format_to(std::back_inserter(out_), "<{}{}>{}</{}>", open,
                       column.align == Align::right ? " class=\"right\"" : "", escape_html(content),
                       tag);
    }

    void text(double x, double y, std::string_view anchor, const std::string& content) {
        fmt::format_to(std::back_inserter(out_),
                       R"(<text x="{:.2f}" y="{:.2f}" text-anchor="{}">{}</text>)", x, y, anchor,
                       escape_html(content));
    }

    void rectangle(double x, double y, double width, Shade shade) {
        fmt::format_to(std::back_inserter(out_),
                       R"(<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{}" )"
                       R"svg(fill="url(#{})" stroke="#111" stroke-width="0.5"/>)svg",
                       x, y, width, strip_height, shade_name(shade));
    }

    std::string& out_;
    bool has_patterns_ = false;
};

}  // namespace

std::string escape_html(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

std::string html_security_policy() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    LABD_ASSERT(
        EVP_Digest(style.data(), style.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        to_base64(std::span(digest).first(size)));
}

std::string html(const Document& document) {
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>"
        "<style>{}</style></head><body>\n<header><h1>{}</h1><p class=\"subtitle\">{}</p>"
        "</header>\n<main>\n",
        escape_html(document.language), escape_html(document.title), style,
        escape_html(document.title), escape_html(document.subtitle));
    Page page(out);
    for (const Block& block : document.blocks) {
        std::visit(page, block);
    }
    out += "</main>\n<footer>" + escape_html(document.footer) + "</footer></body></html>\n";
    return out;
}

}  // namespace labd::print
