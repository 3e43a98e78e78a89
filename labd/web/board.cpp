#include "labd/web/board.h"

#include <algorithm>

#include "labd/codec/plain_json.h"
#include "labd/web/day_json.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

constexpr std::size_t boards_max = 64;

Seq version_of(const domain::DayLog& log) {
    return log.items.empty() ? 0 : log.items.back().seq + 1;
}

net::Response not_modified(const Board& board) {
    net::Response response;
    response.status = 304;
    response.headers.emplace_back("ETag", board.etag);
    return response;
}

}  // namespace

const Board* Boards::cached(const SessionId& session, Sight sight) const {
    const auto found = boards_.find({session, sight});
    const domain::State& state = context_.kernel.state();
    const domain::DayLog* log = found == boards_.end() ? nullptr : state.day_of(session);
    if (log == nullptr) {
        return nullptr;
    }
    const Board& board = found->second;
    const Instant now = context_.kernel.now();
    const bool fresh = board.day_version == version_of(*log) &&
                       board.site_version == state.sites.size() && now < board.changes_at &&
                       now >= board.computed_at;
    return fresh ? &board : nullptr;
}

const Board& Boards::keep(Sight sight, const OpenedDay& day) {
    if (boards_.size() >= boards_max) {
        boards_.clear();
    }
    rules::Horizon horizon(day.at);
    const boost::json::object body = board_for(sight, day, context_.kernel.state().size, horizon);
    Board& board = boards_[{day.session, sight}];
    board.body = std::make_shared<const std::string>(codec::plain_json(body));
    board.computed_at = day.at;
    board.changes_at = horizon.changes_at();
    board.day_version = version_of(*day.log);
    board.site_version = context_.kernel.state().sites.size();
    board.etag = '"' + std::to_string(board.day_version) + '-' +
                 std::to_string(board.site_version) + '-' +
                 std::to_string(static_cast<unsigned>(sight)) + '-' +
                 std::to_string(board.computed_at.us) + '"';
    return board;
}

void Boards::handle(Call call) {
    const SessionId session(call.names[0]);
    const Sight sight = sight_of(call.role());
    const bool plain = call.request.query.empty();
    const Board* board = plain ? cached(session, sight) : nullptr;
    if (board == nullptr || is_hidden_as_old(context_, call.role(), session)) {
        auto opened = open_day(context_, call, session);
        if (auto* response = std::get_if<net::Response>(&opened)) {
            call.reply(std::move(*response));
            return;
        }
        const auto& day = std::get<OpenedDay>(opened);
        if (!plain) {
            rules::Horizon horizon(day.at);
            call.reply(answer(
                200, board_for(sight, day, std::min(day.before, context_.kernel.state().size),
                               horizon)));
            return;
        }
        board = &keep(sight, day);
    }
    if (call.request.headers.find("If-None-Match") == board->etag) {
        call.reply(not_modified(*board));
        return;
    }
    net::Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("ETag", board->etag);
    response.body = board->body;
    call.reply(std::move(response));
}

bool Boards::refresh(const SessionId& session) {
    if (cached(session, Sight::everything) != nullptr) {
        return false;
    }
    const domain::DayLog* log = context_.kernel.state().day_of(session);
    if (log == nullptr || !log->now.sessions.contains(session)) {
        return false;
    }
    OpenedDay day;
    day.session = session;
    day.log = log;
    day.at = context_.kernel.now();
    keep(Sight::everything, day);
    return true;
}

}  // namespace labd::web
