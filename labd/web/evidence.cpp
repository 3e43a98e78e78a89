#include "labd/web/evidence.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "labd/codec/answers.h"
#include "labd/codec/case_json.h"
#include "labd/codec/plain_json.h"
#include "labd/core/base64.h"
#include "labd/evidence/pack.h"
#include "labd/evidence/proof_file.h"
#include "labd/print/html.h"
#include "labd/print/pdf.h"
#include "labd/web/entries.h"
#include "labd/web/evidence_document.h"
#include "labd/web/problem.h"

namespace labd::evidence_files {
extern const std::string_view readme;
extern const std::string_view checker;
}  // namespace labd::evidence_files

namespace labd::web {

namespace {

namespace json = boost::json;

/// As for documents: they wait for one another, and passwords for them.
constexpr int packs_waiting_max = 2;

/// One pack on its way: through the journal, the worker, and back.
struct Job {
    Job(const Context& where, Call what) : context(where), call(std::move(what)) {}

    const Context& context;
    Call call;
    ports::SignedHead checkpoint;
    evidence::PackSubject subject;
    std::vector<evidence::PackPart> parts;
    /// To be printed by the worker, with the name of the file.
    std::vector<std::pair<std::string, print::Document>> prints;
    std::string printed_at;
    std::string manifest;
    /// One of those that may wait.
    std::shared_ptr<void> place;
};

using JobPtr = std::shared_ptr<Job>;

void give_up(Job& job, Fault fault, const Message& why = {}) {
    net::Response response = problem(fault, job.call.language(), why);
    if (fault == Fault::busy) {
        response.headers.emplace_back("Retry-After", "2");
    }
    job.call.reply(std::move(response));
}

/// The day of the sitting as the checkpoint has it; nothing when there is no such sitting.
std::optional<OpenedDay> open_at(const Context& context, const SittingId& sitting, Seq size) {
    const domain::State& state = context.kernel.state();
    const auto row = state.sittings.find(sitting);
    const domain::DayLog* log =
        row == state.sittings.end() ? nullptr : context.kernel.load_day(row->second);
    if (log == nullptr) {
        return std::nullopt;
    }
    OpenedDay day;
    day.session = row->second;
    day.log = log;
    day.at = context.kernel.now();
    if (size < state.size) {
        day.before = size;
        day.past = domain::day_at(*log, state.site_of(log->date, size), {size, -1});
    }
    return rules::find_sitting(day.view(), sitting) ? std::optional(std::move(day)) : std::nullopt;
}

/// Puts the parts of a pack together, on the loop: what takes long is left to the worker.
class Collection {
public:
    Collection(Job& job, const OpenedDay& day, const rules::SittingView& sitting)
        : job_(job),
          day_(day),
          sitting_(sitting),
          others_(*day.log, sitting.id),
          coverage_(rules::sitting_coverage(day.view(), sitting.id, day.at)) {}

    /// Nothing when it is done; else why not.
    std::optional<Fault> run() {
        const auto key = evidence::parse_note_key(job_.context.log->key());
        const std::vector<Seq> wanted =
            evidence_entries(job_.context.kernel.state(), day_, sitting_.id, coverage_);
        if (!key || wanted.size() > evidence_entries_max) {
            return key ? Fault::too_large : Fault::unavailable;
        }
        job_.subject = {key->name, "sitting " + sitting_.id.value, format_instant_utc(day_.at)};
        add("README.txt", std::string(evidence_files::readme));
        add("check.py", std::string(evidence_files::checker));
        add(evidence::checkpoint_part, job_.checkpoint.note);
        add(evidence::key_part, evidence::format_note_key(*key) + '\n');
        add(evidence::public_key_part, evidence::public_key_pem(*key));
        add_answers();
        for (const Seq seq : wanted) {
            if (!add_entry(seq)) {
                return Fault::unavailable;
            }
        }
        add_reports();
        return std::nullopt;
    }

private:
    void add(std::string_view path, std::string bytes) {
        job_.parts.push_back({std::string(path), std::move(bytes)});
    }

    void add_json(std::string_view path, json::value answer) {
        take_out(others_, answer);
        add(path, codec::plain_json(answer) + '\n');
    }

    void add_answers() {
        const rules::Timeline line = rules::timeline(sitting_);
        clock_ = rules::explain(sitting_, line, day_.at);
        cases_ = rules::remedy_cases(sitting_, line, day_.at);
        add_json("clock.json", codec::explanation_to_json(clock_, day_.zone()));
        if (coverage_ && !coverage_->cameras.empty()) {
            add_json("coverage.json", codec::coverage_to_json(*coverage_, day_.zone()));
        }
        if (!cases_.empty()) {
            json::array all;
            for (const rules::RemedyCase& one : cases_) {
                all.emplace_back(codec::case_to_json(one, day_.zone(), true));
            }
            add_json("remedy.json", {{"cases", std::move(all)}});
        }
    }

