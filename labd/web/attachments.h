// The files of incidents over HTTP: sent, kept encrypted, and given out, each with an entry of who
// did it (SEC-2, SEC-5). Loop thread only; what takes long is the worker's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "labd/ports/attachments.h"
#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// The route POST `/api/v1/incidents/{}/attachments`.
void add_attachment(const Context& context, Call call);

/// The route GET `/api/v1/incidents/{}/attachments/{}`.
void read_attachment(const Context& context, Call call);

/// A file with what its entry says of it.
struct AttachedFile {
    std::string name;
    domain::MediaType media = domain::MediaType::text;
    std::string content;
};

enum class AttachmentGap : std::uint8_t { not_there, erased, lost, busy };

/// Reads a file for its own incident, without an entry about it and without asking who may: that
/// is the caller's. `done` runs on the loop, at once or later.
void load_attachment(const Context& context, const EntryId& incident, const EntryId& attachment,
                     const std::function<void(std::variant<AttachedFile, AttachmentGap>)>& done);

/// Whether an entry is one that only this door makes.
bool is_made_by_attachments(const domain::Body& body);

}  // namespace labd::web
