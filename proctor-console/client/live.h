// The entries as they are recorded: the live WebSocket, opened again where it broke off.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "labd/core/ids.h"
#include "labd/net/client.h"

namespace labd::console {

struct LiveEvent {
    enum class Kind : std::uint8_t {
        /// `entries` are new, in order, each once.
        entries,
        /// The connection broke; `text` says why. The next call opens it again.
        lost,
        /// It is open again.
        back,
        /// labd lets us in no more: `status` says why.
        denied,
        /// Nothing within the limit.
        quiet,
        /// Entries from `cursor()` on are too old for the live stream: read them from the journal,
        /// then `skip_to`. `size` is the journal's.
        behind
    };
    Kind kind = Kind::quiet;
    boost::json::array entries;
    std::string text;
    int status = 0;
    Seq size = 0;
};

class LiveFeed {
public:
    /// `cursor`: the first entry that is not known yet.
    LiveFeed(net::ClientOptions options, std::string token, Seq cursor,
             std::function<void(Duration)> pause);

    /// Waits at most about `limit` for something to tell. No heartbeat for 6 seconds is a lost
    /// connection.
    LiveEvent next(Duration limit);

    /// The first entry that was not told yet.
    Seq cursor() const { return cursor_; }

    void skip_to(Seq cursor) { cursor_ = cursor; }

private:
    LiveEvent open();
    std::optional<LiveEvent> take(const std::string& text);
    LiveEvent lose(std::string why);

    net::ClientOptions options_;
    std::string token_;
    Seq cursor_;
    std::function<void(Duration)> pause_;
    std::unique_ptr<net::WebSocketClient> socket_;
    bool was_open_ = false;
    int failures_ = 0;
    Duration silent_;
};

}  // namespace labd::console
