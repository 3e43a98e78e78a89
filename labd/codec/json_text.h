// JSON written straight into a string, member by member: for texts that are made for every entry,
// where building a document first costs several times as much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace labd::codec {

/// Commas come by themselves; that begins and ends match is the caller's business.
class JsonText {
public:
    explicit JsonText(std::size_t expected_bytes) { text_.reserve(expected_bytes); }

    void begin_object() { begin('{'); }

    void end_object() { text_ += '}'; }

    void begin_array() { begin('['); }

    void end_array() { text_ += ']'; }

    void key(std::string_view name);

    /// UTF-8, escaped as needed.
    void text(std::string_view value);
    void number(std::int64_t value);
    void number(std::uint64_t value);
    /// Finite; in plain decimals, the shortest that read back as the same number.
    void number(double value);
    void boolean(bool value);

    void null() { raw("null"); }

    /// A value that is JSON already.
    void raw(std::string_view json);

    template <class Value>
    void member(std::string_view name, const Value& value) {
        key(name);
        if constexpr (requires { std::string_view(value); }) {
            text(value);
        } else {
            number(value);
        }
    }

    std::string take() { return std::move(text_); }

private:
    void begin(char bracket);
    void separate();
    void quote(std::string_view value);

    std::string text_;
};

}  // namespace labd::codec
