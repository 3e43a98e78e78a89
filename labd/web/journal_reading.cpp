#include "labd/web/journal_reading.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "labd/codec/entry_json.h"
#include "labd/ports/head.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"
#include "labd/web/projection.h"

namespace labd::web {

namespace {

namespace json = boost::json;

constexpr std::uint64_t limit_default = 200;
constexpr std::uint64_t limit_max = 1000;
/// So many entries are looked through for one page; the next request goes on from there.
constexpr Seq scan_max = 5000;

/// What the caller wants to see of the journal. Entries that the role does not see have no members
/// to compare, so a filter tells nothing about them.
struct Filter {
    std::string session;
    /// The entries that concern the sitting that was asked for, in order; those of other sittings
    /// are not wanted.
    std::optional<std::vector<Seq>> concerning;
    std::string type;
    std::string by;

    bool any() const { return concerning || !(session.empty() && type.empty() && by.empty()); }

    bool fits(Seq seq, const json::object& entry) const {
        const bool is_wanted =
            !concerning || (entry.size() > 1 && std::ranges::binary_search(*concerning, seq));
        return is_wanted && fits(entry, "session", session) && fits(entry, "enter", type) &&
               (by.empty() || is_by(entry, by));
    }

private:
    static bool fits(const json::object& entry, std::string_view name, const std::string& wanted) {
        const json::value* value = entry.if_contains(name);
        return wanted.empty() ||
               (value != nullptr && value->is_string() && value->get_string() == wanted);
    }

    static bool is_by(const json::object& entry, const std::string& name) {
        const json::value* by = entry.if_contains("by");
        return by != nullptr && fits(by->as_object(), "name", name);
    }
};

/// Also entries that name only a break, and corrections.
std::vector<Seq> entries_of(const Context& context, const SittingId& sitting) {
    std::vector<Seq> entries;
    const auto& sittings = context.kernel.state().sittings;
    const auto row = sittings.find(sitting);
    const domain::DayLog* log =
        row == sittings.end() ? nullptr : context.kernel.load_day(SessionId(row->second));
    if (log == nullptr) {
        return entries;
    }
    const int owner = log->owner_of(sitting);
    for (const domain::Item& item : log->items) {
        if (item.owner == owner) {
            entries.push_back(item.seq);
        }
    }
    return entries;
}

}  // namespace

void read_journal(const Context& context, Call call) {
    const Seq size = context.kernel.state().size;
    const std::optional<Page> page = page_or_answer(call, size, {0, limit_default}, limit_max);
    if (!page) {
        return;
    }
    const auto word = [&](std::string_view name) {
        return call.request.query_value(name).value_or("");
    };
    Filter filter{word("session"), std::nullopt, word("type"), word("by")};
    if (const std::string sitting = word("sitting"); !sitting.empty()) {
        filter.concerning = entries_of(context, SittingId(sitting));
    }
    const Seq from = page->after;
    const Seq wanted = page->limit;
    const Seq count = std::min(size - from, filter.any() ? scan_max : wanted);
    const Date today = context.today();
    const TimeZone zone = context.zone();
    json::array entries;
    Seq next = from;
    context.kernel.read(from, count, [&](const domain::Entry& entry) {
        if (entries.size() >= wanted) {
            return;
        }
        next = entry.seq + 1;
        json::object seen = entry_for(call.role(), entry, context.kernel.state(), today, zone);
        if (filter.fits(entry.seq, seen)) {
            entries.push_back(std::move(seen));
        }
    });
    call.reply(answer(200, {{"entries", std::move(entries)}, {"size", size}, {"next", next}}));
}

void read_entry(const Context& context, Call call) {
    const std::string& name = call.names[0];
    Seq seq = 0;
    const auto end = std::from_chars(name.data(), name.data() + name.size(), seq);
    if (end.ec != std::errc() || end.ptr != name.data() + name.size() ||
        seq >= context.kernel.state().size) {
        call.reply(no_such("entry", name, call.language()));
        return;
    }
    json::object body;
    context.kernel.read(seq, 1, [&](const domain::Entry& entry) {
        body =
            entry_for(call.role(), entry, context.kernel.state(), context.today(), context.zone());
    });
    call.reply(answer(200, body));
}

void read_head(const Context& context, Call call) {
    const ports::Head head = context.config.head();
    boost::json::object body{{"size", head.size}};
    if (may(call.role(), Action::see_log)) {
        body["root"] = ports::format_digest(head.root);
    }
    call.reply(answer(200, std::move(body)));
}

}  // namespace labd::web
