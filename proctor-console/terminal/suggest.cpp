#include "proctor-console/terminal/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace labd::console {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + other});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

std::vector<std::string> suggestions(std::string_view word, const std::vector<std::string>& known) {
    std::vector<std::pair<std::size_t, std::string>> near;
    // A word typed on purpose: pages of text are no misspelling.
    if (word.size() <= 64) {
        for (const std::string& each : known) {
            const std::size_t distance =
                each.starts_with(word) && word.size() > 1 ? 1 : edit_distance(word, each);
            if (distance <=
                std::max<std::size_t>(1, (std::min(word.size(), each.size()) + 1) / 3)) {
                near.emplace_back(distance, each);
            }
        }
    }
    std::ranges::sort(near);
    std::vector<std::string> best;
    for (std::size_t i = 0; i < near.size() && i < 3; ++i) {
        best.push_back(near[i].second);
    }
    return best;
}

}  // namespace labd::console
