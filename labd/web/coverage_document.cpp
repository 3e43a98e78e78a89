#include "labd/web/coverage_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "labd/codec/writer.h"
#include "labd/ports/head.h"

namespace labd::web {

namespace {

using domain::Footage;
using rules::CameraCoverage;
using rules::FootageInterval;

constexpr std::array all_states{Footage::recorded, Footage::unproven, Footage::degraded,
                                Footage::gap, Footage::unknown};
/// A row takes half a millisecond on paper.
constexpr std::size_t rows_max = 3'000;
constexpr Duration shortest_gap_listed = seconds(1);
/// An axis with more hours has a tick every second or more hours.
constexpr std::int64_t ticks_max = 12;

print::Shade shade_of(Footage state) {
    switch (state) {
        case Footage::recorded: return print::Shade::good;
        case Footage::unproven: return print::Shade::doubtful;
        case Footage::degraded: return print::Shade::poor;
        case Footage::gap: return print::Shade::missing;
        case Footage::unknown: return print::Shade::unknown;
    }
    return print::Shade::unknown;
}

/// Neighbouring gaps with different causes are one gap.
struct WholeGap {
    Interval when;
    std::vector<const FootageInterval*> parts;
};

std::vector<WholeGap> gaps_of(const CameraCoverage& camera) {
    std::vector<WholeGap> gaps;
    for (const FootageInterval& part : camera.intervals) {
        if (part.state != Footage::gap) {
            continue;
        }
        if (gaps.empty() || gaps.back().when.to != part.interval.from) {
            gaps.push_back({part.interval, {}});
        }
        gaps.back().when.to = part.interval.to;
        gaps.back().parts.push_back(&part);
    }
    return gaps;
}

class Report {
public:
    Report(const OpenedDay& day, const rules::Coverage& coverage, const ReportOrigin& origin,
           codec::Language language)
        : day_(day),
          coverage_(coverage),
          origin_(origin),
          language_(language),
          one_day_(zone().date_at(coverage.window.from) ==
                   zone().date_at(coverage.window.to - microseconds(1))) {}

    print::Document make() {
        document_.language = language_ == codec::Language::ja ? "ja" : "en";
        document_.title = say("report.coverage.title");
        document_.subtitle =
            say("report.coverage.subtitle", {{"site", day_.day().site->configured.site.value},
                                             {"session", day_.session.value},
                                             {"date", format_date(day_.log->date)}});
        document_.footer = say("report.coverage.footer", {{"session", day_.session.value},
                                                          {"printed", stamp(origin_.printed_at)},
                                                          {"version", origin_.version}});
        if (origin_.is_training) {
            paragraph("report.training");
        }
        add_origin();
        heading("report.coverage.strips");
        document_.blocks.emplace_back(strips());
        heading("report.coverage.durations");
        add_durations();
        heading("report.coverage.gaps");
        add_gaps();
        heading("report.coverage.others");
        add_others();
        heading("report.coverage.incidents");
        add_incidents();
        heading("report.coverage.manifests");
        add_manifests();
        heading("report.coverage.reading");
        paragraph("report.coverage.states");
        document_.blocks.emplace_back(meanings());
        paragraph("report.coverage.uptime");
        paragraph("report.coverage.check", {{"head", ports::format_head(origin_.head)}});
        return std::move(document_);
    }

private:
    const TimeZone& zone() const { return day_.zone(); }

    std::string say(const std::string& key, std::map<std::string, MessageValue> values = {}) const {
        return codec::render({key, std::move(values)}, language_, zone());
    }

    std::string state_name(Footage state) const {
        return say("enum.footage." + std::string(codec::enum_name(state)));
    }

    std::string fault_name(const FootageInterval& part) const {
        if (part.fault.empty()) {
            const bool is_ahead = part.interval.from >= day_.at;
            return say(is_ahead             ? "report.coverage.ahead"
                       : part.entry.empty() ? "report.coverage.not_reported"
                                            : "report.coverage.none");
        }
        const std::string key = "enum.fault." + part.fault;
        return codec::has_message(key) ? say(key) : part.fault;
    }

    /// With its date and the zone's offset: `2026-03-03 08:30:00 +09:00`.
    std::string stamp(Instant instant) const {
        std::string text = zone().format(instant);
        constexpr std::size_t offset_length = 6;
        text.insert(text.size() - offset_length, " ");
        text[text.find('T')] = ' ';
        return text;
    }

    static void join(std::string& list, std::string_view item, std::string_view with) {
        list += (list.empty() ? std::string_view() : with);
        list += item;
    }

    /// The time of day, to the microsecond where there are any; with the date when the window
    /// reaches over midnight.
    std::string moment(Instant instant) const {
        std::string text = format_time_of_day(zone().time_of_day_at(instant));
        return one_day_ ? text : format_date(zone().date_at(instant)) + ' ' + text;
    }

    void heading(const std::string& key) {
        document_.blocks.emplace_back(print::Heading{say(key)});
    }

