#include "labd/app/serve.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <ostream>

#include "labd/app/adoption.h"
#include "labd/app/attachment_service.h"
#include "labd/app/camera_watch.h"
#include "labd/app/clocks.h"
#include "labd/app/configuration.h"
#include "labd/app/footage_desk.h"
#include "labd/app/log.h"
#include "labd/app/refusals.h"
#include "labd/app/sample.h"
#include "labd/app/signed_journal.h"
#include "labd/app/version.h"
#include "labd/app/webhook_service.h"
#include "labd/core/assert.h"
#include "labd/journal/account_book.h"
#include "labd/journal/stored_journal.h"
#include "labd/journal/verify.h"
#include "labd/kernel/kernel.h"
#include "labd/kernel/response.h"
#include "labd/kernel/worker.h"
#include "labd/net/server.h"
#include "labd/web/authentication.h"
#include "labd/web/sign_in.h"
#include "labd/web/users.h"
#include "labd/web/web_app.h"

namespace labd::app {

namespace {

constexpr std::size_t worker_waiting_max = 16;
constexpr Seq snapshot_every = 1'000;
constexpr Duration sign_every = seconds(10);

/// Everything that makes up a running daemon, in the order of construction.
class Daemon {
public:
    Daemon(const ServeOptions& options, Configuration configuration, std::ostream& out,
           std::ostream& error)
        : options_(options),
          configuration_(std::move(configuration)),
          out_(out),
          error_(error),
          worker_(loop_, worker_waiting_max),
          liveness_timer_(loop_.make_timer()) {}

    int run() {
        if (!open_clock() || !open_journal() || !open_accounts() || !start_kernel()) {
            return 1;
        }
        loop_.on_signal([this](int signal) { on_signal(signal); });
        // Nobody is answered before it is durable that labd has started.
        kernel_->when_settled([this] {
            if (!stopping_ && !start_server()) {
                server_.reset();
                stop(true);
            }
        });
        mark_alive();
        verify_behind();
        loop_.run();
        return failed_ ? 1 : 0;
    }

private:
    bool is_training() const { return options_.training || options_.replay; }

    bool fail(const std::string& what) {
        error_ << "labd: " << what << '\n';
        return false;
    }

    bool open_clock() {
        if (!is_training()) {
            clock_ = std::make_unique<SystemClock>();
            return true;
        }
        const TimeZone zone = *TimeZone::find(configuration_.site.time_zone);
        const Instant morning = zone.day_start(zone.date_at(wall_time())) + hours(8) + minutes(30);
        auto clock = std::make_unique<AdjustableClock>(options_.replay ? Instant{} : morning,
                                                       options_.replay ? 0.0 : 1.0);
        training_clock_ = clock.get();
        clock_ = std::move(clock);
        return true;
    }

    bool open_journal() {
        journal::JournalOptions options;
        options.directory = configuration_.data_directory;
        options.master_key = configuration_.master_key;
        options.site = configuration_.site.site.value;
        options.mode = clock_->mode();
        options.created = wall_time();
        auto opened = journal::StoredJournal::open(options, loop_);
        if (!opened) {
            return fail(opened.error().text);
        }
        journal_ = std::move(*opened);
        if (training_clock_ != nullptr && journal_->last_alive()) {
            // A training goes on at its own time, also for the entry about its restart.
            training_clock_->set(std::max(clock_->now(), journal_->last_alive()->now), {});
        }
        auto log = SignedJournal::open(*journal_, configuration_.data_directory);
        if (!log) {
            return fail(log.error().text);
        }
        signed_journal_ = std::move(*log);
        signed_journal_->be_witnessed(loop_, configuration_.witnesses);
        return true;
    }

