#include "labd/codec/plain_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "labd/core/assert.h"

namespace labd::codec {

namespace {

namespace json = boost::json;

class Printer {
public:
    // As deep as the values that labd makes or that `parse_json` lets in.
    // NOLINTBEGIN(misc-no-recursion)
    void print(const json::value& value) {
        switch (value.kind()) {
            case json::kind::null: text_ += "null"; return;
            case json::kind::bool_: text_ += value.get_bool() ? "true" : "false"; return;
            case json::kind::int64: print_number(value.get_int64()); return;
            case json::kind::uint64: print_number(value.get_uint64()); return;
            case json::kind::double_: print_double(value.get_double()); return;
            case json::kind::string: print_text(value.get_string()); return;
            case json::kind::array: print_array(value.get_array()); return;
            case json::kind::object: print_object(value.get_object()); return;
        }
    }

    std::string take() { return std::move(text_); }

private:
    void print_array(const json::array& array) {
        char before = '[';
        for (const json::value& each : array) {
            text_ += std::exchange(before, ',');
            print(each);
        }
        text_ += array.empty() ? "[]" : "]";
    }

    void print_object(const json::object& object) {
        char before = '{';
        for (const auto& member : object) {
            text_ += std::exchange(before, ',');
            print_text(member.key());
            text_ += ':';
            print(member.value());
        }
        text_ += object.empty() ? "{}" : "}";
    }

    // NOLINTEND(misc-no-recursion)

    template <class T>
    void print_number(T number) {
        std::array<char, std::numeric_limits<T>::digits10 + 3> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
        text_.append(digits.data(), end.ptr);
    }

    void print_double(double number) {
        LABD_ASSERT(std::isfinite(number));
        // The shortest digits that read back as the same number; the largest has 309 of them.
        std::array<char, 1100> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                       std::chars_format::fixed);
        text_.append(digits.data(), end.ptr);
    }

    void print_text(std::string_view text) {
        text_ += '"';
        for (const char c : text) {
            switch (c) {
                case '"': text_ += "\\\""; break;
                case '\\': text_ += "\\\\"; break;
                case '\n': text_ += "\\n"; break;
                case '\t': text_ += "\\t"; break;
                case '\r': text_ += "\\r"; break;
                case '\b': text_ += "\\b"; break;
                case '\f': text_ += "\\f"; break;
                default: print_character(c);
            }
        }
        text_ += '"';
    }

    void print_character(char c) {
        constexpr std::string_view hex = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20) {
            text_ += c;
            return;
        }
        text_ += "\\u00";
        text_ += hex[byte >> 4U];
        text_ += hex[byte & 0xFU];
    }

    std::string text_;
};

}  // namespace

std::string plain_json(const json::value& value) {
    Printer printer;
    printer.print(value);
    return printer.take();
}

}  // namespace labd::codec
