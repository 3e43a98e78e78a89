#include "labd/web/coverage.h"

#include <algorithm>

#include "labd/codec/answers.h"
#include "labd/codec/writer.h"
#include "labd/rules/coverage.h"
#include "labd/web/cameras.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// The longest interval that is answered for, so that an answer stays small.
constexpr Duration interval_max = hours(48);

using PartOrAnswer = std::variant<std::optional<Interval>, net::Response>;

/// `from` and `to` of the query; nothing when neither is there.
PartOrAnswer read_part(const Call& call, const OpenedDay& day) {
    const std::optional<std::string> from = call.request.query_value("from");
    const std::optional<std::string> to = call.request.query_value("to");
    if (!from && !to) {
        return std::optional<Interval>();
    }
    Interval part;
    for (const auto& [name, text, instant] :
         {std::tuple("from", &from, &part.from), std::tuple("to", &to, &part.to)}) {
        const std::optional<Instant> read =
            *text ? read_instant(**text, day) : std::optional<Instant>();
        if (!read) {
            return bad_input({name, Message{"input.time_of_query"}}, call.language());
        }
        *instant = *read;
    }
    if (part.empty() || part.length() > interval_max) {
        return bad_input({"to", Message{"input.part"}}, call.language());
    }
    return std::optional(part);
}

void add_head(const OpenedDay& day, Seq size, json::object& body) {
    if (!day.session.empty()) {
        body["session"] = day.session.value;
    }
    body["at"] = day.zone().format(day.at);
    body["size"] = std::min(day.before, size);
}

/// Answers with what `ask` finds for an opened day.
template <class Ask>
void answer_coverage(const Context& context, Call& call,
                     std::variant<OpenedDay, net::Response> opened, Ask ask) {
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return;
    }
    const OpenedDay& day = std::get<OpenedDay>(opened);
    PartOrAnswer part = read_part(call, day);
    if (auto* response = std::get_if<net::Response>(&part)) {
        call.reply(std::move(*response));
        return;
    }
    std::optional<json::object> body = ask(day, std::get<std::optional<Interval>>(part));
    if (!body) {
        call.reply(no_such("sitting", call.names[0], call.language()));
        return;
    }
    add_head(day, context.kernel.state().size, *body);
    call.reply(answer(200, *body));
}

/// The day that cameras are asked about: of the session that is named, else of the first session on
/// the civil day of `from` or `at`, else that of today.
std::variant<OpenedDay, net::Response> open_camera_day(const Context& context, const Call& call) {
    const domain::State& state = context.kernel.state();
    if (const std::optional<std::string> session = call.request.query_value("session")) {
        return open_day(context, call, SessionId(*session));
    }
    Date date = context.today();
    for (const char* name : {"at", "from"}) {
        const std::optional<std::string> text = call.request.query_value(name);
        if (const auto instant = text ? parse_instant(*text) : std::optional<Instant>()) {
            date = context.zone().date_at(*instant);
        }
    }
    std::optional<SessionId> first;
    for (const auto& [id, row] : state.sessions) {
        if (row.date == date && (!first || id < *first)) {
            first = id;
        }
    }
    if (!first) {
        return no_such("session", format_date(date), call.language());
    }
    return open_day(context, call, *first);
}

json::object camera_now(const OpenedDay& day, const domain::Camera& camera) {
    const rules::View view = day.view();
    const TimeZone& zone = day.zone();
    const Instant seen_to = day.at + microseconds(1);
    const rules::CameraCoverage footage =
        rules::footage_of(view, camera, {rules::long_ago, seen_to}, seen_to);
    const rules::FootageInterval& last = footage.intervals.back();
    json::object object{
        {"camera", camera.id.value},
        {"room", camera.room.value},
        {"area", codec::enum_name(camera.area)},
        {"state", codec::enum_name(last.state)},
        {"since", last.interval.from == rules::long_ago
                      ? json::value(nullptr)
                      : json::value(zone.format(last.interval.from))},
        {"required", rules::required_window_with(view, day.at, day.at).has_value()}};
    if (!last.fault.empty()) {
        object["fault"] = last.fault;
    }
    json::array seats;
    for (const SeatId& seat : rules::seats_of(*day.day().site, camera)) {
        seats.emplace_back(seat.value);
    }
    object["seats"] = std::move(seats);
    return object;
}

/// Whether the question is about this moment.
bool asks_of_now(const Call& call) {
    return !call.request.query_value("at") && !call.request.query_value("as_of");
}

}  // namespace

void read_session_coverage(const Context& context, Call call) {
    const SessionId session(call.names[0]);
    answer_coverage(context, call, open_day(context, call, session),
                    [&](const OpenedDay& day, const std::optional<Interval>& part) {
                        const auto coverage =
                            rules::session_coverage(day.view(), session, day.at, part);
                        return std::optional(codec::coverage_to_json(*coverage, day.zone()));
                    });
}

void read_sitting_coverage(const Context& context, Call call) {
    const SittingId sitting(call.names[0]);
    answer_coverage(context, call, open_day_of(context, call, sitting),
                    [&](const OpenedDay& day,
                        const std::optional<Interval>& part) -> std::optional<json::object> {
                        const auto coverage =
                            rules::sitting_coverage(day.view(), sitting, day.at, part);
                        if (!coverage) {
                            return std::nullopt;
                        }
                        json::object body = codec::coverage_to_json(*coverage, day.zone());
                        body["sitting"] = sitting.value;
                        return body;
                    });
}

void list_cameras(const Context& context, Call call) {
    auto opened = open_camera_day(context, call);
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return;
    }
    const OpenedDay& day = std::get<OpenedDay>(opened);
    json::array cameras;
    for (const domain::Camera& camera : day.day().site->configured.cameras) {
        json::object object = camera_now(day, camera);
        if (auto live = asks_of_now(call) ? live_json(context, camera.id) : std::nullopt) {
            object["live"] = std::move(*live);
        }
        cameras.emplace_back(std::move(object));
    }
    json::object body{{"cameras", std::move(cameras)}};
    add_head(day, context.kernel.state().size, body);
    call.reply(answer(200, body));
}

void read_camera_coverage(const Context& context, Call call) {
    auto opened = open_camera_day(context, call);
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return;
    }
    const std::vector<domain::Camera>& cameras =
        std::get<OpenedDay>(opened).day().site->configured.cameras;
    const auto camera = std::ranges::find(cameras, CameraId(call.names[0]), &domain::Camera::id);
    if (camera == cameras.end()) {
        call.reply(no_such("camera", call.names[0], call.language()));
        return;
    }
    answer_coverage(context, call, std::move(opened),
                    [&](const OpenedDay& day, const std::optional<Interval>& part) {
                        const rules::View view = day.view();
                        const rules::Coverage whole =
                            *rules::session_coverage(view, day.session, day.at, part);
                        json::object body = codec::camera_coverage_to_json(
                            rules::footage_of(view, *camera, whole.window, day.at), day.zone());
                        body["window"] = {{"from", day.zone().format(whole.window.from)},
                                          {"to", day.zone().format(whole.window.to)}};
                        body["rules"] = codec::rules_to_json(whole.rules);
                        return std::optional(std::move(body));
                    });
}

}  // namespace labd::web
