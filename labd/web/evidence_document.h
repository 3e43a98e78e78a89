// The readable report of an evidence pack as a document for print: what the entries say about a
// sitting or an incident, in words. Pure.
#pragma once

#include <string>
#include <vector>

#include "labd/codec/messages.h"
#include "labd/evidence/pack.h"
#include "labd/print/document.h"
#include "labd/rules/coverage.h"
#include "labd/rules/explain.h"
#include "labd/rules/remedy.h"
#include "labd/web/coverage_document.h"
#include "labd/web/evidence_attachments.h"
#include "labd/web/evidence_entries.h"

namespace labd::web {

/// A sitting whose whole course belongs to the evidence.
struct EvidenceSitting {
    rules::SittingView sitting;
    rules::Explanation clock;
    std::vector<rules::RemedyCase> cases;
};

/// A clip that was cut because of an incident (CAM-5).
struct EvidenceClip {
    EntryId id;
    CameraId camera;
    Interval when;
    std::int64_t bytes = 0;
    std::string sha256;
    /// Where it lies in the pack; empty when it is too large for it, or not there any more.
    std::string part;
};

/// What the report tells. All of it outlives the making.
struct EvidenceMatter {
    const OpenedDay& day;
    const EvidenceSubject& subject;
    const std::vector<EvidenceSitting>& sittings;
    const Others& others;
    const std::vector<EvidenceEntry>& entries;
    const std::vector<EvidenceClip>& clips;
    const std::vector<EvidenceAttachment>& attachments;
    /// `basis` and `head` are those of the checkpoint.
    const ReportOrigin& origin;
    /// Its origin is the journal: the name of the key that signs.
    const evidence::PackSubject& pack;
};

/// Who and when, what the clock did, the remedy cases, which footage and files there are, every
/// entry, and how to check the pack. Its first page says what is not in it.
print::Document evidence_document(const EvidenceMatter& matter, codec::Language language);

}  // namespace labd::web
