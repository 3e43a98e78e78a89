#include "labd/app/footage_desk.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "labd/app/camera_program.h"
#include "labd/app/camera_watch.h"
#include "labd/app/clocks.h"
#include "labd/app/configuration.h"
#include "labd/rules/incidents.h"

namespace labd::app {

namespace {

namespace link = camera_link;
using rules::FootageTask;

constexpr Duration look_every = seconds(1);
constexpr Duration again_min = seconds(2);
constexpr Duration again_max = minutes(2);
/// Recordings of one task that are left alone because the program ended at them.
constexpr std::size_t skip_max = 50;
constexpr std::size_t held_max = 100;

bool is_digest(const std::string& text) {
    constexpr std::size_t digits = 64;
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_about_incidents(const domain::Body& body) {
    return std::holds_alternative<domain::EntryCorrected>(body) ||
           std::visit(
               [](const auto& entry) {
                   return domain::is_incident_entry<std::decay_t<decltype(entry)>>;
               },
               body);
}

domain::Body entry_of(const FootageTask& task, Duration shift, link::FootagePart part) {
    for (domain::FootageSource& source : part.sources) {
        source.from = source.from + shift;
        source.to = source.to + shift;
    }
    if (task.kind == FootageTask::Kind::keep) {
        return domain::FootageKept{task.id, task.camera, part.from + shift, part.to + shift,
                                   std::move(part.sources)};
    }
    domain::FootageCut cut;
    cut.request = task.id;
    cut.camera = task.camera;
    cut.from = part.from + shift;
    cut.to = part.to + shift;
    if (part.fault.empty()) {
        cut.sha256 = part.sha256;
        cut.bytes = part.bytes;
        cut.starts = part.starts ? std::optional(*part.starts + shift) : std::nullopt;
    } else {
        cut.fault = part.fault;
    }
    cut.sources = std::move(part.sources);
    return cut;
}

}  // namespace

FootageDeskOptions footage_desk_options(const Configuration& configuration) {
    FootageDeskOptions options;
    options.program = configuration.camera_program.empty() ? camera_program_path()
                                                           : configuration.camera_program.string();
    options.evidence = configuration.evidence;
    if (options.evidence.directory.empty()) {
        options.evidence.directory = configuration.data_directory / "evidence";
    }
    options.evidence.directory = std::filesystem::absolute(options.evidence.directory);
    options.manifests = std::filesystem::absolute(configuration.data_directory / "manifests");
    return options;
}

FootageDesk::FootageDesk(const Services& services, FootageDeskOptions options)
    : services_(services),
      options_(std::move(options)),
      timer_(services.loop.make_timer()),
      subscription_(
          services.kernel.on_durable([this](Seq from, Seq to) { on_durable(from, to); })) {
    timer_->arm(look_every, [this] { look(); });
}

FootageDesk::~FootageDesk() = default;

void FootageDesk::stop() {
    subscription_.reset();
    timer_->cancel();
    running_.reset();
}

std::optional<std::filesystem::path> FootageDesk::path_of(const std::string& sha256) const {
    if (!is_digest(sha256)) {
        return std::nullopt;
    }
    std::error_code failed;
    std::filesystem::path path = clips() / sha256;
    return std::filesystem::is_regular_file(path, failed) ? std::optional(std::move(path))
                                                          : std::nullopt;
}

std::string FootageDesk::trouble(const EntryId& task, const CameraId& camera) const {
    const auto found = setbacks_.find({task, camera});
    return found == setbacks_.end() ? "" : found->second.trouble;
}

void FootageDesk::on_durable(Seq from, Seq to) {
    for (Seq seq = from; seq < to && !is_stale_; ++seq) {
        const std::shared_ptr<const domain::Entry> entry = services_.kernel.recent(seq);
        is_stale_ = entry == nullptr || is_about_incidents(entry->body);
    }
}

void FootageDesk::look() {
    timer_->arm(look_every, [this] { look(); });
    if (running_ || is_entering_ || !services_.kernel.is_writable()) {
        return;
    }
    if (is_stale_) {
        is_stale_ = false;
        collect();
        remove_released();
    }
    const Duration now = boot_time();
    const auto due = std::ranges::find_if(tasks_, [&](const FootageTask& task) {
        const auto setback = setbacks_.find({task.id, task.camera});
        return setback == setbacks_.end() || setback->second.again_at <= now;
    });
    if (due != tasks_.end()) {
        start(FootageTask(*due));
    }
}

/// What is left to do for the incidents that are open.
void FootageDesk::collect() {
    // Loading a day changes the state: which to load is listed first.
    std::map<Date, EntryId> days;
    for (const auto& [id, row] : services_.kernel.state().incidents) {
        if (!row.closed && !row.gone && rules::is_security_incident(row.kind)) {
            days.try_emplace(row.day, id);
        }
    }
    tasks_.clear();
    for (const auto& [day, incident] : days) {
        if (const domain::DayLog* log = services_.kernel.load_case(incident)) {
            std::ranges::move(rules::footage_tasks(log->now), std::back_inserter(tasks_));
        }
    }
    std::erase_if(setbacks_, [this](const auto& setback) {
        return std::ranges::none_of(tasks_, [&](const FootageTask& task) {
            return Key{task.id, task.camera} == setback.first;
        });
    });
}

std::vector<std::string> FootageDesk::held_folders(const CameraId& camera) const {
    std::vector<std::string> folders;
    std::error_code failed;
    for (std::filesystem::directory_iterator hold(holds(), failed), end; !failed && hold != end;
         hold.increment(failed)) {
        std::error_code ignored;
        const std::filesystem::path folder = hold->path() / camera.value;
        if (std::filesystem::is_directory(folder, ignored) && folders.size() < held_max) {
            folders.push_back(folder.string());
        }
    }
    return folders;
}

link::FootageJob FootageDesk::job_of(const FootageTask& task, Duration shift) const {
    link::FootageJob job;
    job.keeps = task.kind == FootageTask::Kind::keep;
    job.camera = task.camera.value;
    job.recordings = services_.cameras.recordings_of(task.camera);
    job.held = held_folders(task.camera);
    job.manifests = options_.manifests.string();
    job.target = (job.keeps ? holds() / task.id.value / task.camera.value : clips()).string();
    job.from = task.left.from - shift;
    job.to = task.left.to - shift;
    job.part_max = options_.evidence.clip_length_max;
    job.part_bytes_max = options_.evidence.clip_bytes_max;
    job.room_left = options_.evidence.room_left_bytes;
    // What was done by then is answered before the time is up.
    job.work_max = {options_.evidence.job_length_max.us / 3};
    const auto setback = setbacks_.find({task.id, task.camera});
    if (setback != setbacks_.end()) {
        job.skip = setback->second.skip;
    }
    return job;
}

void FootageDesk::start(const FootageTask& task) {
    const Duration shift = services_.cameras.clock_shift();
    link::FootageProcess::Options options;
    options.command = {options_.program, "footage"};
    options.job = job_of(task, shift);
    options.time_max = std::chrono::milliseconds(options_.evidence.job_length_max.us / 1000);
    running_.emplace(Running{task, shift, nullptr});
    running_->process = std::make_unique<link::FootageProcess>(
        services_.loop, std::move(options),
        [this](link::FootageEnd end) { on_end(std::move(end)); });
}

void FootageDesk::on_end(link::FootageEnd end) {
    const FootageTask task = running_->task;
    const Duration shift = running_->shift;
    running_.reset();
    if (!end.answer) {
        Setback& setback = setbacks_[{task.id, task.camera}];
        spdlog::warn("{} ended without a clip of camera {}", options_.program, task.camera.value);
        if (!end.reading.empty() && setback.skip.size() < skip_max) {
            setback.skip.push_back(end.reading);
        }
        set_back(task, "failed");
        return;
    }
    std::vector<domain::Proposed> entries;
    entries.reserve(end.answer->parts.size());
    for (link::FootagePart& part : end.answer->parts) {
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        proposed.body = entry_of(task, shift, std::move(part));
        entries.push_back(std::move(proposed));
    }
    if (!end.answer->trouble.empty() || entries.empty()) {
        set_back(task, end.answer->trouble.empty() ? "failed" : end.answer->trouble);
    }
    if (!entries.empty()) {
        enter(task, std::move(entries));
    }
}

void FootageDesk::enter(const FootageTask& task, std::vector<domain::Proposed> entries) {
    is_entering_ = true;
    kernel::Request request{std::move(entries), std::nullopt};
    services_.kernel.submit(std::move(request), [this, task](const kernel::Outcome& outcome) {
        is_entering_ = false;
        // Refused: the incident was closed meanwhile, or somebody else was faster. Look again.
        is_stale_ = true;
        if (!std::holds_alternative<kernel::Done>(outcome)) {
            spdlog::warn("what was made of camera {} is not entered", task.camera.value);
            set_back(task, "failed");
        }
    });
}

void FootageDesk::set_back(const FootageTask& task, const std::string& trouble) {
    Setback& setback = setbacks_[{task.id, task.camera}];
    if (setback.trouble != trouble) {
        spdlog::warn("camera {}, {}: {}", task.camera.value, task.id.value, trouble);
        setback.times = 0;
    }
    setback.trouble = trouble;
    Duration wait = again_min;
    for (int i = 0; i < setback.times && wait < again_max; ++i) {
        wait = wait * 2;
    }
    ++setback.times;
    setback.again_at = boot_time() + std::min(wait, again_max);
}

/// Copies of holds that were released; those of holds that the journal does not know are left.
void FootageDesk::remove_released() {
    std::vector<std::filesystem::path> released;
    std::error_code failed;
    for (std::filesystem::directory_iterator folder(holds(), failed), end; !failed && folder != end;
         folder.increment(failed)) {
        const EntryId id(folder->path().filename().string());
        const domain::DayLog* log = services_.kernel.load_case(id);
        const domain::FootageHold* hold = log == nullptr ? nullptr : log->now.find_footage_hold(id);
        if (hold != nullptr && hold->released) {
            released.push_back(folder->path());
        }
    }
    if (released.empty()) {
        return;
    }
    const bool is_taken = services_.worker.try_run(
        [released] {
            std::error_code ignored;
            for (const std::filesystem::path& folder : released) {
                std::filesystem::remove_all(folder, ignored);
            }
        },
        [] {});
    // Nothing else would ask for it before the next entry about an incident.
    is_stale_ = is_stale_ || !is_taken;
}

}  // namespace labd::app
