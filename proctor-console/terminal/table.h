// Columns that line up on a terminal, whatever the script.
#pragma once

#include <string>
#include <vector>

namespace labd::console {

enum class Emphasis : std::uint8_t { none, strong, alert };

struct Cell {
    std::string text;
    Emphasis emphasis = Emphasis::none;
};

class Table {
public:
    explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

    /// As many cells as headings. Texts are made harmless and cut at 40 columns.
    void add(std::vector<Cell> cells);

    bool empty() const { return rows_.empty(); }

    /// With a line end after each row; trailing blanks are left out.
    std::string text(bool colours) const;

private:
    std::vector<std::string> headings_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace labd::console
