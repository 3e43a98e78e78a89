#include "labd/camera/fault.h"

#include <algorithm>

namespace labd::camera {

std::vector<FaultInterval> flatten(std::vector<FaultInterval> intervals) {
    std::erase_if(intervals, [](const FaultInterval& one) { return one.to <= one.from; });
    std::vector<Duration> edges;
    for (const FaultInterval& one : intervals) {
        edges.push_back(one.from);
        edges.push_back(one.to);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::sort(intervals.begin(), intervals.end(),
              [](const auto& a, const auto& b) { return a.from < b.from; });

    std::vector<FaultInterval> flat;
    std::vector<FaultInterval> open;
    std::size_t next = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        while (next < intervals.size() && intervals[next].from <= edges[i]) {
            open.push_back(intervals[next++]);
        }
        std::erase_if(open, [&](const FaultInterval& one) { return one.to <= edges[i]; });
        if (open.empty()) {
            continue;
        }
        const Fault first =
            std::min_element(open.begin(), open.end(), [](const auto& a, const auto& b) {
                return a.fault < b.fault;
            })->fault;
        if (!flat.empty() && flat.back().to == edges[i] && flat.back().fault == first) {
            flat.back().to = edges[i + 1];
        } else {
            flat.push_back({edges[i], edges[i + 1], first});
        }
    }
    return flat;
}

}  // namespace labd::camera