    void paragraph(const std::string& key, std::map<std::string, MessageValue> values = {}) {
        document_.blocks.emplace_back(print::Paragraph{say(key, std::move(values))});
    }

    print::Column column(const std::string& key, double weight,
                         print::Align align = print::Align::left) const {
        return {say(key), align, weight};
    }

    void add_origin() {
        print::Table table;
        table.columns = {column("cli.column.what", 1.25), column("cli.column.value", 3)};
        const auto row = [&](const std::string& key, std::string value) {
            table.rows.push_back({say(key), std::move(value)});
        };
        const Interval window = coverage_.window;
        row("report.coverage.window",
            say("report.coverage.from_to", {{"from", stamp(window.from)},
                                            {"to", stamp(window.to)},
                                            {"length", exact_length(window.length())}}));
        row("report.coverage.kept_until", stamp(coverage_.kept_until));
        row("report.coverage.known_at", stamp(day_.at));
        row("report.coverage.basis",
            say("report.coverage.entries", {{"count", static_cast<std::int64_t>(origin_.basis)}}));
        row("report.coverage.head", ports::format_head(origin_.head));
        row("report.coverage.printed",
            say("report.coverage.printed_by",
                {{"at", stamp(origin_.printed_at)},
                 {"name", origin_.printed_by.name},
                 {"role",
                  say("enum.role." + std::string(codec::enum_name(origin_.printed_by.role)))}}));
        document_.blocks.emplace_back(std::move(table));
    }

    print::Strips strips() const {
        print::Strips strips;
        const Interval window = coverage_.window;
        const auto share = [&](Instant instant) {
            return static_cast<double>((instant - window.from).us) /
                   static_cast<double>(window.length().us);
        };
        for (const CameraCoverage& camera : coverage_.cameras) {
            print::Strip strip{camera.camera.id.value + ", " + camera.camera.room.value, {}};
            for (const FootageInterval& part : camera.intervals) {
                strip.parts.push_back(
                    {share(part.interval.from), share(part.interval.to), shade_of(part.state)});
            }
            strips.strips.push_back(std::move(strip));
        }
        const std::int64_t step = 1 + window.length().us / hours(ticks_max).us;
        for (Instant hour = first_hour(); hour <= window.to; hour = hour + hours(step)) {
            const std::string text = format_time_of_day(zone().time_of_day_at(hour));
            strips.ticks.push_back({share(hour), text.substr(0, 5)});
        }
        for (const Footage state : all_states) {
            strips.legend.emplace_back(shade_of(state), state_name(state));
        }
        return strips;
    }

    /// The first whole hour of the day in the window.
    Instant first_hour() const {
        const Duration since_midnight = zone().time_of_day_at(coverage_.window.from).since_midnight;
        const std::int64_t over = since_midnight.us % hours(1).us;
        return coverage_.window.from + microseconds(over == 0 ? 0 : hours(1).us - over);
    }

    void add_durations() {
        print::Table table;
        table.columns = {column("cli.column.camera", 1.4)};
        for (const Footage state : all_states) {
            table.columns.push_back({state_name(state), print::Align::right, 1.42});
        }
        table.columns.push_back(column("cli.column.uptime", 0.95, print::Align::right));
        for (const CameraCoverage& camera : coverage_.cameras) {
            table.rows.push_back(durations(camera.camera.id.value, camera.sums));
            const std::optional<double> uptime = camera.sums.uptime();
            table.rows.back().push_back(uptime ? fmt::format("{:.2f} %", *uptime * 100) : "");
        }
        // No uptime over all: one good camera does not make up for another (CAM-7).
        table.rows.push_back(durations(say("cli.coverage.all"), coverage_.sums));
        table.rows.back().emplace_back();
        document_.blocks.emplace_back(std::move(table));
        paragraph("report.coverage.add_up",
                  {{"window", exact_length(coverage_.window.length())},
                   {"cameras", static_cast<std::int64_t>(coverage_.cameras.size())},
                   {"sum", exact_length(coverage_.sums.window)}});
    }

    static std::vector<std::string> durations(std::string name, const rules::FootageSums& sums) {
        std::vector<std::string> row{std::move(name)};
        for (const Duration length :
             {sums.recorded, sums.unproven, sums.degraded, sums.gap, sums.unknown}) {
            row.push_back(exact_length(length));
        }
        return row;
    }

    /// A table that would take the worker too long is cut, and says so.
    void place(print::Table table) {
        const std::size_t rows = table.rows.size();
        table.rows.resize(std::min(rows, rows_max));
        document_.blocks.emplace_back(std::move(table));
        if (rows > rows_max) {
            paragraph("report.coverage.more",
                      {{"count", static_cast<std::int64_t>(rows - rows_max)}});
        }
    }

    /// Wide enough for microseconds.
    print::Table interval_table(bool with_state) const {
        print::Table table;
        table.columns = {column("cli.column.camera", 0.9), column("cli.column.from", 1.55),
                         column("cli.column.to", 1.55),
                         column("cli.column.length", 1.5, print::Align::right)};
        if (with_state) {
            table.columns.push_back(column("cli.column.state", 1.25));
        }
        table.columns.push_back(column("report.coverage.cause", 1.6));
        table.columns.push_back(column("report.coverage.entry", 0.8));
        return table;
    }

