#include "labd/web/evidence_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "labd/codec/plain_json.h"
#include "labd/codec/writer.h"
#include "labd/ports/head.h"
#include "labd/web/evidence_incident.h"
#include "labd/web/evidence_words.h"

namespace labd::web {

namespace {

namespace json = boost::json;

constexpr std::array envelope{"seq", "id",       "enter",    "session",
                              "by",  "happened", "recorded", "based_on"};
/// A site or a policy would fill pages: the parts of the pack have them in full.
constexpr std::size_t member_bytes_max = 240;

/// Cut between characters, not within one.
std::string shortened(std::string text) {
    if (text.size() > member_bytes_max) {
        std::size_t end = member_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += " …";
    }
    return text;
}

std::string text_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

class Report : private EvidenceWords {
public:
    Report(const EvidenceMatter& matter, codec::Language language)
        : EvidenceWords(matter, language), matter_(matter) {}

    print::Document make() {
        const bool of_sitting = incident() == nullptr;
        document_.language = language() == codec::Language::ja ? "ja" : "en";
        add_title();
        if (matter_.origin.is_training) {
            paragraph("report.training");
        }
        paragraph(of_sitting ? "report.evidence.others" : "report.evidence.incident_others");
        add_warnings();
        add_origin();
        add_courses();
        heading(of_sitting ? "report.evidence.footage" : "report.evidence.incident_footage");
        add_footage();
        if (!of_sitting) {
            heading("report.evidence.clips");
            document_.blocks.push_back(clips_told(*this));
            heading("report.evidence.files");
            document_.blocks.push_back(files_told(*this));
        }
        heading("report.evidence.entries");
        add_entries();
        heading("report.evidence.check");
        paragraph("report.evidence.check_pack");
        paragraph("report.evidence.check_key", {{"journal", matter_.pack.origin}});
        paragraph("report.evidence.not_proven");
        return std::move(document_);
    }

private:
    const domain::Incident* incident() const { return matter_.subject.incident; }

    /// Whatever may show others: it has to be weighed before the pack is handed on.
    void add_warnings() {
        const bool clips = std::ranges::any_of(
            matter_.clips, [](const EvidenceClip& clip) { return !clip.part.empty(); });
        const bool files = std::ranges::any_of(
            matter_.attachments,
            [](const EvidenceAttachment& file) { return file.missing == MissingFile::no; });
        if (clips) {
            paragraph("report.evidence.clips_inside");
        }
        if (files) {
            paragraph("report.evidence.files_inside");
        }
        if (!clips && !files) {
            paragraph("report.evidence.pictures");
        }
    }

    void add_title() {
        const bool of_sitting = incident() == nullptr;
        const std::string id =
            of_sitting ? matter_.subject.sittings.front().value : told(incident()->id.value);
        const char* name = of_sitting ? "sitting" : "incident";
        const std::string& session = matter_.day.session.value;
        document_.title =
            say(of_sitting ? "report.evidence.title" : "report.evidence.incident_title");
        document_.subtitle =
            say(of_sitting ? "report.evidence.subtitle" : "report.evidence.incident_subtitle",
                {{"site", matter_.day.day().site->configured.site.value},
                 {"session", session.empty() ? "–" : session},
                 {"date", format_date(matter_.day.log->date)},
                 {name, id}});
        document_.footer =
            say(of_sitting ? "report.evidence.footer" : "report.evidence.incident_footer",
                {{name, id},
                 {"made", stamp(matter_.origin.printed_at)},
                 {"version", matter_.origin.version}});
    }

    /// What the clock did and which cases followed, sitting by sitting.
    void add_courses() {
        for (const EvidenceSitting& one : matter_.sittings) {
            document_.blocks.emplace_back(print::Heading{
                incident() == nullptr
                    ? say("report.evidence.clock")
                    : say("report.evidence.clock_of", {{"sitting", one.sitting.id.value}})});
            add_clock(one.clock);
            if (incident() == nullptr || !one.cases.empty()) {
                heading("report.evidence.cases");
                add_cases(one.cases);
            }
        }
    }

