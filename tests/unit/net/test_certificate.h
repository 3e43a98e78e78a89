// Certificates made for one test: nothing secret is kept, nothing expires in the repository.
#pragma once

#include <string>

#include "labd/net/server.h"
#include "tests/support/temporary_directory.h"

namespace labd::net::testing {

/// A self-signed certificate in a directory of its own, removed with it.
class TestCertificate {
public:
    /// `host` goes into the certificate as a DNS name; 127.0.0.1 does always.
    explicit TestCertificate(const std::string& host = "localhost");

    TlsFiles files() const { return {certificate_file(), key_file()}; }

    std::string certificate_file() const { return (directory_ / "certificate.pem").string(); }

    std::string key_file() const { return (directory_ / "key.pem").string(); }

    /// Puts another's files in the place of ours, as an operator renewing a certificate does.
    void replace_with(const TestCertificate& other);

private:
    labd::test::TemporaryDirectory directory_;
};

}  // namespace labd::net::testing
