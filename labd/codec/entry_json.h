// Entries to and from JSON: as people and programs send them, and as leaves of the journal
// (architecture, ideas 5 to 7).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/codec/json.h"
#include "labd/codec/reader.h"
#include "labd/domain/entries.h"

namespace labd::codec {

/// All entry types in the order of the scenario format.
const std::vector<std::string_view>& entry_types();

/// Reads the members of a body whose type is in the member `enter`. Members named in `envelope`
/// are skipped.
void read_body(Reader& reader, const json::value& from,
               const std::vector<std::string_view>& envelope, domain::Body& to);

/// Reads `{enter, id?, session?, happened?, reason?, based_on?, …}`. `by` is not read. Further
/// members named in `others` are skipped.
domain::Proposed read_proposed(Reader& reader, const json::value& from,
                               const std::vector<std::string_view>& others);

/// An entry as it was sent, with what was recorded, for readers who may see all of it. Times in the
/// given zone.
json::object entry_to_json(const domain::Entry& entry, const TimeZone& zone);

/// Seals one member: plaintext and place in, ciphertext out.
using Seal = std::function<std::string(std::string_view plain, std::string_view place)>;

/// What a leaf says beside the entry.
struct LeafFrame {
    std::string site;
    std::string journal;
    std::int64_t epoch = 0;
    std::string boot;
    std::string clock;
    /// Random, base64: a leaf's hash tells nothing about its content.
    std::string salt;
    /// Under whose key its sealed members are (`candidate:C-1001`, `session:day` or `site`).
    std::string key_subject;
};

/// The exact bytes that are stored and hashed (architecture, idea 6).
std::string leaf_of(const domain::Entry& entry, const LeafFrame& frame, const Seal& seal);

struct Leaf {
    domain::Entry entry;
    LeafFrame frame;
};

/// Opens a sealed member of a leaf with the subject that the leaf names.
using UnsealLeaf = std::function<std::optional<std::string>(
    std::string_view subject, std::string_view sealed, std::string_view place)>;

/// Reads a leaf back.
Decoded<Leaf> read_leaf(std::string_view bytes, const UnsealLeaf& unseal);

}  // namespace labd::codec