    void heading(const std::string& key) {
        document_.blocks.emplace_back(print::Heading{say(key)});
    }

    void paragraph(const std::string& key, Values values = {}) {
        document_.blocks.emplace_back(print::Paragraph{say(key, std::move(values))});
    }

    void add_origin() {
        print::Table table;
        table.columns = {column("cli.column.what", 1.25), column("cli.column.value", 3)};
        const auto row = [&](const std::string& key, std::string value) {
            table.rows.push_back({say(key), std::move(value)});
        };
        if (incident() != nullptr) {
            add_incident_rows(table, *this);
        } else {
            for (const EvidenceSitting& one : matter_.sittings) {
                add_sitting(table, one);
            }
        }
        row("report.evidence.known_at", stamp(matter_.day.at));
        row("report.evidence.made",
            say("report.coverage.printed_by",
                {{"at", stamp(matter_.origin.printed_at)},
                 {"name", matter_.origin.printed_by.name},
                 {"role", word("role", codec::enum_name(matter_.origin.printed_by.role))}}));
        row("report.evidence.journal", matter_.pack.origin);
        row("report.evidence.head", ports::format_head(matter_.origin.head));
        row("report.evidence.count",
            say("report.evidence.counted",
                {{"entries", static_cast<std::int64_t>(matter_.entries.size())},
                 {"withheld", static_cast<std::int64_t>(std::ranges::count_if(
                                  matter_.entries, &EvidenceEntry::is_leaf_withheld))}}));
        document_.blocks.emplace_back(std::move(table));
    }

    void add_sitting(print::Table& table, const EvidenceSitting& one) const {
        const domain::SittingBooked& booking = one.sitting.facts.booking;
        const rules::SittingState& state = one.clock.state;
        const auto row = [&](const std::string& key, std::string value) {
            table.rows.push_back({say(key), std::move(value)});
        };
        row("report.evidence.candidate", candidate_of(booking));
        row("report.evidence.place",
            booking.track.value + ", " + (state.seat == nullptr ? "–" : state.seat->value));
        row("report.evidence.state", state.ended_as && state.ended_at
                                         ? word("ended_as", codec::enum_name(*state.ended_as)) +
                                               ", " + stamp(*state.ended_at)
                                         : word("phase", codec::enum_name(state.phase)));
        row("report.evidence.lost", exact_length(one.clock.lost));
    }

    void add_clock(const rules::Explanation& clock) {
        if (clock.intervals.empty()) {
            paragraph("report.evidence.no_clock");
            return;
        }
        print::Table table;
        table.columns = {column("cli.column.from", 1.5),
                         column("cli.column.to", 1.5),
                         column("cli.column.length", 1.3, print::Align::right),
                         column("cli.column.what", 1.2),
                         column("cli.column.module", 0.8),
                         column("report.evidence.rules", 1.4),
                         column("report.coverage.entry", 1.2)};
        for (const rules::ExplainedInterval& part : clock.intervals) {
            std::string rules;
            std::string entries;
            for (const Rule rule : part.rules) {
                join(rules, rule.id);
            }
            for (const EntryId& entry : part.entries) {
                join(entries, told(entry.value));
            }
            table.rows.push_back({moment(part.from), moment(part.to),
                                  exact_length(part.to - part.from),
                                  word("what", codec::enum_name(part.what)),
                                  part.module ? part.module->value : "", rules, entries});
        }
        document_.blocks.emplace_back(std::move(table));
        paragraph("report.evidence.sum", {{"start", stamp(clock.start)},
                                          {"exam", exact_length(clock.exam)},
                                          {"breaks", exact_length(clock.scheduled_breaks)},
                                          {"accommodation", exact_length(clock.accommodation)},
                                          {"rest", exact_length(clock.rest_breaks)},
                                          {"lost", exact_length(clock.lost)}});
    }

