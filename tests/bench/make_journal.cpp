// Writes a journal of a given size, day after day, through the real writer: what starting,
// verifying and reading a large journal is measured on. Can also print one day as JSON lines for
// posting.
#include <fmt/format.h>
#include <sodium.h>

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "labd/codec/entry_json.h"
#include "labd/core/assert.h"
#include "labd/journal/stored_journal.h"
#include "labd/kernel/replay.h"
#include "labd/kernel/sealing.h"
#include "labd/net/loop.h"
#include "tests/bench/exam_day.h"

namespace labd::bench {

namespace {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

/// An idempotency key as a console sends it: random, but in the order of time.
std::string key_at(Instant at, std::uint64_t number) {
    return fmt::format("{:012x}-{:08x}-{:016x}", at.us / 1000, number, randombytes_random());
}

/// The answer to a single entry that a retry would get.
std::string response_to(const domain::Entry& entry, const TimeZone& zone) {
    return fmt::format(
        R"({{"accepted":true,"entries":[{{"seq":{},"id":"{}","enter":"{}","session":"{}",)"
        R"("happened":"{}","recorded":"{}"}}],"effects":[],"similar":[],"reopens":false,)"
        R"("size":{}}})",
        entry.seq, entry.id.value, domain::type_name(entry.body), entry.session.value,
        zone.format(entry.happened), zone.format(entry.recorded), entry.seq + 1);
}

/// Days of 12 to 40 sittings until the journal is long enough.
class Generator {
public:
    Generator(net::EventLoop& loop, journal::StoredJournal& journal, Seq size, Date last)
        : loop_(loop), journal_(journal), size_(size), zone_(*TimeZone::find("Asia/Tokyo")) {
        // A little less than the mean, so that the last day is not after `last`.
        constexpr Seq entries_a_day = 705;
        date_ = add_days(last, -static_cast<int>(size / entries_a_day));
        source_.site = journal.identity().site;
        source_.journal = journal.identity().journal_id;
        source_.epoch = journal.identity().epochs.current();
        source_.boot = "00000000-0000-0000-0000-000000000000";
        source_.clock = journal.identity().clock_mode;
        source_.random = random_bytes;
    }

    void run() {
        day_ = opening(zone_.day_start(date_) + hours(6));
        // Keeps the loop going while the journal thread works.
        held_ = loop_.hold();
        loop_.post([this] { fill(); });
        loop_.run();
    }

    const domain::State& state() const { return state_; }

private:
    /// Entries wait for the disk in bounded number.
    static constexpr std::size_t waiting_max = 512;

    void fill() {
        while (waiting_ < waiting_max && state_.size < size_) {
            if (next_ == day_.size()) {
                next_day();
            }
            append(day_[next_++]);
        }
    }

    void next_day() {
        kernel::keep_recent(state_, 2);
        constexpr std::uint64_t sittings_min = 12;
        const std::uint64_t seed = static_cast<std::uint64_t>(days_between({1970, 1, 1}, date_));
        const std::size_t sittings = sittings_min + seed * 7 % (seats_max - sittings_min + 1);
        day_ = exam_day(date_, zone_, sittings, seed);
        date_ = add_days(date_, 1);
        next_ = 0;
    }

    void append(const TimedEntry& planned) {
        const domain::Entry entry = record(state_, planned);
        ports::Append group;
        group.first_seq = entry.seq;
        group.leaves.push_back(kernel::make_leaf(source_, state_, entry, journal_.sealer()));
        group.keys = journal_.sealer().take_new_keys();
        const std::string key = key_at(entry.recorded, entry.seq);
        group.idempotency =
            ports::IdempotencyRow{entry.by.name + " entries", key,
                                  journal_.sealer().keyed_digest(key), response_to(entry, zone_)};
        ++waiting_;
        const bool taken = journal_.try_append(std::move(group), [this](ports::AppendOutcome how) {
            LABD_ASSERT(how == ports::AppendOutcome::durable);
            if (--waiting_ == waiting_max / 2) {
                fill();
            }
        });
        LABD_ASSERT(taken);
        if (state_.size == size_) {
            finish();
        }
    }

    void finish() {
        journal_.close();
        held_.reset();
    }

    net::EventLoop& loop_;
    journal::StoredJournal& journal_;
    Seq size_;
    TimeZone zone_;
    Date date_;
    kernel::LeafSource source_;
    domain::State state_;
    std::vector<TimedEntry> day_;
    std::size_t next_ = 0;
    std::size_t waiting_ = 0;
    std::shared_ptr<void> held_;
};

int make_journal(const std::string& directory, Seq size, Date last) {
    net::EventLoop loop;
    journal::JournalOptions options;
    options.directory = directory;
    options.site = bench_site().site.value;
    options.created = {};
    auto journal = journal::StoredJournal::open(options, loop);
    if (!journal) {
        std::fputs((journal.error().text + "\n").c_str(), stderr);
        return 1;
    }
    if ((*journal)->head().size != 0) {
        std::fputs("the directory holds a journal already\n", stderr);
        return 1;
    }
    Generator generator(loop, **journal, size, last);
    generator.run();
    LABD_ASSERT((*journal)->head().size == size);
    return 0;
}

/// One line an entry: `{"at": …, "by": …, "entry": …}` in the shape in which it is posted.
int print_day(std::size_t sittings, Date date) {
    const TimeZone zone = *TimeZone::find("Asia/Tokyo");
    std::vector<TimedEntry> entries = opening(zone.day_start(date) + hours(6));
    for (TimedEntry& entry : exam_day(date, zone, sittings, 1)) {
        entries.push_back(std::move(entry));
    }
    domain::State state;
    for (const TimedEntry& planned : entries) {
        boost::json::object json = codec::entry_to_json(record(state, planned), zone);
        boost::json::object line{{"at", json.at("recorded")}, {"by", json.at("by")}};
        for (const char* name : {"seq", "by", "recorded", "happened"}) {
            json.erase(name);
        }
        line["entry"] = std::move(json);
        std::puts(boost::json::serialize(line).c_str());
    }
    return 0;
}

}  // namespace

}  // namespace labd::bench

int main(int argc, char** argv) {
    if (sodium_init() < 0) {
        return 1;
    }
    const std::string_view what = argc == 5 || argc == 4 ? argv[1] : "";
    const std::optional<labd::Date> date =
        argc > 3 ? labd::parse_date(argv[argc - 1]) : std::nullopt;
    if (date && what == "journal" && argc == 5) {
        return labd::bench::make_journal(argv[2], std::strtoull(argv[3], nullptr, 10), *date);
    }
    if (date && what == "day" && argc == 4) {
        return labd::bench::print_day(std::strtoul(argv[2], nullptr, 10), *date);
    }
    std::fputs(
        "usage: bench_make_journal journal DIRECTORY ENTRIES LAST_DATE\n"
        "       bench_make_journal day SITTINGS DATE\n",
        stderr);
    return 2;
}
