// A kernel on fakes with a site, a session at 09:00 in Tokyo and two bookings, all durable; days go
// on by hand.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labd/kernel/kernel.h"
#include "tests/support/kernel_fakes.h"
#include "tests/support/test_day.h"

namespace labd::test {

/// What became of a request; empty until it is answered.
using Sent = std::shared_ptr<std::optional<kernel::Outcome>>;

template <class T>
bool is(const Sent& sent) {
    return sent->has_value() && std::holds_alternative<T>(**sent);
}

bool is(const Sent& sent, kernel::Unavailable why);
/// The message key of a refusal; empty when it is none.
std::string refusal_of(const kernel::Outcome& outcome);
const kernel::Done& done(const Sent& sent);

class KernelDay {
public:
    static constexpr std::string_view date = "2026-03-03";

    KernelDay();

    /// Starts a kernel on the journal as it is; the one before it is gone.
    void boot(std::string_view snapshot = {}, std::optional<Instant> alive_until = {});

    /// On the session's date, or on another one.
    Instant time(std::string_view text, std::string_view on = date) const;

    void run_until(std::string_view text) { loop.run_until(time(text)); }

    domain::Proposed proposed(domain::Body body, const How& how = {}) const;
    Sent send(std::vector<domain::Proposed> entries,
              std::optional<kernel::Idempotency> idempotency = {});
    Sent send(domain::Body body, const How& how = {},
              std::optional<kernel::Idempotency> idempotency = {});
    /// Lets time pass, sends, lets the disk finish; anything but done fails the test.
    kernel::Done must(std::string_view at, domain::Body body, const How& how = {});

    void check_in(std::string_view at, const std::string& sitting);
    void start_module(std::string_view at, const std::string& sitting,
                      const std::string& module = "design");
    /// An incident `ban-<candidate>`, decided by one and confirmed by another of exam security.
    void ban(std::string_view at, const std::string& candidate);
    void plan(std::string_view on, const std::string& session);
    domain::OutageReported outage(const std::string& seat,
                                  domain::Cause cause = domain::Cause::lab) const;
    domain::EntryCorrected correction(const std::string& entry,
                                      std::optional<domain::Fact> fact = {},
                                      std::string_view happened = {}) const;

    /// All durable entries.
    std::vector<domain::Entry> entries() const;
    std::size_t count(std::string_view type) const;
    /// `A no_show 1 12:00:00` or `A no_show 2 withdrawn`, in order.
    std::vector<std::string> announcements() const;
    rules::SittingState sitting(const std::string& id) const;
    std::vector<rules::Alarm> alarms() const;

    std::optional<Instant> ends_at(const std::string& id) const { return sitting(id).ends_at; }

    FakeClock clock;
    FakeLoop loop;
    FakeSealer sealer;
    FakeJournal journal;
    kernel::KernelConfig config;
    std::unique_ptr<kernel::Kernel> kernel;
    TimeZone zone;
};

}  // namespace labd::test
