// The parts of an evidence pack, put together from the journal on the loop; what takes long is left
// to the worker.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "labd/evidence/pack.h"
#include "labd/ports/signed_log.h"
#include "labd/print/document.h"
#include "labd/web/context.h"
#include "labd/web/day.h"
#include "labd/web/evidence_attachments.h"
#include "labd/web/evidence_entries.h"
#include "labd/web/problem.h"

namespace labd::web {

/// Which pack is wanted: of a sitting, or of an incident.
struct EvidenceWanted {
    enum class Kind : std::uint8_t { sitting, incident };

    Kind kind = Kind::sitting;
    std::string id;
};

/// A file that belongs into a pack and is read by the worker.
struct PackFile {
    std::string path;
    std::filesystem::path from;
    /// Lower-case hex.
    std::string sha256;
};

/// A pack as far as the loop makes it. Holds no pointers into the journal.
struct PackDraft {
    evidence::PackSubject subject;
    std::vector<evidence::PackPart> parts;
    std::vector<PackFile> files;
    /// To be printed, with the name of the file.
    std::vector<std::pair<std::string, print::Document>> prints;
    std::string printed_at;
};

/// The day of what is wanted as it was known at a size of the journal; nothing when it is not
/// there, or the role does not see it (SEC-5). Loop thread; may load a day.
std::optional<OpenedDay> open_evidence(const Context& context, const EvidenceWanted& wanted,
                                       domain::Role role, Seq size);

/// The files of an incident, to be read before the draft is made; none for a sitting. Loop thread.
AttachmentReading attachments_to_read(const Context& context, const EvidenceWanted& wanted,
                                      const OpenedDay& day);

/// Clips that one pack may hold.
inline constexpr std::size_t pack_clips_max = 200;

/// The clips that go into the pack, each of which is to be entered as handed out: to exam security,
/// while the incident is open, as far as they are there and fit beside the files (CAM-5). Loop
/// thread.
std::vector<EntryId> clips_to_hand_out(const Context& context, const EvidenceWanted& wanted,
                                       const OpenedDay& day, domain::Role role);

/// What a draft is made from.
struct EvidenceSource {
    const EvidenceWanted& wanted;
    /// Opened at the size of the checkpoint.
    const OpenedDay& day;
    const ports::SignedHead& checkpoint;
    /// As they were read.
    std::vector<EvidenceAttachment> attachments;
    /// Those that were entered as handed out.
    const std::vector<EntryId>& clips;
};

/// Everything of a pack but its manifest, or why it cannot be. `by` is who gets it. Loop thread.
std::variant<PackDraft, Fault> draft_evidence(const Context& context, EvidenceSource source,
                                              const domain::Actor& by);

/// Reads the files of a draft into its parts; false when one is not what the journal says. Any
/// thread.
bool read_files(PackDraft& draft);

}  // namespace labd::web
