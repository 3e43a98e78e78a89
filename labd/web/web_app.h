// The HTTP API as one object: takes requests from the server, finds out who sent them, and answers
// them from the kernel. Loop thread only.
#pragma once

#include <memory>

#include "labd/net/server.h"
#include "labd/web/account_routes.h"
#include "labd/web/arming.h"
#include "labd/web/board.h"
#include "labd/web/call.h"
#include "labd/web/console_page.h"
#include "labd/web/context.h"
#include "labd/web/footage_log.h"
#include "labd/web/live.h"
#include "labd/web/metrics.h"
#include "labd/web/router.h"
#include "labd/web/tablet_routes.h"

namespace labd::web {

/// What the API stands on. All must outlive it.
struct WebServices {
    kernel::Kernel& kernel;
    ports::Clock& clock;
    ports::Loop& loop;
    ports::Worker& worker;
    AccountServices accounts;
    /// Null in real operation.
    ports::TrainingClock* training = nullptr;
    /// Null where no cameras are watched.
    ports::LiveCameras* cameras = nullptr;
    /// Null where nothing is told by webhooks.
    ports::Webhooks* webhooks = nullptr;
    /// Null where nothing is signed.
    ports::SignedLog* log = nullptr;
    /// Null where no clips are cut.
    ports::Footage* footage = nullptr;
    /// Null where no files are kept.
    ports::Attachments* attachments = nullptr;
};

class WebApp {
public:
    WebApp(const WebServices& services, WebConfig config);
    ~WebApp();
    WebApp(const WebApp&) = delete;
    WebApp& operator=(const WebApp&) = delete;

    /// The parts of net::ServerConfig and its handler. They must not be called after the app is
    /// gone: shut the server down first.
    net::HttpServer::Handler handler();
    std::function<std::size_t(const net::Request& head)> body_bytes_max() const;
    static net::Response error_body(int status);

    void handle(net::Request request, net::Responder responder);

    /// Ends the live streams; requests are still answered until the server has shut down.
    void shutdown();

    const Router& router() const { return router_; }

    std::size_t live_readers() const { return live_.readers(); }

private:
    class Tap;

    void get(std::string_view pattern, Action action, void (*handle)(const Context&, Call));
    void add_routes();
    void add_journal_routes();
    void add_site_routes();
    void add_clock_route();
    void add_feed_routes();
    void add_arming_routes();
    void add_console_routes();
    void add_account_routes();
    void add_tablet_routes();
    void dispatch(Call call, const Route& route);

    WebConfig config_;
    Metrics metrics_;
    Context context_;
    AccountRoutes accounts_;
    TabletRoutes tablets_;
    Boards boards_;
    Arming arming_;
    FootageLog looks_;
    Live live_;
    ConsolePage console_;
    Router router_;
    std::shared_ptr<Tap> tap_;
    ports::Accounts::Subscription ended_credentials_;
};

}  // namespace labd::web
