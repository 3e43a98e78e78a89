#include "labd/web/footage.h"

#include <algorithm>
#include <utility>

#include "labd/codec/incident_json.h"
#include "labd/core/base64.h"
#include "labd/core/digest.h"
#include "labd/net/file_body.h"
#include "labd/rules/footage.h"
#include "labd/rules/incidents.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;
using domain::FootageClip;
using domain::FootageHold;
using domain::FootageRequest;
using rules::FootageTask;

json::array sources_to_json(const std::vector<domain::FootageSource>& sources,
                            const TimeZone& zone) {
    json::array list;
    for (const domain::FootageSource& source : sources) {
        list.emplace_back(
            json::object{{"name", source.name},
                         {"sha256", source.sha256},
                         {"bytes", source.bytes},
                         {"from", zone.format(source.from)},
                         {"to", zone.format(source.to)},
                         {"uncertainty_s", static_cast<double>(source.uncertainty.us) / 1e6},
                         {"as_digested", source.as_digested ? json::value(*source.as_digested)
                                                            : json::value(nullptr)}});
    }
    return list;
}

/// Tells what there is because of one incident.
class Teller {
public:
    Teller(const Context& context, const domain::DayLog& log, const EntryId& incident)
        : context_(context),
          log_(log),
          zone_(log.now.site->zone),
          incident_(incident),
          tasks_(rules::footage_tasks(log.now)) {}

    json::array requests() const {
        json::array list;
        const rules::View view{log_, log_.now};
        for (const FootageRequest& request : log_.now.footage_requests) {
            if (request.incident == incident_) {
                json::object told = codec::footage_request_to_json(view, request, {true, true});
                told["parts"] = parts_of(request);
                list.emplace_back(std::move(told));
            }
        }
        return list;
    }

    json::array holds() const {
        json::array list;
        for (const FootageHold& hold : log_.now.footage_holds) {
            if (hold.incident == incident_) {
                list.emplace_back(told(hold));
            }
        }
        return list;
    }

private:
    json::array parts_of(const FootageRequest& request) const {
        json::array parts;
        for (const CameraId& camera : request.cameras) {
            for (const FootageClip& part : request.clips) {
                if (part.camera == camera) {
                    parts.emplace_back(told(part));
                }
            }
            add_waiting(FootageTask::Kind::cut, request.stamp.id, camera, parts);
        }
        return parts;
    }

    json::object told(const FootageClip& part) const {
        const bool is_clip = !part.sha256.empty();
        const auto missing = [&] {
            return is_clip && context_.footage != nullptr &&
                   !context_.footage->path_of(part.sha256);
        };
        json::object told = waiting(part.camera, part.when, is_clip ? "clip" : part.fault);
        told["clip"] = is_clip ? json::value(part.stamp.id.value) : json::value(nullptr);
        told["trouble"] = missing() ? json::value("file_missing") : json::value(nullptr);
        if (is_clip) {
            told["sha256"] = part.sha256;
            told["bytes"] = part.bytes;
            told["starts"] = part.starts ? json::value(zone_.format(*part.starts)) : nullptr;
            told["sources"] = sources_to_json(part.sources, zone_);
        }
        return told;
    }

    json::object told(const FootageHold& hold) const {
        json::array cameras;
        json::array parts;
        for (const CameraId& camera : hold.cameras) {
            cameras.emplace_back(camera.value);
            for (const domain::FootageKept& part : hold.kept) {
                if (part.camera != camera) {
                    continue;
                }
                json::object one = waiting(camera, {part.from, part.to},
                                           part.segments.empty() ? "no_recording" : "kept");
                one["sources"] = sources_to_json(part.segments, zone_);
                parts.emplace_back(std::move(one));
            }
            add_waiting(FootageTask::Kind::keep, hold.stamp.id, camera, parts);
        }
        return {{"hold", hold.stamp.id.value},
                {"at", zone_.format(hold.stamp.happened)},
                {"by", hold.stamp.by.name},
                {"cameras", std::move(cameras)},
                {"from", zone_.format(hold.when.from)},
                {"to", zone_.format(hold.when.to)},
                {"released_at", hold.released ? json::value(zone_.format(hold.released->happened))
                                              : json::value(nullptr)},
                {"released_by",
                 hold.released ? json::value(hold.released->by.name) : json::value(nullptr)},
                {"parts", std::move(parts)}};
    }

    json::object waiting(const CameraId& camera, Interval when, const std::string& state) const {
        return {{"clip", nullptr},
                {"camera", camera.value},
                {"from", zone_.format(when.from)},
                {"to", zone_.format(when.to)},
                {"state", state},
                {"trouble", nullptr},
                {"sha256", nullptr},
                {"bytes", 0},
                {"starts", nullptr},
                {"sources", json::array()}};
    }

