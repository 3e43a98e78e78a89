// Writes described structs as the text of a leaf, sealing on the way (architecture, ideas 6 and 7).
// As Writer in what it leaves out and how members are named; Reader with `unseal` reads it back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "labd/codec/entry_json.h"
#include "labd/codec/json_text.h"
#include "labd/codec/writer.h"

namespace labd::codec {

class LeafWriter {
public:
    LeafWriter(std::size_t expected_bytes, const Seal& seal) : out_(expected_bytes), seal_(seal) {}

    /// The text so far, for members that no struct describes.
    JsonText& out() { return out_; }

    void write(const std::string& from) { out_.text(from); }

    void write(std::int64_t from) { out_.number(from); }

    void write(bool from) { out_.boolean(from); }

    void write(Duration from);
    void write(Instant from);
    void write(Date from);
    void write(TimeOfDay from);
    void write(const domain::Text& from);
    void write(const domain::PersonalDate& from);
    void write(const domain::ResidenceShown& from);
    void write(const domain::Replacement& from);
    void write(const domain::Correction& from);

    template <class Tag>
    void write(const Id<Tag>& from) {
        out_.text(from.value);
    }

    template <class T>
        requires std::is_enum_v<T>
    void write(T from) {
        out_.text(enum_name(from));
    }

    template <class T>
    void write(const std::optional<T>& from) {
        write(*from);
    }

    template <class T>
        requires boost::describe::has_describe_members<T>::value
    void write(const T& from) {
        out_.begin_object();
        write_members(from);
        out_.end_object();
    }

    template <class T>
    void write(const std::vector<T>& from) {
        out_.begin_array();
        for (std::size_t i = 0; i < from.size(); ++i) {
            deeper(std::to_string(i), [&] { write(from[i]); });
        }
        out_.end_array();
    }

    template <class Key, class T>
    void write(const std::map<Key, T>& from) {
        out_.begin_object();
        for (const auto& [key, value] : from) {
            member(key_text(key), value);
        }
        out_.end_object();
    }

    template <class T>
    void member(std::string_view name, const T& value) {
        out_.key(name);
        deeper(name, [&] { write(value); });
    }

    /// A body with its type under `enter`, as the member `name`.
    void body(std::string_view name, const domain::Body& from);

private:
    template <class Action>
    void deeper(std::string_view name, Action action) {
        const std::size_t length = place_.size();
        place_ += '/';
        place_ += name;
        action();
        place_.resize(length);
    }

    void write_correction(const domain::EntryCorrected& from);

    template <class T>
    void write_members(const T& from) {
        using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
        boost::mp11::mp_for_each<Members>([&](auto described) {
            const auto& value = from.*described.pointer;
            if (!is_left_out(value)) {
                member(wire_name(described.name), value);
            }
        });
    }

    void sealed(std::string_view plain);

    JsonText out_;
    const Seal& seal_;
    /// Where the member that is being written stands: sealed texts are bound to it.
    std::string place_;
};

}  // namespace labd::codec
