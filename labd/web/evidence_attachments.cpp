#include "labd/web/evidence_attachments.h"

#include <utility>

#include "labd/codec/media_type.h"
#include "labd/evidence/file_seal.h"

namespace labd::web {

std::string EvidenceAttachment::path() const {
    return std::string(evidence::files_folder) + entry.stamp.id.value + '.' +
           std::string(codec::file_ending(entry.media));
}

std::vector<EvidenceAttachment> wanted_attachments(const Context& context,
                                                   const domain::Incident& incident) {
    std::vector<EvidenceAttachment> wanted;
    wanted.reserve(incident.attachments.size());
    std::int64_t room = pack_files_bytes_max;
    for (const domain::Attachment& entry : incident.attachments) {
        EvidenceAttachment& one = wanted.emplace_back();
        one.entry = entry;
        one.key = entry.name.erased ? std::nullopt : context.kernel.file_key(entry.stamp.id);
        if (!one.key) {
            one.missing = MissingFile::erased;
        } else if (entry.bytes > room) {
            one.missing = MissingFile::too_large;
        } else {
            room -= entry.bytes;
        }
    }
    return wanted;
}

void read_attachments(ports::Attachments& files, AttachmentReading& reading) {
    for (EvidenceAttachment& one : reading.files) {
        const std::optional<Digest> key = std::exchange(one.key, std::nullopt);
        if (one.missing != MissingFile::no) {
            continue;
        }
        auto content = files.get(one.entry.sha256, *key, one.entry.stamp.id.value);
        const auto seal = files.seal_of(one.entry.sha256, *key);
        auto* bytes = std::get_if<std::string>(&content);
        if (bytes == nullptr || !seal) {
            one.missing = MissingFile::lost;
        } else if (one.entry.media == domain::MediaType::text && reading.others.told_in(*bytes)) {
            one.missing = MissingFile::withheld;
        } else {
            one.content = std::move(*bytes);
            one.seal = *seal;
        }
    }
}

void drop_erased(const Context& context, std::vector<EvidenceAttachment>& read) {
    for (EvidenceAttachment& one : read) {
        if (one.missing != MissingFile::erased && !context.kernel.file_key(one.entry.stamp.id)) {
            one.missing = MissingFile::erased;
            one.content.clear();
            one.seal = {};
        }
    }
}

}  // namespace labd::web
