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
#include "labd/web/evidence_entries.h"
#include "labd/web/problem.h"

namespace labd::web {

/// Files of clips in one pack, all together; what goes beyond is named with its digest only.
inline constexpr std::int64_t pack_files_bytes_max = 128LL * 1024 * 1024;

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

/// Everything of a pack but its manifest, or why it cannot be. `by` is who gets it, `checkpoint` is
/// of the size at which `day` was opened. Loop thread.
std::variant<PackDraft, Fault> draft_evidence(const Context& context, const EvidenceWanted& wanted,
                                              const OpenedDay& day, const domain::Actor& by,
                                              const ports::SignedHead& checkpoint);

/// Reads the files of a draft into its parts; false when one is not what the journal says. Any
/// thread.
bool read_files(PackDraft& draft);

}  // namespace labd::web
