// Boards, computed and serialised once for all who see the same, and kept until something changes:
// an entry of that day, or an instant at which the answer changes by itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "labd/web/access.h"
#include "labd/web/day.h"

namespace labd::web {

struct Board {
    std::shared_ptr<const std::string> body;
    std::string etag;
    Instant computed_at;
    Instant changes_at;
    /// Of the last entry of the day, and how many configurations of the site there were.
    Seq day_version = 0;
    std::size_t site_version = 0;
};

class Boards {
public:
    explicit Boards(const Context& context) : context_(context) {}

    /// The route `/api/v1/sessions/{}/board`.
    void handle(Call call);

    /// Whether the board that everybody sees of this session has changed since it was last
    /// computed; computes it anew when it has. For telling live readers.
    bool refresh(const SessionId& session);

private:
    const Board* cached(const SessionId& session, Sight sight) const;
    const Board& keep(Sight sight, const OpenedDay& day);

    const Context& context_;
    std::map<std::pair<SessionId, Sight>, Board> boards_;
};

}  // namespace labd::web
