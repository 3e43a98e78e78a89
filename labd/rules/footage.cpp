#include "labd/rules/footage.h"

#include <algorithm>

#include "labd/rules/incidents.h"

namespace labd::rules {

namespace {

using domain::FootageClip;
using domain::FootageHold;
using domain::FootageRequest;

template <class T>
bool has(const std::vector<T>& list, const T& one) {
    return std::ranges::find(list, one) != list.end();
}

/// A gap has no file.
bool is_clip(const FootageClip& one) { return !one.sha256.empty(); }

void add_tasks(const domain::Day& day, const FootageRequest& request,
               std::vector<FootageTask>& tasks) {
    if (!request.granted || !request.incident || !is_open_for_footage(day, *request.incident)) {
        return;
    }
    for (const CameraId& camera : request.cameras) {
        const Instant until = *cut_until(request, camera);
        if (until < request.when.to) {
            tasks.push_back(
                {FootageTask::Kind::cut, request.stamp.id, camera, {until, request.when.to}});
        }
    }
}

void add_tasks(const domain::Day& day, const FootageHold& hold, std::vector<FootageTask>& tasks) {
    if (hold.released || !is_open_for_footage(day, hold.incident)) {
        return;
    }
    for (const CameraId& camera : hold.cameras) {
        const Instant until = *kept_until(hold, camera);
        if (until < hold.when.to) {
            tasks.push_back(
                {FootageTask::Kind::keep, hold.stamp.id, camera, {until, hold.when.to}});
        }
    }
}

}  // namespace

std::vector<GivenClip> clips_given(const domain::Day& day, const EntryId& incident) {
    std::vector<GivenClip> given;
    for (const FootageRequest& request : day.footage_requests) {
        if (request.incident != incident) {
            continue;
        }
        const auto first = static_cast<std::ptrdiff_t>(given.size());
        for (const FootageClip& clip : request.clips) {
            if (is_clip(clip)) {
                given.push_back({&request, &clip});
            }
        }
        std::stable_sort(given.begin() + first, given.end(),
                         [](const GivenClip& a, const GivenClip& b) {
                             return std::tie(a.clip->camera, a.clip->when.from) <
                                    std::tie(b.clip->camera, b.clip->when.from);
                         });
    }
    return given;
}

std::optional<GivenClip> find_clip(const domain::Day& day, const EntryId& clip) {
    const FootageRequest* request = day.find_request_of_clip(clip);
    if (request == nullptr) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(request->clips, clip,
                                         [](const FootageClip& one) { return one.stamp.id; });
    return is_clip(*found) ? std::optional(GivenClip{request, &*found}) : std::nullopt;
}

bool is_open_for_footage(const domain::Day& day, const EntryId& incident) {
    const domain::Incident* found = day.find_incident(incident);
    return found != nullptr && is_security_incident(found->kind) && !found->withdrawn &&
           !found->closed;
}

std::optional<Refusal> judge_clip(const domain::Day& day, const GivenClip& given) {
    const EntryId& incident = *given.request->incident;
    return is_open_for_footage(day, incident)
               ? std::nullopt
               : std::optional(
                     refuse({rule::CAM_5}, "refusal.clip_not_given", {{"actual", incident.value}}));
}

std::vector<FootageTask> footage_tasks(const domain::Day& day) {
    std::vector<FootageTask> tasks;
    // What the recorder may delete goes first.
    for (const FootageHold& hold : day.footage_holds) {
        add_tasks(day, hold, tasks);
    }
    for (const FootageRequest& request : day.footage_requests) {
        add_tasks(day, request, tasks);
    }
    return tasks;
}

std::optional<Instant> cut_until(const FootageRequest& request, const CameraId& camera) {
    if (!has(request.cameras, camera)) {
        return std::nullopt;
    }
    Instant until = request.when.from;
    for (const FootageClip& clip : request.clips) {
        if (clip.camera == camera) {
            until = std::max(until, clip.when.to);
        }
    }
    return until;
}

std::optional<Instant> kept_until(const FootageHold& hold, const CameraId& camera) {
    if (!has(hold.cameras, camera)) {
        return std::nullopt;
    }
    Instant until = hold.when.from;
    for (const domain::FootageKept& part : hold.kept) {
        if (part.camera == camera) {
            until = std::max(until, part.to);
        }
    }
    return until;
}

}  // namespace labd::rules
