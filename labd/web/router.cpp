#include "labd/web/router.h"

#include <algorithm>
#include <utility>

#include "labd/core/assert.h"

namespace labd::web {

namespace {

constexpr std::size_t unknown_body_bytes_max = 64 * 1024;

template <class Text>
std::vector<Text> split(std::string_view path) {
    std::vector<Text> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

template <class Text>
bool fits(const std::vector<std::string_view>& pattern, const std::vector<Text>& segments) {
    return pattern.size() == segments.size() &&
           std::equal(pattern.begin(), pattern.end(), segments.begin(),
                      [](std::string_view part, std::string_view segment) {
                          return part == "{}" ? !segment.empty() : part == segment;
                      });
}

net::Method looked_up(net::Method method) {
    return method == net::Method::head ? net::Method::get : method;
}

}  // namespace

void Router::add(Route route) {
    LABD_ASSERT(route.handle && route.pattern.starts_with('/'));
    patterns_.push_back(split<std::string_view>(route.pattern));
    routes_.push_back(std::move(route));
}

Match Router::find(net::Method method, const std::vector<std::string>& segments) const {
    Match match;
    const net::Method wanted = looked_up(method);
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (routes_[i].method == wanted && fits(patterns_[i], segments)) {
            match.route = &routes_[i];
            for (std::size_t part = 0; part < segments.size(); ++part) {
                if (patterns_[i][part] == "{}") {
                    match.names.push_back(segments[part]);
                }
            }
            return match;
        }
    }
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (fits(patterns_[i], segments)) {
            const bool get = routes_[i].method == net::Method::get;
            match.allow += match.allow.empty() ? "" : ", ";
            match.allow += get ? "GET, HEAD" : net::method_text(routes_[i].method);
        }
    }
    return match;
}

std::size_t Router::body_bytes_max(net::Method method, std::string_view path) const {
    // Escapes are not decoded: ids need none, and a longer body than that of the route is refused.
    const std::vector<std::string_view> segments = split<std::string_view>(path);
    const net::Method wanted = looked_up(method);
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (routes_[i].method == wanted && fits(patterns_[i], segments)) {
            return routes_[i].body_bytes_max;
        }
    }
    return unknown_body_bytes_max;
}

}  // namespace labd::web
