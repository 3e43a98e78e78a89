#include "labd/codec/writer.h"

namespace labd::codec {

json::value Writer::write(Duration from) const {
    if (from.us % 1'000'000 == 0 && from.us >= 0) {
        return json::value(format_duration(from));
    }
    return static_cast<double>(from.us) / 1e6;
}

json::value Writer::write(Instant from) const {
    return json::value(zone == nullptr ? format_instant_utc(from) : zone->format(from));
}

std::string Writer::place() const {
    std::string place;
    for (const std::string& part : path_) {
        place += "/" + part;
    }
    return place;
}

json::value Writer::sealed(std::string_view plain, bool erased) const {
    if (!seal) {
        return erased ? json::value(nullptr) : json::value(plain);
    }
    return json::object{{"$sealed", seal(plain, place())}};
}

json::value Writer::write(const domain::Text& from) { return sealed(from.value, from.erased); }

json::value Writer::write(const domain::PersonalDate& from) {
    return sealed(format_date(from.value), from.erased);
}

json::value Writer::write(const domain::ResidenceShown& from) {
    return from.country ? write(*from.country) : json::value(from.shown);
}

json::value Writer::write(const domain::Replacement& from) {
    json::object object;
    std::visit(
        [&](const auto& fact) {
            object["enter"] = std::decay_t<decltype(fact)>::type;
            write_members(fact, object);
        },
        from.fact);
    if (from.happened) {
        object["happened"] = write(*from.happened);
    }
    if (from.reason) {
        at("reason", [&] { object["reason"] = write(*from.reason); });
    }
    return object;
}

json::value Writer::write(const domain::Correction& from) {
    json::object object;
    object["entry"] = from.entry.value;
    if (from.replacement) {
        at("replacement", [&] { object["replacement"] = write(*from.replacement); });
    }
    return object;
}

void Writer::write_body(const domain::Body& body, json::object& to) {
    std::visit(
        [&](const auto& entry) {
            using T = std::decay_t<decltype(entry)>;
            to["enter"] = T::type;
            if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
                to["entry"] = entry.entry.value;
                if (entry.replacement) {
                    at("replacement", [&] { to["replacement"] = write(*entry.replacement); });
                }
                if (!entry.also.empty()) {
                    at("also", [&] { to["also"] = write(entry.also); });
                }
            } else {
                write_members(entry, to);
            }
        },
        body);
}

}  // namespace labd::codec