    void add_gaps() {
        print::Table table = interval_table(false);
        std::int64_t short_ones = 0;
        Duration short_length;
        for (const CameraCoverage& camera : coverage_.cameras) {
            for (const WholeGap& gap : gaps_of(camera)) {
                if (gap.when.length() < shortest_gap_listed) {
                    ++short_ones;
                    short_length += gap.when.length();
                    continue;
                }
                std::string causes;
                std::string entries;
                for (const FootageInterval* part : gap.parts) {
                    join(causes, fault_name(*part), say("report.coverage.and"));
                    join(entries, part->entry.value, ", ");
                }
                table.rows.push_back({camera.camera.id.value, moment(gap.when.from),
                                      moment(gap.when.to), exact_length(gap.when.length()),
                                      std::move(causes), std::move(entries)});
            }
        }
        if (table.rows.empty()) {
            paragraph("report.coverage.no_gap");
        } else {
            place(std::move(table));
        }
        if (short_ones > 0) {
            paragraph("report.coverage.short_gaps",
                      {{"count", short_ones}, {"length", exact_length(short_length)}});
        }
    }

    void add_others() {
        print::Table table = interval_table(true);
        for (const CameraCoverage& camera : coverage_.cameras) {
            for (const FootageInterval& part : camera.intervals) {
                if (part.state == Footage::recorded || part.state == Footage::gap) {
                    continue;
                }
                table.rows.push_back({camera.camera.id.value, moment(part.interval.from),
                                      moment(part.interval.to),
                                      exact_length(part.interval.length()), state_name(part.state),
                                      fault_name(part), part.entry.value});
            }
        }
        if (table.rows.empty()) {
            paragraph("report.coverage.no_other");
        } else {
            place(std::move(table));
        }
    }

    bool is_covered(const CameraId& camera) const {
        return std::ranges::any_of(
            coverage_.cameras, [&](const CameraCoverage& one) { return one.camera.id == camera; });
    }

    void add_incidents() {
        print::Table table;
        table.columns = {column("report.coverage.incident", 2.6), column("cli.column.from", 1.25),
                         column("cli.column.to", 1.25), column("cli.column.seats", 1.6)};
        for (const auto& [id, incident] : day_.day().incidents_announced) {
            const bool touches = incident.since < coverage_.window.to &&
                                 (!incident.until || *incident.until > coverage_.window.from);
            if (incident.withdrawn || !touches || !incident.camera ||
                !is_covered(*incident.camera)) {
                continue;
            }
            std::string seats;
            for (const SeatId& seat : incident.seats) {
                join(seats, seat.value, ", ");
            }
            table.rows.push_back(
                {id, moment(incident.since),
                 incident.until ? moment(*incident.until) : say("report.coverage.goes_on"),
                 seats.empty() ? say("value.none") : std::move(seats)});
        }
        if (table.rows.empty()) {
            paragraph("report.coverage.no_incident");
        } else {
            document_.blocks.emplace_back(std::move(table));
        }
    }

    void add_manifests() {
        if (coverage_.roots.empty()) {
            paragraph("report.coverage.no_manifest");
            return;
        }
        print::Table table;
        table.columns = {column("cli.column.camera", 0.8), column("cli.column.from", 0.9),
                         column("report.coverage.files", 0.65, print::Align::right),
                         column("report.coverage.root", 6.1), column("report.coverage.entry", 0.6)};
        for (const domain::RecordingRoot& root : coverage_.roots) {
            table.rows.push_back({root.camera.value, moment(root.when.from),
                                  std::to_string(root.segments), root.root, root.stamp.id.value});
        }
        place(std::move(table));
        paragraph("report.coverage.manifest_check");
    }

    print::Table meanings() const {
        print::Table table;
        table.columns = {column("cli.column.state", 1), column("report.coverage.means", 6)};
        for (const Footage state : all_states) {
            table.rows.push_back({state_name(state), say("report.coverage.state." +
                                                         std::string(codec::enum_name(state)))});
        }
        return table;
    }

    const OpenedDay& day_;
    const rules::Coverage& coverage_;
    const ReportOrigin& origin_;
    codec::Language language_;
    bool one_day_;
    print::Document document_;
};

}  // namespace

std::string exact_length(Duration length) {
    const std::int64_t whole_s = length.us / 1'000'000;
    std::string text =
        fmt::format("{}:{:02}:{:02}", whole_s / 3600, whole_s / 60 % 60, whole_s % 60);
    if (const std::int64_t over = length.us % 1'000'000; over != 0) {
        text += fmt::format(".{:06}", over);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text;
}

print::Document coverage_document(const OpenedDay& day, const rules::Coverage& coverage,
                                  const ReportOrigin& origin, codec::Language language) {
    return Report(day, coverage, origin, language).make();
}

}  // namespace labd::web
