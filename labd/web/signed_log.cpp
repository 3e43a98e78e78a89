#include "labd/web/signed_log.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "labd/ports/head.h"
#include "labd/ports/signed_log.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {
namespace {

namespace json = boost::json;

json::array hex_of(std::span<const Digest> digests) {
    json::array texts;
    for (const Digest& digest : digests) {
        texts.push_back(json::string(ports::format_digest(digest)));
    }
    return texts;
}

/// A whole number of the query; answers and gives nothing when it is none.
std::optional<Seq> number_or_answer(Call& call, std::string_view name, Seq absent, Seq max) {
    auto read = query_number(call, name, absent, max);
    if (auto* response = std::get_if<net::Response>(&read)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    return std::get<std::uint64_t>(read);
}

void answer_proof(Call& call, std::optional<std::vector<Digest>> proof, json::object body) {
    if (!proof) {
        call.reply(problem(Fault::unavailable, call.language()));
        return;
    }
    body["proof"] = hex_of(*proof);
    call.reply(answer(200, body));
}

}  // namespace

void read_witnesses(const Context& context, Call call) {
    json::array all;
    if (context.log != nullptr) {
        for (const ports::WitnessStatus& one : context.log->witnesses()) {
            all.push_back(json::object{
                {"name", one.name},
                {"state", boost::describe::enum_to_string(one.state, "")},
                {"size", one.size},
                {"at", one.at ? json::value(context.zone().format(*one.at)) : json::value()},
                {"why", one.why}});
        }
    }
    call.reply(answer(200, {{"witnesses", std::move(all)}}));
}

bool has_log(const Context& context, Call& call) {
    if (context.log == nullptr || context.log->checkpoint().empty()) {
        call.reply(problem(Fault::not_found, call.language(), {"problem.no_checkpoint", {}}));
        return false;
    }
    return true;
}

void read_checkpoint(const Context& context, Call call) {
    if (has_log(context, call)) {
        call.reply(
            net::Response::with_text(200, "text/plain; charset=utf-8", context.log->checkpoint()));
    }
}

void read_checkpoint_key(const Context& context, Call call) {
    if (has_log(context, call)) {
        call.reply(
            net::Response::with_text(200, "text/plain; charset=utf-8", context.log->key() + '\n'));
    }
}

void read_inclusion(const Context& context, Call call) {
    if (!has_log(context, call)) {
        return;
    }
    const ports::Head head = context.config.head();
    const auto size = number_or_answer(call, "size", head.size, head.size);
    const auto seq = size ? number_or_answer(call, "seq", 0, head.size) : std::nullopt;
    if (!seq) {
        return;
    }
    if (*seq >= *size) {
        call.reply(no_such("entry", std::to_string(*seq), call.language()));
        return;
    }
    std::optional<std::vector<Digest>> proof = context.log->inclusion(*seq, *size);
    json::object body{{"seq", *seq}, {"size", *size}};
    if (proof) {
        body["leaf_hash"] = ports::format_digest(proof->front());
        proof->erase(proof->begin());
    }
    answer_proof(call, std::move(proof), std::move(body));
}

void read_consistency(const Context& context, Call call) {
    if (!has_log(context, call)) {
        return;
    }
    const ports::Head head = context.config.head();
    const auto size = number_or_answer(call, "size", head.size, head.size);
    const auto from = size ? number_or_answer(call, "from", *size, *size) : std::nullopt;
    if (!from) {
        return;
    }
    json::object body{{"from", *from}, {"size", *size}};
    // Every tree grows from the empty one: nothing has to be proven.
    answer_proof(
        call,
        *from == 0 ? std::optional(std::vector<Digest>()) : context.log->consistency(*from, *size),
        std::move(body));
}

}  // namespace labd::web
