// Certificates made for one test: nothing secret is kept, nothing expires in the repository.
#pragma once

#include <string>

#include "labd/net/server.h"

namespace labd::net::testing {

/// A self-signed certificate in a directory of its own, removed with it.
class TestCertificate {
public:
    /// `host` goes into the certificate as a DNS name; 127.0.0.1 does always.
    explicit TestCertificate(const std::string& host = "localhost");
    ~TestCertificate();
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    TlsFiles files() const { return {certificate_file(), key_file()}; }

    std::string certificate_file() const { return directory_ + "/certificate.pem"; }

    std::string key_file() const { return directory_ + "/key.pem"; }

    /// Puts another's files in the place of ours, as an operator renewing a certificate does.
    void replace_with(const TestCertificate& other);

private:
    std::string directory_;
};

}  // namespace labd::net::testing
