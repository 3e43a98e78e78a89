// Shared tablets over HTTP: enrolled once, people switch by PIN, and who is always true.
#include "labd/web/pin.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view password = "correct horse battery";
constexpr std::string_view mori_pin = "271828";
constexpr std::string_view sato_pin = "314159";

class Tablets : public testing::Test {
protected:
    Tablets() {
        add("mori", {domain::Role::admin, domain::Role::lead_proctor});
        add("sato", {domain::Role::proctor});
        add("abe", {domain::Role::examiner});
    }

    void add(const std::string& name, std::vector<domain::Role> roles) {
        ports::User user;
        user.name = name;
        user.display_name = "Dr. " + name;
        user.roles = std::move(roles);
        web.accounts.add_user(user, "hash of " + std::string(password));
    }

    /// As our own page sends it from one browser with these cookies.
    Told from(const std::string& cookies, net::Method method, const std::string& target,
              const json::object& body = {}) {
        std::map<std::string, std::string> headers{{"Host", "127.0.0.1:8080"},
                                                   {"Origin", "http://127.0.0.1:8080"},
                                                   {"Content-Type", "application/json"}};
        if (!cookies.empty()) {
            headers["Cookie"] = cookies;
        }
        const bool has_body = method == net::Method::post && !body.empty();
        return web.send({method, target, has_body ? json::serialize(body) : "", headers});
    }

    static std::string cookie(const Told& told, const std::string& name) {
        for (const auto& [field, value] : told.response.headers) {
            if (field == "Set-Cookie" && value.starts_with(name + "=")) {
                return value.substr(0, value.find(';'));
            }
        }
        return {};
    }

    std::string sign_in(const std::string& name, const std::string& cookies = "",
                        const std::string& role = "") {
        json::object body{{"name", name}, {"password", password}};
        if (!role.empty()) {
            body["role"] = role;
        }
        const Told told = from(cookies, net::Method::post, "/api/v1/sign-in", body);
        EXPECT_EQ(told.status, 200) << told.text();
        return cookie(told, "labd");
    }

    std::string enrol(const std::string& name) {
        const Told told =
            from(sign_in("mori"), net::Method::post, "/api/v1/devices", {{"name", name}});
        EXPECT_EQ(told.status, 201) << told.text();
        return cookie(told, "labd-device");
    }

    Told set_pin(const std::string& name, std::string_view pin, std::string_view given = password) {
        return from(sign_in(name, "", name == "mori" ? "lead_proctor" : ""), net::Method::post,
                    "/api/v1/me/pin", {{"password", given}, {"pin", pin}});
    }

    Told by_pin(const std::string& device, const std::string& user, std::string_view pin) {
        return from(device, net::Method::post, "/api/v1/sign-in/pin",
                    {{"user", user}, {"pin", pin}});
    }

    std::string session(const std::string& device, const std::string& user, std::string_view pin) {
        const Told told = by_pin(device, user, pin);
        EXPECT_EQ(told.status, 200) << told.text();
        return cookie(told, "labd");
    }

    std::string who(const std::string& session_cookie) {
        const Told told = from(session_cookie, net::Method::get, "/api/v1/me");
        return told.status == 200 ? std::string(told.body().at("name").as_string()) : "";
    }

    void pass(Duration time) { web.day.clock.step_wall(time); }

    WebDay web;
};

TEST_F(Tablets, AnEnrolledDeviceIsListedAndItsSecretIsKeptByTheBrowserAlone) {
    const std::string device = enrol("tablet-1");
    EXPECT_EQ(device.size(), std::string("labd-device=").size() + 43);
    const std::string mori = sign_in("mori");
    const Told list = from(mori, net::Method::get, "/api/v1/devices");
    const json::value& row = list.body().at("devices").at(0);
    EXPECT_EQ(row.at("name").as_string(), "tablet-1");
    EXPECT_EQ(row.at("enrolled_by").as_string(), "mori");
    EXPECT_THAT(list.text(), Not(HasSubstr(device.substr(device.find('=') + 1))));
    EXPECT_EQ(from(mori, net::Method::post, "/api/v1/devices", {{"name", "tablet-1"}}).status, 409);
    EXPECT_EQ(from(mori, net::Method::post, "/api/v1/devices", {{"name", "this"}}).status, 400);
}