    bool open_accounts() {
        auto opened =
            journal::AccountBook::open(journal::accounts_file(configuration_.data_directory),
                                       journal::AccountsUse::daemon, {});
        if (!opened) {
            return fail(opened.error().text);
        }
        accounts_ = std::move(*opened);
        const auto added = is_training() ? add_sample_users(*accounts_, hasher_, wall_time())
                                         : web::UserResult<void>();
        return added || fail(describe(added.error(), codec::Language::en));
    }

    bool add_admin() {
        const web::UserResult<std::optional<std::string>> password =
            web::add_first_admin(*accounts_, hasher_, wall_time());
        if (!password) {
            return fail(describe(password.error(), codec::Language::en));
        }
        if (*password) {
            out_ << "First start: sign in as admin with the one-time password " << **password
                 << '\n';
        }
        return true;
    }

    bool start_kernel() {
        kernel::KernelConfig config;
        config.site = journal_->identity().site;
        config.journal = journal_->identity().journal_id;
        config.epoch = journal_->identity().epochs.current();
        config.boot = boot_id();
        config.version = std::string(version);
        config.authority = options_.replay ? rules::Authority::scenario : rules::Authority::daemon;
        if (journal_->last_alive()) {
            config.alive_until = journal_->last_alive()->now;
        }
        config.random = [random = journal::system_random()](std::size_t count) {
            std::string bytes(count, '\0');
            random({reinterpret_cast<std::uint8_t*>(bytes.data()), count});
            return bytes;
        };
        config.format = [this](const kernel::Done& done) {
            return kernel::response_json(done, zone());
        };
        kernel_ = std::make_unique<kernel::Kernel>(loop_, *clock_, *journal_, journal_->sealer(),
                                                   std::move(config));
        const auto snapshot = journal_->latest_snapshot();
        if (auto fault = kernel_->start(journal_->head().size, snapshot ? snapshot->state : "")) {
            return fail("the journal cannot be read: " + *fault);
        }
        if (training_clock_ != nullptr) {
            // The last mark may be a second older than the last entry.
            training_clock_->set(std::max(clock_->now(), kernel_->state().last_recorded), {});
        }
        if (!options_.replay) {
            adopt_configuration();
            watch_cameras();
        }
        return !failed_;
    }

    void watch_cameras() {
        CameraWatchOptions options = camera_watch_options(configuration_);
        options.sources_file = options_.cameras;
        if (journal_->last_alive()) {
            options.seen_until = journal_->last_alive()->now;
        }
        const CameraWatch::Services services{loop_, *kernel_, worker_, training_clock_};
        cameras_ = std::make_unique<CameraWatch>(services, std::move(options));
        const FootageDesk::Services desk{loop_, *kernel_, worker_, *cameras_};
        footage_ = std::make_unique<FootageDesk>(desk, footage_desk_options(configuration_));
    }

    TimeZone zone() const {
        const domain::State& state = kernel_->state();
        return state.sites.empty() ? TimeZone() : state.sites.back().site->zone;
    }

    /// Makes entries of what the configuration says and the journal does not say yet.
    void adopt_configuration() {
        const TimeZone site_zone = *TimeZone::find(configuration_.site.time_zone);
        const auto sample = options_.training ? std::optional(site_zone.date_at(clock_->now()))
                                              : std::optional<Date>();
        kernel::Request request = adoption_of(configuration_, kernel_->state(), sample);
        if (request.entries.empty()) {
            return;
        }
        kernel_->submit(std::move(request), [this](const kernel::Outcome& outcome) {
            const auto why = refusal_in(outcome, *TimeZone::find(configuration_.site.time_zone));
            if (std::holds_alternative<kernel::Refused>(outcome)) {
                failed_ = true;
                fail("the configuration is refused: " + *why);
            } else if (why) {  // The exam goes on with the site as it was (CAM-6).
                spdlog::error("The site stays as it was: {}", *why);
            }
        });
    }

