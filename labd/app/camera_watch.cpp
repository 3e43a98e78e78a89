#include "labd/app/camera_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "labd/app/camera_program.h"
#include "labd/app/clocks.h"
#include "labd/camera_link/evidence.h"

namespace labd::app {

namespace {

namespace link = camera_link;

constexpr Duration tick_every = seconds(1);
/// A training clock that moved so much more or less than it runs was set.
constexpr Duration set_clock_min = seconds(2);

Duration scaled(Duration duration, double rate) {
    return microseconds(std::llround(static_cast<double>(duration.us) * rate));
}

std::string_view words(link::WitnessEnd why) {
    switch (why) {
        case link::WitnessEnd::ended: return "it ended";
        case link::WitnessEnd::hung: return "it said nothing any more and was killed";
        case link::WitnessEnd::not_started: return "it could not be started";
        case link::WitnessEnd::spoke_badly: return "what it said was no line and it was killed";
    }
    return "it ended";
}

void empty_folder(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        std::filesystem::remove(entry.path(), ignored);
    }
}

bool make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed) {
        spdlog::error("{}: no folder for the cameras' stills: {}", folder.string(),
                      failed.message());
    }
    return !failed;
}

}  // namespace

CameraWatchOptions camera_watch_options(const Configuration& configuration) {
    CameraWatchOptions options;
    options.program = configuration.camera_program.empty() ? camera_program_path()
                                                           : configuration.camera_program.string();
    options.stills = configuration.data_directory / "stills";
    options.manifests = configuration.data_directory / "manifests";
    options.sources = configuration.camera_sources;
    return options;
}

CameraWatch::CameraWatch(const Services& services, CameraWatchOptions options)
    : services_(services),
      options_(std::move(options)),
      desk_({}, {}),
      entries_(services.loop, services.kernel,
               [this](const domain::CameraStateReported& entry) { desk_.not_entered(entry); }),
      timer_(services.loop.make_timer()) {
    if (!options_.sources_file.empty()) {
        file_.emplace(options_.sources_file);
    }
    enter_what_was_not_seen();
    tick();
}

CameraWatch::~CameraWatch() = default;

void CameraWatch::stop() {
    timer_->cancel();
    process_.reset();
    heard_.clear();
    heard_recordings_.clear();
    std::error_code ignored;
    if (std::filesystem::exists(options_.stills, ignored)) {
        empty_folder(options_.stills);
    }
}

/// What a process before this one entered does not hold for the time after its end (CAM-7).
void CameraWatch::enter_what_was_not_seen() {
    const domain::State& state = services_.kernel.state();
    const auto required = options_.seen_until
                              ? rules::required_window_at(state, *options_.seen_until)
                              : std::optional<rules::RequiredWindow>();
    const domain::DayLog* log = required ? state.day_of(required->session) : nullptr;
    if (log == nullptr) {
        return;
    }
    std::map<CameraId, const domain::CameraMark*> last;
    for (const domain::CameraMark& mark : log->now.camera_marks) {
        const domain::CameraMark*& kept = last[mark.camera];
        if (kept == nullptr || kept->since <= mark.since) {
            kept = &mark;
        }
    }
    for (const auto& [camera, mark] : last) {
        if (mark->stamp.by.name == link::StateEntries::actor().name &&
            mark->state != domain::Footage::unknown) {
            entries_.enter({camera, domain::Footage::unknown,
                            std::max(*options_.seen_until, mark->since), "unwatched"});
        }
    }
}

double CameraWatch::rate() const {
    return services_.training == nullptr ? 1.0 : services_.training->rate();
}

void CameraWatch::tick() {
    const Instant now = services_.kernel.now();
    follow_clock(now);
    follow_sources();
    if (!options_.sources.empty()) {
        follow_window(now);
        enter_changes();
    }
    entries_.try_others();
    timer_->arm(tick_every, [this] { tick(); });
}

