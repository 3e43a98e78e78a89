// Who may enter and correct what, in a running labd and in a scenario file.
#include "labd/rules/roles.h"

#include <boost/mp11/algorithm.hpp>

#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Role;
using rules::Authority;
using rules::may_correct;
using rules::may_enter;

constexpr std::array all_roles = {Role::proctor,        Role::lead_proctor, Role::lab_ops,
                                  Role::exam_security,  Role::examiner,     Role::scheduling,
                                  Role::auditor,        Role::display,      Role::admin,
                                  Role::camera_service, Role::labd};

std::vector<std::string_view> all_types() {
    std::vector<std::string_view> types;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, domain::BodyTypes>>(
        [&types](auto type) { types.push_back(decltype(type)::type::type); });
    return types;
}

TEST(Roles, EveryEntryTypeHasSomebodyWhoMayEnterIt) {
    for (const std::string_view type : all_types()) {
        EXPECT_FALSE(rules::roles_for(type).empty()) << type;
    }
}

TEST(Roles, TheListOfRolesAndTheDecisionAgree) {
    for (const std::string_view type : all_types()) {
        const std::vector<Role> listed = rules::roles_for(type);
        for (const Role role : all_roles) {
            const bool is_listed = std::ranges::find(listed, role) != listed.end();
            EXPECT_EQ(may_enter(Authority::daemon, role, type), is_listed) << type;
        }
    }
}

TEST(Roles, WhatNoTableNamesNobodyMayEnter) {
    for (const Role role : all_roles) {
        EXPECT_FALSE(may_enter(Authority::daemon, role, "sitting.blessed"));
        EXPECT_FALSE(may_enter(Authority::scenario, role, "sitting.blessed"));
    }
}

TEST(Roles, WhoOnlyLooksEntersNothing) {
    for (const std::string_view type : all_types()) {
        for (const Role role : {Role::auditor, Role::display}) {
            EXPECT_FALSE(may_enter(Authority::daemon, role, type)) << type;
        }
    }
}

TEST(Roles, ExaminersScoreAndNothingElse) {
    for (const std::string_view type : all_types()) {
        EXPECT_EQ(may_enter(Authority::daemon, Role::examiner, type),
                  type == "result.recorded" || type == "reread.decided")
            << type;
    }
}

TEST(Roles, OnlyLabdSpeaksForItself) {
    for (const std::string_view type :
         {"daemon.started", "clock.stepped", "outcome.announced", "case.announced"}) {
        for (const Role role : all_roles) {
            EXPECT_EQ(may_enter(Authority::daemon, role, type), role == Role::labd) << type;
            EXPECT_EQ(may_enter(Authority::scenario, role, type), role == Role::labd) << type;
        }
    }
}

TEST(Roles, InAScenarioProctorAndLabOpsEnterWhatNoOtherRoleIsNamedFor) {
    for (const std::string_view type : all_types()) {
        const bool of_labd = rules::roles_for(type) == std::vector{Role::labd};
        // SEC-3: only exam security's, whoever else is played.
        const bool of_security = rules::roles_for(type) == std::vector{Role::exam_security};
        const bool of_lab_ops = type == "remedy.judged";
        EXPECT_EQ(may_enter(Authority::scenario, Role::proctor, type),
                  !of_labd && !of_security && !of_lab_ops)
            << type;
        EXPECT_EQ(may_enter(Authority::scenario, Role::lab_ops, type), !of_labd && !of_security)
            << type;
    }
}

TEST(Roles, TheWrongRoleIsRefusedWithTheRuleRole) {
    TestDay day;
    day.book("A", "S01");
    day.authority = Authority::daemon;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, domain::BodyTypes>>(
        [&day](auto type) {
            using Body = typename decltype(type)::type;
            for (const Role role : all_roles) {
                const Answer answer = day.judge("09:00", Body{}, {.role = role});
                const bool may = may_enter(Authority::daemon, role, Body::type);
                EXPECT_EQ(answer.names(rule::ROLE), !may) << Body::type;
            }
        });
}

TEST(Roles, OfAnOpenSessionACorrectionFollowsTheEntryItself) {
    EXPECT_TRUE(
        may_correct(Authority::daemon, Role::proctor, Role::proctor, "break.started", false));
    EXPECT_TRUE(may_correct(Authority::daemon, Role::lead_proctor, Role::lab_ops,
                            "outage.estimated", false));
    EXPECT_FALSE(
        may_correct(Authority::daemon, Role::lab_ops, Role::proctor, "module.started", false));
    EXPECT_FALSE(
        may_correct(Authority::daemon, Role::proctor, Role::admin, "site.configured", false));
    EXPECT_FALSE(may_correct(Authority::daemon, Role::auditor, Role::auditor, "note.added", false));
    for (const Role role : all_roles) {
        EXPECT_FALSE(may_correct(Authority::daemon, role, Role::labd, "outcome.announced", false));
    }
}

TEST(Roles, OfAClosedSessionOnlyLeadProctorAndExamSecurityCorrect) {
    for (const Role role : all_roles) {
        EXPECT_EQ(may_correct(Authority::daemon, role, Role::proctor, "break.started", true),
                  role == Role::lead_proctor || role == Role::exam_security);
    }
}

}  // namespace
}  // namespace labd::test
