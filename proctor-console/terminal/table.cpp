#include "proctor-console/terminal/table.h"

#include <algorithm>

#include "labd/core/assert.h"
#include "proctor-console/terminal/width.h"

namespace labd::console {

namespace {

constexpr std::string_view gap = "  ";

std::string_view escape_of(Emphasis emphasis) {
    switch (emphasis) {
        case Emphasis::none: return "";
        case Emphasis::strong: return "\x1b[1m";
        case Emphasis::alert: return "\x1b[1;31m";
    }
    return "";
}

std::string emphasised(const std::string& text, Emphasis emphasis, bool colours) {
    return colours && emphasis != Emphasis::none
               ? std::string(escape_of(emphasis)) + text + "\x1b[0m"
               : text;
}

}  // namespace

void Table::add(std::vector<Cell> cells) {
    LABD_ASSERT(cells.size() == headings_.size());
    for (Cell& cell : cells) {
        cell.text = shortened(harmless(cell.text), columns_max_);
    }
    rows_.push_back(std::move(cells));
}

std::string Table::text(bool colours) const {
    std::vector<std::vector<Cell>> all;
    std::vector<Cell>& top = all.emplace_back();
    for (const std::string& heading : headings_) {
        top.push_back({heading, Emphasis::strong});
    }
    all.insert(all.end(), rows_.begin(), rows_.end());
    std::vector<std::size_t> columns(headings_.size(), 0);
    for (const std::vector<Cell>& row : all) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            columns[i] = std::max(columns[i], width_of(row[i].text));
        }
    }
    std::string text;
    for (const std::vector<Cell>& row : all) {
        std::string blanks;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::size_t width = width_of(row[i].text);
            if (width > 0) {
                text += blanks + emphasised(row[i].text, row[i].emphasis, colours);
                blanks.clear();
            }
            blanks += std::string(columns[i] - width, ' ') + std::string(gap);
        }
        text += '\n';
    }
    return text;
}

}  // namespace labd::console
