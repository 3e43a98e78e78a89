#include "labd/web/printing.h"

#include <memory>

#include "labd/print/html.h"
#include "labd/print/pdf.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

/// A document waits for others, and passwords for documents: a few are enough.
constexpr int documents_waiting_max = 2;

void add_headers(net::Response& response, const print::Document& document,
                 const std::string& file) {
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"" + file + "\"");
    response.headers.emplace_back("Content-Language", document.language);
}

}  // namespace

void answer_with_page(Call& call, const print::Document& document, const std::string& name) {
    net::Response response =
        net::Response::with_text(200, "text/html; charset=utf-8", print::html(document));
    response.headers.emplace_back("Content-Security-Policy", print::html_security_policy());
    add_headers(response, document, name + ".html");
    call.reply(std::move(response));
}

void answer_with_pdf(const Context& context, Call call, print::Document document,
                     const std::string& name) {
    struct Job {
        print::Document document;
        std::string file;
        std::string created;
        std::string bytes;
        Call call;
    };

    const auto job = std::make_shared<Job>(Job{std::move(document),
                                               name + ".pdf",
                                               context.zone().format(context.kernel.now()),
                                               {},
                                               std::move(call)});
    const auto finish = [job, waiting = context.documents_waiting] {
        --*waiting;
        net::Response response =
            net::Response::with_text(200, "application/pdf", std::move(job->bytes));
        add_headers(response, job->document, job->file);
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
