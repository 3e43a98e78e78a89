// The files of an incident on their way into its evidence pack: chosen on the loop, read by the
// worker, and told with why one is missing.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "labd/domain/incident_facts.h"
#include "labd/ports/attachments.h"
#include "labd/web/context.h"
#include "labd/web/others.h"

namespace labd::web {

/// Why a file is not in the pack.
enum class MissingFile : std::uint8_t {
    no,
    /// With the last person whom the incident concerned (docs/decisions/0027).
    erased,
    /// labd's copy is damaged or gone.
    lost,
    /// A text in which an id or a name of somebody else stands.
    withheld,
    /// Beyond what one pack holds.
    too_large,
};
BOOST_DESCRIBE_ENUM(MissingFile, no, erased, lost, withheld, too_large)

/// A file of an incident, in the pack or not.
struct EvidenceAttachment {
    domain::Attachment entry;
    MissingFile missing = MissingFile::no;
    /// Only until it was read.
    std::optional<Digest> key;
    std::string content;
    ports::AttachmentSeal seal;

    /// Where it lies in the pack.
    std::string path() const;
};

/// Files of one pack, attached and clips, all together; what goes beyond is named only.
inline constexpr std::int64_t pack_files_bytes_max = 128LL * 1024 * 1024;

/// What the worker needs to read them; holds no pointers into the journal.
struct AttachmentReading {
    std::vector<EvidenceAttachment> files;
    /// Whom the pack is not about.
    Others others;
};

/// Those of an incident, in the order in which they were attached, each to be read or with why it
/// is missing. Loop thread.
std::vector<EvidenceAttachment> wanted_attachments(const Context& context,
                                                   const domain::Incident& incident);

/// Reads them, and keeps texts back that tell of others. Any thread.
void read_attachments(ports::Attachments& files, AttachmentReading& reading);

/// Takes out what was erased while it was read. Loop thread.
void drop_erased(const Context& context, std::vector<EvidenceAttachment>& read);

}  // namespace labd::web
