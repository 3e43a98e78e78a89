#include "labd/evidence/witness.h"

#include <fmt/format.h>

#include <charconv>

#include "labd/core/base64.h"

namespace labd::evidence {

std::string format_add_checkpoint(Seq old_size, std::span<const Digest> proof,
                                  std::string_view note) {
    std::string body = fmt::format("old {}\n", old_size);
    for (const Digest& digest : proof) {
        body += to_base64(digest) + "\n";
    }
    return body.append("\n").append(note);
}

std::optional<Seq> parse_witnessed_size(std::string_view body) {
    if (!body.ends_with('\n')) {
        return std::nullopt;
    }
    body.remove_suffix(1);
    Seq size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
    const bool is_whole = error == std::errc() && end == body.data() + body.size();
    return is_whole && (body == "0" || !body.starts_with('0')) ? std::optional(size) : std::nullopt;
}

}  // namespace labd::evidence
