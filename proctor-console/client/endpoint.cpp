#include "proctor-console/client/endpoint.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace labd::console {

namespace {

bool is_loopback(const boost::urls::url_view& url) {
    switch (url.host_type()) {
        case boost::urls::host_type::ipv4: return url.host_ipv4_address().is_loopback();
        case boost::urls::host_type::ipv6: return url.host_ipv6_address().is_loopback();
        default: return url.host() == "localhost";
    }
}

}  // namespace

ParsedEndpoint parse_endpoint(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->host().empty() || parsed->has_userinfo() || parsed->has_query() ||
        parsed->has_fragment() || (!parsed->path().empty() && parsed->path() != "/")) {
        return {{}, "cli.error.url"};
    }
    const bool tls = parsed->scheme_id() == boost::urls::scheme::https;
    if (!tls && parsed->scheme_id() != boost::urls::scheme::http) {
        return {{}, "cli.error.url"};
    }
    std::string host = parsed->host();
    if (!tls && !is_loopback(*parsed)) {
        return {{}, "cli.error.url_plain"};
    }
    std::uint16_t port = tls ? 443 : 80;
    if (parsed->has_port()) {
        port = parsed->port_number();
        if (port == 0) {
            return {{}, "cli.error.url"};
        }
    }
    ParsedEndpoint result;
    result.endpoint.url =
        std::string(tls ? "https" : "http") + "://" + host + ":" + std::to_string(port);
    if (host.starts_with('[')) {
        host = host.substr(1, host.size() - 2);
    }
    result.endpoint.options.host = std::move(host);
    result.endpoint.options.port = port;
    result.endpoint.options.security = tls ? net::Security::tls : net::Security::plain;
    return result;
}

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' ||
                           byte == '_' || byte == '~';
        if (plain) {
            encoded += each;
        } else {
            encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return encoded;
}

}  // namespace labd::console
