#include "labd/web/evidence.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "labd/print/html.h"
#include "labd/print/pdf.h"
#include "labd/rules/remedy.h"
#include "labd/web/entries.h"
#include "labd/web/evidence_collection.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

/// As for documents: they wait for one another, and passwords for them.
constexpr int packs_waiting_max = 2;

/// One pack on its way: through the journal, the worker, and back.
struct Job {
    Job(const Context& where, Call what, EvidenceWanted which)
        : context(where), call(std::move(what)), wanted(std::move(which)) {}

    const Context& context;
    Call call;
    EvidenceWanted wanted;
    ports::SignedHead checkpoint;
    std::vector<EntryId> clips;
    std::optional<AttachmentReading> attachments;
    PackDraft draft;
    bool are_files_right = false;
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

void say_it_is_not_there(Job& job) {
    const bool is_sitting = job.wanted.kind == EvidenceWanted::Kind::sitting;
    job.call.reply(
        no_such(is_sitting ? "sitting" : "incident", job.wanted.id, job.call.language()));
}

/// On the worker.
void print(Job& job) {
    PackDraft& draft = job.draft;
    job.are_files_right = read_files(draft);
    for (const auto& [name, document] : draft.prints) {
        draft.parts.push_back({name + ".html", print::html(document)});
        draft.parts.push_back({name + ".pdf", print::pdf(document, draft.printed_at)});
    }
    job.manifest = evidence::format_manifest(draft.subject, draft.parts);
}

void hand_out(Job& job) {
    if (!job.are_files_right) {
        give_up(job, Fault::unavailable, {"problem.evidence_file_changed", {}});
        return;
    }
    const PackDraft& draft = job.draft;
    const std::string note =
        job.context.log->sign_pack(evidence::pack_statement(draft.subject, job.manifest));
    net::Response response = net::Response::with_text(
        200, "application/zip", evidence::assemble_pack(job.manifest, note, draft.parts));
    // Names of files can't have a colon everywhere.
    std::string name = job.wanted.id;
    std::ranges::replace(name, ':', '-');
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"evidence-" + name + ".zip\"");
    job.call.reply(std::move(response));
}

/// On the loop again, with the attachments read.
void collect(const JobPtr& job) {
    const auto day =
        open_evidence(job->context, job->wanted, job->call.role(), job->checkpoint.head.size);
    if (!day) {
        say_it_is_not_there(*job);
        return;
    }
    std::vector<EvidenceAttachment> files = std::move(job->attachments->files);
    auto draft = draft_evidence(job->context,
                                {job->wanted, *day, job->checkpoint, std::move(files), job->clips},
                                job->call.principal.actor());
    if (const Fault* fault = std::get_if<Fault>(&draft)) {
        give_up(*job, *fault,
                *fault == Fault::too_large ? Message{"problem.evidence_too_large", {}} : Message{});
        return;
    }
    job->draft = std::move(std::get<PackDraft>(draft));
    if (!job->context.worker.try_run([job] { print(*job); }, [job] { hand_out(*job); })) {
        give_up(*job, Fault::busy);
    }
}

/// The files come first: the report says which of them are there.
void read_files_first(const JobPtr& job) {
    const auto day =
        open_evidence(job->context, job->wanted, job->call.role(), job->checkpoint.head.size);
    if (!day) {
        say_it_is_not_there(*job);
        return;
    }
    job->attachments = attachments_to_read(job->context, job->wanted, *day);
    if (job->attachments->files.empty()) {
        collect(job);
        return;
    }
    const auto read = [job, &files = *job->context.attachments] {
        read_attachments(files, *job->attachments);
    };
    if (!job->context.worker.try_run(read, [job] { collect(job); })) {
        give_up(*job, Fault::busy);
    }
}

/// Enters that it is handed out, each clip in it too, and goes on when that is durable and signed.
void enter_and_collect(const JobPtr& job) {
    domain::Proposed proposed;
    proposed.by = job->call.principal.actor();
    kernel::Request request;
    request.entries.reserve(job->clips.size() + 1);
    for (const EntryId& clip : job->clips) {
        proposed.body = domain::FootageExported{clip};
        request.entries.push_back(proposed);
    }
    if (job->wanted.kind == EvidenceWanted::Kind::sitting) {
        proposed.body = domain::EvidenceExported{SittingId(job->wanted.id)};
    } else {
        proposed.body = domain::IncidentExported{EntryId(job->wanted.id)};
    }
    request.entries.push_back(std::move(proposed));
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
                                              read_files_first(job);
                                          });
    });
}

/// The sitting of a remedy case; empty when there is no such case. May load a day.
SittingId sitting_of_remedy(const Context& context, const EntryId& remedy) {
    const domain::DayLog* log = context.kernel.load_case(remedy);
    if (log == nullptr) {
        return {};
    }
    const rules::View view{*log, log->now};
    for (const SittingId& id : log->sittings) {
        const auto sitting = rules::find_sitting(view, id);
        const std::vector<rules::RemedyCase> cases =
            sitting ? rules::remedy_cases(*sitting, rules::timeline(*sitting), context.kernel.now())
                    : std::vector<rules::RemedyCase>();
        if (std::ranges::find(cases, remedy, &rules::RemedyCase::id) != cases.end()) {
            return id;
        }
    }
    return {};
}

void start(const Context& context, Call call, EvidenceWanted wanted) {
    const JobPtr job = std::make_shared<Job>(context, std::move(call), std::move(wanted));
    if (context.log == nullptr) {
        give_up(*job, Fault::not_found, {"problem.no_checkpoint", {}});
        return;
    }
    const auto day =
        open_evidence(context, job->wanted, job->call.role(), context.kernel.state().size);
    if (!day) {
        say_it_is_not_there(*job);
        return;
    }
    job->clips = clips_to_hand_out(context, job->wanted, *day, job->call.role());
    if (*context.documents_waiting >= packs_waiting_max) {
        give_up(*job, Fault::busy);
        return;
    }
    ++*context.documents_waiting;
    job->place = std::shared_ptr<void>(
        nullptr, [waiting = context.documents_waiting](void*) { --*waiting; });
    enter_and_collect(job);
}

}  // namespace

void read_evidence(const Context& context, Call call) {
    EvidenceWanted wanted{EvidenceWanted::Kind::sitting, call.names[0]};
    start(context, std::move(call), std::move(wanted));
}

void read_remedy_evidence(const Context& context, Call call) {
    const EntryId remedy(call.names[0]);
    const SittingId sitting = sitting_of_remedy(context, remedy);
    if (sitting.empty()) {
        call.reply(no_such("remedy", remedy.value, call.language()));
        return;
    }
    start(context, std::move(call), {EvidenceWanted::Kind::sitting, sitting.value});
}

void read_incident_evidence(const Context& context, Call call) {
    EvidenceWanted wanted{EvidenceWanted::Kind::incident, call.names[0]};
    start(context, std::move(call), std::move(wanted));
}

}  // namespace labd::web
