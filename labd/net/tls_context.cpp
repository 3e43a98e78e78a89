#include "labd/net/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509err.h>

#include <array>
#include <ctime>
#include <optional>
#include <string_view>

#include "labd/core/zone.h"
#include "labd/net/tls_files.h"

namespace labd::net {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

constexpr std::string_view http_1_1_protocol = "\x08http/1.1";

// The parameters are OpenSSL's.
// NOLINTNEXTLINE(readability-function-size)
int select_protocol(SSL* /*connection*/, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned offered_length, void* /*context*/) {
    const int found = SSL_select_next_proto(
        const_cast<unsigned char**>(out), out_length,
        reinterpret_cast<const unsigned char*>(http_1_1_protocol.data()),
        static_cast<unsigned>(http_1_1_protocol.size()), offered, offered_length);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<ssl::context> make_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION |
                         SSL_OP_NO_COMPRESSION);
    return context;
}

std::optional<Instant> instant_of(const ASN1_TIME* time) {
    std::tm utc{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) {
        return std::nullopt;
    }
    return Instant{static_cast<std::int64_t>(timegm(&utc)) * 1'000'000};
}

}  // namespace

TlsContext load_server_tls(const TlsFiles& files) {
    std::shared_ptr<ssl::context> context = make_context(ssl::context::tls_server);
    // An encrypted key would make OpenSSL ask at the terminal and hang the daemon.
    context->set_password_callback(
        [](std::size_t, ssl::context::password_purpose) { return std::string(); });
    error_code error;
    context->use_certificate_chain_file(files.certificate_chain, error);
    if (error) {
        return {nullptr, fmt::format("TLS certificate chain '{}': {}", files.certificate_chain,
                                     error.message())};
    }
    context->use_private_key_file(files.private_key, ssl::context::pem, error);
    // A key of another kind than the certificate's is loaded, one of the same kind is not.
    const bool mismatch = error && ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
                                       X509_R_KEY_VALUES_MISMATCH;
    if (error && !mismatch) {
        return {nullptr,
                fmt::format("TLS private key '{}': {}", files.private_key, error.message())};
    }
    if (mismatch || SSL_CTX_check_private_key(context->native_handle()) != 1) {
        ERR_clear_error();
        return {nullptr, fmt::format("TLS private key '{}' does not belong to the certificate '{}'",
                                     files.private_key, files.certificate_chain)};
    }
    SSL_CTX_set_alpn_select_cb(context->native_handle(), select_protocol, nullptr);
    // Clients' certificates are not used, and sessions are resumed by tickets alone.
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    return {std::move(context), {}};
}

TlsFilesCheck check_tls_files(const TlsFiles& files, Instant now) {
    const TlsContext loaded = load_server_tls(files);
    if (loaded.context == nullptr) {
        return {loaded.error, {}};
    }
    const X509* certificate = SSL_CTX_get0_certificate(loaded.context->native_handle());
    const std::optional<Instant> from = instant_of(X509_get0_notBefore(certificate));
    const std::optional<Instant> until = instant_of(X509_get0_notAfter(certificate));
    if (!from || !until) {
        return {
            fmt::format("TLS certificate '{}': its dates cannot be read", files.certificate_chain),
            {}};
    }
    const TimeZone utc;
    if (now < *from) {
        return {fmt::format("TLS certificate '{}' is valid from {} on only",
                            files.certificate_chain, utc.format(*from)),
                *until};
    }
    if (now > *until) {
        return {fmt::format("TLS certificate '{}' has expired at {}", files.certificate_chain,
                            utc.format(*until)),
                *until};
    }
    return {{}, *until};
}

TlsContext load_client_tls(const std::string& ca_file) {
    std::shared_ptr<ssl::context> context = make_context(ssl::context::tls_client);
    context->set_verify_mode(ssl::verify_peer);
    error_code error;
    if (ca_file.empty()) {
        context->set_default_verify_paths(error);
    } else {
        context->load_verify_file(ca_file, error);
    }
    if (error) {
        return {nullptr, fmt::format("TLS CA file '{}': {}", ca_file, error.message())};
    }
    return {std::move(context), {}};
}

}  // namespace labd::net
