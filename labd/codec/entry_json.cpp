#include "labd/codec/entry_json.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "labd/codec/leaf_writer.h"

namespace labd::codec {

namespace {

using domain::Body;

/// Most leaves are shorter.
constexpr std::size_t expected_leaf_bytes = 1'024;

template <class T>
bool read_as(Reader& reader, const json::value& from, const std::vector<std::string_view>& envelope,
             std::string_view type, Body& to) {
    if (T::type != type) {
        return false;
    }
    T body;
    if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
        domain::Correction first;
        json::object own;
        for (const auto& member : from.get_object()) {
            const std::string_view key = member.key();
            if (key != "also" && std::ranges::find(envelope, key) == envelope.end()) {
                own[member.key()] = member.value();
            }
        }
        reader.read(json::value(own), first);
        body.entry = std::move(first.entry);
        body.replacement = std::move(first.replacement);
        if (const json::value* also = from.get_object().if_contains("also")) {
            reader.at("also", [&] { reader.read(*also, body.also); });
        }
    } else {
        reader.read_struct(from, body, envelope);
    }
    to = std::move(body);
    return true;
}

template <class T>
void read_member(Reader& reader, const json::object& from, std::string_view name, T& to) {
    if (const json::value* value = from.if_contains(name)) {
        reader.at(name, [&] { reader.read(*value, to); });
    }
}

std::string text_of(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

}  // namespace

const std::vector<std::string_view>& entry_types() {
    static const std::vector<std::string_view> types = [] {
        std::vector<std::string_view> all;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, domain::BodyTypes>>(
            [&](auto identity) { all.push_back(decltype(identity)::type::type); });
        return all;
    }();
    return types;
}

void read_body(Reader& reader, const json::value& from,
               const std::vector<std::string_view>& envelope, Body& to) {
    const json::object* members = reader.object(from);
    if (members == nullptr) {
        return;
    }
    const std::string type = text_of(*members, "enter");
    bool found = false;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, domain::BodyTypes>>(
        [&](auto identity) {
            using T = typename decltype(identity)::type;
            found = found || read_as<T>(reader, from, envelope, type, to);
        });
    if (!found) {
        reader.at("enter", [&] {
            const std::string_view key = type.empty() ? "input.missing" : "input.no_type";
            reader.fail({std::string(key), {{"type", type}}});
        });
    }
}

domain::Proposed read_proposed(Reader& reader, const json::value& from,
                               const std::vector<std::string_view>& others) {
    domain::Proposed proposed;
    const json::object* members = reader.object(from);
    if (members == nullptr) {
        return proposed;
    }
    std::vector<std::string_view> envelope{"enter",    "id",     "session",
                                           "happened", "reason", "based_on"};
    envelope.insert(envelope.end(), others.begin(), others.end());
    read_member(reader, *members, "id", proposed.id);
    if (proposed.id.value.starts_with('@')) {
        // An id that labd gave, or will give, to another entry.
        reader.at("id", [&] { reader.fail({"input.id"}); });
    }
    read_member(reader, *members, "session", proposed.session);
    read_member(reader, *members, "happened", proposed.happened);
    read_member(reader, *members, "reason", proposed.reason);
    if (const json::value* based_on = members->if_contains("based_on")) {
        std::int64_t seq = 0;
        reader.at("based_on", [&] {
            reader.read(*based_on, seq);
            if (seq < 0) {
                reader.fail({"input.negative"});
            }
        });
        proposed.based_on = static_cast<Seq>(seq);
    }
    if (!reader.failed()) {
        read_body(reader, from, envelope, proposed.body);
    }
    return proposed;
}

json::object entry_to_json(const domain::Entry& entry, const TimeZone& zone) {
    Writer writer;
    writer.zone = &zone;
    json::object object;
    object["seq"] = entry.seq;
    object["id"] = entry.id.value;
    writer.write_body(entry.body, object);
    if (!entry.session.empty()) {
        object["session"] = entry.session.value;
    }
    object["by"] = writer.write(entry.by);
    object["happened"] = writer.write(entry.happened);
    object["recorded"] = writer.write(entry.recorded);
    if (!entry.reason.value.empty() || entry.reason.erased) {
        object["reason"] = writer.write(entry.reason);
    }
    if (entry.based_on) {
        object["based_on"] = *entry.based_on;
    }
    return object;
}

std::string leaf_of(const domain::Entry& entry, const LeafFrame& frame, const Seal& seal) {
    LeafWriter writer(expected_leaf_bytes, seal);
    JsonText& out = writer.out();
    out.begin_object();
    out.member("v", std::int64_t{1});
    out.member("site", frame.site);
    out.member("journal", frame.journal);
    out.member("epoch", frame.epoch);
    out.member("seq", entry.seq);
    out.member("id", entry.id.value);
    if (!entry.session.empty()) {
        out.member("session", entry.session.value);
    }
    writer.member("by", entry.by);
    writer.member("happened", entry.happened);
    writer.member("recorded", entry.recorded);
    out.member("boot", frame.boot);
    out.member("clock", frame.clock);
    out.member("salt", frame.salt);
    out.member("key", frame.key_subject);
    if (!entry.reason.value.empty()) {
        writer.member("reason", entry.reason);
    }
    if (entry.based_on) {
        out.member("based_on", *entry.based_on);
    }
    writer.body("body", entry.body);
    out.end_object();
    return out.take();
}

Decoded<Leaf> read_leaf(std::string_view bytes, const UnsealLeaf& unseal) {
    boost::system::error_code error;
    const json::value value = json::parse(bytes, error);
    const json::object* members = error ? nullptr : value.if_object();
    if (members == nullptr) {
        return InputFault{"/", Message{"input.leaf_object"}};
    }
    Leaf leaf;
    leaf.frame.site = text_of(*members, "site");
    leaf.frame.journal = text_of(*members, "journal");
    leaf.frame.boot = text_of(*members, "boot");
    leaf.frame.clock = text_of(*members, "clock");
    leaf.frame.salt = text_of(*members, "salt");
    leaf.frame.key_subject = text_of(*members, "key");
    Reader reader;
    reader.unseal = [&](std::string_view sealed, std::string_view place) {
        return unseal(leaf.frame.key_subject, sealed, place);
    };
    std::int64_t seq = -1;
    std::int64_t version = 0;
    read_member(reader, *members, "v", version);
    read_member(reader, *members, "epoch", leaf.frame.epoch);
    read_member(reader, *members, "seq", seq);
    read_member(reader, *members, "id", leaf.entry.id);
    read_member(reader, *members, "session", leaf.entry.session);
    read_member(reader, *members, "by", leaf.entry.by);
    read_member(reader, *members, "happened", leaf.entry.happened);
    read_member(reader, *members, "recorded", leaf.entry.recorded);
    read_member(reader, *members, "reason", leaf.entry.reason);
    std::optional<std::int64_t> based_on;
    read_member(reader, *members, "based_on", based_on);
    leaf.entry.based_on = based_on;
    for (const char* name : {"site", "journal", "epoch", "id", "by", "happened", "recorded", "boot",
                             "clock", "salt", "key"}) {
        if (!members->contains(name)) {
            reader.at(name, [&] { reader.fail({"input.missing"}); });
        }
    }
    const json::value* body = members->if_contains("body");
    if (version != 1 || seq < 0 || body == nullptr) {
        return InputFault{"/", Message{"input.leaf_parts"}};
    }
    leaf.entry.seq = static_cast<Seq>(seq);
    reader.at("body", [&] { read_body(reader, *body, {"enter"}, leaf.entry.body); });
    if (reader.failed()) {
        return reader.fault();
    }
    return leaf;
}

}  // namespace labd::codec
