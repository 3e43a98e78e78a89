// The IDs of the rulebook's rules. Code that decides by a rule names it through these constants, so
// that a search for the ID finds the code, its tests and its messages.
#pragma once

#include <array>
#include <compare>
#include <string_view>
#include <vector>

namespace labd {

/// A rule of the rulebook, by its ID.
struct Rule {
    std::string_view id;

    friend auto operator<=>(const Rule&, const Rule&) = default;
};

using Rules = std::vector<Rule>;

namespace rule {

inline constexpr Rule CLK_1{"CLK-1"}, CLK_2{"CLK-2"}, CLK_3{"CLK-3"}, CLK_4{"CLK-4"},
    CLK_5{"CLK-5"}, CLK_6{"CLK-6"}, CLK_7{"CLK-7"}, CLK_8{"CLK-8"}, CLK_9{"CLK-9"},
    CLK_10{"CLK-10"}, CLK_11{"CLK-11"};
inline constexpr Rule ADM_1{"ADM-1"}, ADM_2{"ADM-2"}, ADM_3{"ADM-3"}, ADM_4{"ADM-4"},
    ADM_5{"ADM-5"}, ADM_6{"ADM-6"}, ADM_7{"ADM-7"}, ADM_8{"ADM-8"}, ADM_9{"ADM-9"},
    ADM_10{"ADM-10"}, ADM_11{"ADM-11"}, ADM_12{"ADM-12"}, ADM_13{"ADM-13"}, ADM_14{"ADM-14"};
inline constexpr Rule MOD_1{"MOD-1"}, MOD_2{"MOD-2"}, MOD_3{"MOD-3"}, MOD_4{"MOD-4"},
    MOD_5{"MOD-5"}, MOD_6{"MOD-6"}, MOD_7{"MOD-7"};
inline constexpr Rule BRK_1{"BRK-1"}, BRK_2{"BRK-2"}, BRK_3{"BRK-3"}, BRK_4{"BRK-4"};
inline constexpr Rule OUT_1{"OUT-1"}, OUT_2{"OUT-2"}, OUT_3{"OUT-3"}, OUT_4{"OUT-4"},
    OUT_5{"OUT-5"}, OUT_6{"OUT-6"}, OUT_7{"OUT-7"}, OUT_8{"OUT-8"}, OUT_9{"OUT-9"},
    OUT_10{"OUT-10"}, OUT_11{"OUT-11"}, OUT_12{"OUT-12"}, OUT_13{"OUT-13"}, OUT_14{"OUT-14"},
    OUT_15{"OUT-15"};
inline constexpr Rule CAM_1{"CAM-1"}, CAM_2{"CAM-2"}, CAM_3{"CAM-3"}, CAM_4{"CAM-4"},
    CAM_5{"CAM-5"}, CAM_6{"CAM-6"}, CAM_7{"CAM-7"}, CAM_8{"CAM-8"};
inline constexpr Rule REM_1{"REM-1"}, REM_2{"REM-2"}, REM_3{"REM-3"}, REM_4{"REM-4"},
    REM_5{"REM-5"}, REM_6{"REM-6"}, REM_7{"REM-7"};
inline constexpr Rule VCH_1{"VCH-1"}, VCH_2{"VCH-2"}, VCH_3{"VCH-3"}, VCH_4{"VCH-4"},
    VCH_5{"VCH-5"};
inline constexpr Rule RES_1{"RES-1"}, RES_2{"RES-2"};
inline constexpr Rule RRD_1{"RRD-1"}, RRD_2{"RRD-2"}, RRD_3{"RRD-3"}, RRD_4{"RRD-4"},
    RRD_5{"RRD-5"}, RRD_6{"RRD-6"}, RRD_7{"RRD-7"}, RRD_8{"RRD-8"};
inline constexpr Rule SEC_1{"SEC-1"}, SEC_2{"SEC-2"}, SEC_3{"SEC-3"};
inline constexpr Rule BKG_1{"BKG-1"}, BKG_2{"BKG-2"}, BKG_3{"BKG-3"}, BKG_4{"BKG-4"};
inline constexpr Rule PAY_1{"PAY-1"}, PAY_2{"PAY-2"}, PAY_3{"PAY-3"}, PAY_4{"PAY-4"},
    PAY_5{"PAY-5"}, PAY_6{"PAY-6"}, PAY_7{"PAY-7"}, PAY_8{"PAY-8"}, PAY_9{"PAY-9"},
    PAY_10{"PAY-10"}, PAY_11{"PAY-11"};
inline constexpr Rule ELG_1{"ELG-1"}, ELG_2{"ELG-2"}, ELG_3{"ELG-3"}, ELG_4{"ELG-4"},
    ELG_5{"ELG-5"}, ELG_6{"ELG-6"}, ELG_7{"ELG-7"};

/// Not of the rulebook: the role may not do this (the role table in docs/roles.md).
inline constexpr Rule ROLE{"ROLE"};
/// Not of the rulebook: the entry names something that is not there, or not any more.
inline constexpr Rule REFERENCE{"REFERENCE"};
/// Not of the rulebook: what the entry wants is taken, or is so already.
inline constexpr Rule CONFLICT{"CONFLICT"};
/// Not of the rulebook: what the entry was based on has changed since.
inline constexpr Rule BASED_ON{"BASED-ON"};

}  // namespace rule

}  // namespace labd