TEST_F(Tablets, WhoeverEnrolsOneIsSignedOutOnIt) {
    const std::string mori = sign_in("mori");
    EXPECT_EQ(from(mori, net::Method::post, "/api/v1/devices", {{"name", "tablet-1"}}).status, 201);
    EXPECT_EQ(who(mori), "");
}

TEST_F(Tablets, TheDeviceCookieIsOutOfReachOfScriptsAndOtherSites) {
    const Told told =
        from(sign_in("mori"), net::Method::post, "/api/v1/devices", {{"name", "tablet-1"}});
    std::string field;
    for (const auto& [name, value] : told.response.headers) {
        field += name == "Set-Cookie" && value.starts_with("labd-device=") ? value : "";
    }
    EXPECT_THAT(field, HasSubstr("HttpOnly"));
    EXPECT_THAT(field, HasSubstr("SameSite=Strict"));
    EXPECT_THAT(device_cookie("x", true), HasSubstr("__Host-labd-device=x; Path=/"));
    EXPECT_THAT(device_cookie("x", true), HasSubstr("Secure"));
}

TEST_F(Tablets, TheLockScreenNamesOnlyWhoCanSwitch) {
    const std::string device = enrol("tablet-1");
    EXPECT_EQ(set_pin("sato", sato_pin).status, 204);
    EXPECT_EQ(set_pin("mori", mori_pin).status, 204);
    EXPECT_EQ(set_pin("abe", mori_pin).status, 403) << "examiners do not stand on the floor";
    const Told told = from(device, net::Method::get, "/api/v1/devices/this");
    EXPECT_EQ(told.body().at("device").as_string(), "tablet-1");
    EXPECT_EQ(json::serialize(told.body().at("people")),
              R"([{"user":"mori","name":"Dr. mori"},{"user":"sato","name":"Dr. sato"}])");
    EXPECT_EQ(told.body().at("lock_after_s").as_int64(), 120);
    const Told stranger = from("labd-device=guessed", net::Method::get, "/api/v1/devices/this");
    EXPECT_TRUE(stranger.body().at("device").is_null());
    EXPECT_TRUE(stranger.body().at("people").as_array().empty());
}

TEST_F(Tablets, PeopleSwitchByPinAndTheSessionBeforeEnds) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    set_pin("mori", mori_pin);
    const std::string sato = session(device, "sato", sato_pin);
    EXPECT_EQ(who(sato), "sato");
    const std::string mori = session(device, "mori", mori_pin);
    EXPECT_EQ(who(mori), "mori");
    EXPECT_EQ(who(sato), "") << "one at a time";
    const std::string by_password = sign_in("sato", device);
    EXPECT_EQ(who(mori), "") << "a password on the tablet switches too";
    EXPECT_EQ(who(by_password), "sato");
}

TEST_F(Tablets, APinGivesARoleOfTheFloorAndManagesNothing) {
    const std::string device = enrol("tablet-1");
    set_pin("mori", mori_pin);
    const std::string mori = session(device, "mori", mori_pin);
    EXPECT_EQ(from(mori, net::Method::get, "/api/v1/me").body().at("role").as_string(),
              "lead_proctor");
    EXPECT_EQ(from(mori, net::Method::get, "/api/v1/users").status, 403);
    EXPECT_EQ(from(mori, net::Method::get, "/api/v1/devices").status, 403);
    EXPECT_EQ(from(mori, net::Method::post, "/api/v1/devices", {{"name", "t"}}).status, 403);
    EXPECT_EQ(from(mori, net::Method::remove, "/api/v1/devices/tablet-1").status, 403);
}

TEST_F(Tablets, APinIsGoodForNothingWithoutADevice) {
    set_pin("sato", sato_pin);
    EXPECT_EQ(by_pin("", "sato", sato_pin).status, 401);
    EXPECT_EQ(by_pin("labd-device=guessed", "sato", sato_pin).status, 401);
    EXPECT_EQ(
        from("", net::Method::post, "/api/v1/sign-in", {{"name", "sato"}, {"password", sato_pin}})
            .status,
        401);
}

