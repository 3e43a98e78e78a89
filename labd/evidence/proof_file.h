// A proof as a file of its own (C2SP tlog-proof): which entry, the way up, and the checkpoint that
// it leads to. Anybody's tools can check it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/digest.h"
#include "labd/core/ids.h"

namespace labd::evidence {

/// `c2sp.org/tlog-proof@v1`: the way from the leaf up, without the leaf, and a signed checkpoint.
std::string format_proof(Seq index, std::span<const Digest> way, std::string_view checkpoint);

/// The way up in a proof of this entry to this checkpoint, as `format_proof` writes it; nothing for
/// anything else.
std::optional<std::vector<Digest>> parse_proof(std::string_view proof, Seq index,
                                               std::string_view checkpoint);

}  // namespace labd::evidence
