#include "labd/web/cameras.h"

#include <algorithm>
#include <memory>

#include "labd/codec/writer.h"
#include "labd/rules/coverage.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

bool has_camera(const domain::State& state, const CameraId& camera) {
    if (state.sites.empty()) {
        return false;
    }
    const auto& cameras = state.sites.back().site->configured.cameras;
    return std::ranges::find(cameras, camera, &domain::Camera::id) != cameras.end();
}

/// Seconds with one decimal: ages are no more exact.
double seconds_of(Duration age) {
    constexpr std::int64_t tenth_us = 100'000;
    const std::int64_t tenths = age.us / tenth_us;
    return static_cast<double>(tenths) / 10;
}

net::Response no_still(const CameraId& camera, codec::Language language) {
    return no_such("still", camera.value, language);
}

}  // namespace

std::optional<json::object> live_json(const Context& context, const CameraId& camera) {
    const std::optional<ports::LiveCamera> live =
        context.cameras == nullptr ? std::nullopt : context.cameras->live(camera);
    if (!live) {
        return std::nullopt;
    }
    const TimeZone zone = context.zone();
    json::object object{
        {"has_address", live->has_address},
        {"state", codec::enum_name(live->state)},
        {"since",
         live->since == Instant{} ? json::value(nullptr) : json::value(zone.format(live->since))},
        {"recording", live->recording},
        {"stream", live->stream.empty() ? json::value(nullptr) : json::value(live->stream)}};
    const auto put_text = [&object](std::string_view name, const std::string& text) {
        if (!text.empty()) {
            object[name] = text;
        }
    };
    const auto put_age = [&object](std::string_view name, const std::optional<Duration>& age) {
        if (age) {
            object[name] = seconds_of(*age);
        }
    };
    put_text("fault", live->fault);
    const std::shared_ptr<const domain::Policy> policy = context.kernel.state().policy_at();
    const bool has_lasted = policy != nullptr && context.kernel.now() - live->since >=
                                                     policy->parameters.cctv_alarm_after;
    if (live->alarm != "none" && has_lasted) {
        object["alarm"] = live->alarm;
    }
    put_age("readable_age_s", live->readable_age);
    put_age("recorder_behind_s", live->recorder_behind);
    put_age("packet_age_s", live->packet_age);
    put_age("motion_age_s", live->motion_age);
    put_age("still_age_s", live->still_age);
    if (!live->stream.empty()) {
        json::array reasons(live->reasons.begin(), live->reasons.end());
        object["reasons"] = std::move(reasons);
        object["frames_per_second"] = live->frames_per_second;
        object["width"] = live->width;
        object["height"] = live->height;
    }
    return object;
}

void read_still(const Context& context, FootageLog& looks, bool is_arming, Call call) {
    const CameraId camera(call.names[0]);
    const domain::State& state = context.kernel.state();
    if (!has_camera(state, camera)) {
        call.reply(no_such("camera", camera.value, call.language()));
        return;
    }
    if (!is_arming && !rules::required_window_at(state, context.kernel.now())) {
        call.reply(refused(
            refuse({rule::CAM_3}, "refusal.no_pictures_now", {{"actual_at", context.kernel.now()}}),
            call.language(), context.zone()));
        return;
    }
    if (context.cameras == nullptr) {
        call.reply(no_still(camera, call.language()));
        return;
    }
    // Shared, because the call goes away with whichever of the two answers.
    const auto kept = std::make_shared<Call>(std::move(call));
    const bool taken = context.cameras->read_still(
        camera, [kept, camera, &looks](const std::optional<std::string>& jpeg) {
            if (!jpeg) {
                kept->reply(no_still(camera, kept->language()));
                return;
            }
            looks.record(kept->principal, camera, kept->language(),
                         [kept, jpeg](std::optional<net::Response> problem) {
                             kept->reply(problem
                                             ? std::move(*problem)
                                             : net::Response::with_text(200, "image/jpeg", *jpeg));
                         });
        });
    if (!taken) {
        kept->reply(problem(Fault::busy, kept->language()));
    }
}

}  // namespace labd::web
