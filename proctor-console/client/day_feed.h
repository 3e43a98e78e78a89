// What labd says by itself: the messages of the live WebSocket, for a screen that must know when
// nothing more is heard.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <memory>
#include <string>

#include "labd/core/ids.h"
#include "labd/net/client.h"

namespace labd::console {

struct DayNews {
    enum class Kind : std::uint8_t {
        /// `message`: hello, entries, board_changed, heartbeat or resync.
        message,
        /// The connection broke or could not be opened; `text` says why. The next call tries again.
        lost,
        /// labd lets us in no more.
        denied,
        /// Nothing within the limit.
        quiet
    };
    Kind kind = Kind::quiet;
    boost::json::object message;
    std::string text;
};

/// One thread at a time.
class DayFeed {
public:
    /// `cursor`: the first entry that is not known yet. `pause` waits before a further attempt.
    DayFeed(net::ClientOptions options, std::string token, Seq cursor,
            std::function<void(Duration)> pause);

    /// Waits at most about `limit`. A connection without a sign of life for 4.5 s is lost.
    DayNews next(Duration limit);

    /// Where the next connection goes on.
    void skip_to(Seq cursor) { cursor_ = cursor; }

private:
    DayNews open();
    DayNews lose(std::string why);

    net::ClientOptions options_;
    std::string token_;
    Seq cursor_;
    std::function<void(Duration)> pause_;
    std::unique_ptr<net::WebSocketClient> socket_;
    int failures_ = 0;
    Duration silent_;
};

}  // namespace labd::console
