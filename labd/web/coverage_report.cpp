#include <algorithm>
#include <memory>
#include <optional>

#include "labd/print/html.h"
#include "labd/print/pdf.h"
#include "labd/web/coverage.h"
#include "labd/web/coverage_document.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

/// A document waits for others, and passwords for documents: a few are enough.
constexpr int documents_waiting_max = 2;

/// The report that the call asks for; nothing when it was answered with why not.
std::optional<print::Document> make_document(const Context& context, Call& call) {
    const SessionId session(call.names[0]);
    auto opened = open_day(context, call, session);
    if (auto* response = std::get_if<net::Response>(&opened)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    const OpenedDay& day = std::get<OpenedDay>(opened);
    const auto coverage = rules::session_coverage(day.view(), session, day.at);
    ReportOrigin origin;
    origin.basis = std::min(day.before, context.kernel.state().size);
    origin.head = context.config.head();
    origin.printed_by = call.principal.actor();
    origin.printed_at = context.kernel.now();
    origin.version = context.config.version;
    origin.is_training = context.clock.mode() == ports::ClockMode::training;
    return coverage_document(day, *coverage, origin, call.language());
}

std::string file_name(const Call& call, std::string_view ending) {
    // An ID has no character that a header could not hold.
    return "inline; filename=\"coverage-" + call.names[0] + std::string(ending) + "\"";
}

}  // namespace

void read_coverage_page(const Context& context, Call call) {
    const std::optional<print::Document> document = make_document(context, call);
    if (!document) {
        return;
    }
    net::Response response =
        net::Response::with_text(200, "text/html; charset=utf-8", print::html(*document));
    response.headers.emplace_back("Content-Security-Policy", print::html_security_policy());
    response.headers.emplace_back("Content-Disposition", file_name(call, ".html"));
    response.headers.emplace_back("Content-Language", document->language);
    call.reply(std::move(response));
}

void read_coverage_pdf(const Context& context, Call call) {
    std::optional<print::Document> document = make_document(context, call);
    if (!document) {
        return;
    }

    struct Job {
        print::Document document;
        std::string created;
        std::string bytes;
        Call call;
    };

    const std::string created = context.zone().format(context.kernel.now());
    const auto job = std::make_shared<Job>(Job{std::move(*document), created, {}, std::move(call)});
    const auto finish = [job, waiting = context.documents_waiting] {
        --*waiting;
        net::Response response =
            net::Response::with_text(200, "application/pdf", std::move(job->bytes));
        response.headers.emplace_back("Content-Disposition", file_name(job->call, ".pdf"));
        response.headers.emplace_back("Content-Language", job->document.language);
        job->call.reply(std::move(response));
    };
    const bool taken = *context.documents_waiting < documents_waiting_max &&
                       context.worker.try_run(
                           [job] { job->bytes = print::pdf(job->document, job->created); }, finish);
    if (!taken) {
        net::Response response = problem(Fault::busy, job->call.language());
        response.headers.emplace_back("Retry-After", "2");
        job->call.reply(std::move(response));
        return;
    }
    ++*context.documents_waiting;
}

}  // namespace labd::web
