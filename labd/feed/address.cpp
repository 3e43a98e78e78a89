#include <fmt/format.h>

#include <charconv>

#include "labd/feed/sender.h"

namespace labd::feed {

namespace {

constexpr std::size_t address_bytes_max = 2'000;
constexpr std::string_view https = "https://";
constexpr std::string_view http = "http://";

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "::1" || host == "127.0.0.1";
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':';
}

/// Takes `host` and `port` off the authority; false when they cannot be read.
bool read_authority(std::string_view authority, EndpointAddress& to) {
    std::string_view host = authority;
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        host = authority.substr(1, end - 1);
        port = authority.substr(end + 1);
    } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon);
        if (port.find(':', 1) != std::string_view::npos) {
            return false;
        }
    }
    for (const char c : host) {
        if (!is_host_character(c)) {
            return false;
        }
    }
    to.host = std::string(host);
    if (port.empty()) {
        return !host.empty();
    }
    const char* const from = port.data() + 1;
    const char* const end = port.data() + port.size();
    const auto read = std::from_chars(from, end, to.port);
    return !host.empty() && port.front() == ':' && from != end && read.ec == std::errc{} &&
           read.ptr == end && to.port != 0;
}

}  // namespace

ReadAddress read_address(std::string_view url) {
    constexpr std::uint16_t https_port = 443;
    constexpr std::uint16_t http_port = 80;
    ReadAddress read;
    if (url.size() > address_bytes_max) {
        read.fault = "is longer than 2,000 characters";
        return read;
    }
    const bool secure = url.starts_with(https);
    if (!secure && !url.starts_with(http)) {
        read.fault = "must be an https address";
        return read;
    }
    read.address.security = secure ? net::Security::tls : net::Security::plain;
    read.address.port = secure ? https_port : http_port;
    url.remove_prefix(secure ? https.size() : http.size());
    const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
    read.address.target = std::string(url.substr(path));
    if (!read.address.target.starts_with('/')) {
        read.address.target.insert(0, "/");
    }
    for (const char c : read.address.target) {
        if (c <= ' ' || c == '#' || static_cast<unsigned char>(c) > '~') {
            read.fault = "has a character that must be percent-encoded, or a fragment";
            return read;
        }
    }
    if (!read_authority(url.substr(0, path), read.address)) {
        read.fault = "must be an address such as https://booking.example/labd";
        return read;
    }
    if (!secure && !is_this_machine(read.address.host)) {
        read.fault = "must be an https address: http only goes to this machine";
    }
    return read;
}

std::string shown_address(const EndpointAddress& address) {
    const bool is_v6 = address.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}{}:{}{}", address.security == net::Security::tls ? https : http,
                       is_v6 ? "[" : "", address.host, is_v6 ? "]" : "", address.port,
                       address.target.substr(0, address.target.find('?')));
}

}  // namespace labd::feed
