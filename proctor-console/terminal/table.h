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
    static constexpr std::size_t cell_columns_max = 40;

    /// Cells are cut at `columns_max`.
    explicit Table(std::vector<std::string> headings, std::size_t columns_max = cell_columns_max)
        : headings_(std::move(headings)), columns_max_(columns_max) {}

    /// As many cells as headings. Texts are made harmless.
    void add(std::vector<Cell> cells);

    bool empty() const { return rows_.empty(); }

    /// With a line end after each row; trailing blanks are left out.
    std::string text(bool colours) const;

private:
    std::vector<std::string> headings_;
    std::size_t columns_max_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace labd::console