    bool start_server() {
        web::WebConfig config;
        config.replay = options_.replay;
        config.version = std::string(version);
        config.head = [this] { return journal_->head(); };
        config.figures = [this] { return figures(); };
        const journal::Identity& journal = journal_->identity();
        config.events = {journal.site, journal.journal_id, journal.epochs, is_training()};
        webhooks_ = WebhookService::start(
            {*kernel_, *clock_, loop_, worker_},
            {configuration_.webhooks, config.events, configuration_.data_directory});
        sign_in_ =
            std::make_unique<web::SignIn>(*accounts_, worker_, hasher_, configuration_.sign_in);
        authenticator_ =
            std::make_unique<web::Authenticator>(*accounts_, configuration_.allowed_origins);
        attachments_ = open_attachments(configuration_.data_directory, *kernel_, worker_);
        const web::WebServices services{
            *kernel_,
            *clock_,
            loop_,
            worker_,
            {*accounts_, *authenticator_, *sign_in_,
             is_training() ? web::PasswordRule::training : web::PasswordRule::real},
            training_clock_,
            cameras_.get(),
            webhooks_ ? &webhooks_->webhooks() : nullptr,
            signed_journal_.get(),
            footage_.get(),
            attachments_.get()};
        web_ = std::make_unique<web::WebApp>(services, std::move(config));
        net::ServerConfig server;
        server.addresses = configuration_.addresses;
        server.tls = configuration_.tls;
        server.body_bytes_max = web_->body_bytes_max();
        server.error_body = web::WebApp::error_body;
        server_ = std::make_unique<net::HttpServer>(loop_, std::move(server), web_->handler());
        const net::HttpServer::Listening listening = server_->listen();
        if (!listening.error.empty()) {
            return fail(listening.error);
        }
        tell(listening.ports);
        // Last of all: a password for one use must not be lost with a start that failed.
        return is_training() || add_admin();
    }

    web::ProcessFigures figures() const {
        web::ProcessFigures figures;
        std::error_code error;
        const auto bytes =
            std::filesystem::file_size(journal::journal_file(configuration_.data_directory), error);
        figures.journal_bytes = error ? 0 : static_cast<std::int64_t>(bytes);
        figures.connections = static_cast<std::int64_t>(server_->connections());
        figures.alive = boot_time() - started_;
        figures.verified = verify_fault_->empty();
        return figures;
    }

    void tell(const std::vector<std::uint16_t>& ports) {
        for (std::size_t i = 0; i < ports.size(); ++i) {
            const net::ListenAddress& address = configuration_.addresses[i];
            out_ << "labd " << version << " listens on "
                 << (address.security == net::Security::tls ? "https://" : "http://")
                 << address.address << ':' << ports[i] << '\n';
        }
        if (options_.training && !options_.replay) {
            out_ << "Training: today's sample day, clock at "
                 << TimeZone::find(configuration_.site.time_zone)->format(clock_->now())
                 << ". Sign in as:\n";
            list_sample_users(out_);
        }
        out_ << std::flush;
    }

    /// The start does not wait for it: a fault shows in /readyz and in the log.
    void verify_behind() {
        const auto fault = verify_fault_;
        const auto found = std::make_shared<std::string>();
        worker_.try_run(
            [found, directory = configuration_.data_directory] {
                *found = journal::verify(directory, {}).fault;
            },
            [found, fault] {
                *fault = *found;
                fault->empty() ? spdlog::info("the journal is whole")
                               : spdlog::error("the journal is damaged: {}", *fault);
            });
    }

    void mark_alive() {
        journal::LivenessMark mark;
        mark.now = clock_->now();
        mark.wall = wall_time();
        mark.boottime = boot_time();
        mark.boot_id = boot_id();
        mark.mode = clock_->mode();
        journal_->mark_alive(std::move(mark));
        const Seq size = kernel_->state().size;
        if (size >= snapshot_size_ + snapshot_every) {
            snapshot_size_ = size;
            journal_->put_snapshot(size, kernel_->snapshot());
        }
        if (boot_time() >= signed_ + sign_every) {
            signed_ = boot_time();
            signed_journal_->sign();
        }
        if (!kernel_->is_writable() && !stopping_) {
            spdlog::error("a commit failed: nothing is written until labd is restarted");
            failed_ = true;
        }
        liveness_timer_->arm(seconds(1), [this] { mark_alive(); });
    }

