#include "labd/domain/entries.h"

#include <type_traits>

namespace labd::domain {

Fact::Fact() = default;
Fact::Fact(const Fact& other) = default;
Fact::Fact(Fact&& other) noexcept = default;
Fact& Fact::operator=(const Fact& other) = default;
Fact& Fact::operator=(Fact&& other) noexcept = default;
Fact::~Fact() = default;

Body::Body() = default;
Body::Body(const Body& other) = default;
Body::Body(Body&& other) noexcept = default;
Body& Body::operator=(const Body& other) = default;
Body& Body::operator=(Body&& other) noexcept = default;
Body::~Body() = default;

std::string_view type_name(const Body& body) {
    return std::visit([](const auto& entry) { return std::decay_t<decltype(entry)>::type; }, body);
}

std::string_view type_name(const Fact& fact) {
    return std::visit([](const auto& entry) { return std::decay_t<decltype(entry)>::type; }, fact);
}

const SittingId* sitting_of(const Fact& fact) {
    return std::visit(
        [](const auto& entry) -> const SittingId* {
            using T = std::decay_t<decltype(entry)>;
            if constexpr (std::is_same_v<T, NoteAdded>) {
                return entry.sitting ? &*entry.sitting : nullptr;
            } else if constexpr (requires { static_cast<const SittingId&>(entry.sitting); }) {
                return &entry.sitting;
            } else {
                return nullptr;
            }
        },
        fact);
}

}  // namespace labd::domain
