#include "labd/web/attachments.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "labd/codec/media_type.h"
#include "labd/core/digest.h"
#include "labd/core/utf8.h"
#include "labd/rules/incidents.h"
#include "labd/web/authentication.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

/// Each is in memory twice; more wait for their turn.
constexpr int files_waiting_max = 2;
constexpr std::size_t name_characters_max = 200;

using PlacePtr = std::shared_ptr<void>;

/// A place among the few files that are in memory; null when all are taken.
PlacePtr take_place(const Context& context) {
    if (*context.files_waiting >= files_waiting_max) {
        return nullptr;
    }
    ++*context.files_waiting;
    return {context.files_waiting.get(), [waiting = context.files_waiting](void*) { --*waiting; }};
}

void answer_busy(Call& call) {
    net::Response response = problem(Fault::busy, call.language());
    response.headers.emplace_back("Retry-After", "2");
    call.reply(std::move(response));
}

/// SEC-5: an incident that the role does not see is not there.
const domain::IncidentRow* find_seen(const Context& context, const Call& call) {
    const domain::IncidentRow* row =
        rules::find_incident_row(context.kernel.state(), EntryId(call.names[0]));
    return row != nullptr && is_seen(context, call.role(), *row) ? row : nullptr;
}

EntryId new_id() {
    std::array<unsigned char, 12> random{};
    randombytes_buf(random.data(), random.size());
    std::array<char, 2 * random.size() + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), random.data(), random.size());
    return EntryId(std::string("file-") + hex.data());
}

/// One file on its way to the disk and into the journal.
struct Upload {
    Upload(const Context& where, Call what)
        : context(where), files(*where.attachments), call(std::move(what)) {}

    const Context& context;
    /// On the worker the context may be gone, when labd stops.
    ports::Attachments& files;
    Call call;
    PlacePtr place;
    std::string key;
    domain::Proposed proposed;
    Digest file_key{};
    /// Of what was sent: a retry is known by it.
    Digest content_digest{};
    std::optional<domain::MediaType> media;
    std::optional<std::variant<std::string, ports::AttachmentFault>> stored;
};

using UploadPtr = std::shared_ptr<Upload>;

std::string request_digest_of(const Upload& upload) {
    const auto& attached = std::get<domain::IncidentAttached>(upload.proposed.body);
    std::string request = attached.incident.value + "\n" + attached.name.value + "\n";
    request += bytes_of(upload.content_digest);
    return request;
}

void enter(const UploadPtr& upload) {
    auto& attached = std::get<domain::IncidentAttached>(upload->proposed.body);
    attached.sha256 = std::get<std::string>(*upload->stored);
    kernel::Request request{{upload->proposed},
                            kernel::Idempotency{upload->call.principal.name + " attachments",
                                                upload->key, request_digest_of(*upload)}};
    upload->context.kernel.submit(std::move(request), [upload](const kernel::Outcome& outcome) {
        // After an outcome that is not known, the entry may be there and name the file.
        const auto* why = std::get_if<kernel::Unavailable>(&outcome);
        const bool is_unknown = why != nullptr && *why == kernel::Unavailable::outcome_unknown;
        if (!is_unknown && !std::holds_alternative<kernel::Done>(outcome)) {
            upload->files.remove(std::get<std::string>(*upload->stored));
        }
        upload->call.reply(answer_outcome(upload->context, outcome, upload->call.language()));
    });
}

/// On the worker: judges the bytes, and keeps them when they are what they are said to be.
void store(Upload& upload) {
    const std::string& content = upload.call.request.body;
    upload.media = codec::media_type_of(content);
    if (!upload.media ||
        !has_content_type(upload.call.request, codec::media_type_text(*upload.media))) {
        upload.media.reset();
        return;
    }
    Sha256 sha;
    upload.content_digest = sha.digest(content);
    upload.stored = upload.files.put(content, upload.file_key, upload.proposed.id.value);
}

