#include "labd/web/lab.h"

#include <algorithm>
#include <map>

#include "labd/codec/lab_json.h"
#include "labd/web/access.h"
#include "labd/web/day.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

bool sees_text(const Call& call) {
    const Sight sight = sight_of(call.role());
    return sight == Sight::everything || sight == Sight::places;
}

/// The first of a month that is written `2026-03`; nothing when it is none.
std::optional<Date> read_month(const std::string& text) { return parse_date(text + "-01"); }

/// A month's days being added up, one a turn of the loop.
struct MonthReport {
    const Context& context;
    Call call;
    std::string month;
    /// One session of each day: that loads the day.
    std::vector<SessionId> days;
    std::size_t next = 0;
    std::map<RackId, rules::RackTally> tallies;
};

void finish(MonthReport& report) {
    json::array racks;
    for (const auto& [rack, tally] : report.tallies) {
        racks.emplace_back(codec::tally_to_json(rack, tally));
    }
    report.call.reply(answer(200, json::object{{"month", report.month},
                                               {"days", report.days.size()},
                                               {"racks", std::move(racks)}}));
}

void go_on(const std::shared_ptr<MonthReport>& report) {
    if (report->next == report->days.size()) {
        finish(*report);
        return;
    }
    const SessionId& session = report->days[report->next++];
    if (const domain::DayLog* log = report->context.kernel.load_day(session)) {
        const rules::View view{*log, log->now};
        for (const auto& [rack, tally] : rules::tally_of(view, report->context.kernel.now())) {
            report->tallies[rack] += tally;
        }
    }
    report->context.loop->post([report] { go_on(report); });
}

}  // namespace

void read_equipment(const Context& context, Call call) {
    const std::optional<OpenedDay> day =
        day_or_answer(context, call, NamedBy::session, OldDays::shown);
    if (!day) {
        return;
    }
    const rules::View view = day->view();
    const rules::RackHolds& holds = context.kernel.state().rack_holds;
    json::array investigations;
    for (const domain::Investigation& one : view.day.investigations) {
        if (one.opened.happened <= day->at) {
            investigations.emplace_back(
                codec::investigation_to_json(one, day->at, day->zone(), sees_text(call)));
        }
    }
    json::array kept;
    for (const rules::RackHolds::value_type& hold : holds) {
        if (day->log->date <= hold.second.last) {
            kept.emplace_back(codec::hold_to_json(hold));
        }
    }
    json::array spares;
    for (const SeatId& seat : rules::spare_seats(view, holds, day->at)) {
        spares.emplace_back(seat.value);
    }
    json::object body{
        {"racks", codec::racks_to_json(rules::racks_at(view, holds, day->at))},
        {"devices", codec::devices_to_json(view, day->at)},
        {"failures", codec::failures_to_json(view, day->at, day->zone(), sees_text(call))},
        {"investigations", std::move(investigations)},
        {"holds", std::move(kept)},
        {"spares", std::move(spares)}};
    add_about(context, *day, body);
    call.reply(answer(200, body));
}

void list_investigations(const Context& context, Call call) {
    const Instant now = context.kernel.now();
    // Loading a day changes the state: the list is copied first.
    const std::map<EntryId, Date> open = context.kernel.state().investigations;
    std::vector<std::pair<Instant, json::object>> found;
    for (const auto& [id, date] : open) {
        const domain::DayLog* log = context.kernel.load_case(id);
        const domain::Investigation* one =
            log == nullptr ? nullptr : log->now.find_investigation(id);
        if (one != nullptr) {
            json::object object =
                codec::investigation_to_json(*one, now, log->now.site->zone, sees_text(call));
            object["date"] = format_date(date);
            found.emplace_back(one->due, std::move(object));
        }
    }
    std::ranges::stable_sort(found, {}, [](const auto& row) { return row.first; });
    json::array investigations;
    for (auto& [due, object] : found) {
        investigations.emplace_back(std::move(object));
    }
    call.reply(answer(200, json::object{{"investigations", std::move(investigations)}}));
}

void report_racks(const Context& context, Call call) {
    const std::string month = call.request.query_value("month").value_or("");
    const std::optional<Date> first = read_month(month);
    if (!first) {
        call.reply(bad_input({"month", Message{"input.month"}}, call.language()));
        return;
    }
    std::map<Date, SessionId> days;
    for (const auto& [id, row] : context.kernel.state().sessions) {
        if (format_date(row.date).starts_with(month + "-")) {
            days[row.date] = id;
        }
    }
    auto report =
        std::make_shared<MonthReport>(MonthReport{context, std::move(call), month, {}, 0, {}});
    for (const auto& [date, id] : days) {
        report->days.push_back(id);
    }
    go_on(report);
}

}  // namespace labd::web