TEST_F(Tablets, AWrongPinNoneAndAnUnknownPersonLookTheSameAndTakeAsLong) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    web.hasher.verified_against.clear();
    const int before = web.accounts.pin_attempts;
    const LogCapture log;
    const std::string wrong = by_pin(device, "sato", "900913").text();
    EXPECT_EQ(by_pin(device, "mori", "900913").text(), wrong);
    EXPECT_EQ(by_pin(device, "abe", "900913").text(), wrong);
    EXPECT_EQ(by_pin(device, "nobody", "900913").text(), wrong);
    const std::string nobody(nobodys_password_hash());
    EXPECT_THAT(web.hasher.verified_against,
                testing::ElementsAre("hash of 314159", nobody, nobody, nobody));
    EXPECT_EQ(web.accounts.pin_attempts, before + 4) << "each is written";
    EXPECT_THAT(log.text(), HasSubstr("account sato"));
    EXPECT_THAT(log.text(), Not(HasSubstr("900913")));
    EXPECT_THAT(log.text(), Not(HasSubstr("account nobody")));
}

TEST_F(Tablets, FiveWrongPinsLockItUntilThePasswordIsGiven) {
    const std::string device = enrol("tablet-1");
    const std::string other = enrol("tablet-2");
    set_pin("sato", sato_pin);
    for (int i = 0; i < pin_attempts_max; ++i) {
        EXPECT_EQ(by_pin(device, "sato", "900913").status, 401);
    }
    pass(hours(1));
    EXPECT_EQ(by_pin(other, "sato", sato_pin).status, 401) << "on every device";
    sign_in("sato");
    EXPECT_EQ(by_pin(other, "sato", sato_pin).status, 200);
}

TEST_F(Tablets, ARightPinForgetsTheWrongOnesBefore) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    for (int i = 0; i < 3 * pin_attempts_max; ++i) {
        const bool right = i % pin_attempts_max == pin_attempts_max - 1;
        EXPECT_EQ(by_pin(device, "sato", right ? sato_pin : "900913").status, right ? 200 : 401);
    }
}

TEST_F(Tablets, GuessingForWhoHasNoPinIsSlowedDown) {
    const std::string device = enrol("tablet-1");
    Told told;
    for (int i = 0; i < 7; ++i) {
        told = by_pin(device, "nobody", "900913");
    }
    EXPECT_EQ(told.status, 429);
    EXPECT_NE(told.header("Retry-After"), "");
    EXPECT_EQ(by_pin(device, "sato", "900913").status, 401) << "for that person only";
}

TEST_F(Tablets, ManyAttemptsAtOnceCountAsMany) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    std::vector<std::shared_ptr<Inbox>> inboxes;
    for (int i = 0; i <= pin_attempts_max; ++i) {
        const std::string_view pin = i == pin_attempts_max ? sato_pin : "900913";
        inboxes.push_back(web.start({net::Method::post,
                                     "/api/v1/sign-in/pin",
                                     json::serialize(json::object{{"user", "sato"}, {"pin", pin}}),
                                     {{"Content-Type", "application/json"}, {"Cookie", device}}}));
    }
    web.worker.run_all();
    EXPECT_EQ(inboxes.back()->answer->status, 401) << "the sixth comes too late";
}

TEST_F(Tablets, OnlyATouchKeepsTheSessionAlive) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    const std::string sato = session(device, "sato", sato_pin);
    const auto touch = [&] { return from(sato, net::Method::post, "/api/v1/me/present").status; };
    for (int i = 0; i < 4; ++i) {
        pass(minutes(4));
        EXPECT_EQ(touch(), 204);
    }
    for (int i = 0; i < 4; ++i) {
        pass(minutes(1));
        EXPECT_EQ(who(sato), "sato");
    }
    pass(minutes(1));
    EXPECT_EQ(who(sato), "") << "what the console asks by itself does not count";
    EXPECT_EQ(touch(), 401);
}

TEST_F(Tablets, ASessionOnATabletEndsAfterTwelveHoursHoweverBusyItIs) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    const std::string sato = session(device, "sato", sato_pin);
    for (int i = 0; i < 12 * 15 - 1; ++i) {
        pass(minutes(4));
        ASSERT_EQ(from(sato, net::Method::post, "/api/v1/me/present").status, 204);
    }
    pass(minutes(4));
    EXPECT_EQ(who(sato), "");
}

