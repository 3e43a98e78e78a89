#include "labd/net/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string_view>

namespace labd::net {
namespace {

bool is_token(std::string_view text) {
    constexpr std::string_view signs = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               signs.find(c) != std::string_view::npos;
    });
}

bool is_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

// The Date field, formatted once a second.
std::string_view date_field() {
    thread_local std::time_t formatted_at = 0;
    thread_local std::array<char, 48> text{};
    thread_local std::size_t length = 0;
    const std::time_t now = std::time(nullptr);
    if (now != formatted_at) {
        std::tm utc{};
        ::gmtime_r(&now, &utc);
        // The C locale's names are what RFC 9110, section 5.6.7, asks for; labd sets no LC_TIME.
        length =
            std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        formatted_at = now;
    }
    return {text.data(), length};
}

}  // namespace

bool is_sendable(const Response& response) {
    return is_value(response.content_type) &&
           std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
               return is_token(header.first) && is_value(header.second);
           });
}

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_response_head(std::string& out, const Response& response, bool keep_alive) {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    out += date_field();
    if (!response.content_type.empty()) {
        out += "Content-Type: ";
        out += response.content_type;
        out += "\r\n";
    }
    for (const auto& [name, value] : response.headers) {
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    out += response.common_headers;
    if (status_has_body(response.status)) {
        out += "Content-Length: ";
        append_number(out, response.source ? static_cast<std::size_t>(response.source->size())
                           : response.body ? response.body->size()
                                           : 0);
        out += "\r\n";
    }
    if (!keep_alive) {
        out += "Connection: close\r\n";
    }
    out += "\r\n";
}

Response plain_error(int status) {
    return Response::with_text(status, "text/plain; charset=utf-8",
                               std::string(reason_phrase(status)) + "\n");
}

}  // namespace labd::net