    void add_waiting(FootageTask::Kind kind, const EntryId& id, const CameraId& camera,
                     json::array& parts) const {
        const auto task = std::ranges::find_if(tasks_, [&](const FootageTask& one) {
            return one.kind == kind && one.id == id && one.camera == camera;
        });
        if (task == tasks_.end()) {
            return;
        }
        json::object part = waiting(camera, task->left, "waiting");
        const std::string trouble =
            context_.footage == nullptr ? "no_source" : context_.footage->trouble(id, camera);
        part["trouble"] = trouble.empty() ? json::value(nullptr) : json::value(trouble);
        parts.emplace_back(std::move(part));
    }

    const Context& context_;
    const domain::DayLog& log_;
    const TimeZone& zone_;
    const EntryId& incident_;
    const std::vector<FootageTask> tasks_;
};

/// As browsers need it to play the clip: both forms say at their beginning what they are.
std::string_view media_type_of(const std::string& beginning) {
    constexpr std::string_view matroska = "\x1A\x45\xDF\xA3";
    return beginning.starts_with(matroska) ? "video/x-matroska" : "video/mp4";
}

std::string base64_of_hex(const std::string& hex) {
    const auto value_of = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
    Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(value_of(hex[2 * i]) * 16 + value_of(hex[2 * i + 1]));
    }
    return to_base64(digest);
}

void send(const Context& context, Call& call, const std::string& sha256) {
    const auto path = context.footage->path_of(sha256);
    const std::shared_ptr<net::BodySource> body = path ? net::open_file_body(*path) : nullptr;
    const std::shared_ptr<net::BodySource> look = path ? net::open_file_body(*path) : nullptr;
    if (!body || !look) {
        call.reply(problem(Fault::unavailable, call.language(), {"problem.clip_missing", {}}));
        return;
    }
    constexpr std::size_t mark_bytes = 4;
    const std::string_view type = media_type_of(look->read(mark_bytes));
    std::string name = "clip-" + call.names[0];
    std::ranges::replace_if(
        name, [](char one) { return one == ':' || one == '@' || one == '"' || one == '\\'; }, '-');
    net::Response response;
    response.content_type = type;
    response.source = body;
    response.headers.emplace_back(
        "Content-Disposition",
        "attachment; filename=\"" + name + (type == "video/mp4" ? ".mp4\"" : ".mkv\""));
    // RFC 9530: so that what arrives can be compared with what was entered.
    response.headers.emplace_back("Repr-Digest", "sha-256=:" + base64_of_hex(sha256) + ':');
    call.reply(std::move(response));
}

}  // namespace

void list_footage(const Context& context, Call call) {
    const std::optional<std::string> asked = call.request.query_value("incident");
    if (!asked) {
        call.reply(bad_input({"incident", Message{"input.missing"}}, call.language()));
        return;
    }
    const EntryId id(*asked);
    const domain::IncidentRow* row = rules::find_incident_row(context.kernel.state(), id);
    const bool seen = row != nullptr && is_seen(context, call.role(), *row);
    const domain::DayLog* log = seen ? context.kernel.load_case(id) : nullptr;
    if (log == nullptr || log->now.find_incident(id) == nullptr) {
        call.reply(no_such("incident", id.value, call.language()));
        return;
    }
    const Teller teller(context, *log, id);
    call.reply(answer(200, json::object{{"incident", id.value},
                                        {"requests", teller.requests()},
                                        {"holds", teller.holds()}}));
}

void read_clip(const Context& context, Call call) {
    const EntryId id(call.names[0]);
    const domain::DayLog* log = context.kernel.load_case(id);
    const auto given = log == nullptr ? std::nullopt : rules::find_clip(log->now, id);
    if (!given || context.footage == nullptr) {
        call.reply(no_such("clip", id.value, call.language()));
        return;
    }
    const std::string sha256 = given->clip->sha256;
    if (!context.footage->path_of(sha256)) {
        call.reply(problem(Fault::unavailable, call.language(), {"problem.clip_missing", {}}));
        return;
    }
    if (call.request.method == net::Method::head) {
        // Nothing is handed out, so nothing is entered.
        call.reply(net::Response{200, "video/mp4", {}, nullptr, {}});
        return;
    }
    domain::Proposed proposed;
    proposed.by = call.principal.actor();
    proposed.body = domain::FootageExported{id};
    kernel::Request request{{std::move(proposed)}, std::nullopt};
    const auto waiting = std::make_shared<Call>(std::move(call));
    context.kernel.submit(
        std::move(request), [&context, waiting, sha256](const kernel::Outcome& outcome) {
            if (std::holds_alternative<kernel::Done>(outcome)) {
                send(context, *waiting, sha256);
            } else {
                waiting->reply(answer_outcome(context, outcome, waiting->language()));
            }
        });
}

}  // namespace labd::web
