#include "labd/evidence/proof_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "labd/core/base64.h"

namespace labd::evidence {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
/// A tree of 2^64 leaves is that high.
constexpr std::size_t way_max = 64;

}  // namespace

std::string format_proof(Seq index, std::span<const Digest> way, std::string_view checkpoint) {
    std::string proof = fmt::format("{}index {}\n", first_line, index);
    for (const Digest& digest : way) {
        proof += to_base64(digest) + '\n';
    }
    proof += '\n';
    proof += checkpoint;
    return proof;
}

std::optional<std::vector<Digest>> parse_proof(std::string_view proof, Seq index,
                                               std::string_view checkpoint) {
    const std::string begin = fmt::format("{}index {}\n", first_line, index);
    if (!proof.starts_with(begin)) {
        return std::nullopt;
    }
    std::string_view lines = proof.substr(begin.size());
    std::vector<Digest> way;
    while (way.size() < way_max) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        if (end == 0 || end == lines.size()) {
            break;
        }
        const std::optional<std::string> bytes = from_base64(lines.substr(0, end));
        if (!bytes || bytes->size() != sizeof(Digest)) {
            return std::nullopt;
        }
        std::ranges::copy(*bytes, way.emplace_back().begin());
        lines.remove_prefix(end + 1);
    }
    return format_proof(index, way, checkpoint) == proof ? std::optional(std::move(way))
                                                         : std::nullopt;
}

}  // namespace labd::evidence
