#include "labd/codec/reader.h"

#include <charconv>
#include <cmath>

#include "labd/codec/entry_json.h"

namespace labd::codec {

namespace {

constexpr std::string_view sealed_key = "$sealed";

}  // namespace

void Reader::fail(Message what) {
    if (!fault_) {
        fault_ = InputFault{place(), std::move(what)};
    }
}

std::string Reader::place() const {
    std::string place;
    for (const std::string& part : path_) {
        place += "/" + part;
    }
    return place.empty() ? "/" : place;
}

const json::object* Reader::object(const json::value& from) {
    const json::object* found = from.if_object();
    if (found == nullptr) {
        fail({"input.object"});
    }
    return found;
}

const json::array* Reader::array(const json::value& from) {
    const json::array* found = from.if_array();
    if (found == nullptr) {
        fail({"input.list"});
    } else if (found->size() > list_max) {
        fail({"input.too_many"});
        return nullptr;
    }
    return found;
}

std::optional<std::string_view> Reader::text(const json::value& from) {
    const json::string* found = from.if_string();
    if (found == nullptr) {
        fail({"input.text"});
        return std::nullopt;
    }
    if (found->size() > text_bytes_max) {
        fail({"input.too_long", {{"bytes", std::int64_t{text_bytes_max}}}});
        return std::nullopt;
    }
    return std::string_view(*found);
}

void Reader::read_value(const json::value& from, std::string& to) {
    if (const std::optional<std::string_view> found = text(from)) {
        to = *found;
    }
}

void Reader::read_value(const json::value& from, bool& to) {
    if (const bool* found = from.if_bool()) {
        to = *found;
    } else {
        fail({"input.boolean"});
    }
}

void Reader::read_value(const json::value& from, std::int64_t& to) {
    if (const std::int64_t* found = from.if_int64()) {
        to = *found;
    } else {
        fail({"input.whole_number"});
    }
}

void Reader::read_value(const json::value& from, Duration& to) {
    if (unseal && from.is_number()) {
        to = microseconds(std::llround(from.to_number<double>() * 1e6));
        return;
    }
    const std::optional<std::string_view> found = text(from);
    const std::optional<Duration> parsed = found ? parse_duration(*found) : std::nullopt;
    if (found && !parsed) {
        fail({"input.duration"});
    }
    to = parsed.value_or(to);
}

void Reader::read_value(const json::value& from, Instant& to) {
    const std::optional<std::string_view> found = text(from);
    if (!found) {
        return;
    }
    if (const std::optional<Instant> instant = parse_instant(*found)) {
        to = *instant;
        return;
    }
    const std::optional<TimeOfDay> time = parse_time_of_day(*found);
    if (!time || !civil) {
        fail({civil ? "input.time" : "input.time_with_offset"});
        return;
    }
    const std::optional<Instant> instant = civil->zone->to_instant(civil->date, *time);
    if (!instant) {
        fail({"input.time_twice"});
        return;
    }
    to = *instant;
}

void Reader::read_value(const json::value& from, Date& to) {
    const std::optional<std::string_view> found = text(from);
    const std::optional<Date> parsed = found ? parse_date(*found) : std::nullopt;
    if (found && !parsed) {
        fail({"input.date"});
    }
    to = parsed.value_or(to);
}

void Reader::read_value(const json::value& from, TimeOfDay& to) {
    const std::optional<std::string_view> found = text(from);
    const std::optional<TimeOfDay> parsed = found ? parse_time_of_day(*found) : std::nullopt;
    if (found && !parsed) {
        fail({"input.time_of_day"});
    }
    to = parsed.value_or(to);
}

bool Reader::read_sealed(const json::value& from, std::string& plain, bool& erased) {
    const json::object* wrapped = from.if_object();
    const json::value* sealed = wrapped == nullptr ? nullptr : wrapped->if_contains(sealed_key);
    if (sealed == nullptr || !sealed->is_string()) {
        fail({"input.sealed"});
        return false;
    }
    std::optional<std::string> opened = unseal(sealed->get_string(), place());
    erased = !opened.has_value();
    plain = std::move(opened).value_or("");
    return true;
}

void Reader::read_value(const json::value& from, domain::Text& to) {
    if (unseal) {
        read_sealed(from, to.value, to.erased);
    } else {
        read_value(from, to.value);
    }
}

void Reader::read_value(const json::value& from, domain::PersonalDate& to) {
    if (!unseal) {
        read_value(from, to.value);
        return;
    }
    std::string plain;
    if (read_sealed(from, plain, to.erased) && !to.erased) {
        to.value = parse_date(plain).value_or(Date{});
    }
}

void Reader::read_value(const json::value& from, domain::ResidenceShown& to) {
    if (from.is_bool()) {
        to.shown = from.get_bool();
        return;
    }
    to.shown = true;
    read(from, to.country);
}

void Reader::read_value(const json::value& from, domain::Lapse& to) {
    if (from.is_bool()) {
        to.lapsed = from.get_bool();
        return;
    }
    const std::optional<Date> day = from.is_string() ? parse_date(from.get_string()) : std::nullopt;
    if (!day) {
        fail({"input.boolean_or_date"});
    }
    to = {true, day};
}

/// Grounds are written both ways.
void Reader::read_value(const json::value& from, domain::Ground& to) {
    const std::optional<std::string_view> name = text(from);
    if (name && *name != "A" && *name != "a" && *name != "B" && *name != "b") {
        fail({"input.one_of", {{"choices", "A, B"}}});
    }
    to = name == "A" || name == "a" ? domain::Ground::A : domain::Ground::B;
}

void Reader::read_value(const json::value& from, domain::Replacement& to) {
    const json::object* members = object(from);
    if (members == nullptr) {
        return;
    }
    if (const json::value* happened = members->if_contains("happened")) {
        at("happened", [&] { read(*happened, to.happened); });
    }
    if (const json::value* reason = members->if_contains("reason")) {
        at("reason", [&] { read(*reason, to.reason); });
    }
    domain::Body body;
    read_body(*this, from, {"enter", "happened", "reason", "id"}, body);
    std::visit(
        [&](auto& entry) {
            if constexpr (std::is_same_v<std::decay_t<decltype(entry)>, domain::EntryCorrected>) {
                at("enter", [&] { fail({"input.correction_in_correction"}); });
            } else {
                to.fact = std::move(entry);
            }
        },
        body);
}

void Reader::read_value(const json::value& from, domain::Correction& to) {
    const json::object* members = object(from);
    if (members == nullptr) {
        return;
    }
    const json::value* entry = members->if_contains("entry");
    at("entry", [&] {
        if (entry == nullptr) {
            fail({"input.missing"});
        } else {
            read(*entry, to.entry);
        }
    });
    if (const json::value* replacement = members->if_contains("replacement")) {
        at("replacement", [&] { read(*replacement, to.replacement); });
    }
    for (const auto& member : *members) {
        if (member.key() != "entry" && member.key() != "replacement" && member.key() != "reason") {
            at(member.key(), [&] { fail({"input.unknown"}); });
        }
    }
}

void Reader::read_id(const json::value& from, std::string& to) {
    const std::optional<std::string_view> found = text(from);
    if (!found) {
        return;
    }
    const bool given_by_labd = found->size() > 1 && found->front() == '@' &&
                               found->find_first_not_of("0123456789", 1) == std::string_view::npos;
    if (!given_by_labd && !is_valid_id(*found)) {
        fail({"input.id"});
        return;
    }
    to = *found;
}

}  // namespace labd::codec
