#include "labd/web/evidence_incident.h"

#include "labd/codec/writer.h"
#include "labd/rules/incidents.h"

namespace labd::web {

namespace {

/// Everybody whom it concerns, with the seat where that is how.
std::string people_of(const domain::Incident& incident, const EvidenceWords& words) {
    const OpenedDay& day = words.matter().day;
    std::string people;
    for (const rules::IncidentSitting& of : rules::sittings_of(day.view(), incident)) {
        const auto facts = day.day().sittings.find(of.sitting);
        if (facts != day.day().sittings.end()) {
            join(people,
                 words.candidate_of(facts->second.booking) + (of.seat ? ' ' + of.seat->value : ""));
        }
    }
    for (const CandidateId& candidate : incident.candidates) {
        join(people, candidate.value);
    }
    return people;
}

/// Where it lies, or why it does not.
std::string place_of(const EvidenceAttachment& file, const EvidenceWords& words) {
    return file.missing == MissingFile::no
               ? file.path()
               : words.say("report.evidence.file_" + std::string(codec::enum_name(file.missing)));
}

}  // namespace

void add_incident_rows(print::Table& table, const EvidenceWords& words) {
    const domain::Incident& one = *words.matter().subject.incident;
    const auto row = [&](const std::string& key, std::string value) {
        table.rows.push_back({words.say(key), value.empty() ? "–" : std::move(value)});
    };
    std::string kind = words.word("incident_kind", codec::enum_name(one.kind));
    if (one.severity) {
        join(kind, words.word("severity", codec::enum_name(*one.severity)));
    }
    row("report.evidence.kind", kind);
    row("cli.column.state", words.word("incident_state", codec::enum_name(rules::state_of(one))));
    row("report.evidence.interval", words.stamp(one.from ? *one.from : one.opened.happened) +
                                        (one.to ? " – " + words.stamp(*one.to) : ""));
    row("report.evidence.people", people_of(one, words));
    std::string seats;
    for (const SeatId& seat : one.seats) {
        join(seats, seat.value);
    }
    row("report.evidence.seats", seats);
    row("report.evidence.decision",
        one.decided ? words.word("incident_finding", codec::enum_name(one.decided->finding)) +
                          ", " + words.stamp(one.decided->stamp.happened)
                    : "");
}

print::Block clips_told(const EvidenceWords& words) {
    const std::vector<EvidenceClip>& clips = words.matter().clips;
    if (clips.empty()) {
        return print::Paragraph{words.say("report.evidence.no_clips")};
    }
    print::Table table;
    table.columns = {words.column("cli.column.camera", 0.7), words.column("cli.column.from", 1.4),
                     words.column("cli.column.to", 1.4), words.column("report.evidence.part", 4)};
    for (const EvidenceClip& clip : clips) {
        table.rows.push_back(
            {clip.camera.value, words.moment(clip.when.from), words.moment(clip.when.to),
             (clip.part.empty() ? words.say("report.evidence.not_inside") + ' ' + clip.sha256
                                : clip.part)});
    }
    return table;
}

print::Block files_told(const EvidenceWords& words) {
    const std::vector<EvidenceAttachment>& files = words.matter().attachments;
    if (files.empty()) {
        return print::Paragraph{words.say("report.evidence.no_files")};
    }
    print::Table table;
    table.columns = {words.column("report.evidence.file", 1.6),
                     words.column("report.evidence.bytes", 0.8, print::Align::right),
                     words.column("report.evidence.by", 1.1),
                     words.column("report.evidence.recorded", 1.5),
                     words.column("report.evidence.file_place", 3)};
    for (const EvidenceAttachment& file : files) {
        const domain::Attachment& entry = file.entry;
        const bool names_others = words.matter().others.told_in(entry.name.value);
        table.rows.push_back({entry.name.erased ? words.say("report.evidence.erased")
                              : names_others    ? std::string(withheld_word)
                                                : entry.name.value,
                              std::to_string(entry.bytes), entry.stamp.by.name,
                              words.moment(entry.stamp.recorded), place_of(file, words)});
    }
    return table;
}

}  // namespace labd::web
