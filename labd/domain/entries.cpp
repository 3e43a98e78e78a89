#include "labd/domain/entries.h"

#include <type_traits>

namespace labd::domain {

namespace {

/// What an entry refers to by a member of its own.
struct CaseOf {
    template <class T>
    const EntryId* operator()(const T& entry) const {
        if constexpr (requires { static_cast<const EntryId&>(entry.remedy); }) {
            return &entry.remedy;
        } else if constexpr (requires { static_cast<const EntryId&>(entry.voucher); }) {
            return &entry.voucher;
        } else if constexpr (requires { static_cast<const EntryId&>(entry.reread); }) {
            return &entry.reread;
        } else {
            return nullptr;
        }
    }
};

}  // namespace

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

const EntryId* case_of(const Fact& fact) { return std::visit(CaseOf(), fact); }

const EntryId* case_of(const Body& body) { return std::visit(CaseOf(), body); }

}  // namespace labd::domain
