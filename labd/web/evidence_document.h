// The readable report of an evidence pack as a document for print: what the entries say about one
// sitting, in words. Pure.
#pragma once

#include <string>
#include <vector>

#include "labd/codec/messages.h"
#include "labd/print/document.h"
#include "labd/rules/coverage.h"
#include "labd/rules/explain.h"
#include "labd/rules/remedy.h"
#include "labd/web/coverage_document.h"
#include "labd/web/evidence_entries.h"

namespace labd::web {

/// What the report tells. All of it outlives the making.
struct EvidenceMatter {
    const OpenedDay& day;
    const rules::SittingView& sitting;
    const Others& others;
    const rules::Explanation& clock;
    const std::vector<rules::RemedyCase>& cases;
    /// Of the cameras that see the seat; nothing where there are none.
    const std::optional<rules::Coverage>& coverage;
    const std::vector<EvidenceEntry>& entries;
    /// `basis` and `head` are those of the checkpoint.
    const ReportOrigin& origin;
    /// The journal: the name of the key that signs.
    const std::string& journal;
};

/// Who and when, what the clock did, the remedy cases, which footage there is, every entry, and how
/// to check the pack. Its first page says what is not in it.
print::Document evidence_document(const EvidenceMatter& matter, codec::Language language);

}  // namespace labd::web
