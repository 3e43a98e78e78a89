#include "labd/web/erasure.h"

#include <array>

#include "labd/codec/messages.h"
#include "labd/web/day.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// What has left labd, or was never sealed under the person's key.
constexpr auto out_of_reach = std::to_array<std::string_view>(
    {"erasure.not_reached.events", "erasure.not_reached.backups", "erasure.not_reached.footage",
     "erasure.not_reached.notes", "erasure.not_reached.printed"});

}  // namespace

void list_erasures(const Context& context, Call call) {
    const TimeZone zone = context.zone();
    json::array erasures;
    for (const auto& [candidate, row] : context.kernel.state().erasures) {
        erasures.emplace_back(json::object{
            {"candidate", candidate.value},
            {"requested_at", zone.format(row.requested)},
            {"requested_by", row.by},
            {"erased_at",
             row.erased ? json::value(zone.format(*row.erased)) : json::value(nullptr)},
            {"confirmed_by", row.erased ? json::value(row.confirmed_by) : json::value(nullptr)}});
    }
    json::array not_reached;
    for (const std::string_view key : out_of_reach) {
        not_reached.emplace_back(
            codec::render(Message{std::string(key), {}}, call.language(), zone));
    }
    call.reply(answer(200, json::object{{"erasures", std::move(erasures)},
                                        {"not_reached", std::move(not_reached)}}));
}

}  // namespace labd::web
