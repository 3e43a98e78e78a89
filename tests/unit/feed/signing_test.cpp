// Secrets as the Standard Webhooks specification writes them, and signatures under several.
#include "labd/feed/signing.h"

#include <gmock/gmock.h>

namespace labd::feed {
namespace {

using ::testing::StartsWith;

const std::string first = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string second = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(Signing, GivesWhatAnotherImplementationGives) {
    // Made with Python's hmac module.
    EXPECT_EQ(signature_of({*read_secret(first)}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                           R"({"test": 2432232314})"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signing, SignsOnceForEachSecret) {
    const std::vector<Secret> both = *read_secrets(first + "\n" + second + "\n");
    const std::string header = signature_of(both, "id", 1, "body");
    const std::string one = signature_of({both[0]}, "id", 1, "body");
    EXPECT_EQ(header, one + " " + signature_of({both[1]}, "id", 1, "body"));
    EXPECT_THAT(one, StartsWith("v1,"));
    EXPECT_NE(one, signature_of({both[0]}, "id", 2, "body"));
    EXPECT_NE(one, signature_of({both[0]}, "ie", 1, "body"));
    EXPECT_NE(one, signature_of({both[0]}, "id", 1, "bodz"));
}

TEST(Signing, ReadsSecretsOfTheLengthThatTheSpecificationAllows) {
    EXPECT_EQ(read_secret(first)->key.size(), 24U);
    EXPECT_EQ(read_secret(second)->key.size(), 32U);
    for (const char* bad :
         {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", "whsec_AAECAwQFBgcICQoLDA0ODw==",
          "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZI"}) {
        EXPECT_EQ(read_secret(bad), std::nullopt) << bad;
    }
    EXPECT_FALSE(read_secret("whsec_" + std::string(88, 'A')));
}

TEST(Signing, ReadsAFileOfOneToFourSecrets) {
    EXPECT_EQ(read_secrets("# old\n" + first + "\r\n\n  " + second)->size(), 2U);
    EXPECT_FALSE(read_secrets(""));
    EXPECT_FALSE(read_secrets("# nothing\n"));
    EXPECT_FALSE(read_secrets(first + "\nsomething\n"));
    std::string five;
    for (int i = 0; i < 5; ++i) {
        five += first + "\n";
    }
    EXPECT_FALSE(read_secrets(five));
}

}  // namespace
}  // namespace labd::feed