    void add_cases(const std::vector<rules::RemedyCase>& cases) {
        if (cases.empty()) {
            paragraph("report.evidence.no_case");
            return;
        }
        print::Table table;
        table.columns = {column("cli.column.case", 1.2), column("report.evidence.ground", 0.9),
                         column("cli.column.since", 1.5), column("cli.column.state", 1),
                         column("report.evidence.conditions", 4)};
        for (const rules::RemedyCase& one : cases) {
            std::string conditions;
            for (const rules::Condition& condition : one.conditions) {
                join(conditions,
                     fmt::format("({}) {}: {}", condition.name, word("condition", condition.name),
                                 word("condition_state", codec::enum_name(condition.state))));
            }
            for (std::size_t i = 0; one.documents != nullptr && i < one.documents->size(); ++i) {
                const std::string& text = (*one.documents)[i].value;
                join(conditions, matter_.others.told_in(text) ? withheld_word : text);
            }
            std::string state = word("case_state", codec::enum_name(one.state));
            if (one.as) {
                join(state, word("remedy_form", codec::enum_name(*one.as)));
            }
            table.rows.push_back({told(one.id.value), std::string(codec::enum_name(one.ground)),
                                  moment(one.opened_at), state, conditions});
        }
        document_.blocks.emplace_back(std::move(table));
    }

    void add_footage() {
        const std::optional<rules::Coverage>& coverage = matter_.subject.coverage;
        if (!coverage || coverage->cameras.empty()) {
            paragraph(incident() == nullptr ? "report.evidence.no_footage"
                                            : "report.evidence.no_incident_footage");
            return;
        }
        print::Table table;
        table.columns = {column("cli.column.camera", 1.2)};
        for (const char* state : {"recorded", "unproven", "degraded", "gap", "unknown"}) {
            table.columns.push_back({word("footage", state), print::Align::right, 1.3});
        }
        for (const rules::CameraCoverage& camera : coverage->cameras) {
            const rules::FootageSums& sums = camera.sums;
            table.rows.push_back({camera.camera.id.value});
            for (const Duration length :
                 {sums.recorded, sums.unproven, sums.degraded, sums.gap, sums.unknown}) {
                table.rows.back().push_back(exact_length(length));
            }
        }
        paragraph("report.coverage.from_to", {{"from", stamp(coverage->window.from)},
                                              {"to", stamp(coverage->window.to)},
                                              {"length", exact_length(coverage->window.length())}});
        document_.blocks.emplace_back(std::move(table));
        paragraph("report.evidence.footage_part");
    }

    void add_entries() {
        print::Table table;
        table.columns = {column("report.evidence.number", 0.5, print::Align::right),
                         column("report.evidence.happened", 1.6),
                         column("report.evidence.recorded", 1.6),
                         column("report.evidence.by", 1.1),
                         column("cli.column.what", 1.3),
                         column("report.evidence.content", 3.1)};
        for (const EvidenceEntry& entry : matter_.entries) {
            const json::object& by = entry.readable.at("by").as_object();
            table.rows.push_back(
                {std::to_string(entry.seq) + (entry.is_leaf_withheld ? " *" : ""),
                 moment_of(entry.readable, "happened"), moment_of(entry.readable, "recorded"),
                 text_at(by, "name") + " (" + word("role", text_at(by, "role")) + ')',
                 say("entry." + text_at(entry.readable, "enter")), content(entry.readable)});
        }
        document_.blocks.emplace_back(std::move(table));
        paragraph("report.evidence.star");
    }

    std::string moment_of(const json::object& entry, std::string_view name) const {
        const auto instant = parse_instant(text_at(entry, name));
        return instant ? moment(*instant) : "";
    }

    /// `seat: S02, reason: …`: the members as the data format names them.
    static std::string content(const json::object& entry) {
        std::string content;
        for (const auto& member : entry) {
            const std::string_view name = member.key();
            if (std::ranges::find(envelope, name) == envelope.end()) {
                const json::value& value = member.value();
                join(content, std::string(name) + ": " +
                                  shortened(value.is_string() ? std::string(value.get_string())
                                                              : codec::plain_json(value)));
            }
        }
        return content;
    }

    const EvidenceMatter& matter_;
    print::Document document_;
};

}  // namespace

print::Document evidence_document(const EvidenceMatter& matter, codec::Language language) {
    return Report(matter, language).make();
}

}  // namespace labd::web
