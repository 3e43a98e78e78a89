// What the handlers share: the kernel and the ports they reach the world through. Loop thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "labd/codec/event_json.h"
#include "labd/codec/messages.h"
#include "labd/kernel/kernel.h"
#include "labd/ports/attachments.h"
#include "labd/ports/clock.h"
#include "labd/ports/footage.h"
#include "labd/ports/journal.h"
#include "labd/ports/live_cameras.h"
#include "labd/ports/loop.h"
#include "labd/ports/signed_log.h"
#include "labd/ports/training_clock.h"
#include "labd/ports/webhooks.h"
#include "labd/ports/worker.h"
#include "labd/web/principal.h"

namespace labd::web {

class Metrics;

/// Figures that only the program knows, for /metrics and /readyz.
struct ProcessFigures {
    std::int64_t journal_bytes = 0;
    std::int64_t connections = 0;
    std::int64_t queue_depth = 0;
    Duration alive;
    /// False once the verification that runs behind a start has found a fault.
    bool verified = true;
};

struct WebConfig {
    /// `by` in entries decides who acts, by the scenario's role table (training only).
    bool replay = false;
    std::string version;
    /// Whose events the feed tells.
    codec::EventSource events;
    /// Size and root of the durable journal.
    std::function<ports::Head()> head;
    std::function<ProcessFigures()> figures;
    std::size_t live_readers_max = 1000;
};

struct Context {
    kernel::Kernel& kernel;
    ports::Clock& clock;
    Gate& gate;
    Metrics& metrics;
    const WebConfig& config;
    ports::Worker& worker;
    /// Null in real operation.
    ports::TrainingClock* training = nullptr;
    /// Null where no cameras are watched.
    ports::LiveCameras* cameras = nullptr;
    /// Null where nothing is told by webhooks.
    ports::Webhooks* webhooks = nullptr;
    /// Null where no clips are cut.
    ports::Footage* footage = nullptr;
    /// For answers that are worked out in several turns.
    ports::Loop* loop = nullptr;
    /// Null where nothing is signed.
    ports::SignedLog* log = nullptr;
    /// Null where no files are kept.
    ports::Attachments* attachments = nullptr;
    /// Files that are being stored or given out, all in memory.
    std::shared_ptr<int> files_waiting = std::make_shared<int>(0);
    /// Documents that the worker is making or has before it.
    std::shared_ptr<int> documents_waiting = std::make_shared<int>(0);

    /// The site's, UTC before there is one.
    TimeZone zone() const {
        const domain::State& state = kernel.state();
        return state.sites.empty() ? TimeZone() : state.sites.back().site->zone;
    }

    Date today() const { return zone().date_at(kernel.now()); }
};

}  // namespace labd::web
