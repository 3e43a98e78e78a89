#include "labd/web/evidence_collection.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

#include "labd/codec/answers.h"
#include "labd/codec/case_json.h"
#include "labd/codec/incident_json.h"
#include "labd/codec/media_type.h"
#include "labd/codec/plain_json.h"
#include "labd/codec/writer.h"
#include "labd/core/base64.h"
#include "labd/evidence/file_seal.h"
#include "labd/evidence/proof_file.h"
#include "labd/ports/footage.h"
#include "labd/ports/head.h"
#include "labd/rules/footage.h"
#include "labd/rules/incidents.h"
#include "labd/rules/roles.h"
#include "labd/web/evidence_document.h"

namespace labd::evidence_files {
extern const std::string_view readme;
extern const std::string_view checker;
}  // namespace labd::evidence_files

namespace labd::web {

namespace {

namespace json = boost::json;

/// What the cameras saw of an incident of this length is told; of a longer one it is asked for in
/// parts.
constexpr Duration coverage_max = hours(48);

EvidenceSubject subject_of(const OpenedDay& day, const EvidenceWanted& wanted) {
    EvidenceSubject subject;
    if (wanted.kind == EvidenceWanted::Kind::sitting) {
        subject.sittings = {SittingId(wanted.id)};
        subject.own.sittings.insert(subject.sittings.front());
        subject.coverage = rules::sitting_coverage(day.view(), subject.sittings.front(), day.at);
        return subject;
    }
    const rules::View view = day.view();
    subject.incident = day.day().find_incident(EntryId(wanted.id));
    subject.own.candidates.insert(subject.incident->candidates.begin(),
                                  subject.incident->candidates.end());
    for (const rules::IncidentSitting& one : rules::sittings_of(view, *subject.incident)) {
        subject.own.sittings.insert(one.sitting);
        if (one.named) {
            subject.sittings.push_back(one.sitting);
        }
    }
    const std::optional<Interval> when = rules::interval_of(*subject.incident, day.at);
    if (when && when->length() <= coverage_max) {
        subject.coverage =
            rules::cameras_coverage(view, subject.incident->session,
                                    rules::cameras_of(view, *subject.incident), *when, day.at);
    }
    return subject;
}

class Collection {
public:
    Collection(const Context& context, EvidenceSource source)
        : context_(context),
          wanted_(source.wanted),
          day_(source.day),
          checkpoint_(source.checkpoint),
          view_(source.day.view()),
          subject_(subject_of(source.day, source.wanted)),
          others_(*source.day.log, subject_.own),
          attachments_(std::move(source.attachments)),
          clips_given_(source.clips) {
        drop_erased(context, attachments_);
    }

    std::optional<Fault> run(const domain::Actor& by) {
        const auto key = evidence::parse_note_key(context_.log->key());
        std::set<Seq> entries = evidence_entries(context_.kernel.state(), day_, subject_);
        if (subject_.incident != nullptr) {
            add_bans(entries);
        }
        if (!key || entries.size() > evidence_entries_max) {
            return key ? Fault::too_large : Fault::unavailable;
        }
        const bool of_sitting = subject_.incident == nullptr;
        draft_.subject = {key->name, (of_sitting ? "sitting " : "incident ") + wanted_.id,
                          format_instant_utc(day_.at)};
        add("README.txt", std::string(evidence_files::readme));
        add("check.py", std::string(evidence_files::checker));
        add(evidence::checkpoint_part, checkpoint_.note);
        add(evidence::key_part, evidence::format_note_key(*key) + '\n');
        add(evidence::public_key_part, evidence::public_key_pem(*key));
        add_answers();
        add_clips();
        for (const Seq seq : entries) {
            if (!add_entry(seq)) {
                return Fault::unavailable;
            }
        }
        add_attachments();
        add_reports(by);
        return std::nullopt;
    }

    PackDraft take() { return std::move(draft_); }

private:
    void add(std::string_view path, std::string bytes) {
        draft_.parts.push_back({std::string(path), std::move(bytes)});
    }

