#include "labd/web/arming.h"

#include <algorithm>
#include <memory>

#include "labd/codec/messages.h"
#include "labd/codec/writer.h"
#include "labd/web/cameras.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

constexpr Duration arming_max = hours(1);

Message say(std::string key) { return {std::move(key), {}}; }

Message say_fault(std::string key, std::string fault) {
    return {std::move(key), {{"fault", std::move(fault)}}};
}

void add_stream_problems(const ports::LiveCamera& live, std::vector<Message>& problems) {
    if (live.stream == "unreachable") {
        problems.push_back(
            say_fault("arming.unreachable", live.reasons.empty() ? "broken" : live.reasons.back()));
        return;
    }
    if (live.stream == "stalled") {
        problems.push_back(say("arming.stalled"));
        return;
    }
    for (const std::string& reason : live.reasons) {
        if (reason == "learning") {
            problems.push_back(say("arming.learning"));
        } else if (reason != "nothing_moves") {
            problems.push_back(say_fault("arming.picture", reason));
        }
    }
}

void add_recording_problems(const ports::LiveCamera& live, std::vector<Message>& problems) {
    if (live.recording == "unsure") {
        problems.push_back(say("arming.recording_unsure"));
    } else if (live.recording != "readable" && live.recording != "pending") {
        problems.push_back(say_fault("arming.recording", live.recording));
    }
}

bool has_walked(const ports::LiveCamera& live, Duration armed_for) {
    return live.motion_age && *live.motion_age < armed_for;
}

}  // namespace

std::vector<Message> arming_problems(const std::optional<ports::LiveCamera>& live,
                                     std::optional<Duration> armed_for) {
    std::vector<Message> problems;
    if (!live || !live->has_address) {
        return {say("arming.no_address")};
    }
    if (live->stream.empty()) {
        problems.push_back(say("arming.not_watched"));
    } else {
        add_stream_problems(*live, problems);
    }
    add_recording_problems(*live, problems);
    const bool has_pictures = live->stream == "live" || live->stream == "unproven";
    if (!armed_for) {
        problems.push_back(say("arming.not_begun"));
    } else if (has_pictures && !has_walked(*live, *armed_for)) {
        problems.push_back(say("arming.not_walked"));
    }
    return problems;
}

std::optional<Duration> Arming::armed_for() const {
    return begun_ && context_.cameras != nullptr
               ? std::optional(context_.cameras->elapsed() - begun_->elapsed)
               : std::nullopt;
}

bool Arming::is_going_on() const {
    const std::optional<Duration> since = armed_for();
    return since && *since < arming_max;
}

void Arming::begin(Call call) {
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return;
    }
    const codec::Decoded<json::value> body = codec::parse_json(call.request.body);
    if (!body) {
        call.reply(bad_input(body.error(), call.language()));
        return;
    }
    if (!body->is_object() || !body->get_object().empty()) {
        call.reply(bad_input({"/", Message{"input.empty"}}, call.language()));
        return;
    }
    if (context_.cameras == nullptr) {
        answer_state(call);
        return;
    }
    domain::Proposed proposed;
    proposed.by = call.principal.actor();
    proposed.body = domain::CamerasArmed{};
    // Shared, because a function that is kept has to be copied.
    const auto kept = std::make_shared<Call>(std::move(call));
    context_.kernel.submit({{std::move(proposed)}, std::nullopt}, [this,
                                                                   kept](const kernel::Outcome&
                                                                             outcome) {
        if (!std::holds_alternative<kernel::Done>(outcome)) {
            kept->reply(answer_outcome(context_, outcome, kept->language()));
            return;
        }
        begun_ = Begun{context_.kernel.now(), context_.cameras->elapsed(), kept->principal.name};
        answer_state(*kept);
    });
}

void Arming::read(Call call) const { answer_state(call); }

void Arming::answer_state(Call& call) const {
    const TimeZone zone = context_.zone();
    const domain::State& state = context_.kernel.state();
    json::array cameras;
    bool all_ready = !state.sites.empty();
    for (const domain::Camera& camera : state.sites.empty()
                                            ? std::vector<domain::Camera>{}
                                            : state.sites.back().site->configured.cameras) {
        const std::optional<ports::LiveCamera> live =
            context_.cameras == nullptr ? std::nullopt : context_.cameras->live(camera.id);
        json::array problems;
        for (const Message& message : arming_problems(live, armed_for())) {
            problems.emplace_back(json::object{
                {"key", message.key}, {"text", codec::render(message, call.language(), zone)}});
        }
        json::object object{{"camera", camera.id.value},
                            {"room", camera.room.value},
                            {"area", codec::enum_name(camera.area)},
                            {"ready", problems.empty()},
                            {"walked", live && armed_for() && has_walked(*live, *armed_for())},
                            {"problems", problems}};
        if (auto seen = live_json(context_, camera.id)) {
            object["live"] = std::move(*seen);
        }
        all_ready = all_ready && problems.empty();
        cameras.emplace_back(std::move(object));
    }
    call.reply(answer(
        200, json::object{
                 {"at", zone.format(context_.kernel.now())},
                 {"begun_at", begun_ ? json::value(zone.format(begun_->at)) : json::value(nullptr)},
                 {"by", begun_ ? json::value(begun_->by) : json::value(nullptr)},
                 {"ready", all_ready},
                 {"cameras", std::move(cameras)}}));
}

}  // namespace labd::web
