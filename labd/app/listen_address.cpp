#include <charconv>

#include "labd/app/configuration.h"

namespace labd::app {

using codec::InputFault;

codec::Decoded<net::ListenAddress> parse_listen_address(const std::string& text) {
    constexpr std::string_view tls_prefix = "https://";
    std::string_view rest = text;
    net::ListenAddress address;
    if (rest.starts_with(tls_prefix)) {
        address.security = net::Security::tls;
        rest.remove_prefix(tls_prefix.size());
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(std::string_view("http://").size());
    }
    const std::size_t colon = rest.rfind(':');
    const std::string_view port = colon == std::string_view::npos ? "" : rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (port.empty() || error != std::errc{} || end != port.data() + port.size()) {
        return InputFault{text,
                          "must be an address such as 127.0.0.1:8080 or "
                          "https://0.0.0.0:8443"};
    }
    std::string_view host = rest.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    address.address = std::string(host);
    return address;
}

}  // namespace labd::app
