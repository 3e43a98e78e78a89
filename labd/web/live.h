// The live stream: everybody who has it open gets each durable entry as the role sees it, in order,
// and is told when the board changes by itself. A reader that cannot keep up is told to read anew.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "labd/ports/loop.h"
#include "labd/web/board.h"
#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

class Live {
public:
    Live(const Context& context, ports::Loop& loop, Boards& boards);
    ~Live();
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    /// The route GET `/api/v1/live`.
    void handle(Call call);

    /// Closes the streams that came with a credential which has ended.
    void end_credential(std::int64_t credential);

    /// The training clock was set: all boards may have changed.
    void clock_moved();

    /// Ends all streams; no further ones are accepted.
    void shutdown();

    std::size_t readers() const { return readers_.size(); }

private:
    struct Reader;
    using Text = std::shared_ptr<const std::string>;

    void open(const std::shared_ptr<Reader>& reader);
    void close(const std::shared_ptr<Reader>& reader);
    void drop(const Reader* reader);
    void on_durable(Seq from, Seq to);
    void tick();
    void catch_up(Reader& reader, Seq to);
    void resync(Reader& reader);
    void tell_boards(const std::vector<SessionId>& sessions);
    std::vector<SessionId> sessions_in(Seq from, Seq to) const;
    std::vector<SessionId> sessions_today() const;
    Text entries_text(domain::Role role, Seq from, Seq to) const;

    const Context& context_;
    Boards& boards_;
    std::list<std::shared_ptr<Reader>> readers_;
    std::unique_ptr<ports::Timer> timer_;
    kernel::Kernel::Subscription subscription_;
    int ticks_ = 0;
    bool shut_ = false;
};

}  // namespace labd::web
