// What /metrics tells: counters and gauges in the text format of Prometheus. No label holds
// personal data or anything that people can invent.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "labd/kernel/kernel.h"

namespace labd::web {

struct Context;

class Metrics {
public:
    void count_response(int status);
    void count_denial(int status);
    void count_refusal(const Refusal& refusal);

    /// What became of a request to record, `waited` after it was asked.
    void note_outcome(const kernel::Outcome& outcome, Duration waited);

    void set_live_readers(std::size_t readers) { live_readers_ = readers; }

    void count_resync() { ++resyncs_; }

    /// The whole text (version 0.0.4).
    std::string text(const Context& context) const;

private:
    /// Upper bounds in milliseconds; the last bucket has none.
    static constexpr std::array<std::int64_t, 10> bounds_ms{1,  2,   5,   10,  25,
                                                            50, 100, 250, 500, 1000};

    std::map<int, std::uint64_t> responses_;
    std::map<int, std::uint64_t> denials_;
    std::map<std::string_view, std::uint64_t> refusals_;
    std::map<std::string_view, std::uint64_t> unavailable_;
    std::array<std::uint64_t, bounds_ms.size() + 1> commits_{};
    std::uint64_t commits_total_ = 0;
    Duration commits_sum_;
    std::uint64_t replayed_ = 0;
    std::uint64_t resyncs_ = 0;
    std::size_t live_readers_ = 0;
};

}  // namespace labd::web
