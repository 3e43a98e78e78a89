#include "labd/web/console_page.h"

#include <algorithm>
#include <utility>

#include "labd/web/problem.h"

namespace labd::web {

namespace {

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view asked_anew = "no-cache";

/// Without the field any coding will do (RFC 9110, section 12.5.3); nobody names gzip to refuse it.
bool takes_gzip(const net::Headers& headers) {
    const auto codings = headers.find("Accept-Encoding");
    return !codings || codings->find("gzip") != std::string_view::npos ||
           codings->find('*') != std::string_view::npos;
}

/// Whether one of the tags that the peer has is this one; proxies may have made it weak.
bool has_tag(const net::Headers& headers, std::string_view etag) {
    return headers.lists("If-None-Match", etag) ||
           headers.lists("If-None-Match", "W/" + std::string(etag));
}

}  // namespace

ConsolePage::ConsolePage(std::span<const Asset> assets) {
    for (const Asset& asset : assets) {
        files_.push_back({asset, std::make_shared<const std::string>(asset.gzipped)});
    }
}

void ConsolePage::page(Call call) const {
    const auto found =
        std::ranges::find_if(files_, [](const File& file) { return file.asset.name.empty(); });
    if (found == files_.end()) {
        call.reply(problem(Fault::not_found, call.language()));
        return;
    }
    answer(std::move(call), *found);
}

void ConsolePage::file(Call call) const {
    const auto found = std::ranges::find_if(
        files_, [&](const File& file) { return file.asset.name == call.names[0]; });
    if (found == files_.end()) {
        call.reply(problem(Fault::not_found, call.language()));
        return;
    }
    answer(std::move(call), *found);
}

void ConsolePage::answer(Call call, const File& file) {
    net::Response response;
    response.headers.emplace_back("ETag", file.asset.etag);
    response.headers.emplace_back("Cache-Control", file.asset.name.empty() ? asked_anew : for_ever);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (has_tag(call.request.headers, file.asset.etag)) {
        response.status = 304;
        call.reply(std::move(response));
        return;
    }
    if (!takes_gzip(call.request.headers)) {
        call.reply(problem(Fault::not_acceptable, call.language()));
        return;
    }
    response.content_type = file.asset.content_type;
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = file.body;
    call.reply(std::move(response));
}

}  // namespace labd::web
