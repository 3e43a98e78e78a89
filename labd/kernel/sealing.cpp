#include "labd/kernel/sealing.h"

#include <fmt/format.h>

namespace labd::kernel {

namespace {

constexpr std::size_t salt_bytes = 16;

std::string to_hex(const std::string& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (const char byte : bytes) {
        hex += digits[static_cast<unsigned char>(byte) >> 4U];
        hex += digits[static_cast<unsigned char>(byte) & 0xFU];
    }
    return hex;
}

/// Binds a sealed member to its place: it cannot be moved to another leaf or member.
std::string context_of(const std::string& journal, Seq seq, std::string_view place) {
    return fmt::format("{}/{}{}", journal, seq, place);
}

std::string candidate_subject(const domain::DayLog& log, int owner) {
    const SittingId& sitting = log.sittings[static_cast<std::size_t>(owner)];
    const auto facts = log.now.sittings.find(sitting);
    const bool known = facts != log.now.sittings.end() && !facts->second.booking.candidate.empty();
    return known ? subject_of(facts->second.booking.candidate) : "candidate:" + sitting.value;
}

codec::LeafFrame frame_of(const LeafSource& source, std::string subject, std::string salt) {
    codec::LeafFrame frame;
    frame.site = source.site;
    frame.journal = source.journal;
    frame.epoch = source.epoch;
    frame.boot = source.boot;
    frame.clock = source.clock;
    frame.salt = std::move(salt);
    frame.key_subject = std::move(subject);
    return frame;
}

/// Nonce, text and tag of XChaCha20-Poly1305 in base64.
std::size_t sealed_size(std::size_t plain) {
    constexpr std::size_t nonce_and_tag = 24 + 16;
    return (plain + nonce_and_tag + 2) / 3 * 4;
}

}  // namespace

std::string subject_of(const CandidateId& candidate) { return "candidate:" + candidate.value; }

std::string subject_of_attachment(const EntryId& attachment) {
    return "attachment:" + attachment.value;
}

std::string key_subject(const domain::State& state, const domain::Entry& entry) {
    if (std::holds_alternative<domain::IncidentAttached>(entry.body)) {
        return subject_of_attachment(entry.id);
    }
    EntryId id = entry.id;
    if (const auto* correction = std::get_if<domain::EntryCorrected>(&entry.body)) {
        id = correction->entry;
    }
    if (const domain::DayLog* log = state.day_of(entry.session)) {
        const auto standing = log->standing.find(id);
        const int owner = standing == log->standing.end() ? -1 : log->items[standing->second].owner;
        return owner < 0 ? "session:" + entry.session.value : candidate_subject(*log, owner);
    }
    return "site";
}

std::string make_leaf(const LeafSource& source, const domain::State& state,
                      const domain::Entry& entry, ports::Sealer& sealer) {
    const codec::LeafFrame frame =
        frame_of(source, key_subject(state, entry), to_hex(source.random(salt_bytes)));
    return codec::leaf_of(entry, frame, [&](std::string_view plain, std::string_view place) {
        return sealer.seal(frame.key_subject, plain, context_of(source.journal, entry.seq, place));
    });
}

std::size_t leaf_size(const LeafSource& source, const domain::State& state,
                      const domain::Entry& entry) {
    const codec::LeafFrame frame =
        frame_of(source, key_subject(state, entry), std::string(2 * salt_bytes, '0'));
    return codec::leaf_of(entry, frame,
                          [](std::string_view plain, std::string_view) {
                              return std::string(sealed_size(plain.size()), 'x');
                          })
        .size();
}

codec::Decoded<codec::Leaf> open_leaf(const std::string& journal, Seq seq, std::string_view bytes,
                                      ports::Sealer& sealer) {
    return codec::read_leaf(
        bytes, [&](std::string_view subject, std::string_view sealed, std::string_view place) {
            return sealer.unseal(subject, sealed, context_of(journal, seq, place));
        });
}

}  // namespace labd::kernel
