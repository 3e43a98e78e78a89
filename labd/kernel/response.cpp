#include "labd/kernel/response.h"

#include "labd/codec/answers.h"
#include "labd/codec/json_text.h"
#include "labd/codec/plain_json.h"

namespace labd::kernel {

namespace {

/// Most responses are shorter.
constexpr std::size_t expected_bytes = 512;

void add(codec::JsonText& out, std::string_view name, const std::optional<Instant>& instant,
         const TimeZone& zone) {
    if (instant) {
        out.member(name, zone.format(*instant));
    }
}

void add(codec::JsonText& out, std::string_view name, bool value) {
    out.key(name);
    out.boolean(value);
}

void write_effect(codec::JsonText& out, const Effect& effect, const TimeZone& zone) {
    out.begin_object();
    out.member("sitting", effect.sitting.value);
    add(out, "ends_before", effect.ends_before, zone);
    add(out, "ends_after", effect.ends_after, zone);
    add(out, "module_limit_before", effect.module_limit_before, zone);
    add(out, "module_limit_after", effect.module_limit_after, zone);
    add(out, "ended_before", effect.ended_before);
    add(out, "ended_after", effect.ended_after);
    add(out, "cancel_required_before", effect.cancel_required_before);
    add(out, "cancel_required_after", effect.cancel_required_after);
    out.end_object();
}

void write_entry(codec::JsonText& out, const domain::Entry& entry, const TimeZone& zone) {
    out.begin_object();
    out.member("seq", entry.seq);
    out.member("id", entry.id.value);
    out.member("enter", domain::type_name(entry.body));
    out.member("happened", zone.format(entry.happened));
    out.member("recorded", zone.format(entry.recorded));
    if (!entry.session.empty()) {
        out.member("session", entry.session.value);
    }
    out.end_object();
}

/// A list that only some entries have anything to say in; left out when none has.
template <class T>
void write_ids(codec::JsonText& out, std::string_view name,
               const std::vector<rules::Accepted>& entries, std::vector<T> rules::Accepted::*list) {
    bool begun = false;
    for (const rules::Accepted& accepted : entries) {
        for (const T& id : accepted.*list) {
            if (!begun) {
                out.key(name);
                out.begin_array();
                begun = true;
            }
            out.text(id.value);
        }
    }
    if (begun) {
        out.end_array();
    }
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
    const Refusal* refusal = nullptr;
    bool reopens = false;
    for (const rules::Accepted& accepted : done.entries) {
        refusal = accepted.refused ? &*accepted.refused : refusal;
        reopens = reopens || accepted.reopens;
    }
    codec::JsonText out(expected_bytes);
    out.begin_object();
    add(out, "accepted", refusal == nullptr);
    if (refusal != nullptr) {
        out.key("refused");
        out.raw(codec::plain_json(codec::refusal_to_json(without_personal_data(*refusal), zone)));
    }
    out.key("entries");
    out.begin_array();
    for (const rules::Accepted& accepted : done.entries) {
        write_entry(out, accepted.entry, zone);
    }
    out.end_array();
    out.key("effects");
    out.begin_array();
    for (const Effect& effect : done.effects) {
        write_effect(out, effect, zone);
        reopens = reopens || (effect.ended_before && !effect.ended_after);
    }
    out.end_array();
    out.key("similar");
    out.begin_array();
    for (const rules::Accepted& accepted : done.entries) {
        for (const EntryId& id : accepted.similar) {
            out.text(id.value);
        }
    }
    out.end_array();
    write_ids(out, "spares", done.entries, &rules::Accepted::spares);
    write_ids(out, "touches", done.entries, &rules::Accepted::touches);
    add(out, "reopens", reopens);
    out.member("size", done.size);
    out.end_object();
    return out.take();
}

}  // namespace labd::kernel
