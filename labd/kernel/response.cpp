#include "labd/kernel/response.h"

#include <boost/json/serialize.hpp>

#include "labd/codec/answers.h"

namespace labd::kernel {

namespace {

namespace json = boost::json;

void add(json::object& object, std::string_view name, const std::optional<Instant>& instant,
         const TimeZone& zone) {
    if (instant) {
        object[name] = zone.format(*instant);
    }
}

json::object effect_to_json(const Effect& effect, const TimeZone& zone) {
    json::object object{{"sitting", effect.sitting.value}};
    add(object, "ends_before", effect.ends_before, zone);
    add(object, "ends_after", effect.ends_after, zone);
    add(object, "module_limit_before", effect.module_limit_before, zone);
    add(object, "module_limit_after", effect.module_limit_after, zone);
    object["ended_before"] = effect.ended_before;
    object["ended_after"] = effect.ended_after;
    object["cancel_required_before"] = effect.cancel_required_before;
    object["cancel_required_after"] = effect.cancel_required_after;
    return object;
}

/// A refusal by age or residence without the age or country: the response is kept for retries.
Refusal without_personal_data(Refusal refusal) {
    for (const Rule& rule : refusal.rules) {
        if (rule == rule::ADM_8 || rule == rule::ADM_9) {
            refusal.message.values["actual"] = std::string();
        }
    }
    return refusal;
}

}  // namespace

std::string response_json(const Done& done, const TimeZone& zone) {
    json::array entries;
    json::array similar;
    json::object response{{"accepted", true}};
    bool reopens = false;
    for (const rules::Accepted& accepted : done.entries) {
        const domain::Entry& entry = accepted.entry;
        json::object object{{"seq", entry.seq},
                            {"id", entry.id.value},
                            {"enter", domain::type_name(entry.body)},
                            {"happened", zone.format(entry.happened)},
                            {"recorded", zone.format(entry.recorded)}};
        if (!entry.session.empty()) {
            object["session"] = entry.session.value;
        }
        entries.emplace_back(std::move(object));
        for (const EntryId& id : accepted.similar) {
            similar.emplace_back(id.value);
        }
        reopens = reopens || accepted.reopens;
        if (accepted.refused) {
            response["accepted"] = false;
            response["refused"] =
                codec::refusal_to_json(without_personal_data(*accepted.refused), zone);
        }
    }
    json::array effects;
    for (const Effect& effect : done.effects) {
        effects.emplace_back(effect_to_json(effect, zone));
        reopens = reopens || (effect.ended_before && !effect.ended_after);
    }
    response["entries"] = std::move(entries);
    response["effects"] = std::move(effects);
    response["similar"] = std::move(similar);
    response["reopens"] = reopens;
    response["size"] = done.size;
    return json::serialize(response);
}

}  // namespace labd::kernel
