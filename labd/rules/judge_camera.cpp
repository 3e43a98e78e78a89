// Entries about cameras: what was seen of them, and requests to stop one.
#include <algorithm>

#include "labd/rules/coverage.h"
#include "labd/rules/judge_context.h"

namespace labd::rules::detail {

namespace {

std::shared_ptr<const domain::Site> site_of(const JudgeContext& context) {
    if (context.log != nullptr) {
        return context.log->now.site;
    }
    const domain::State& state = context.state;
    return state.sites.empty()
               ? nullptr
               : state.site_of(state.sites.back().site->zone.date_at(context.entry().happened));
}

Verdict check_camera(const JudgeContext& context, const CameraId& camera) {
    const std::shared_ptr<const domain::Site> site = site_of(context);
    const bool known = site != nullptr &&
                       std::ranges::find(site->configured.cameras, camera, &domain::Camera::id) !=
                           site->configured.cameras.end();
    return known ? std::nullopt
                 : std::optional(not_found("refusal.camera_not_there", camera.value));
}

const SessionId* session_after(const domain::State& state, Instant instant) {
    const SessionId* next = nullptr;
    Instant start = instant + days(1);
    for (const auto& [date, log] : state.days) {
        for (const auto& [id, session] : log.now.sessions) {
            if (instant < session.start && session.start <= start) {
                next = &id;
                start = session.start;
            }
        }
    }
    return next;
}

}  // namespace

SessionId session_of_camera_entry(const domain::State& state, const domain::Body& body,
                                  Instant happened) {
    std::optional<RequiredWindow> required = required_window_at(state, happened);
    const auto* reported = std::get_if<domain::CameraStateReported>(&body);
    if (!required && reported != nullptr && reported->since) {
        required = required_window_at(state, *reported->since);
    }
    if (const auto* digested = std::get_if<domain::RecordingsDigested>(&body)) {
        required = required_window_at(state, digested->from);
        if (!required) {
            required = required_window_at(state, digested->to - microseconds(1));
        }
    }
    if (required) {
        return required->session;
    }
    const SessionId* session = session_after(state, happened);
    return session == nullptr ? SessionId{} : *session;
}

void refuse_removal_of_cameras(JudgeContext& context, const domain::SiteConfigured& fact) {
    const domain::Entry& entry = context.entry();
    const std::optional<RequiredWindow> required =
        required_window_at(context.state, entry.happened);
    const domain::DayLog* log = required ? context.state.day_of(required->session) : nullptr;
    if (log == nullptr) {
        return;
    }
    const std::vector<domain::Camera>& cameras = log->now.site->configured.cameras;
    const auto missing = std::ranges::find_if(cameras, [&](const domain::Camera& camera) {
        return std::ranges::find(fact.cameras, camera) == fact.cameras.end();
    });
    if (missing == cameras.end()) {
        return;
    }
    context.accepted.refused = judge_camera_request({*log, log->now}, missing->id, entry.happened);
    context.accepted.entry.session = required->session;
    context.accepted.entry.body =
        domain::CameraDisableRequested{missing->id, domain::CameraStop::remove};
}

Verdict judge_camera(JudgeContext& context, const domain::CameraStateReported& fact) {
    if (fact.since && *fact.since > context.now) {
        return refuse({rule::CLK_8}, "refusal.in_the_future",
                      {{"limit_at", context.now}, {"actual_at", *fact.since}});
    }
    if (fact.fault && !is_valid_id(*fact.fault)) {
        return refuse({rule::REFERENCE}, "refusal.bad_id", {{"actual", *fact.fault}});
    }
    return check_camera(context, fact.camera);
}

Verdict judge_camera(JudgeContext& context, const domain::CameraDisableRequested& fact) {
    if (Verdict refusal = check_camera(context, fact.camera)) {
        return refusal;
    }
    if (context.log != nullptr) {
        context.accepted.refused =
            judge_camera_request(context.view(), fact.camera, context.entry().happened);
    }
    return std::nullopt;
}

Verdict judge_camera(JudgeContext& context, const domain::FootageViewed& fact) {
    return check_camera(context, fact.camera);
}

Verdict judge_camera(JudgeContext&, const domain::CamerasArmed&) { return std::nullopt; }

Verdict judge_camera(JudgeContext& context, const domain::RecordingsDigested& fact) {
    constexpr std::size_t root_digits = 64;
    const bool is_root = fact.root.size() == root_digits &&
                         fact.root.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_root) {
        return refuse({rule::REFERENCE}, "refusal.bad_root", {{"actual", fact.root}});
    }
    if (fact.to <= fact.from || fact.to - fact.from > days(1) || fact.segments < 1 ||
        fact.bytes < 0) {
        return refuse({rule::REFERENCE}, "refusal.bad_digest",
                      {{"since_at", fact.from}, {"limit_at", fact.to}});
    }
    if (fact.to > context.now) {
        return refuse({rule::CLK_8}, "refusal.in_the_future",
                      {{"limit_at", context.now}, {"actual_at", fact.to}});
    }
    return check_camera(context, fact.camera);
}

Verdict judge_camera(JudgeContext&, const domain::IncidentAnnounced&) { return std::nullopt; }

}  // namespace labd::rules::detail