TEST_F(Tablets, ARevokedDeviceTakesItsSessionsWithItAndAsksForThePassword) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    const std::string sato = session(device, "sato", sato_pin);
    const std::string mori = sign_in("mori");
    EXPECT_EQ(from(mori, net::Method::remove, "/api/v1/devices/tablet-1").status, 204);
    EXPECT_EQ(from(mori, net::Method::remove, "/api/v1/devices/tablet-1").status, 404);
    EXPECT_EQ(who(sato), "");
    EXPECT_EQ(by_pin(device, "sato", sato_pin).status, 401);
    EXPECT_TRUE(
        from(device, net::Method::get, "/api/v1/devices/this").body().at("device").is_null());
    EXPECT_EQ(who(sign_in("sato", device)), "sato");
}

TEST_F(Tablets, ADeviceRevokedWhileThePinIsComparedOpensNothing) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    const auto inbox =
        web.start({net::Method::post,
                   "/api/v1/sign-in/pin",
                   json::serialize(json::object{{"user", "sato"}, {"pin", sato_pin}}),
                   {{"Content-Type", "application/json"}, {"Cookie", device}}});
    web.accounts.remove_device("tablet-1");
    web.worker.run_all();
    EXPECT_EQ(inbox->answer->status, 401);
}

TEST_F(Tablets, APinIsSetWithThePasswordAndIsNotTrivial) {
    EXPECT_EQ(set_pin("sato", sato_pin, "wrong").body().at("place").as_string(), "/password");
    for (const std::string pin : {"", "12345", "1234567890123", "31415a", "111111", "123456",
                                  "987654", "890123", "246802", "121212", "123123"}) {
        const Told told = set_pin("sato", pin);
        EXPECT_EQ(told.status, 400) << pin;
        EXPECT_EQ(told.body().at("place").as_string(), "/pin") << pin;
    }
    EXPECT_EQ(web.accounts.find_pin("sato"), nullptr);
    for (const std::string pin : {"314159", "112358", "900913", "271828182845"}) {
        EXPECT_EQ(set_pin("sato", pin).status, 204) << pin;
    }
}

TEST_F(Tablets, AnAdminTakesAPinAway) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    const auto remove = [&] {
        return web
            .send({net::Method::remove,
                   "/api/v1/users/sato/pin",
                   "",
                   {{"Authorization", "Bearer token-admin"}}})
            .status;
    };
    EXPECT_EQ(remove(), 204);
    EXPECT_EQ(remove(), 404);
    EXPECT_EQ(by_pin(device, "sato", sato_pin).status, 401);
}

TEST_F(Tablets, APinOfWhoHasLeftTheFloorOpensNothing) {
    const std::string device = enrol("tablet-1");
    set_pin("sato", sato_pin);
    ports::UserChange change;
    change.roles = {domain::Role::examiner};
    web.accounts.change_user("sato", change);
    EXPECT_EQ(by_pin(device, "sato", sato_pin).status, 401);
    change.roles = {domain::Role::proctor};
    change.disabled = true;
    web.accounts.change_user("sato", change);
    EXPECT_EQ(by_pin(device, "sato", sato_pin).status, 401);
}

TEST_F(Tablets, AForeignPageCannotTryPinsOrReadTheNames) {
    const std::string device = enrol("tablet-1");
    const std::map<std::string, std::string> headers{{"Host", "127.0.0.1:8080"},
                                                     {"Origin", "https://evil.example"},
                                                     {"Content-Type", "application/json"},
                                                     {"Cookie", device}};
    EXPECT_EQ(web.send({net::Method::post, "/api/v1/sign-in/pin",
                        R"({"user":"sato","pin":"314159"})", headers})
                  .problem(),
              "foreign-origin");
    EXPECT_EQ(web.send({net::Method::get, "/api/v1/devices/this", "", headers}).problem(),
              "foreign-origin");
}

TEST_F(Tablets, AConsoleWithATokenIsNoTablet) {
    const Told told = web.post("/api/v1/devices", R"({"name":"tablet-1"})", "lead_proctor");
    EXPECT_EQ(told.status, 403) << told.text();
}

}  // namespace
}  // namespace labd::web::test
