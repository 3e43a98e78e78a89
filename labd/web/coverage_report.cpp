#include <algorithm>
#include <optional>

#include "labd/web/coverage.h"
#include "labd/web/coverage_document.h"
#include "labd/web/printing.h"

namespace labd::web {

namespace {

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

}  // namespace

void read_coverage_page(const Context& context, Call call) {
    if (const std::optional<print::Document> document = make_document(context, call)) {
        // An ID has no character that a header could not hold.
        answer_with_page(call, *document, "coverage-" + call.names[0]);
    }
}

void read_coverage_pdf(const Context& context, Call call) {
    if (std::optional<print::Document> document = make_document(context, call)) {
        const std::string name = "coverage-" + call.names[0];
        answer_with_pdf(context, std::move(call), std::move(*document), name);
    }
}

}  // namespace labd::web
