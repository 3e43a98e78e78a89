#include "labd/web/feed.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <vector>

#include "labd/kernel/told.h"
#include "labd/web/access.h"
#include "labd/web/body.h"
#include "labd/web/day.h"
#include "labd/web/projection.h"

namespace labd::web {

namespace {

namespace json = boost::json;

constexpr std::uint64_t limit_default = 100;
constexpr std::uint64_t limit_max = 500;
/// So many entries are looked through for one page; the next request goes on from there.
constexpr Seq scan_max = 5'000;
constexpr std::size_t undelivered_max = 500;

struct Retry {
    std::optional<std::int64_t> seq;
};
BOOST_DESCRIBE_STRUCT(Retry, (), (seq))

json::value time_or_null(const std::optional<Instant>& time, const TimeZone& zone) {
    return time ? json::value(zone.format(*time)) : json::value(nullptr);
}

std::string_view state_name(ports::WebhookState state) {
    switch (state) {
        case ports::WebhookState::working: return "working";
        case ports::WebhookState::failing: return "failing";
        case ports::WebhookState::disabled: return "disabled";
    }
    return "";
}

json::object status_to_json(const ports::WebhookStatus& status, Seq size, const TimeZone& zone) {
    return {{"name", status.name},
            {"url", status.url},
            {"state", state_name(status.state)},
            {"delivered", status.delivered},
            {"waiting", status.waiting},
            {"failing", status.failing},
            {"dead", status.dead},
            {"next", status.next},
            {"size", size},
            {"next_try_at", time_or_null(status.next_try_at, zone)},
            {"last_delivered_at", time_or_null(status.last_delivered_at, zone)},
            {"why", status.why}};
}

/// What an event is about, for who sees the entry behind it.
json::value subject_for(const Context& context, domain::Role role,
                        const ports::UndeliveredEvent& event) {
    json::value subject;
    context.kernel.read(event.seq, 1, [&](const domain::Entry& entry) {
        const json::object seen =
            entry_for(role, entry, context.kernel.state(), context.today(), context.zone());
        if (seen.contains("enter")) {
            subject = event.subject;
        }
    });
    return subject;
}

json::object undelivered_to_json(const ports::UndeliveredEvent& event, const TimeZone& zone) {
    return {{"seq", event.seq},
            {"id", event.id},
            {"state", event.dead ? "dead" : "failing"},
            {"attempts", event.attempts},
            {"next_try_at", time_or_null(event.next_try_at, zone)},
            {"why", event.why}};
}

}  // namespace

void read_feed(const Context& context, Call call) {
    const Seq size = context.kernel.state().size;
    const std::optional<Page> page = page_or_answer(call, size, {0, limit_default}, limit_max);
    if (!page) {
        return;
    }
    const Seq from = page->after;
    const std::uint64_t wanted = page->limit;
    // Copied: making an event may read another day.
    std::vector<domain::Entry> telling;
    Seq next = from;
    context.kernel.read(from, std::min(size - from, scan_max), [&](const domain::Entry& entry) {
        if (telling.size() >= wanted) {
            return;
        }
        next = entry.seq + 1;
        if (!codec::event_subject(entry).empty() && may_see_event(call.role(), entry)) {
            telling.push_back(entry);
        }
    });
    // Who sees only announcements is told nobody's name.
    const auto names =
        sight_of(call.role()) == Sight::own ? kernel::Names::left_out : kernel::Names::told;
    json::array events;
    for (const domain::Entry& entry : telling) {
        events.push_back(kernel::event_of(context.kernel, entry, context.config.events, names));
    }
    call.reply(answer(200, {{"events", std::move(events)}, {"next", next}, {"size", size}}));
}

void list_webhooks(const Context& context, Call call) {
    json::array webhooks;
    if (context.webhooks != nullptr) {
        for (const ports::WebhookStatus& status : context.webhooks->status()) {
            webhooks.push_back(status_to_json(status, context.kernel.state().size, context.zone()));
        }
    }
    call.reply(answer(200, {{"webhooks", std::move(webhooks)}}));
}

void list_undelivered(const Context& context, Call call) {
    const auto undelivered = context.webhooks == nullptr
                                 ? std::nullopt
                                 : context.webhooks->undelivered(call.names[0], undelivered_max);
    if (!undelivered) {
        call.reply(no_such("webhook", call.names[0], call.language()));
        return;
    }
    json::array events;
    for (const ports::UndeliveredEvent& event : *undelivered) {
        json::object told = undelivered_to_json(event, context.zone());
        told["subject"] = subject_for(context, call.role(), event);
        events.push_back(std::move(told));
    }
    call.reply(answer(200, {{"events", std::move(events)}}));
}

void retry_webhook(const Context& context, Call call) {
    const std::optional<Retry> asked = body_or_answer<Retry>(call);
    if (!asked) {
        return;
    }
    if (asked->seq && *asked->seq < 0) {
        call.reply(bad_input({"/seq", Message{"input.entry_number"}}, call.language()));
        return;
    }
    const auto count =
        context.webhooks == nullptr
            ? std::nullopt
            : context.webhooks->retry(call.names[0],
                                      asked->seq ? std::optional<Seq>(*asked->seq) : std::nullopt);
    if (!count) {
        call.reply(no_such("webhook", call.names[0], call.language()));
        return;
    }
    spdlog::info("webhook {}: {} has {} events tried again", call.names[0], call.principal.name,
                 *count);
    call.reply(answer(200, {{"retried", *count}}));
}

}  // namespace labd::web
