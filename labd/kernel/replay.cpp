#include "labd/kernel/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "labd/codec/answers.h"
#include "labd/core/assert.h"
#include "labd/kernel/sealing.h"

namespace labd::kernel {

namespace {

namespace json = boost::json;
using domain::Entry;
using domain::State;

constexpr int snapshot_format = 1;

/// Calls `each` with the entries of a range; stops at the first leaf that cannot be read. Leaves are
/// fetched in portions, so that `each` may read from the journal too.
std::optional<std::string> for_each_entry(Seq from, Seq count, const std::string& journal_id,
                                          ports::Journal& journal, ports::Sealer& sealer,
                                          const std::function<void(Entry&&)>& each) {
    constexpr Seq portion = 256;
    const Seq to = from + count;
    while (from < to) {
        std::vector<std::string> leaves;
        journal.read(from, std::min(portion, to - from),
                     [&](Seq, std::string_view bytes) { leaves.emplace_back(bytes); });
        if (leaves.empty()) {
            return fmt::format("leaf {} is not there", from);
        }
        for (const std::string& bytes : leaves) {
            codec::Decoded<codec::Leaf> leaf = open_leaf(journal_id, from, bytes, sealer);
            if (!leaf) {
                return fmt::format("leaf {}: {}: {}", from, leaf.error().place,
                                   leaf.error().what);
            }
            if (leaf->entry.seq != from) {
                return fmt::format("leaf {}: says it is number {}", from, leaf->entry.seq);
            }
            ++from;
            each(std::move(leaf->entry));
        }
    }
    return std::nullopt;
}

json::array seqs_of(const auto& versions) {
    json::array seqs;
    for (const auto& version : versions) {
        seqs.emplace_back(version.seq);
    }
    return seqs;
}

/// What a snapshot says, without the days.
bool read_snapshot(State& state, const json::object& from, const std::string& journal_id,
                   ports::Journal& journal, ports::Sealer& sealer) {
    for (const char* list : {"sites", "policies"}) {
        for (const json::value& seq : from.at(list).as_array()) {
            const auto fault =
                for_each_entry(seq.to_number<Seq>(), 1, journal_id, journal, sealer,
                               [&](Entry&& entry) { domain::restore(state, entry); });
            if (fault) {
                return false;
            }
        }
    }
    for (const auto& member : from.at("sessions").as_object()) {
        const json::array& row = member.value().as_array();
        state.sessions[SessionId(member.key())] = {
            parse_date(row.at(0).as_string()).value_or(Date{}), row.at(1).as_bool()};
    }
    for (const auto& member : from.at("sittings").as_object()) {
        state.sittings[SittingId(member.key())] =
            SessionId(std::string(member.value().as_string()));
    }
    for (const auto& member : from.at("spans").as_object()) {
        const json::array& row = member.value().as_array();
        state.spans[parse_date(member.key()).value_or(Date{})] = {row.at(0).to_number<Seq>(),
                                                                  row.at(1).to_number<Seq>()};
    }
    state.size = from.at("size").to_number<Seq>();
    state.last_recorded = {from.at("last_recorded_us").to_number<std::int64_t>()};
    return true;
}

std::optional<Date> oldest_kept(const State& state, int days_kept) {
    if (state.sites.empty()) {
        return std::nullopt;
    }
    return add_days(state.sites.back().site->zone.date_at(state.last_recorded), -days_kept);
}

/// Uses the snapshot if it is whole and not newer than the journal.
bool apply_snapshot(State& state, Seq size, std::string_view snapshot,
                    const std::string& journal_id, ports::Journal& journal,
                    ports::Sealer& sealer, int days_kept) {
    boost::system::error_code error;
    const json::value parsed = json::parse(snapshot, error);
    if (error || !parsed.is_object()) {
        return false;
    }
    try {
        const json::object& from = parsed.get_object();
        if (from.at("format").to_number<int>() != snapshot_format ||
            from.at("size").to_number<Seq>() > size ||
            !read_snapshot(state, from, journal_id, journal, sealer)) {
            return false;
        }
    } catch (const std::exception&) {
        return false;
    }
    const std::optional<Date> oldest = oldest_kept(state, days_kept);
    for (const auto& [date, span] : state.spans) {
        if (oldest && date >= *oldest) {
            restore_day(state, date, journal_id, journal, sealer);
        }
    }
    return true;
}

}  // namespace

std::optional<std::string> fold(State& state, Seq size, std::string_view snapshot,
                                const std::string& journal_id, ports::Journal& journal,
                                ports::Sealer& sealer, int days_kept) {
    if (!snapshot.empty() &&
        !apply_snapshot(state, size, snapshot, journal_id, journal, sealer, days_kept)) {
        state = {};
    }
    constexpr Seq evict_every = 4096;
    const Seq from = state.size;
    return for_each_entry(
        from, size - from, journal_id, journal, sealer, [&](Entry&& entry) {
            // An old day that a late entry concerns may have left memory on the way here.
            const std::optional<Date> date = domain::date_of(state, entry);
            if (date && !state.days.contains(*date) && state.spans.contains(*date)) {
                restore_day(state, *date, journal_id, journal, sealer);
            }
            domain::evolve(state, entry);
            if (state.size % evict_every == 0) {
                keep_recent(state, days_kept);
            }
        });
}

void keep_recent(State& state, int days_kept) {
    const std::optional<Date> oldest = oldest_kept(state, days_kept);
    std::erase_if(state.days, [&](const auto& day) { return oldest && day.first < *oldest; });
}

void read_entries(Seq from, Seq count, const std::string& journal_id, ports::Journal& journal,
                  ports::Sealer& sealer, const std::function<void(const Entry&)>& each) {
    const auto fault = for_each_entry(from, count, journal_id, journal, sealer,
                                      [&](Entry&& entry) { each(entry); });
    LABD_ASSERT(!fault);
}

void restore_day(State& state, Date date, const std::string& journal_id,
                 ports::Journal& journal, ports::Sealer& sealer) {
    const auto span = state.spans.find(date);
    if (span == state.spans.end()) {
        return;
    }
    const Seq to = std::min(span->second.last + 1, state.size);
    const auto fault = for_each_entry(
        span->second.first, to - span->second.first, journal_id, journal, sealer,
        [&](Entry&& entry) {
            if (domain::date_of(state, entry) == date) {
                domain::restore(state, entry);
            }
        });
    LABD_ASSERT(!fault);
}

std::string snapshot_of(const State& state) {
    json::object sessions;
    for (const auto& [id, row] : state.sessions) {
        sessions[id.value] = {format_date(row.date), row.closed};
    }
    json::object sittings;
    for (const auto& [id, session] : state.sittings) {
        sittings[id.value] = session.value;
    }
    json::object spans;
    for (const auto& [date, span] : state.spans) {
        spans[format_date(date)] = {span.first, span.last};
    }
    return json::serialize(json::object{{"format", snapshot_format},
                                        {"size", state.size},
                                        {"last_recorded_us", state.last_recorded.us},
                                        {"sites", seqs_of(state.sites)},
                                        {"policies", seqs_of(state.policies)},
                                        {"sessions", std::move(sessions)},
                                        {"sittings", std::move(sittings)},
                                        {"spans", std::move(spans)}});
}

std::string digest_of(const State& state) {
    std::uint64_t hash = 14695981039346656037ULL;
    const auto add = [&](std::string_view text) {
        for (const char c : text) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        }
    };
    const TimeZone utc;
    add(fmt::format("{} {}", state.size, state.last_recorded.us));
    for (const auto& [date, log] : state.days) {
        add(format_date(date));
        for (const domain::Item& item : log.items) {
            add(fmt::format("{} {} {} {} {} {} {}", item.seq, item.order, item.id.value,
                            item.happened.us, item.recorded.us, item.owner,
                            item.fact ? domain::type_name(*item.fact) : "-"));
        }
        const rules::View view{log, log.now};
        for (const auto& [id, facts] : log.now.sittings) {
            if (const auto sitting = rules::find_sitting(view, id)) {
                const rules::SittingState at =
                    rules::state_at(*sitting, rules::timeline(*sitting), state.last_recorded);
                add(json::serialize(codec::sitting_to_json(at, {}, utc)));
            }
        }
    }
    return fmt::format("{:016x}", hash);
}

}  // namespace labd::kernel