/// A training clock that is set passes over time in which nobody looked.
void CameraWatch::follow_clock(Instant now) {
    const Duration boot = boot_time();
    const double rate_now = rate();
    if (ticked_) {
        const Duration real = boot - ticked_boot_;
        const Duration least = scaled(real, std::min(rate_now, ticked_rate_));
        const Duration most = scaled(real, std::max(rate_now, ticked_rate_));
        const Duration passed = now - *ticked_;
        if (passed < least - set_clock_min || passed > most + set_clock_min) {
            desk_.on_skipped(*ticked_, now);
        }
    }
    ticked_ = now;
    ticked_boot_ = boot;
    ticked_rate_ = rate_now;
    desk_.set_silence_max(scaled(link::DeskLimits{}.silence_max, rate_now));
}

void CameraWatch::follow_sources() {
    if (file_) {
        if (std::optional<CameraSources> read = file_->look()) {
            options_.sources = std::move(*read);
        }
    }
    if (options_.sources.empty()) {
        return;
    }
    const domain::State& state = services_.kernel.state();
    std::vector<CameraId> cameras;
    std::vector<link::Watch> wanted;
    const std::shared_ptr<const domain::Policy> policy = state.policy_at();
    if (!state.sites.empty()) {
        for (const domain::Camera& camera : state.sites.back().site->configured.cameras) {
            cameras.push_back(camera.id);
            const auto source =
                std::ranges::find(options_.sources, camera.id.value, &link::Watch::camera);
            if (source != options_.sources.end()) {
                wanted.push_back(*source);
                if (wanted.back().recordings && policy != nullptr) {
                    wanted.back().recordings->kept = policy->parameters.cctv_retention;
                }
            }
        }
    }
    if (cameras != cameras_) {
        cameras_ = cameras;
        desk_.set_cameras(cameras_);
    }
    watch(wanted);
}

void CameraWatch::watch(const std::vector<link::Watch>& wanted) {
    std::map<std::string, std::string> lines;
    for (const link::Watch& source : wanted) {
        lines[source.camera] = link::write_line(source);
    }
    if (lines == told_) {
        return;
    }
    // A camera that stays as it was goes on being watched with all that was learnt of it.
    std::vector<std::string> greeting;
    std::vector<std::string> changes;
    for (const auto& [camera, line] : told_) {
        if (!lines.contains(camera)) {
            changes.push_back(link::write_line(link::Forget{camera}));
            heard_.erase(camera);
            heard_recordings_.erase(camera);
        }
    }
    for (const auto& [camera, line] : lines) {
        greeting.push_back(line);
        const auto told = told_.find(camera);
        if (told == told_.end() || told->second != line) {
            changes.push_back(line);
        }
    }
    told_ = std::move(lines);
    if (told_.empty()) {
        process_.reset();
        on_ended(link::WitnessEnd::ended);
        return;
    }
    if (process_ == nullptr && !start_program()) {
        told_.clear();
        return;
    }
    process_->set_greeting(greeting, changes);
    spdlog::info("{} cameras are watched", told_.size());
}

bool CameraWatch::start_program() {
    if (!make_folder(options_.stills)) {
        return false;
    }
    link::WitnessOptions witness;
    witness.command = {options_.program,         "watch",       "--stills",
                       options_.stills.string(), "--manifests", options_.manifests.string()};
    link::WitnessEvents events;
    events.started = [this] { empty_folder(options_.stills); };
    events.line = [this](const std::string& line) { on_line(line); };
    events.ended = [this](link::WitnessEnd why) { on_ended(why); };
    process_ = std::make_unique<link::WitnessProcess>(services_.loop, std::move(witness),
                                                      std::move(events));
    return true;
}

void CameraWatch::follow_window(Instant now) {
    const std::optional<rules::RequiredWindow> required =
        rules::required_window_at(services_.kernel.state(), now);
    if (!required) {
        if (session_) {
            closed_at_ = now;
            last_session_ = session_;
            session_.reset();
        }
        return;
    }
    if (session_ == required->session) {
        return;
    }
    if (!session_ && last_session_ == required->session) {
        // A correction has opened it again: what was seen meanwhile was not entered.
        desk_.on_skipped(closed_at_, now);
    } else {
        desk_.say_anew(required->window.from);
    }
    session_ = required->session;
}

