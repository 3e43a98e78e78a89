#include "labd/web/reference.h"

#include <boost/json/parse.hpp>
#include <cmath>

#include "labd/codec/entry_json.h"
#include "labd/codec/plain_json.h"
#include "labd/codec/policy_file.h"
#include "labd/codec/schema.h"
#include "labd/codec/writer.h"
#include "labd/domain/parameters.h"
#include "labd/kernel/response.h"
#include "labd/rules/restarts.h"
#include "labd/rules/roles.h"
#include "labd/web/access.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::api_files {

extern const std::string_view openapi;

}  // namespace labd::api_files

namespace labd::web {

namespace {

namespace json = boost::json;

net::Response not_configured(codec::Language language) {
    return problem(Fault::not_found, language, {"problem.no_site", {}});
}

json::object clock_to_json(const Context& context) {
    const TimeZone zone = context.zone();
    return {{"now", zone.format(context.kernel.now())},
            {"wall", zone.format(context.clock.wall())},
            {"time_zone", zone.name()},
            {"mode", context.clock.mode() == ports::ClockMode::training ? "training" : "real"},
            {"rate", context.training == nullptr ? 1.0 : context.training->rate()}};
}

/// The last restart of today that still asks.
const domain::Restart* open_restart(const Context& context) {
    const domain::State& state = context.kernel.state();
    const auto day = state.days.find(context.today());
    if (day == state.days.end() || day->second.now.sessions.empty()) {
        return nullptr;
    }
    const auto open = rules::open_restarts(day->second.now, context.kernel.now());
    return open.empty() ? nullptr : open.back();
}

struct ClockChange {
    std::optional<Instant> now;
    std::optional<double> rate;
};

codec::Decoded<ClockChange> read_clock_change(const Context& context, const std::string& text) {
    const codec::Decoded<json::value> body = codec::parse_json(text);
    if (!body) {
        return body.error();
    }
    const TimeZone zone = context.zone();
    codec::Reader reader;
    reader.civil = codec::CivilDay{&zone, context.today()};
    ClockChange change;
    const json::object* members = reader.object(*body);
    for (auto member = members == nullptr ? nullptr : members->begin();
         members != nullptr && member != members->end(); ++member) {
        reader.at(member->key(), [&] {
            if (member->key() == "now") {
                reader.read(member->value(), change.now);
            } else if (member->key() != "rate") {
                reader.fail({"input.unknown"});
            } else if (!member->value().is_number()) {
                reader.fail({"input.number"});
            } else {
                const double rate = member->value().to_number<double>();
                if (!std::isfinite(rate) || rate < 0 || rate > ports::TrainingClock::rate_max) {
                    reader.fail({"input.rate"});
                }
                change.rate = rate;
            }
        });
    }
    if (reader.failed()) {
        return reader.fault();
    }
    return change;
}

/// What a session planned now would be judged by: until one is adopted, what labd ships.
domain::Policy policy_in_force(const Context& context) {
    const auto adopted = context.kernel.state().policy_at();
    return adopted ? *adopted : codec::shipped_policy();
}

}  // namespace

void read_site(const Context& context, Call call) {
    const domain::State& state = context.kernel.state();
    if (state.sites.empty()) {
        call.reply(not_configured(call.language()));
        return;
    }
    codec::Writer writer;
    json::object body;
    writer.write_members(state.sites.back().site->configured, body);
    body["version"] = context.config.version;
    body["mode"] = context.clock.mode() == ports::ClockMode::training ? "training" : "real";
    call.reply(answer(200, body));
}

void read_policy(const Context& context, Call call) {
    const domain::Policy policy = policy_in_force(context);
    json::object parameters;
    for (const auto& [name, value] : domain::all_parameters(policy.parameters)) {
        parameters[name] = value;
    }
    call.reply(answer(200, {{"parameters", std::move(parameters)}}));
}

void read_tracks(const Context& context, Call call) {
    codec::Writer writer;
    call.reply(answer(200, {{"tracks", writer.write(policy_in_force(context).tracks)}}));
}

void read_entry_types(const Context&, Call call) {
    static const std::string body = [] {
        json::array types;
        for (const std::string_view type : codec::entry_types()) {
            json::array roles;
            for (const domain::Role role : rules::roles_for(type)) {
                roles.emplace_back(codec::enum_name(role));
            }
            types.push_back({{"type", type},
                             {"roles", std::move(roles)},
                             {"schema", codec::entry_schema(type)}});
        }
        return codec::plain_json(json::object{{"entry_types", std::move(types)}});
    }();
    call.reply(net::Response::with_text(200, "application/json", body));
}

void read_messages(const Context&, Call call) {
    const std::string& name = call.names[0];
    if (name != "en" && name != "ja") {
        call.reply(no_such("language", name, call.language()));
        return;
    }
    const codec::Language language = name == "ja" ? codec::Language::ja : codec::Language::en;
    call.reply(net::Response::with_text(200, "application/json",
                                        std::string(codec::catalogue_json(language))));
}

void read_openapi(const Context&, Call call) {
    call.reply(net::Response::with_text(200, "application/yaml", std::string(api_files::openapi)));
}

void read_clock(const Context& context, Call call) {
    call.reply(answer(200, clock_to_json(context)));
}

void set_training_clock(const Context& context, Call call) {
    if (context.training == nullptr) {
        call.reply(problem(Fault::not_found, call.language(), {"problem.training_only", {}}));
        return;
    }
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return;
    }
    const codec::Decoded<ClockChange> change = read_clock_change(context, call.request.body);
    if (!change) {
        call.reply(bad_input(change.error(), call.language()));
        return;
    }
    if (!context.training->set(change->now, change->rate)) {
        call.reply(problem(Fault::conflict, call.language(), {"problem.clock_back", {}}));
        return;
    }
    context.kernel.clock_moved();
    call.reply(answer(200, clock_to_json(context)));
}

void read_restart(const Context& context, Call call) {
    const domain::Restart* restart = open_restart(context);
    if (restart == nullptr) {
        net::Response nothing;
        nothing.status = 204;
        call.reply(std::move(nothing));
        return;
    }
    const TimeZone zone = context.zone();
    domain::OutageReported outage;
    outage.scope.site = true;
    outage.cause = domain::Cause::lab;
    domain::Proposed proposed;
    proposed.session = context.kernel.state().days.at(context.today()).now.sessions.begin()->first;
    // As a proctor would enter it; what is previewed is not recorded.
    proposed.by = {call.principal.name, domain::Role::proctor};
    proposed.happened = *restart->alive_until;
    proposed.reason = domain::Text("labd was down");
    json::object body{{"alive_until", zone.format(*restart->alive_until)},
                      {"started_at", zone.format(restart->stamp.happened)},
                      {"session", proposed.session.value},
                      {"alarm", rules::restart_alarm(*restart)},
                      {"entry",
                       {{"enter", outage.type},
                        {"session", proposed.session.value},
                        {"happened", zone.format(*restart->alive_until)},
                        {"scope", {{"site", true}}},
                        {"cause", codec::enum_name(outage.cause)}}}};
    proposed.body = std::move(outage);
    const kernel::Outcome outcome = context.kernel.preview({proposed});
    if (const auto* done = std::get_if<kernel::Done>(&outcome)) {
        json::object previewed = json::parse(kernel::response_json(*done, zone)).as_object();
        body["effects"] = std::move(previewed.at("effects"));
    } else {
        body["effects"] = json::array();
    }
    call.reply(answer(200, body));
}

}  // namespace labd::web
