// What `labd check-config` finds before an exam day does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "labd/app/offline.h"
#include "labd/core/time.h"
#include "labd/net/tls_files.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/net/test_certificate.h"

namespace labd::app {
namespace {

using net::testing::TestCertificate;
using testing::HasSubstr;

const std::string site = R"(
[site]
id = "tyo"
time_zone = "Asia/Tokyo"
)";
const std::string places = R"(
[data]
directory = "data"
)";
const std::string plain = R"(
[listen]
addresses = ["127.0.0.1:8080"]
)";

class CheckConfig : public testing::Test {
protected:
    /// Exit status and everything that was said.
    std::pair<int, std::string> check(const std::string& text) const {
        const std::filesystem::path file = directory_ / "labd.toml";
        std::ofstream(file) << text;
        std::istringstream in;
        std::ostringstream out;
        const int status = check_config(file.string(), {in, out, out});
        return {status, out.str()};
    }

    std::pair<int, std::string> check_tls(const net::TlsFiles& files) const {
        return check(site + places + "[listen]\naddresses = [\"https://0.0.0.0:8443\"]\n" +
                     "certificate = \"" + files.certificate_chain + "\"\nprivate_key = \"" +
                     files.private_key + "\"\n");
    }

    test::TemporaryDirectory directory_;
};

TEST_F(CheckConfig, NamesWhatStandsTwiceInTheSiteOrIsNotThere) {
    struct Case {
        std::string rooms;
        std::string says;
    };

    for (const Case& each : std::to_array<Case>({
             {R"([{ id = "main", seats = [{ id = "S1" }, { id = "S1" }] }])", "S1 stands twice"},
             {R"([{ id = "a", seats = [{ id = "S1" }] }, { id = "b", seats = [{ id = "S1" }] }])",
              "S1 stands twice: first in line 5"},
             {R"([{ id = "a", seats = [] }, { id = "a", seats = [] }])", "a stands twice"},
             {R"([{ id = "a", seats = [{ id = "S1", rack = "R1" }] },
                  { id = "b", seats = [{ id = "S2", rack = "R1" }] }])",
              "line 6, column 60: the rack R1 stands in the room a already"},
             {R"([]
cameras = [{ id = "c", room = "a" }])",
              "there is no room a"},
             {R"([{ id = "a", seats = [] }]
cameras = [{ id = "c", room = "a" }, { id = "c", room = "a" }])",
              "c stands twice"},
             {R"([]
equipment = [{ id = "p", kind = "printer" }, { id = "p", kind = "printer" }])",
              "p stands twice"},
             {R"([]
equipment = [{ id = "p", kind = "printer", rack = "R9" }])",
              "no seat has a rack R9"},
         })) {
        const auto [status, said] = check(site + "rooms = " + each.rooms + "\n" + places + plain);
        EXPECT_EQ(status, 1) << each.rooms;
        EXPECT_THAT(said, HasSubstr(each.says));
    }
    const auto [status, said] =
        check(site + R"(rooms = [{ id = "a", seats = [{ id = "S1", rack = "R1" },
                                      { id = "S2", rack = "R1" }] }])" +
              "\n" + places + plain);
    EXPECT_EQ(status, 0) << said;
}

TEST_F(CheckConfig, OpensCertificateAndKey) {
    const TestCertificate good;
    const TestCertificate other;
    EXPECT_THAT(check_tls(good.files()), testing::Pair(0, HasSubstr("are a pair, valid until 20")));
    EXPECT_THAT(check_tls({good.certificate_file(), other.key_file()}),
                testing::Pair(1, HasSubstr("does not belong to the certificate")));
    EXPECT_THAT(check_tls({"/nowhere.pem", good.key_file()}),
                testing::Pair(1, HasSubstr("TLS certificate chain '/nowhere.pem'")));
    EXPECT_THAT(check_tls({good.certificate_file(), "/nowhere.pem"}),
                testing::Pair(1, HasSubstr("TLS private key '/nowhere.pem'")));
    EXPECT_THAT(
        check(site + places + plain + "certificate = \"" + good.certificate_file() + "\"\n"),
        testing::Pair(1, HasSubstr("both of them")));
}

TEST(TlsFiles, AreNotGoodOutsideTheTimeOfTheCertificate) {
    const TestCertificate certificate;
    const Instant start = parse_instant("2001-01-01T00:00:00Z").value();
    EXPECT_THAT(net::check_tls_files(certificate.files(), start).error,
                HasSubstr("is valid from 20"));
    const Instant end = parse_instant("2199-01-01T00:00:00Z").value();
    const net::TlsFilesCheck check = net::check_tls_files(certificate.files(), end);
    EXPECT_THAT(check.error, HasSubstr("has expired at 20"));
    EXPECT_EQ(net::check_tls_files(certificate.files(), check.valid_until).error, "");
}

TEST_F(CheckConfig, SaysWhenTabletsLock) {
    const std::string head = site + places + plain + "[tablets]\n";
    EXPECT_EQ(check(head + "lock_after = \"30s\"\nidle_max = \"20m\"\n").first, 0);
    const std::pair<std::string, std::string> wrong[] = {
        {"lock_after = \"5s\"", "line 12, column 14: must be a duration from 10s to 1h"},
        {"idle_max = \"2h\"", "must be a duration from 10s to 1h"},
        {"idle_max = 600", "must be a duration from 10s to 1h"},
        {"lock_after = \"20m\"\nidle_max = \"10m\"", "must not be longer than idle_max"},
        {"pin = 4", "the key pin is not known here"}};
    for (const auto& [text, says] : wrong) {
        const auto [status, said] = check(head + text + "\n");
        EXPECT_NE(status, 0) << text;
        EXPECT_THAT(said, HasSubstr(says)) << text;
    }
}

TEST_F(CheckConfig, SaysWhoIsAskedToWitness) {
    const std::string head = site + places + plain;
    const std::string key = "witness.example+283095ee+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";
    const std::string url = "url = \"https://witness.example/labd\"\n";
    const auto with = [&](const std::string& members) {
        return check(head + "[[witnesses]]\n" + members);
    };
    const auto [status, said] = with(url + "key = \"" + key + "\"\n");
    EXPECT_EQ(status, 0) << said;
    const std::pair<std::string, std::string> wrong[] = {
        {url, "a witness needs url and key"},
        {"key = \"" + key + "\"\n", "a witness needs url and key"},
        {url + "key = \"witness.example+00000000+BAEB\"\n", "must be the witness's public key"},
        {"url = \"http://witness.example\"\nkey = \"" + key + "\"\n", "https"},
        {"url = \"https://witness.example/?a=b\"\nkey = \"" + key + "\"\n", "must have no query"},
        {url + "key = \"" + key + "\"\nname = \"x\"\n", "the key name is not known here"},
        {url + "key = \"" + key + "\"\n[[witnesses]]\n" + url + "key = \"" + key + "\"\n",
         "stands twice"}};
    for (const auto& [members, says] : wrong) {
        const auto [code, text] = with(members);
        EXPECT_NE(code, 0) << members;
        EXPECT_THAT(text, HasSubstr(says)) << members;
    }
}

}  // namespace
}  // namespace labd::app
