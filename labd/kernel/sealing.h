// From entries to leaves and back: under whose key an entry's sealed members are, and what they are
// bound to (architecture, ideas 6 and 7).
#pragma once

#include <functional>
#include <string>

#include "labd/codec/entry_json.h"
#include "labd/domain/state.h"
#include "labd/ports/journal.h"

namespace labd::kernel {

/// What is the same in every leaf of this process.
struct LeafSource {
    std::string site;
    std::string journal;
    std::int64_t epoch = 0;
    std::string boot;
    std::string clock;
    /// Gives random bytes.
    std::function<std::string(std::size_t)> random;
};

/// The key subject of a person.
std::string subject_of(const CandidateId& candidate);

/// The key subject of a file of an incident, by the entry that it came with.
std::string subject_of_attachment(const EntryId& attachment);

/// The key subject of an entry: the person it concerns, else its session, else the site. `state`
/// holds the entry already.
std::string key_subject(const domain::State& state, const domain::Entry& entry);

/// The longest leaf (architecture, idea 6).
inline constexpr std::size_t leaf_bytes_max = 65'535;

std::string make_leaf(const LeafSource& source, const domain::State& state,
                      const domain::Entry& entry, ports::Sealer& sealer);

/// How long the leaf would be, in bytes; nothing is sealed, so no key is made.
std::size_t leaf_size(const LeafSource& source, const domain::State& state,
                      const domain::Entry& entry);

codec::Decoded<codec::Leaf> open_leaf(const std::string& journal, Seq seq, std::string_view bytes,
                                      ports::Sealer& sealer);

}  // namespace labd::kernel