    bool add_entry(Seq seq) {
        std::optional<std::string> leaf = job_.context.log->leaf(seq);
        auto proof = job_.context.log->inclusion(seq, job_.checkpoint.head.size);
        std::optional<EvidenceEntry> told;
        if (leaf && proof) {
            job_.context.kernel.read(seq, 1, [&](const domain::Entry& entry) {
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
            evidence::format_proof(seq, std::span(*proof).subspan(1), job_.checkpoint.note));
        const json::object readable{{"leaf_withheld", told->is_leaf_withheld},
                                    {"text_withheld", told->is_text_withheld},
                                    {"entry", told->readable}};
        add(evidence::entry_path(seq, evidence::entry_ending), codec::plain_json(readable) + '\n');
        entries_.push_back(std::move(*told));
        return true;
    }

    void add_reports() {
        ReportOrigin origin;
        origin.basis = job_.checkpoint.head.size;
        origin.head = job_.checkpoint.head;
        origin.printed_by = job_.call.principal.actor();
        origin.printed_at = day_.at;
        origin.version = job_.context.config.version;
        origin.is_training = job_.context.clock.mode() == ports::ClockMode::training;
        job_.printed_at = day_.zone().format(day_.at);
        const EvidenceMatter matter{day_,     sitting_, others_,
                                    clock_,   cases_,   coverage_,
                                    entries_, origin,   job_.subject.origin};
        for (const auto& [name, language] : {std::pair("report.en", codec::Language::en),
                                             std::pair("report.ja", codec::Language::ja)}) {
            job_.prints.emplace_back(name, evidence_document(matter, language));
        }
    }

    Job& job_;
    const OpenedDay& day_;
    const rules::SittingView& sitting_;
    Others others_;
    std::optional<rules::Coverage> coverage_;
    rules::Explanation clock_;
    std::vector<rules::RemedyCase> cases_;
    std::vector<EvidenceEntry> entries_;
};

/// On the worker.
void print(Job& job) {
    for (const auto& [name, document] : job.prints) {
        job.parts.push_back({name + ".html", print::html(document)});
        job.parts.push_back({name + ".pdf", print::pdf(document, job.printed_at)});
    }
    job.manifest = evidence::format_manifest(job.subject, job.parts);
}

void hand_out(Job& job) {
    const std::string note =
        job.context.log->sign_pack(evidence::pack_statement(job.subject, job.manifest));
    net::Response response = net::Response::with_text(
        200, "application/zip", evidence::assemble_pack(job.manifest, note, job.parts));
    // Names of files can't have a colon everywhere.
    std::string name = job.call.names[0];
    std::ranges::replace(name, ':', '-');
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"evidence-" + name + ".zip\"");
    job.call.reply(std::move(response));
}

void collect(const JobPtr& job) {
    const SittingId id(job->call.names[0]);
    const auto day = open_at(job->context, id, job->checkpoint.head.size);
    if (!day) {
        job->call.reply(no_such("sitting", id.value, job->call.language()));
        return;
    }
    const rules::View view = day->view();
    const auto sitting = rules::find_sitting(view, id);
    if (const std::optional<Fault> fault = Collection(*job, *day, *sitting).run()) {
        give_up(*job, *fault,
                *fault == Fault::too_large ? Message{"problem.evidence_too_large", {}} : Message{});
        return;
    }
    if (!job->context.worker.try_run([job] { print(*job); }, [job] { hand_out(*job); })) {
        give_up(*job, Fault::busy);
    }
}

/// Enters that it is handed out, and goes on when that is durable and signed.
void enter_and_collect(const JobPtr& job) {
    domain::Proposed proposed;
    proposed.by = job->call.principal.actor();
    proposed.body = domain::EvidenceExported{SittingId(job->call.names[0])};
    kernel::Request request{{std::move(proposed)}, std::nullopt};
    job->context.kernel.submit(std::move(request), [job](const kernel::Outcome& outcome) {
        const auto* done = std::get_if<kernel::Done>(&outcome);
        if (done == nullptr) {
            job->call.reply(answer_outcome(job->context, outcome, job->call.language()));
            return;
        }
        job->context.log->with_checkpoint(done->size,
                                          [job](std::optional<ports::SignedHead> checkpoint) {
                                              if (!checkpoint) {
                                                  give_up(*job, Fault::unavailable);
                                                  return;
                                              }
                                              job->checkpoint = std::move(*checkpoint);
                                              collect(job);
                                          });
    });
}

}  // namespace

void read_evidence(const Context& context, Call call) {
    const JobPtr job = std::make_shared<Job>(context, std::move(call));
    const SittingId sitting(job->call.names[0]);
    if (context.log == nullptr) {
        give_up(*job, Fault::not_found, {"problem.no_checkpoint", {}});
        return;
    }
    if (!open_at(context, sitting, context.kernel.state().size)) {
        job->call.reply(no_such("sitting", sitting.value, job->call.language()));
        return;
    }
    if (*context.documents_waiting >= packs_waiting_max) {
        give_up(*job, Fault::busy);
        return;
    }
    ++*context.documents_waiting;
    job->place = std::shared_ptr<void>(
        nullptr, [waiting = context.documents_waiting](void*) { --*waiting; });
    enter_and_collect(job);
}

}  // namespace labd::web
