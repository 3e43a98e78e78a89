// A request's body as a described struct.
#pragma once

#include <optional>

#include "labd/codec/reader.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::web {

/// The JSON body with every member known, or nothing after answering what is wrong with it.
template <class T>
std::optional<T> body_or_answer(Call& call) {
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return std::nullopt;
    }
    const codec::Decoded<boost::json::value> body = codec::parse_json(call.request.body);
    if (!body) {
        call.reply(bad_input(body.error(), call.language()));
        return std::nullopt;
    }
    codec::Reader reader;
    T read;
    reader.read_struct(*body, read, {});
    if (reader.failed()) {
        call.reply(bad_input(reader.fault(), call.language()));
        return std::nullopt;
    }
    return read;
}

}  // namespace labd::web
