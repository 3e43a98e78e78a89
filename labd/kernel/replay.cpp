#include "labd/kernel/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "labd/codec/answers.h"
#include "labd/codec/leaf_writer.h"
#include "labd/core/assert.h"
#include "labd/kernel/registers.h"
#include "labd/kernel/sealing.h"

namespace labd::kernel {

namespace {

namespace json = boost::json;
using domain::Entry;
using domain::State;

constexpr int snapshot_format = 5;

/// FNV-1a, 64 bits: for noticing differences, not for proving anything.
class Checksum {
public:
    void add(std::string_view text) {
        for (const char c : text) {
            hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        }
    }

    std::string hex() const { return fmt::format("{:016x}", hash_); }

private:
    std::uint64_t hash_ = 14695981039346656037ULL;
};

std::string checksum_of(std::string_view text) {
    Checksum sum;
    sum.add(text);
    return sum.hex();
}

/// Calls `each` with the entries of a range; stops at the first leaf that cannot be read. Leaves
/// are fetched in portions, so that `each` may read from the journal too.
std::optional<std::string> for_each_entry(Seq from, Seq count, const LeafStore& store,
                                          const std::function<void(Entry&&)>& each) {
    constexpr Seq portion = 256;
    const Seq to = from + count;
    while (from < to) {
        std::vector<std::string> leaves;
        store.journal.read(from, std::min(portion, to - from),
                           [&](Seq, std::string_view bytes) { leaves.emplace_back(bytes); });
        if (leaves.empty()) {
            return fmt::format("leaf {} is not there", from);
        }
        for (const std::string& bytes : leaves) {
            codec::Decoded<codec::Leaf> leaf =
                open_leaf(store.journal_id, from, bytes, store.sealer);
            if (!leaf) {
                return fmt::format("leaf {}: {}", from, leaf.error().sentence());
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
bool read_snapshot(State& state, const json::object& from, const LeafStore& store) {
    for (const char* list : {"sites", "policies"}) {
        for (const json::value& seq : from.at(list).as_array()) {
            const auto fault = for_each_entry(seq.to_number<Seq>(), 1, store, [&](Entry&& entry) {
                domain::restore(state, entry);
            });
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
    for (const auto& member : from.at("cases").as_object()) {
        state.cases[EntryId(member.key())] =
            parse_date(member.value().as_string()).value_or(Date{});
    }
    for (const auto& member : from.at("codes").as_object()) {
        state.codes[std::string(member.key())] = EntryId(std::string(member.value().as_string()));
    }
    for (const auto& member : from.at("spans").as_object()) {
        domain::DaySpans& spans = state.spans[parse_date(member.key()).value_or(Date{})];
        for (const json::value& span : member.value().as_array()) {
            spans.push_back({span.at(0).to_number<Seq>(), span.at(1).to_number<Seq>()});
        }
    }
    read_registers(state, from.at("registers").as_object());
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

void add_day(Checksum& sum, const domain::DayLog& log, Instant at) {
    const codec::Seal nothing = [](std::string_view, std::string_view) { return std::string(); };
    for (const domain::Item& item : log.items) {
        sum.add(fmt::format("{} {} {} {} {} {} {};", item.seq, item.order, item.id.value,
                            item.happened.us, item.recorded.us, item.owner, item.session.value));
        if (item.fact) {
            codec::LeafWriter writer(0, nothing);
            writer.write(domain::Replacement{{}, {}, *item.fact});
            sum.add(writer.out().take());
        }
    }
    for (std::size_t i = 0; i < log.sittings.size(); ++i) {
        sum.add(fmt::format("{} {};", log.sittings[i].value, log.sitting_changed[i]));
    }
    const TimeZone utc;
    const rules::View view{log, log.now};
    for (const auto& [id, facts] : log.now.sittings) {
        if (const auto sitting = rules::find_sitting(view, id)) {
            const rules::SittingState state =
                rules::state_at(*sitting, rules::timeline(*sitting), at);
            json::object answer = codec::sitting_to_json(state, {}, utc);
            answer.erase("break");
            sum.add(json::serialize(answer));
        }
    }
}

/// Uses the snapshot if it is whole and not newer than the journal.
bool apply_snapshot(State& state, Seq size, std::string_view snapshot, const LeafStore& store,
                    int days_kept) {
    constexpr std::size_t sum_size = 16;
    boost::system::error_code error;
    if (snapshot.size() <= sum_size ||
        snapshot.substr(0, sum_size) != checksum_of(snapshot.substr(sum_size))) {
        return false;
    }
    const json::value parsed = json::parse(snapshot.substr(sum_size), error);
    if (error || !parsed.is_object()) {
        return false;
    }
    try {
        const json::object& from = parsed.get_object();
        if (from.at("format").to_number<int>() != snapshot_format ||
            from.at("size").to_number<Seq>() > size || !read_snapshot(state, from, store)) {
            return false;
        }
    } catch (const std::exception&) {
        return false;
    }
    const std::optional<Date> oldest = oldest_kept(state, days_kept);
    for (const auto& [date, span] : state.spans) {
        if (oldest && date >= *oldest && restore_day(state, date, store)) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::optional<std::string> fold(State& state, Seq size, std::string_view snapshot,
                                const LeafStore& store, int days_kept) {
    if (!snapshot.empty() && !apply_snapshot(state, size, snapshot, store, days_kept)) {
        state = {};
    }
    constexpr Seq evict_every = 4096;
    const Seq from = state.size;
    return for_each_entry(from, size - from, store, [&](Entry&& entry) {
        // An old day that a late entry concerns may have left memory on the way here.
        const std::optional<Date> date = domain::date_of(state, entry);
        if (date && !state.days.contains(*date) && state.spans.contains(*date)) {
            const auto fault = restore_day(state, *date, store);
            LABD_ASSERT(!fault);
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

void read_entries(Seq from, Seq count, const LeafStore& store,
                  const std::function<void(const Entry&)>& each) {
    const auto fault = for_each_entry(from, count, store, [&](Entry&& entry) { each(entry); });
    LABD_ASSERT(!fault);
}

std::optional<std::string> restore_day(State& state, Date date, const LeafStore& store) {
    const auto found = state.spans.find(date);
    if (found == state.spans.end()) {
        return std::nullopt;
    }
    for (const domain::DaySpan& span : found->second) {
        const Seq to = std::min(span.last + 1, state.size);
        auto fault = for_each_entry(span.first, to - span.first, store, [&](Entry&& entry) {
            if (domain::date_of(state, entry) == date) {
                domain::restore(state, entry);
            }
        });
        if (fault) {
            return fault;
        }
    }
    return std::nullopt;
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
    json::object cases;
    for (const auto& [id, date] : state.cases) {
        cases[id.value] = format_date(date);
    }
    json::object codes;
    for (const auto& [digest, id] : state.codes) {
        codes[digest] = id.value;
    }
    json::object spans;
    for (const auto& [date, parts] : state.spans) {
        json::array rows;
        for (const domain::DaySpan& span : parts) {
            rows.push_back({span.first, span.last});
        }
        spans[format_date(date)] = std::move(rows);
    }
    const std::string text =
        json::serialize(json::object{{"format", snapshot_format},
                                     {"size", state.size},
                                     {"last_recorded_us", state.last_recorded.us},
                                     {"sites", seqs_of(state.sites)},
                                     {"policies", seqs_of(state.policies)},
                                     {"sessions", std::move(sessions)},
                                     {"sittings", std::move(sittings)},
                                     {"cases", std::move(cases)},
                                     {"codes", std::move(codes)},
                                     {"registers", registers_of(state)},
                                     {"spans", std::move(spans)}});
    return checksum_of(text) + text;
}

std::string digest_of(const State& state) {
    Checksum sum;
    sum.add(fmt::format("{} {}", state.size, state.last_recorded.us));
    for (const auto& [id, row] : std::map(state.sessions.begin(), state.sessions.end())) {
        sum.add(fmt::format("{} {} {};", id.value, format_date(row.date), row.closed));
    }
    for (const auto& [id, session] : std::map(state.sittings.begin(), state.sittings.end())) {
        sum.add(fmt::format("{} {};", id.value, session.value));
    }
    for (const auto& [id, date] : std::map(state.cases.begin(), state.cases.end())) {
        sum.add(fmt::format("{} {};", id.value, format_date(date)));
    }
    for (const auto& [digest, id] : std::map(state.codes.begin(), state.codes.end())) {
        sum.add(fmt::format("{} {};", digest, id.value));
    }
    for (const auto& [date, parts] : state.spans) {
        for (const domain::DaySpan& span : parts) {
            sum.add(fmt::format("{} {} {};", format_date(date), span.first, span.last));
        }
    }
    sum.add(json::serialize(registers_of(state)));
    sum.add(json::serialize(seqs_of(state.sites)));
    sum.add(json::serialize(seqs_of(state.policies)));
    for (const auto& [date, log] : state.days) {
        sum.add(format_date(date));
        add_day(sum, log, state.last_recorded);
    }
    return sum.hex();
}

}  // namespace labd::kernel
