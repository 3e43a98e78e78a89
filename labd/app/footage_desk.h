// Sees to it that what was granted is cut and what is on hold is copied: what there is to do
// follows from the journal, so that nothing is lost with a process, and nothing is done twice
// (CAM-4, CAM-5).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labd/app/evidence_table.h"
#include "labd/camera_link/footage_process.h"
#include "labd/kernel/kernel.h"
#include "labd/ports/footage.h"
#include "labd/ports/worker.h"
#include "labd/rules/footage.h"

namespace labd::app {

class CameraWatch;
struct Configuration;

struct FootageDeskOptions {
    /// The camera program.
    std::string program;
    EvidenceSettings evidence;
    /// Where the digests of recordings are kept.
    std::filesystem::path manifests;
};

/// What the configuration says of it.
FootageDeskOptions footage_desk_options(const Configuration& configuration);

/// Runs one job at a time. Loop thread only. What is given must live longer.
class FootageDesk : public ports::Footage {
public:
    struct Services {
        ports::Loop& loop;
        kernel::Kernel& kernel;
        ports::Worker& worker;
        const CameraWatch& cameras;
    };

    FootageDesk(const Services& services, FootageDeskOptions options);
    ~FootageDesk() override;
    FootageDesk(const FootageDesk&) = delete;
    FootageDesk& operator=(const FootageDesk&) = delete;

    /// Ends the job under way, which is begun again by the next process.
    void stop();

    std::optional<std::filesystem::path> path_of(const std::string& sha256) const override;
    std::string trouble(const EntryId& task, const CameraId& camera) const override;

private:
    /// Which camera of which request or hold.
    using Key = std::pair<EntryId, CameraId>;

    /// What went wrong with a task, in this process.
    struct Setback {
        std::string trouble;
        /// By the clock that never steps.
        Duration again_at;
        int times = 0;
        /// Recordings at which the program ended without an answer.
        std::vector<std::string> skip;
    };

    struct Running {
        rules::FootageTask task;
        /// From the clock of the recordings to labd's.
        Duration shift;
        std::unique_ptr<camera_link::FootageProcess> process;
    };

    void on_durable(Seq from, Seq to);
    void look();
    void collect();
    void start(const rules::FootageTask& task);
    camera_link::FootageJob job_of(const rules::FootageTask& task, Duration shift) const;
    void on_end(camera_link::FootageEnd end);
    void enter(const rules::FootageTask& task, std::vector<domain::Proposed> entries);
    void set_back(const rules::FootageTask& task, const std::string& trouble);
    void remove_released();
    std::vector<std::string> held_folders(const CameraId& camera) const;

    std::filesystem::path clips() const { return options_.evidence.directory / "clips"; }

    std::filesystem::path holds() const { return options_.evidence.directory / "holds"; }

    const Services services_;
    const FootageDeskOptions options_;
    std::vector<rules::FootageTask> tasks_;
    bool is_stale_ = true;
    bool is_entering_ = false;
    std::map<Key, Setback> setbacks_;
    std::optional<Running> running_;
    std::unique_ptr<ports::Timer> timer_;
    kernel::Kernel::Subscription subscription_;
};

}  // namespace labd::app