    void add_json(std::string_view path, json::value answer) {
        take_out(others_, answer);
        add(path, codec::plain_json(answer) + '\n');
    }

    /// The second person's entries, which are no facts of the day (SEC-3).
    void add_bans(std::set<Seq>& entries) const {
        const domain::State& state = context_.kernel.state();
        const auto spans = state.spans.find(day_.log->date);
        if (spans == state.spans.end()) {
            return;
        }
        for (const domain::DaySpan& span : spans->second) {
            context_.kernel.read(
                span.first, span.last - span.first + 1, [&](const domain::Entry& entry) {
                    const auto* banned = std::get_if<domain::CandidateBanned>(&entry.body);
                    if (banned != nullptr && banned->incident == subject_.incident->id &&
                        entry.seq < checkpoint_.head.size) {
                        entries.insert(entry.seq);
                    }
                });
        }
    }

    void add_answers() {
        json::array clocks;
        json::array cases;
        for (const SittingId& id : subject_.sittings) {
            const auto sitting = rules::find_sitting(view_, id);
            if (!sitting) {
                continue;
            }
            const rules::Timeline line = rules::timeline(*sitting);
            sittings_.push_back({*sitting, rules::explain(*sitting, line, day_.at),
                                 rules::remedy_cases(*sitting, line, day_.at)});
            const EvidenceSitting& told = sittings_.back();
            clocks.emplace_back(
                json::object{{"sitting", id.value},
                             {"clock", codec::explanation_to_json(told.clock, day_.zone())}});
            for (const rules::RemedyCase& one : told.cases) {
                cases.emplace_back(codec::case_to_json(one, day_.zone(), true));
            }
        }
        if (subject_.incident == nullptr && !sittings_.empty()) {
            add_json("clock.json",
                     codec::explanation_to_json(sittings_.front().clock, day_.zone()));
        } else if (!clocks.empty()) {
            add_json("clocks.json", {{"sittings", std::move(clocks)}});
        }
        if (subject_.incident != nullptr) {
            json::object told = codec::incident_to_json(view_, *subject_.incident, {true, true});
            told["notes"] =
                codec::incident_notes_to_json(*subject_.incident, day_.zone(), {true, true});
            add_json("incident.json", std::move(told));
        }
        if (subject_.coverage && !subject_.coverage->cameras.empty()) {
            add_json("coverage.json", codec::coverage_to_json(*subject_.coverage, day_.zone()));
        }
        if (!cases.empty()) {
            add_json("remedy.json", {{"cases", std::move(cases)}});
        }
    }

    /// The clips that were cut because of the incident; those that were handed out are inside.
    void add_clips() {
        if (subject_.incident == nullptr) {
            return;
        }
        for (const rules::GivenClip& given :
             rules::clips_given(day_.day(), subject_.incident->id)) {
            const domain::FootageClip& clip = *given.clip;
            EvidenceClip told{clip.stamp.id, clip.camera, clip.when, clip.bytes, clip.sha256, ""};
            const bool is_given = std::ranges::find(clips_given_, told.id) != clips_given_.end();
            if (const auto file =
                    is_given ? context_.footage->path_of(clip.sha256) : std::nullopt) {
                told.part = "clips/" + clip.sha256 + ".mp4";
                draft_.files.push_back({told.part, *file, clip.sha256});
            }
            clips_.push_back(std::move(told));
        }
        json::array all;
        for (const EvidenceClip& clip : clips_) {
            all.emplace_back(json::object{
                {"clip", clip.id.value},
                {"camera", clip.camera.value},
                {"from", day_.zone().format(clip.when.from)},
                {"to", day_.zone().format(clip.when.to)},
                {"bytes", clip.bytes},
                {"sha256", clip.sha256},
                {"part", clip.part.empty() ? json::value(nullptr) : json::value(clip.part)}});
        }
        if (!all.empty()) {
            add_json("clips.json", {{"clips", std::move(all)}});
        }
    }