void finish(const UploadPtr& upload) {
    const codec::Language language = upload->call.language();
    if (!upload->media) {
        upload->call.reply(
            problem(Fault::wrong_content_type, language, {"problem.wrong_media", {}}));
        return;
    }
    if (const auto* fault = std::get_if<ports::AttachmentFault>(&*upload->stored)) {
        upload->call.reply(problem(
            *fault == ports::AttachmentFault::no_room ? Fault::disk_full : Fault::unavailable,
            language));
        return;
    }
    auto& attached = std::get<domain::IncidentAttached>(upload->proposed.body);
    attached.media = *upload->media;
    enter(upload);
}

/// The name of a file as its sender calls it; nothing when it is none.
std::optional<std::string> name_of(const net::Request& request) {
    std::optional<std::string> name = request.query_value("name");
    const auto characters = name ? count_characters(*name) : std::nullopt;
    const bool good = characters && *characters > 0 && *characters <= name_characters_max &&
                      name->find('/') == std::string::npos;
    return good ? name : std::nullopt;
}

/// What stands about a file; nothing when the incident has none of this id.
std::optional<domain::Attachment> find_file(const Context& context, const EntryId& incident,
                                            const EntryId& id) {
    const domain::DayLog* log = context.kernel.load_case(incident);
    const domain::Incident* found = log == nullptr ? nullptr : log->now.find_incident(incident);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto file =
        std::ranges::find(found->attachments, id, [](const auto& one) { return one.stamp.id; });
    return file == found->attachments.end() ? std::nullopt : std::optional(*file);
}

/// The name in full for those who understand RFC 8187.
std::string disposition_of(const AttachedFile& file) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : file.name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4U];
            encoded += digits[byte & 0xFU];
        }
    }
    return "attachment; filename=\"attachment." + std::string(codec::file_ending(file.media)) +
           "\"; filename*=UTF-8''" + encoded;
}

void give_out(Call& call, AttachedFile file) {
    const std::string disposition = disposition_of(file);
    std::string type(codec::media_type_text(file.media));
    type += file.media == domain::MediaType::text ? "; charset=utf-8" : "";
    net::Response response =
        net::Response::with_text(200, std::move(type), std::move(file.content));
    response.headers.emplace_back("Content-Disposition", disposition);
    response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
    call.reply(std::move(response));
}

void answer_gap(Call& call, AttachmentGap gap) {
    switch (gap) {
        case AttachmentGap::busy: answer_busy(call); return;
        case AttachmentGap::not_there:
            call.reply(no_such("attachment", call.names[1], call.language()));
            return;
        case AttachmentGap::erased:
            call.reply(problem(Fault::not_found, call.language(), {"problem.file_erased", {}}));
            return;
        case AttachmentGap::lost:
            call.reply(problem(Fault::unavailable, call.language(), {"problem.file_lost", {}}));
            return;
    }
}

/// Enters that it is given out, and gives it once that is durable.
void enter_and_give(const Context& context, const std::shared_ptr<Call>& call, AttachedFile file) {
    domain::Proposed proposed;
    proposed.by = call->principal.actor();
    proposed.body =
        domain::IncidentAttachmentRead{EntryId(call->names[0]), EntryId(call->names[1])};
    kernel::Request request{{std::move(proposed)}, std::nullopt};
    const auto held = std::make_shared<AttachedFile>(std::move(file));
    context.kernel.submit(std::move(request),
                          [&context, call, held](const kernel::Outcome& outcome) {
                              if (std::holds_alternative<kernel::Done>(outcome)) {
                                  give_out(*call, std::move(*held));
                                  return;
                              }
                              call->reply(answer_outcome(context, outcome, call->language()));
                          });
}

}  // namespace

