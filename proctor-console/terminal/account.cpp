#include "proctor-console/terminal/account.h"

#include <boost/json/serialize.hpp>
#include <istream>

namespace labd::console {

namespace {

namespace json = boost::json;

/// A password from `option`'s file, else asked for.
std::optional<std::string> password(Console& console, const std::string& option,
                                    const std::string& question) {
    const Invocation& line = console.line();
    const Texts& texts = console.texts();
    if (line.value(option) == "-") {
        std::string read;
        std::getline(console.around().in, read);
        return read;
    }
    if (line.has(option)) {
        std::optional<std::string> read = read_secret_file(line.value(option));
        if (!read) {
            console.fail(ExitCode::usage,
                         texts.say("cli.error.file", {{"file", line.value(option)}}));
        }
        return read;
    }
    std::optional<std::string> typed;
    if (!line.has("no-input")) {
        typed = console.around().ask_secret(question);
    }
    if (!typed) {
        console.fail(ExitCode::usage, texts.say("cli.error.no_password"));
    }
    return typed;
}

}  // namespace

ExitCode sign_in(Console& console) {
    const Invocation& line = console.line();
    const Texts& texts = console.texts();
    const std::optional<std::string> secret = password(
        console, "password-file", texts.say("cli.ask.password", {{"name", line.value("NAME")}}));
    if (!secret) {
        return console.code();
    }
    json::object body{{"name", line.value("NAME")}, {"password", *secret}, {"token", true}};
    if (line.has("role")) {
        body["role"] = line.value("role");
    }
    Api::Post post;
    post.target = "/api/v1/sign-in";
    post.body = json::serialize(body);
    const Answer answer = console.api().post(post);
    if (!answer.ok() || !answer.body.is_object()) {
        return console.fail(answer);
    }
    const json::object& me = answer.body.get_object();
    const Credential credential{text_at(me, "token"), text_at(me, "name"), text_at(me, "role")};
    if (credential.token.empty()) {
        return console.fail(ExitCode::failed, texts.say("cli.error.no_token"));
    }
    if (!console.credentials().store(console.endpoint().url, credential)) {
        return console.fail(ExitCode::failed, texts.say(console.credentials().problem(),
                                                        {{"file", console.credentials().path()}}));
    }
    console.talk(texts.say("cli.talk.signed_in", {{"name", credential.name},
                                                  {"role", texts.name("role", credential.role)},
                                                  {"url", console.endpoint().url}}));
    return ExitCode::done;
}

ExitCode sign_out(Console& console) {
    const Texts& texts = console.texts();
    Api::Post post;
    post.target = "/api/v1/sign-out";
    post.body = "{}";
    const Answer answer = console.api().post(post);
    // The token is forgotten here even when labd cannot be told.
    if (!console.credentials().remove(console.endpoint().url)) {
        return console.fail(ExitCode::failed, texts.say(console.credentials().problem(),
                                                        {{"file", console.credentials().path()}}));
    }
    if (!answer.ok() && answer.status != 401) {
        console.talk(texts.say("cli.talk.forgotten"));
        return console.fail(answer);
    }
    console.talk(texts.say("cli.talk.signed_out", {{"url", console.endpoint().url}}));
    return ExitCode::done;
}

ExitCode change_password(Console& console) {
    const Texts& texts = console.texts();
    const std::optional<std::string> old_one =
        password(console, "password-file", texts.say("cli.ask.old_password"));
    const std::optional<std::string> new_one =
        old_one ? password(console, "new-password-file", texts.say("cli.ask.new_password"))
                : std::nullopt;
    if (!new_one) {
        return console.code();
    }
    const bool typed = !console.line().has("new-password-file");
    if (typed && console.around().ask_secret(texts.say("cli.ask.new_password_again")) != new_one) {
        return console.fail(ExitCode::usage, texts.say("cli.error.password_differs"));
    }
    Api::Post post;
    post.target = "/api/v1/me/password";
    post.body = json::serialize(json::object{{"old", *old_one}, {"new", *new_one}});
    const Answer answer = console.api().post(post);
    if (!answer.ok()) {
        return console.fail(answer);
    }
    console.talk(texts.say("cli.talk.password_changed"));
    return ExitCode::done;
}

}  // namespace labd::console