void CameraWatch::enter_changes() {
    if (!session_) {
        return;
    }
    for (domain::CameraStateReported& change : desk_.take_changes(services_.kernel.now())) {
        entries_.add(std::move(change));
    }
}

void CameraWatch::on_line(const std::string& line) {
    std::variant<link::Report, std::string> read = link::read_report(line);
    if (auto* report = std::get_if<link::Report>(&read)) {
        has_spoken_ = true;
        on_report(std::move(*report));
    } else if (speaks_well_) {
        speaks_well_ = false;
        spdlog::error("{} says what labd does not understand: {}", options_.program,
                      std::get<std::string>(read));
    }
}

void CameraWatch::on_report(link::Report report) {
    const Instant now = services_.kernel.now();
    // Before its ages are counted by the clock's rate of now.
    follow_clock(now);
    if (const auto* hello = std::get_if<link::Hello>(&report)) {
        if (hello->version != link::protocol_version) {
            spdlog::error("{} is of another version than labd", options_.program);
        }
        return;
    }
    if (const auto* rejected = std::get_if<link::Rejected>(&report)) {
        spdlog::error("{} does not do as told: {}", options_.program, rejected->text);
        return;
    }
    if (auto* manifest = std::get_if<link::ManifestReport>(&report)) {
        manifest->from = site_time(manifest->from);
        manifest->to = site_time(manifest->to);
        if (std::optional<domain::Proposed> entry =
                link::digest_entry(services_.kernel, *manifest)) {
            entries_.add_other(std::move(*entry));
        }
        return;
    }
    if (auto* loss = std::get_if<link::LossReport>(&report)) {
        enter_loss(*loss);
        return;
    }
    if (auto* readable = std::get_if<link::ReadableReport>(&report)) {
        readable->from = site_time(readable->from);
        readable->to = site_time(readable->to);
        enter_found(link::readable_entries(services_.kernel, *readable));
        return;
    }
    if (auto* camera = std::get_if<link::CameraReport>(&report)) {
        if (std::ranges::find(cameras_, CameraId(camera->camera)) != cameras_.end()) {
            heard_[camera->camera] = {*camera, boot_time()};
        }
        camera->state_age = scaled(camera->state_age, rate());
    }
    if (auto* recording = std::get_if<link::RecordingReport>(&report)) {
        if (std::ranges::find(cameras_, CameraId(recording->camera)) != cameras_.end()) {
            heard_recordings_[recording->camera] = {*recording, boot_time()};
        }
        recording->seen_age = scaled(recording->seen_age, rate());
        if (recording->looked_age) {
            recording->looked_age = scaled(*recording->looked_age, rate());
        }
    }
    desk_.on_report(report, now);
    enter_changes();
}

/// What a clock on the wall shows, as labd's time: the same, except in training.
Instant CameraWatch::site_time(Instant wall) const {
    return services_.training == nullptr
               ? wall
               : services_.kernel.now() - scaled(wall_time() - wall, rate());
}

void CameraWatch::enter_loss(link::LossReport loss) {
    spdlog::warn("recordings of camera {} from {} to {}: {}", loss.camera,
                 format_instant_utc(loss.from), format_instant_utc(loss.to), link::name(loss.kind));
    loss.from = site_time(loss.from);
    loss.to = site_time(loss.to);
    enter_found(link::loss_entries(services_.kernel, loss));
}

void CameraWatch::enter_found(std::vector<domain::Proposed> states) {
    for (domain::Proposed& entry : states) {
        const auto& state = std::get<domain::CameraStateReported>(entry.body);
        desk_.on_entered(state.camera, *state.since);
        entries_.add_other(std::move(entry));
    }
}

void CameraWatch::on_ended(link::WitnessEnd why) {
    if (has_spoken_) {
        spdlog::warn("{} is started again: {}", options_.program, words(why));
    }
    has_spoken_ = false;
    speaks_well_ = true;
    heard_.clear();
    heard_recordings_.clear();
    desk_.on_witness_lost(services_.kernel.now());
    enter_changes();
}

}  // namespace labd::app