    bool add_entry(Seq seq) {
        std::optional<std::string> leaf = context_.log->leaf(seq);
        auto proof = context_.log->inclusion(seq, checkpoint_.head.size);
        std::optional<EvidenceEntry> told;
        if (leaf && proof) {
            context_.kernel.read(seq, 1, [&](const domain::Entry& entry) {
                told = evidence_entry(entry, *leaf, others_, day_.zone());
            });
        }
        if (!told) {
            return false;
        }
        if (told->is_leaf_withheld) {
            add(evidence::entry_path(seq, evidence::withheld_ending),
                to_base64(proof->front()) + '\n');
        } else {
            add(evidence::entry_path(seq, evidence::leaf_ending), std::move(*leaf));
        }
        add(evidence::entry_path(seq, evidence::proof_ending),
            evidence::format_proof(seq, std::span(*proof).subspan(1), checkpoint_.note));
        const json::object readable{{"leaf_withheld", told->is_leaf_withheld},
                                    {"text_withheld", told->is_text_withheld},
                                    {"entry", told->readable}};
        add(evidence::entry_path(seq, evidence::entry_ending), codec::plain_json(readable) + '\n');
        entries_.push_back(std::move(*told));
        return true;
    }

    /// After the entries: a file is sealed to a leaf that is there.
    void add_attachments() {
        json::array all;
        for (const EvidenceAttachment& one : attachments_) {
            const bool is_inside = one.missing == MissingFile::no;
            const std::string path = one.path();
            const Seq seq = one.entry.stamp.order;
            const bool is_sealed =
                is_inside && std::ranges::any_of(entries_, [&](const EvidenceEntry& entry) {
                    return entry.seq == seq && !entry.is_leaf_withheld;
                });
            if (is_inside) {
                add(path, one.content);
            }
            if (is_sealed) {
                add(path + std::string(evidence::seal_ending),
                    evidence::format_file_seal({seq, one.entry.stamp.id, one.seal}));
            }
            all.emplace_back(json::object{
                {"attachment", one.entry.stamp.id.value},
                {"entry", seq},
                {"name",
                 one.entry.name.erased ? json::value(nullptr) : json::value(one.entry.name.value)},
                {"media", codec::media_type_text(one.entry.media)},
                {"bytes", one.entry.bytes},
                {"encrypted_sha256", one.entry.sha256},
                {"part", is_inside ? json::value(path) : json::value(nullptr)},
                {"missing",
                 is_inside ? json::value(nullptr) : json::value(codec::enum_name(one.missing))}});
        }
        if (!all.empty()) {
            add_json("attachments.json", {{"attachments", std::move(all)}});
        }
    }

    void add_reports(const domain::Actor& by) {
        ReportOrigin origin;
        origin.basis = checkpoint_.head.size;
        origin.head = checkpoint_.head;
        origin.printed_by = by;
        origin.printed_at = day_.at;
        origin.version = context_.config.version;
        origin.is_training = context_.clock.mode() == ports::ClockMode::training;
        draft_.printed_at = day_.zone().format(day_.at);
        const EvidenceMatter matter{day_,   subject_,     sittings_, others_,       entries_,
                                    clips_, attachments_, origin,    draft_.subject};
        for (const auto& [name, language] : {std::pair("report.en", codec::Language::en),
                                             std::pair("report.ja", codec::Language::ja)}) {
            draft_.prints.emplace_back(name, evidence_document(matter, language));
        }
    }

