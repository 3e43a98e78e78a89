// Which handler answers which method and path, who may call it, and how long its body may be: one
// table; what is not in it does not exist.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "labd/web/access.h"
#include "labd/web/call.h"

namespace labd::web {

struct Route {
    net::Method method = net::Method::get;
    /// `/api/v1/sessions/{}/board`; `{}` stands for one non-empty segment.
    std::string_view pattern;
    Action action = Action::open;
    std::function<void(Call)> handle;
    std::size_t body_bytes_max = 0;
    /// Whether somebody who must first set a password of their own may call it.
    bool before_password_change = false;
};

/// What a path leads to.
struct Match {
    /// Null when nothing is there, or nothing for this method.
    const Route* route = nullptr;
    /// The methods that the path has, for `Allow`; empty when nothing is there.
    std::string allow;
    std::vector<std::string> names;
};

class Router {
public:
    void add(Route route);

    /// HEAD finds the route of GET.
    Match find(net::Method method, const std::vector<std::string>& segments) const;

    /// As the server asks before it reads a body. What does not exist gets room for a short one, so
    /// that its answer is a 404.
    std::size_t body_bytes_max(net::Method method, std::string_view path) const;

    /// For tests that try every endpoint.
    const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
    /// The segments of each route's pattern.
    std::vector<std::vector<std::string_view>> patterns_;
};

}  // namespace labd::web
