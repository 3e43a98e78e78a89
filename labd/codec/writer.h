// Writes described structs as JSON, the counterpart of Reader. Members that are empty are left out.
#pragma once

#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "labd/codec/reader.h"

namespace labd::codec {

/// The name of an enumerator on the wire.
template <class T>
    requires std::is_enum_v<T>
std::string_view enum_name(T value) {
    return wire_name(boost::describe::enum_to_string(value, ""));
}

/// Whether a member is left out for want of anything to say.
template <class T>
bool is_left_out(const T& value) {
    if constexpr (detail::IsOptional<T>::value) {
        return !value.has_value();
    } else if constexpr (detail::IsContainer<T>::value) {
        return value.empty();
    } else if constexpr (std::is_same_v<T, bool>) {
        return !value;
    } else {
        return false;
    }
}

/// The name that the key of a map gives a member.
inline const std::string& key_text(const std::string& key) { return key; }

template <class Tag>
const std::string& key_text(const Id<Tag>& key) {
    return key.value;
}

class Writer {
public:
    /// Times are written in this zone; without one in UTC.
    const TimeZone* zone = nullptr;

    template <class T>
    void write_members(const T& from, json::object& to);

    json::value write(const std::string& from) const { return json::value(from); }

    json::value write(std::int64_t from) const { return from; }

    json::value write(bool from) const { return from; }

    json::value write(Duration from) const;
    json::value write(Instant from) const;

    json::value write(Date from) const { return json::value(format_date(from)); }

    json::value write(TimeOfDay from) const { return json::value(format_time_of_day(from)); }

    json::value write(const domain::Text& from);
    json::value write(const domain::PersonalDate& from);
    json::value write(const domain::ResidenceShown& from);
    json::value write(const domain::Replacement& from);
    json::value write(const domain::Correction& from);

    template <class Tag>
    json::value write(const Id<Tag>& from) const {
        return json::value(from.value);
    }

    template <class T>
        requires std::is_enum_v<T>
    json::value write(T from) const {
        return json::value(enum_name(from));
    }

    template <class T>
        requires boost::describe::has_describe_members<T>::value
    json::value write(const T& from) {
        json::object object;
        write_members(from, object);
        return object;
    }

    template <class T>
    json::value write(const std::vector<T>& from) {
        json::array array;
        for (const T& one : from) {
            array.push_back(write(one));
        }
        return array;
    }

    template <class Key, class T>
    json::value write(const std::map<Key, T>& from) {
        json::object object;
        for (const auto& [key, value] : from) {
            object[key_text(key)] = write(value);
        }
        return object;
    }

    /// Writes a body's members and its type under `enter`.
    void write_body(const domain::Body& body, json::object& to);
};

template <class T>
void Writer::write_members(const T& from, json::object& to) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        const auto& value = from.*member.pointer;
        using Value = std::decay_t<decltype(value)>;
        if (is_left_out(value)) {
            return;
        }
        const std::string_view name = wire_name(member.name);
        if constexpr (std::is_same_v<Value, bool>) {
            to[name] = true;
        } else if constexpr (detail::IsOptional<Value>::value) {
            to[name] = write(*value);
        } else {
            to[name] = write(value);
        }
    });
}

}  // namespace labd::codec
