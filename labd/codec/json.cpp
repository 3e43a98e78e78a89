#include "labd/codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <set>
#include <vector>

#include "labd/core/assert.h"

namespace labd::codec {

namespace {

enum class Fault : int { duplicate_key = 1 };

/// Sees every key before the document is built and stops at the first duplicate.
struct DuplicateHandler {
    static constexpr std::size_t max_object_size = ~std::size_t{0};
    static constexpr std::size_t max_array_size = ~std::size_t{0};
    static constexpr std::size_t max_key_size = 1024;
    static constexpr std::size_t max_string_size = ~std::size_t{0};

    using Error = boost::system::error_code;

    std::vector<std::set<std::string, std::less<>>> keys;
    std::string key;
    std::string duplicate;

    bool on_document_begin(Error&) { return true; }

    bool on_document_end(Error&) { return true; }

    bool on_object_begin(Error&) {
        keys.emplace_back();
        return true;
    }

    bool on_object_end(std::size_t, Error&) {
        keys.pop_back();
        return true;
    }

    bool on_array_begin(Error&) { return true; }

    bool on_array_end(std::size_t, Error&) { return true; }

    bool on_key_part(json::string_view part, std::size_t, Error&) {
        key.append(part.data(), part.size());
        return true;
    }

    bool on_key(json::string_view part, std::size_t, Error& error) {
        key.append(part.data(), part.size());
        if (!keys.back().insert(key).second) {
            duplicate = key;
            error =
                Error(static_cast<int>(Fault::duplicate_key), boost::system::generic_category());
            return false;
        }
        key.clear();
        return true;
    }

    bool on_string_part(json::string_view, std::size_t, Error&) { return true; }

    bool on_string(json::string_view, std::size_t, Error&) { return true; }

    bool on_number_part(json::string_view, Error&) { return true; }

    bool on_int64(std::int64_t, json::string_view, Error&) { return true; }

    bool on_uint64(std::uint64_t, json::string_view, Error&) { return true; }

    bool on_double(double, json::string_view, Error&) { return true; }

    bool on_bool(bool, Error&) { return true; }

    bool on_null(Error&) { return true; }

    bool on_comment_part(json::string_view, Error&) { return true; }

    bool on_comment(json::string_view, Error&) { return true; }
};

std::string line_and_column(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::int64_t line = std::ranges::count(before, '\n') + 1;
    const std::size_t line_start = before.rfind('\n');
    const std::size_t column =
        line_start == std::string_view::npos ? offset + 1 : offset - line_start;
    return fmt::format("line {}, column {}", line, column);
}

}  // namespace

void throw_exception_from_error(const InputFault& fault, const boost::source_location& location) {
    assertion_failed(fault.sentence().c_str(), location.file_name(),
                     static_cast<int>(location.line()));
}

Message InputFault::message() const {
    Message whole = what;
    whole.values["place"] = place;
    return whole;
}

std::string InputFault::sentence(Language language) const {
    return render(message(), language, TimeZone());
}

Decoded<json::value> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes_max) {
        return InputFault{fmt::format("byte {}", limits.bytes_max),
                          Message{"input.input_too_long",
                                  {{"bytes", static_cast<std::int64_t>(limits.bytes_max)}}}};
    }
    json::parse_options options;
    options.max_depth = limits.depth_max;
    boost::system::error_code error;
    json::basic_parser<DuplicateHandler> parser(options);
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (error) {
        const std::string& duplicate = parser.handler().duplicate;
        return InputFault{line_and_column(text, read),
                          duplicate.empty()
                              ? Message{"input.not_json", {{"reason", error.message()}}}
                              : Message{"input.key_twice", {{"key", duplicate}}}};
    }
    const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) {
        return InputFault{line_and_column(text, rest), Message{"input.more_after"}};
    }
    json::value value = json::parse(text, error, {}, options);
    if (error) {
        return InputFault{line_and_column(text, text.size()),
                          Message{"input.not_json", {{"reason", error.message()}}}};
    }
    return value;
}

}  // namespace labd::codec
