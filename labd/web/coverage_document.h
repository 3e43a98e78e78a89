// The coverage report of a session as a document for print: what whoever audits the exam day, or
// asks months later, is handed (CAM-7, CAM-8). Pure.
#pragma once

#include <string>

#include "labd/codec/messages.h"
#include "labd/ports/journal.h"
#include "labd/print/document.h"
#include "labd/rules/coverage.h"
#include "labd/web/day.h"

namespace labd::web {

/// What the report was made from, by whom, when.
struct ReportOrigin {
    /// As many entries of the journal were looked at.
    Seq basis = 0;
    /// The journal's head when the report was made.
    ports::Head head;
    domain::Actor printed_by;
    Instant printed_at;
    std::string version;
    /// No real exam day: the report says so.
    bool is_training = false;
};

/// Every camera as a strip, the five durations, every gap of a second or more, what else was not
/// recorded, and the incidents.
print::Document coverage_document(const OpenedDay& day, const rules::Coverage& coverage,
                                  const ReportOrigin& origin, codec::Language language);

/// `2:05:07`, with decimals only when there are any: durations add up to the last digit.
std::string exact_length(Duration length);

}  // namespace labd::web