    void on_signal(int signal) {
        constexpr int hang_up = 1;
        if (signal == hang_up) {
            if (webhooks_) {
                webhooks_->read_secrets_again();
            }
            const std::string fault = server_->reload_tls();
            if (fault.empty()) {
                spdlog::info("certificate read again and in use");
            } else {
                spdlog::error("certificate not read again, the old one stays: {}", fault);
            }
            return;
        }
        if (stopping_) {
            // Asked twice: what is durable stays so.
            std::_Exit(1);
        }
        stop(false);
    }

    /// Stops accepting, lets requests finish, writes what waits, and lets the loop run empty.
    void stop(bool failed) {
        if (stopping_) {
            return;
        }
        stopping_ = true;
        failed_ = failed_ || failed;
        liveness_timer_->cancel();
        if (cameras_) {
            footage_->stop();
            cameras_->stop();
        }
        const auto finish = [this] {
            if (webhooks_) {
                webhooks_->stop();
            }
            journal_->put_snapshot(kernel_->state().size, kernel_->snapshot());
            signed_journal_->sign();
            journal_->close();
            kernel_->stop();
            loop_.release_signals();
        };
        if (server_) {
            web_->shutdown();
            server_->shutdown(seconds(5), finish);
        } else {
            finish();
        }
    }

    const ServeOptions& options_;
    Configuration configuration_;
    std::ostream& out_;
    std::ostream& error_;
    Duration started_ = boot_time();
    Seq snapshot_size_ = 0;
    /// When a checkpoint was last due.
    Duration signed_;
    /// What the verification behind the start has found; shared with its callback.
    std::shared_ptr<std::string> verify_fault_ = std::make_shared<std::string>();
    bool stopping_ = false;
    bool failed_ = false;
    net::EventLoop loop_;
    web::Argon2idHasher hasher_;
    std::unique_ptr<ports::Clock> clock_;
    ports::TrainingClock* training_clock_ = nullptr;
    std::unique_ptr<journal::StoredJournal> journal_;
    std::unique_ptr<SignedJournal> signed_journal_;
    std::shared_ptr<journal::AttachmentFolder> attachments_;
    std::unique_ptr<journal::AccountBook> accounts_;
    std::unique_ptr<kernel::Kernel> kernel_;
    std::unique_ptr<web::SignIn> sign_in_;
    // After the worker, so that nobody else writes what it then keeps.
    std::unique_ptr<WebhookService> webhooks_;
    // Before what its jobs use goes away.
    kernel::ThreadWorker worker_;
    std::unique_ptr<CameraWatch> cameras_;
    std::unique_ptr<FootageDesk> footage_;
    std::unique_ptr<web::Authenticator> authenticator_;
    std::unique_ptr<web::WebApp> web_;
    std::unique_ptr<net::HttpServer> server_;
    std::unique_ptr<ports::Timer> liveness_timer_;
};

}  // namespace

int serve(const ServeOptions& options, std::ostream& out, std::ostream& error) {
    LABD_ASSERT(sodium_init() >= 0);
    const bool is_training = options.training || options.replay;
    auto configuration = is_training ? training_configuration(options.data_directory,
                                                              options.listen, options.webhooks)
                                     : read_configuration(options.config);
    if (!configuration) {
        error << "labd: " << options.config << (is_training ? "" : ": ")
              << configuration.error().sentence() << '\n';
        return 2;
    }
    set_up_log(configuration->log_level);
    return Daemon(options, std::move(*configuration), out, error).run();
}

}  // namespace labd::app
