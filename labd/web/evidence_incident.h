// What the report in an incident's evidence pack tells of the incident itself: facts, clips, files.
#pragma once

#include "labd/print/document.h"
#include "labd/web/evidence_words.h"

namespace labd::web {

/// Rows for the first table. The pack is that of an incident.
void add_incident_rows(print::Table& table, const EvidenceWords& words);

/// Its clips, with where each lies in the pack.
print::Block clips_told(const EvidenceWords& words);

/// Its files, with where each lies in the pack, or why it does not.
print::Block files_told(const EvidenceWords& words);

}  // namespace labd::web