    const Context& context_;
    const EvidenceWanted& wanted_;
    const OpenedDay& day_;
    const ports::SignedHead& checkpoint_;
    const rules::View view_;
    EvidenceSubject subject_;
    Others others_;
    PackDraft draft_;
    std::vector<EvidenceSitting> sittings_;
    std::vector<EvidenceEntry> entries_;
    std::vector<EvidenceClip> clips_;
    std::vector<EvidenceAttachment> attachments_;
    const std::vector<EntryId>& clips_given_;
};

/// The day's log and the session of what is wanted; null when it is not there for the role.
const domain::DayLog* find_log(const Context& context, const EvidenceWanted& wanted,
                               domain::Role role, SessionId& session) {
    const domain::State& state = context.kernel.state();
    if (wanted.kind == EvidenceWanted::Kind::sitting) {
        const auto row = state.sittings.find(SittingId(wanted.id));
        if (row == state.sittings.end()) {
            return nullptr;
        }
        session = row->second;
        return context.kernel.load_day(session);
    }
    const domain::IncidentRow* row = rules::find_incident_row(state, EntryId(wanted.id));
    if (row == nullptr || !is_seen(context, role, *row)) {
        return nullptr;
    }
    session = row->session;
    return context.kernel.load_case(EntryId(wanted.id));
}

}  // namespace

std::optional<OpenedDay> open_evidence(const Context& context, const EvidenceWanted& wanted,
                                       domain::Role role, Seq size) {
    OpenedDay day;
    day.log = find_log(context, wanted, role, day.session);
    if (day.log == nullptr) {
        return std::nullopt;
    }
    const domain::State& state = context.kernel.state();
    day.at = context.kernel.now();
    if (size < state.size) {
        day.before = size;
        day.past = domain::day_at(*day.log, state.site_of(day.log->date, size), {size, -1});
    }
    const bool is_there = wanted.kind == EvidenceWanted::Kind::sitting
                              ? rules::find_sitting(day.view(), SittingId(wanted.id)).has_value()
                              : day.day().find_incident(EntryId(wanted.id)) != nullptr;
    return is_there ? std::optional(std::move(day)) : std::nullopt;
}

std::vector<EntryId> clips_to_hand_out(const Context& context, const EvidenceWanted& wanted,
                                       const OpenedDay& day, domain::Role role) {
    std::vector<EntryId> clips;
    if (wanted.kind != EvidenceWanted::Kind::incident || context.footage == nullptr ||
        !rules::may_enter(rules::Authority::daemon, role, domain::FootageExported::type)) {
        return clips;
    }
    const EntryId incident(wanted.id);
    std::int64_t room = pack_files_bytes_max;
    for (const domain::Attachment& file : day.day().find_incident(incident)->attachments) {
        room -= std::min(file.bytes, room);
    }
    const std::vector<rules::GivenClip> given = rules::clips_given(day.day(), incident);
    clips.reserve(std::min(given.size(), pack_clips_max));
    for (const rules::GivenClip& one : given) {
        const domain::FootageClip& clip = *one.clip;
        if (clips.size() < pack_clips_max && clip.bytes <= room &&
            !rules::judge_clip(day.day(), one) && context.footage->path_of(clip.sha256)) {
            room -= clip.bytes;
            clips.push_back(clip.stamp.id);
        }
    }
    return clips;
}

AttachmentReading attachments_to_read(const Context& context, const EvidenceWanted& wanted,
                                      const OpenedDay& day) {
    const EvidenceSubject subject = subject_of(day, wanted);
    return {subject.incident == nullptr || context.attachments == nullptr
                ? std::vector<EvidenceAttachment>()
                : wanted_attachments(context, *subject.incident),
            Others(*day.log, subject.own)};
}

std::variant<PackDraft, Fault> draft_evidence(const Context& context, EvidenceSource source,
                                              const domain::Actor& by) {
    Collection collection(context, std::move(source));
    if (const std::optional<Fault> fault = collection.run(by)) {
        return *fault;
    }
    return collection.take();
}

bool read_files(PackDraft& draft) {
    Sha256 sha;
    for (const PackFile& file : draft.files) {
        std::ifstream stream(file.from, std::ios::binary);
        std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        if (ports::format_digest(sha.digest(bytes)) != file.sha256) {
            return false;
        }
        draft.parts.push_back({file.path, std::move(bytes)});
    }
    draft.files.clear();
    return true;
}

}  // namespace labd::web
