// Reads described structs from JSON: every member by its type, unknown members refused, the place
// of the first fault kept. Times may be civil when the reader knows the day they are meant for.
#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "labd/codec/json.h"
#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/core/zone.h"
#include "labd/domain/booking.h"
#include "labd/domain/entries.h"

namespace labd::codec {

/// Longest text, most members of a list: input bounds.
inline constexpr std::size_t text_bytes_max = 4096;
inline constexpr std::size_t list_max = 2000;

/// A member's name on the wire: without the trailing underscore that avoids a keyword.
constexpr std::string_view wire_name(std::string_view member) {
    return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

/// For times written as on a wall clock.
struct CivilDay {
    const TimeZone* zone = nullptr;
    Date date;
};

/// Opens a sealed member: ciphertext and place in, plaintext out; nothing when it is erased.
using Unseal =
    std::function<std::optional<std::string>(std::string_view sealed, std::string_view place)>;

class Reader {
public:
    std::optional<CivilDay> civil;
    /// Set while a leaf is read: sealed members are objects, durations may be numbers.
    Unseal unseal;

    bool failed() const { return fault_.has_value(); }

    const InputFault& fault() const { return *fault_; }

    /// Keeps the first fault, at the current place.
    void fail(Message what);

    std::string place() const;

    /// Reads a described struct. Members in `envelope` are somebody else's and skipped.
    template <class T>
    void read_struct(const json::value& from, T& to, const std::vector<std::string_view>& envelope);

    template <class T>
    void read(const json::value& from, T& to);

    /// Runs `action` one level deeper.
    template <class Action>
    void at(std::string_view name, Action action) {
        path_.emplace_back(name);
        action();
        path_.pop_back();
    }

    const json::object* object(const json::value& from);
    const json::array* array(const json::value& from);
    std::optional<std::string_view> text(const json::value& from);

private:
    void read_value(const json::value& from, std::string& to);
    void read_value(const json::value& from, bool& to);
    void read_value(const json::value& from, std::int64_t& to);
    void read_value(const json::value& from, Duration& to);
    void read_value(const json::value& from, Instant& to);
    void read_value(const json::value& from, Date& to);
    void read_value(const json::value& from, TimeOfDay& to);
    void read_value(const json::value& from, domain::Text& to);
    void read_value(const json::value& from, domain::PersonalDate& to);
    void read_value(const json::value& from, domain::ResidenceShown& to);
    void read_value(const json::value& from, domain::Lapse& to);
    void read_value(const json::value& from, domain::Ground& to);
    void read_value(const json::value& from, domain::Replacement& to);
    void read_value(const json::value& from, domain::Correction& to);
    void read_id(const json::value& from, std::string& to);
    bool read_sealed(const json::value& from, std::string& plain, bool& erased);

    template <class Tag>
    void read_value(const json::value& from, Id<Tag>& to) {
        read_id(from, to.value);
    }

    template <class T>
    void read_value(const json::value& from, std::vector<T>& to);

    template <class Key, class T>
    void read_value(const json::value& from, std::map<Key, T>& to);

    template <class T>
        requires std::is_enum_v<T>
    void read_value(const json::value& from, T& to);

    template <class T>
        requires boost::describe::has_describe_members<T>::value
    void read_value(const json::value& from, T& to) {
        read_struct(from, to, {});
    }

    std::vector<std::string> path_;
    std::optional<InputFault> fault_;
};

namespace detail {

template <class T>
struct IsOptional : std::false_type {};

template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
struct IsContainer : std::false_type {};

template <class T>
struct IsContainer<std::vector<T>> : std::true_type {};

template <class K, class T>
struct IsContainer<std::map<K, T>> : std::true_type {};

}  // namespace detail

/// Whether a member may be left out.
template <class T>
inline constexpr bool may_be_left_out =
    // NOLINTNEXTLINE(misc-redundant-expression): which of them hold depends on T.
    detail::IsOptional<T>::value || detail::IsContainer<T>::value || std::is_same_v<T, bool>;

template <class T>
void Reader::read(const json::value& from, T& to) {
    if constexpr (detail::IsOptional<T>::value) {
        read_value(from, to.emplace());
    } else {
        read_value(from, to);
    }
}

template <class T>
void Reader::read_struct(const json::value& from, T& to,
                         const std::vector<std::string_view>& envelope) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    const json::object* members = object(from);
    if (members == nullptr) {
        return;
    }
    std::size_t known = 0;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        using Value = std::decay_t<decltype(to.*member.pointer)>;
        const std::string_view name = wire_name(member.name);
        const json::value* value = members->if_contains(name);
        if (value != nullptr) {
            ++known;
            at(name, [&] { read(*value, to.*member.pointer); });
        } else if (!may_be_left_out<Value>) {
            at(name, [&] { fail({"input.missing"}); });
        }
    });
    for (const std::string_view name : envelope) {
        known += members->contains(name) ? 1 : 0;
    }
    if (known == members->size() || failed()) {
        return;
    }
    for (const auto& member : *members) {
        bool found = std::ranges::find(envelope, std::string_view(member.key())) != envelope.end();
        boost::mp11::mp_for_each<Members>([&](auto described) {
            found = found || wire_name(described.name) == std::string_view(member.key());
        });
        if (!found) {
            at(member.key(), [&] { fail({"input.unknown"}); });
        }
    }
}

template <class T>
void Reader::read_value(const json::value& from, std::vector<T>& to) {
    const json::array* values = array(from);
    for (std::size_t i = 0; values != nullptr && i < values->size() && !failed(); ++i) {
        at(std::to_string(i), [&] { read((*values)[i], to.emplace_back()); });
    }
}

template <class Key, class T>
void Reader::read_value(const json::value& from, std::map<Key, T>& to) {
    const json::object* values = object(from);
    if (values == nullptr) {
        return;
    }
    if (values->size() > list_max) {
        fail({"input.too_many"});
        return;
    }
    for (const auto& member : *values) {
        at(member.key(), [&] {
            if (member.key().size() > text_bytes_max) {
                fail({"input.long_name"});
                return;
            }
            if constexpr (!std::is_same_v<Key, std::string>) {
                if (!is_valid_id(member.key())) {
                    fail({"input.id"});
                    return;
                }
            }
            read(member.value(), to[Key(std::string(member.key()))]);
        });
    }
}

template <class T>
    requires std::is_enum_v<T>
void Reader::read_value(const json::value& from, T& to) {
    const std::optional<std::string_view> name = text(from);
    if (!name) {
        return;
    }
    std::string all;
    bool found = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        const std::string_view wire = wire_name(enumerator.name);
        all += (all.empty() ? "" : ", ") + std::string(wire);
        if (wire == *name) {
            to = enumerator.value;
            found = true;
        }
    });
    if (!found) {
        fail({"input.one_of", {{"choices", all}}});
    }
}

}  // namespace labd::codec
