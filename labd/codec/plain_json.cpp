#include "labd/codec/plain_json.h"

#include "labd/codec/json_text.h"

namespace labd::codec {

namespace {

namespace json = boost::json;

// As deep as the values that labd makes or that `parse_json` lets in.
// NOLINTNEXTLINE(misc-no-recursion)
void print(JsonText& text, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: text.null(); return;
        case json::kind::bool_: text.boolean(value.get_bool()); return;
        case json::kind::int64: text.number(value.get_int64()); return;
        case json::kind::uint64: text.number(value.get_uint64()); return;
        case json::kind::double_: text.number(value.get_double()); return;
        case json::kind::string: text.text(value.get_string()); return;
        case json::kind::array:
            text.begin_array();
            for (const json::value& each : value.get_array()) {
                print(text, each);
            }
            text.end_array();
            return;
        case json::kind::object:
            text.begin_object();
            for (const auto& member : value.get_object()) {
                text.key(member.key());
                print(text, member.value());
            }
            text.end_object();
            return;
    }
}

}  // namespace

std::string plain_json(const json::value& value) {
    JsonText text(0);
    print(text, value);
    return text.take();
}

}  // namespace labd::codec
