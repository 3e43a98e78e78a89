// A session's day as one caller may look at it: now, at an instant, and as it was known at an
// earlier size of the journal (architecture, idea 1).
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <variant>

#include "labd/rules/timeline.h"
#include "labd/rules/view.h"
#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// Valid until the next commit or load of a day.
struct OpenedDay {
    SessionId session;
    const domain::DayLog* log = nullptr;
    /// The day as known before `before`, when that is asked for.
    std::optional<domain::Day> past;
    Seq before = ~Seq{0};
    Instant at;

    const domain::Day& day() const { return past ? *past : log->now; }

    rules::View view() const { return {*log, day(), before}; }

    const TimeZone& zone() const { return day().site->zone; }
};

/// Whether closed sessions of earlier days are hidden from roles that do not see such.
enum class OldDays : std::uint8_t { by_role, shown };

/// Opens the day of a session for the caller, with `at` and `as_of` of the query. The response says
/// why not: no such session, one that the role may not see, a query that cannot be read.
std::variant<OpenedDay, net::Response> open_day(const Context& context, const Call& call,
                                                const SessionId& session,
                                                OldDays old_days = OldDays::by_role);

/// The same by one of its sittings.
std::variant<OpenedDay, net::Response> open_day_of(const Context& context, const Call& call,
                                                   const SittingId& sitting,
                                                   OldDays old_days = OldDays::by_role);

/// Opens the day that the path names, by its session or by one of its sittings; answers and gives
/// nothing when it cannot.
enum class NamedBy : std::uint8_t { session, sitting };
std::optional<OpenedDay> day_or_answer(const Context& context, Call& call, NamedBy named_by,
                                       OldDays old_days = OldDays::by_role);

/// Which day an answer is about, and as known when.
void add_about(const Context& context, const OpenedDay& day, boost::json::object& body);

/// What an answer says of one sitting.
using TellSitting = std::function<boost::json::object(
    const rules::SittingView& sitting, const rules::Timeline& line, const OpenedDay& day)>;

/// Answers with what `tell` says of the sitting in the path.
void answer_about_sitting(const Context& context, Call call, OldDays old_days,
                          const TellSitting& tell);

/// Whether the session is one of an earlier day, closed, and the role does not see such.
bool is_hidden_as_old(const Context& context, domain::Role role, const SessionId& session);

/// Whether a role sees an incident (SEC-5); to whom it is not seen, it is not there.
bool is_seen(const Context& context, domain::Role role, const domain::IncidentRow& row);

/// What a name in a path leads to nothing with.
net::Response no_such(std::string_view kind, std::string_view name, codec::Language language);

/// A whole number of the query within its bounds; `absent` when it is not there.
std::variant<std::uint64_t, net::Response> query_number(const Call& call, std::string_view name,
                                                        std::uint64_t absent, std::uint64_t max);

/// What part of something long is wanted: entries from `after` on, `limit` at most.
struct Page {
    Seq after = 0;
    std::uint64_t limit = 0;
};

/// The page that the query asks for, of a journal of `size` entries; answers and gives nothing when
/// it cannot be read.
std::optional<Page> page_or_answer(Call& call, Seq size, Page absent, std::uint64_t limit_max);

/// An instant of a query: RFC 3339, or civil time on the day's date.
std::optional<Instant> read_instant(std::string_view text, const OpenedDay& day);

/// A JSON answer.
net::Response answer(int status, const boost::json::value& body);

}  // namespace labd::web
