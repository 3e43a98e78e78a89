// Who may enter and correct what: the one table (docs/roles.md is printed from it). Default deny.
#pragma once

#include <string_view>
#include <vector>

#include "labd/domain/values.h"

namespace labd::rules {

/// Which table decides.
enum class Authority : std::uint8_t {
    /// A running labd: the table in docs/roles.md.
    daemon,
    /// A scenario file and its replay: the coarser table of the scenario format.
    scenario
};

bool may_enter(Authority authority, domain::Role role, std::string_view type);

/// Whether `role` may correct an entry of `type` that somebody in `author` made; in a closed
/// session only a lead proctor and exam security may (architecture, idea 13).
bool may_correct(Authority authority, domain::Role role, domain::Role author, std::string_view type,
                 bool session_closed);

/// The roles that may enter a type in a running labd, for documents and completion.
std::vector<domain::Role> roles_for(std::string_view type);

}  // namespace labd::rules
