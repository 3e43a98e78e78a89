// The text form of a journal's head, as people note it and `labd verify --against` reads it:
// `<size> <root in hex>`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "labd/core/tree.h"
#include "labd/ports/journal.h"

namespace labd::ports {

/// The head of a journal with this tree.
inline Head head_of(const Tree& tree, Sha256& sha) { return {tree.size(), tree.root(sha)}; }

/// `<size> <64 lower-case hex digits>`.
std::string format_head(const Head& head);

/// Reads exactly what `format_head` writes; hex digits may be upper case. Nothing for anything
/// else.
std::optional<Head> parse_head(std::string_view text);

/// Lower-case hex digits of a digest.
std::string format_digest(const Digest& digest);

}  // namespace labd::ports