bool is_made_by_attachments(const domain::Body& body) {
    const auto is_one = [](const auto& entry) {
        return std::holds_alternative<domain::IncidentAttached>(entry) ||
               std::holds_alternative<domain::IncidentAttachmentRead>(entry);
    };
    const auto* correction = std::get_if<domain::EntryCorrected>(&body);
    if (correction == nullptr) {
        return is_one(body);
    }
    const auto replaces = [&](const std::optional<domain::Replacement>& replacement) {
        return replacement && is_one(replacement->fact);
    };
    return replaces(correction->replacement) ||
           std::ranges::any_of(correction->also, replaces, &domain::Correction::replacement);
}

void add_attachment(const Context& context, Call call) {
    const codec::Language language = call.language();
    const domain::IncidentRow* row = find_seen(context, call);
    if (row == nullptr || context.attachments == nullptr) {
        call.reply(no_such("incident", call.names[0], language));
        return;
    }
    auto key = idempotency_key(call.request, language);
    if (auto* response = std::get_if<net::Response>(&key)) {
        call.reply(std::move(*response));
        return;
    }
    std::optional<std::string> name = name_of(call.request);
    if (!name) {
        call.reply(bad_input({"name", Message{"input.file_name"}}, language));
        return;
    }
    const UploadPtr upload = std::make_shared<Upload>(context, std::move(call));
    upload->key = std::move(std::get<std::string>(key));
    upload->proposed.id = new_id();
    upload->proposed.session = row->session;
    upload->proposed.by = upload->call.principal.actor();
    domain::IncidentAttached attached;
    attached.incident = EntryId(upload->call.names[0]);
    attached.name = domain::Text(std::move(*name));
    attached.bytes = static_cast<std::int64_t>(upload->call.request.body.size());
    upload->proposed.body = std::move(attached);
    const auto file_key = context.kernel.file_key(upload->proposed.id);
    upload->place = take_place(context);
    if (!upload->place || !file_key) {
        answer_busy(upload->call);
        return;
    }
    upload->file_key = *file_key;
    if (!context.worker.try_run([upload] { store(*upload); }, [upload] { finish(upload); })) {
        answer_busy(upload->call);
    }
}

void read_attachment(const Context& context, Call call) {
    const codec::Language language = call.language();
    if (find_seen(context, call) == nullptr) {
        call.reply(no_such("incident", call.names[0], language));
        return;
    }
    const auto held = std::make_shared<Call>(std::move(call));
    load_attachment(context, EntryId(held->names[0]), EntryId(held->names[1]),
                    [&context, held](std::variant<AttachedFile, AttachmentGap> found) {
                        if (const auto* gap = std::get_if<AttachmentGap>(&found)) {
                            answer_gap(*held, *gap);
                            return;
                        }
                        enter_and_give(context, held, std::move(std::get<AttachedFile>(found)));
                    });
}

void load_attachment(const Context& context, const EntryId& incident, const EntryId& attachment,
                     const std::function<void(std::variant<AttachedFile, AttachmentGap>)>& done) {
    const std::optional<domain::Attachment> file = find_file(context, incident, attachment);
    if (!file || context.attachments == nullptr) {
        done(AttachmentGap::not_there);
        return;
    }
    const auto key = context.kernel.file_key(attachment);
    if (!key || file->name.erased) {
        done(AttachmentGap::erased);
        return;
    }
    const PlacePtr place = take_place(context);
    const auto found = std::make_shared<std::variant<std::string, ports::AttachmentFault>>();
    const auto read = [found, &files = *context.attachments, key = *key, id = attachment.value,
                       sha256 = file->sha256] { *found = files.get(sha256, key, id); };
    const auto finish = [found, place, file = *file, done] {
        if (auto* content = std::get_if<std::string>(&*found)) {
            done(AttachedFile{file.name.value, file.media, std::move(*content)});
            return;
        }
        done(AttachmentGap::lost);
    };
    if (!place || !context.worker.try_run(read, finish)) {
        done(AttachmentGap::busy);
    }
}

}  // namespace labd::web
