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

json::value Writer::write(const domain::Text& from) {
    return from.erased ? json::value(nullptr) : json::value(from.value);
}

json::value Writer::write(const domain::PersonalDate& from) {
    return from.erased ? json::value(nullptr) : write(from.value);
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
        object["reason"] = write(*from.reason);
    }
    return object;
}

json::value Writer::write(const domain::Correction& from) {
    json::object object;
    object["entry"] = from.entry.value;
    if (from.replacement) {
        object["replacement"] = write(*from.replacement);
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
                    to["replacement"] = write(*entry.replacement);
                }
                if (!entry.also.empty()) {
                    to["also"] = write(entry.also);
                }
            } else {
                write_members(entry, to);
            }
        },
        body);
}

}  // namespace labd::codec
