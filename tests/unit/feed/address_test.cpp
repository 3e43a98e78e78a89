// Where events may be sent: over TLS, or to this machine.
#include <gmock/gmock.h>

#include "labd/feed/sender.h"

namespace labd::feed {
namespace {

TEST(Address, ReadsHostPortAndTarget) {
    const ReadAddress read = read_address("https://booking.example:8443/hooks/labd?key=1");
    EXPECT_EQ(read.fault, "");
    EXPECT_EQ(read.address.host, "booking.example");
    EXPECT_EQ(read.address.port, 8443);
    EXPECT_EQ(read.address.target, "/hooks/labd?key=1");
    EXPECT_EQ(read.address.security, net::Security::tls);
    // A query may be secret.
    EXPECT_EQ(shown_address(read.address), "https://booking.example:8443/hooks/labd");
}

TEST(Address, HasDefaults) {
    EXPECT_EQ(shown_address(read_address("https://booking.example").address),
              "https://booking.example:443/");
    EXPECT_EQ(shown_address(read_address("http://127.0.0.1").address), "http://127.0.0.1:80/");
    EXPECT_EQ(shown_address(read_address("http://[::1]:9000/x").address), "http://[::1]:9000/x");
    EXPECT_EQ(shown_address(read_address("https://a.example?x").address), "https://a.example:443/");
}

TEST(Address, IsRefusedWhenItCouldLeadElsewhere) {
    for (const char* bad : {"",
                            "booking.example",
                            "ftp://booking.example/",
                            "http://booking.example/",
                            "http://127.0.0.1.example/",
                            "http://10.0.0.1/",
                            "https://",
                            "https://:443/",
                            "https://a:b@c/",
                            "https://a@c/",
                            "https://a:/",
                            "https://a:0/",
                            "https://a:65536/",
                            "https://a:1:2/",
                            "https://a:x/",
                            "https://[::1/",
                            "https://[::1]x/",
                            "https://a b/",
                            "https://a/b c",
                            "https://a/b#c",
                            "https://a/\r\nX: y",
                            "https://\xe3\x81\x82/"}) {
        EXPECT_NE(read_address(bad).fault, "") << bad;
    }
    EXPECT_NE(read_address("https://a/" + std::string(2000, 'b')).fault, "");
}

}  // namespace
}  // namespace labd::feed
