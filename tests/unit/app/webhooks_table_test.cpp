// What the configuration may say of webhooks.
#include "labd/app/webhooks_table.h"

#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <sstream>

#include "labd/app/offline.h"
#include "tests/support/temporary_directory.h"

namespace labd::app {
namespace {

using testing::HasSubstr;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class WebhooksTableTest : public testing::Test {
protected:
    WebhooksTableTest() { write("secret", secret + "\n"); }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(directory_ / name) << text;
        return directory_ / name;
    }

    /// What check-config says of a configuration with these webhooks.
    std::pair<int, std::string> check(const std::string& webhooks) const {
        const std::filesystem::path file =
            write("labd.toml",
                  "[site]\nid = \"tyo\"\ntime_zone = \"Asia/Tokyo\"\n[data]\n"
                  "directory = \"data\"\n[listen]\naddresses = [\"127.0.0.1:0\"]\n" +
                      webhooks);
        std::istringstream in;
        std::ostringstream out;
        const int status = check_config(file.string(), {in, out, out});
        return {status, out.str()};
    }

    test::TemporaryDirectory directory_;
};

const std::string good = R"(
[[webhooks]]
name = "scheduler"
url = "https://booking.example/hook"
secret_file = "secret"
)";

TEST_F(WebhooksTableTest, ReadsEachKey) {
    EXPECT_EQ(check(good).first, 0) << check(good).second;
    const toml::table table =
        toml::parse(good +
                    "ca_file = \"ca.pem\"\nnames = true\n[[webhooks]]\nname = \"b\"\n"
                    "url = \"http://127.0.0.1:9000\"\nsecret_file = \"/etc/b\"\n");
    const WebhooksTable read = read_webhooks_table(*table.get("webhooks"), "/etc/labd");
    EXPECT_EQ(read.at_fault, nullptr) << read.what;
    ASSERT_EQ(read.webhooks.size(), 2U);
    EXPECT_EQ(read.webhooks[0].name, "scheduler");
    EXPECT_EQ(read.webhooks[0].address.host, "booking.example");
    EXPECT_EQ(read.webhooks[0].secret_file, "/etc/labd/secret");
    EXPECT_EQ(read.webhooks[0].ca_file, "/etc/labd/ca.pem");
    EXPECT_TRUE(read.webhooks[0].names);
    EXPECT_EQ(read.webhooks[1].secret_file, "/etc/b");
    EXPECT_FALSE(read.webhooks[1].names);
}

TEST_F(WebhooksTableTest, SaysWhatIsWrongAndWhere) {
    struct Case {
        std::string webhooks;
        std::string says;
    };

    write("no-secret", "hunter2hunter2\n");
    std::string many;
    for (std::size_t i = 0; i <= webhooks_max; ++i) {
        many += "[[webhooks]]\nname = \"w" + std::to_string(i) +
                "\"\nurl = \"https://a\"\nsecret_file = \"secret\"\n";
    }
    for (const Case& each : std::to_array<Case>({
             {"webhooks = 1\n", "[[webhooks]]"},
             {"[[webhooks]]\nname = \"a\"\n", "line 8, column 1: a webhook needs name, url and"},
             {good + good, "scheduler stands twice"},
             {good + "colour = \"red\"\n", "the key colour is not known here"},
             {good + "names = \"yes\"\n", "must be true or false"},
             {"[[webhooks]]\nname = \"a b\"\n", "must be 1 to 64"},
             {"[[webhooks]]\nurl = \"http://booking.example/\"\n", "line 9, column 7"},
             {many, "16 endpoints at most"},
             {"[[webhooks]]\nname = \"a\"\nurl = \"https://a\"\nsecret_file = \"none\"\n",
              "none: cannot be read"},
             {"[[webhooks]]\nname = \"a\"\nurl = \"https://a\"\nsecret_file = \"no-secret\"\n",
              "whsec_"},
         })) {
        const bool is_value = each.webhooks.starts_with("webhooks =");
        const auto [status, said] =
            is_value ? std::pair(1,
                                 [&] {
                                     const toml::table table = toml::parse(each.webhooks);
                                     return read_webhooks_table(*table.get("webhooks"), "/").what;
                                 }())
                     : check(each.webhooks);
        EXPECT_EQ(status, 1) << each.webhooks;
        EXPECT_THAT(said, HasSubstr(each.says));
        EXPECT_THAT(said, testing::Not(HasSubstr("hunter2")));
    }
}

TEST_F(WebhooksTableTest, TellsATrainingToThisMachineOnly) {
    const std::string here =
        "[[webhooks]]\nname = \"a\"\nurl = \"http://127.0.0.1:9000/\"\n"
        "secret_file = \"secret\"\n";
    const auto read = read_training_webhooks(write("training.toml", here));
    ASSERT_TRUE(read) << read.error().sentence();
    EXPECT_EQ(read->at(0).secret_file, directory_ / "secret");
    EXPECT_FALSE(read_training_webhooks(write("training.toml", good)));
    EXPECT_FALSE(read_training_webhooks(write("training.toml", here + "[site]\nid = \"a\"\n")));
    EXPECT_FALSE(read_training_webhooks(write("training.toml", "[[webhooks")));
    EXPECT_FALSE(read_training_webhooks(directory_ / "nothing"));
}

}  // namespace
}  // namespace labd::app
