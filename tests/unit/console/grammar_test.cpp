#include "proctor-console/terminal/grammar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "labd/codec/entry_json.h"
#include "proctor-console/terminal/examples.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::fake_day;
using testing::FakeLabd;
using testing::Folder;
using testing::run_console;
using testing::split;

boost::json::value parsed(std::string_view text) { return codec::parse_json(text).value(); }

/// What a command line sends as an entry.
boost::json::value body_of(std::string_view words) {
    FakeLabd labd = fake_day();
    const testing::Ended ended = run_console(labd, split(words));
    EXPECT_EQ(ended.code, ExitCode::done) << words << "\n" << ended.err;
    EXPECT_EQ(ended.err, "") << words;
    return labd.body();
}

TEST(Grammar, HasACommandForEveryEntryTypeThatPeopleEnter) {
    for (const std::string_view type : codec::entry_types()) {
        const auto count = std::ranges::count(entry_commands(), type, &EntryCommand::type);
        EXPECT_EQ(count, is_entered_by_labd(type) ? 0 : 1) << type;
    }
}

TEST(Grammar, LetsEveryMemberOfEveryTypeBeGiven) {
    for (const EntryCommand& command : entry_commands()) {
        const std::vector<Argument> arguments = arguments_of(command);
        const bool from_file =
            std::ranges::find(arguments, "@file", &Argument::path) != arguments.end();
        for (const Field& field : *fields_of(command.type)) {
            const bool found = std::ranges::any_of(arguments, [&](const Argument& argument) {
                return argument.path == field.name || argument.path.starts_with(field.name + ".");
            });
            EXPECT_TRUE(found || from_file || field.name == "replacement" || field.name == "code")
                << command.words << ": " << field.name;
        }
    }
}

struct Case {
    std::string_view words;
    std::string_view body;
};

constexpr auto cases = std::to_array<Case>({
    {"arrive S07 --at 08:41",
     R"({"enter": "candidate.arrived", "sitting": "A", "happened": "08:41"})"},
    {"arrive A --residence-shown yes",
     R"({"enter": "candidate.arrived", "sitting": "A", "residence_shown": true})"},
    {"arrive A --residence-shown JP",
     R"({"enter": "candidate.arrived", "sitting": "A", "residence_shown": "JP"})"},
    {"checkin S07 identification --document passport:signed,government,photo,name "
     "--document card:signed,name,country=JP",
     R"({"enter": "checkin.done", "sitting": "A", "step": "identification", "documents": [
         {"kind": "passport", "signed": true, "government": true, "photo": true,
          "name_matches": true},
         {"kind": "card", "signed": true, "name_matches": true, "country": "JP"}]})"},
    {"checkin --document card:photo S07 identification",
     R"({"enter": "checkin.done", "sitting": "A", "step": "identification",
         "documents": [{"kind": "card", "photo": true}]})"},
    {"checkin S08 materials --item pen=2 --item booklet=1",
     R"({"enter": "checkin.done", "sitting": "B", "step": "materials",
         "items": {"pen": 2, "booklet": 1}})"},
    {"checkin S08 dictionary --inspected",
     R"({"enter": "checkin.done", "sitting": "B", "step": "dictionary", "inspected": true})"},
    {"refuse S07 agreement --reason 'will not sign'",
     R"({"enter": "checkin.refused", "sitting": "A", "step": "agreement",
         "reason": "will not sign"})"},
    {"materials return S07 pen=2 booklet=1",
     R"({"enter": "materials.returned", "sitting": "A", "items": {"pen": 2, "booklet": 1}})"},
    {"module start S07 design",
     R"({"enter": "module.started", "sitting": "A", "module": "design"})"},
    {"module hand-in S07 design",
     R"({"enter": "module.handed_in", "sitting": "A", "module": "design"})"},
    {"finish S07", R"({"enter": "sitting.finished", "sitting": "A"})"},
    {"terminate S07 --reason phone",
     R"({"enter": "sitting.terminated", "sitting": "A", "reason": "phone"})"},
    {"seat move S07 S11", R"({"enter": "seat.changed", "sitting": "A", "seat": "S11"})"},
    {"break start S08 --kind toilet --place corridor --id b2",
     R"({"enter": "break.started", "sitting": "B", "kind": "toilet", "place": "corridor",
         "id": "b2"})"},
    {"break end S07", R"({"enter": "break.ended", "break": "b1"})"},
    {"break end S07 --reason 'the lift'",
     R"({"enter": "break.ended", "break": "b1", "reason": "the lift",
         "justification": "the lift"})"},
    {"break end b7 --justification late",
     R"({"enter": "break.ended", "break": "b7", "justification": "late"})"},
    {"break justify S07 'the lift'",
     R"({"enter": "break.justified", "break": "b1", "justification": "the lift"})"},
    {"outage report --seat S07 --cause lab --id o2",
     R"({"enter": "outage.reported", "scope": {"seat": "S07"}, "cause": "lab", "id": "o2"})"},
    {"outage report --site --cause unknown --module design --module doo",
     R"({"enter": "outage.reported", "scope": {"site": true}, "cause": "unknown",
         "modules": ["design", "doo"]})"},
    {"outage report --sitting S07 --sitting B --cause candidate --description 'own laptop'",
     R"({"enter": "outage.reported", "scope": {"sittings": ["A", "B"]}, "cause": "candidate",
         "description": "own laptop"})"},
    {"outage estimate o1 14:30",
     R"({"enter": "outage.estimated", "outage": "o1", "resolved_by": "14:30"})"},
    {"outage end o1 --based-on 40", R"({"enter": "outage.ended", "outage": "o1", "based_on": 40})"},
    {"outage rule o1 lab", R"({"enter": "outage.ruled", "outage": "o1", "cause": "lab"})"},
    {"cancel S07 --outage o1", R"({"enter": "sitting.cancelled", "sitting": "A", "outage": "o1"})"},
    {"equipment fail printer-1 'out of paper'",
     R"({"enter": "equipment.failed", "item": "printer-1", "description": "out of paper"})"},
    {"equipment restore f1", R"({"enter": "equipment.restored", "failure": "f1"})"},
    {"equipment assess f1 --owner mori --cause fan",
     R"({"enter": "equipment.assessed", "failure": "f1", "owner": "mori", "cause": "fan"})"},
    {"rack take-out R01 --first 2026-03-09 --last 2026-03-10 --reason switch",
     R"({"enter": "rack.taken_out", "rack": "R01", "first": "2026-03-09", "last": "2026-03-10",
         "reason": "switch"})"},
    {"rack put-back x1", R"({"enter": "rack.put_back", "outing": "x1"})"},
    {"rack reserve rr1 R05 --first 2026-03-16 --last 2026-03-18",
     R"({"enter": "reread.rack_reserved", "reread": "rr1", "rack": "R05",
         "first": "2026-03-16", "last": "2026-03-18"})"},
    {"rack release rr1", R"({"enter": "reread.rack_released", "reread": "rr1"})"},
    {"investigation open o1 --owner mori --due 2026-03-05T18:00:00+09:00 --id q1",
     R"({"enter": "investigation.opened", "about": "o1", "owner": "mori",
         "due": "2026-03-05T18:00:00+09:00", "id": "q1"})"},
    {"investigation note q1 --finding reboot",
     R"({"enter": "investigation.noted", "investigation": "q1", "finding": "reboot"})"},
    {"investigation close q1 lab --finding fan",
     R"({"enter": "investigation.closed", "investigation": "q1", "cause": "lab",
         "finding": "fan"})"},
    {"camera state cam1 gap --since 10:12 --fault unreachable",
     R"({"enter": "camera.state", "camera": "cam1", "state": "gap", "since": "10:12",
         "fault": "unreachable"})"},
    {"camera disable cam1 --how mask --reason 'new lens'",
     R"({"enter": "camera.disable", "camera": "cam1", "how": "mask", "reason": "new lens"})"},
    {"result record S07 --result fail --module design=pass --module doo=fail --examiner ex-1",
     R"({"enter": "result.recorded", "sitting": "A", "result": "fail",
         "modules": {"design": "pass", "doo": "fail"}, "examiner": "ex-1"})"},
    {"remedy request S07 --ground B --document 'report 17' --id r1",
     R"({"enter": "remedy.requested", "sitting": "A", "ground": "B",
         "documents": ["report 17"], "id": "r1"})"},
    {"remedy investigate remedy:A lab",
     R"({"enter": "remedy.investigated", "remedy": "remedy:A", "cause": "lab"})"},
    {"remedy judge remedy:A --inoperable",
     R"({"enter": "remedy.judged", "remedy": "remedy:A", "inoperable": true})"},
    {"remedy decide remedy:A --as voucher",
     R"({"enter": "remedy.decided", "remedy": "remedy:A", "as": "voucher"})"},
    {"voucher issue C-1001 --remedy remedy:A --expires 2026-04-30",
     R"({"enter": "voucher.issued", "candidate": "C-1001", "remedy": "remedy:A",
         "expires": "2026-04-30"})"},
    {"voucher redeem v1 C-1001 bk-17",
     R"({"enter": "voucher.redeemed", "voucher": "v1", "candidate": "C-1001",
         "booking": "bk-17"})"},
    {"voucher void v1 --reason twice",
     R"({"enter": "voucher.voided", "voucher": "v1", "reason": "twice"})"},
    {"ban add C-1001 --incident i1 --reason copied",
     R"({"enter": "candidate.banned", "candidate": "C-1001", "incident": "i1",
         "reason": "copied"})"},
    {"incident open cheating phone --sitting A --camera cam1 --link n1 --severity serious",
     R"({"enter": "incident.opened", "kind": "cheating", "description": "phone",
         "sittings": ["A"], "cameras": ["cam1"], "links": ["n1"], "severity": "serious"})"},
    {"incident note i1 --text more --finding",
     R"({"enter": "incident.noted", "incident": "i1", "text": "more", "finding": true})"},
    {"incident assign i1 kato",
     R"({"enter": "incident.assigned", "incident": "i1", "owner": "kato"})"},
    {"incident decide i1 warned --reason r",
     R"({"enter": "incident.decided", "incident": "i1", "finding": "warned", "reason": "r"})"},
    {"incident close i1", R"({"enter": "incident.closed", "incident": "i1"})"},
    {"footage request --incident i1 --camera cam1 --from 2026-03-03T10:00:00+09:00 "
     "--to 2026-03-03T10:05:00+09:00 --purpose who",
     R"({"enter": "footage.requested", "incident": "i1", "cameras": ["cam1"],
         "from": "2026-03-03T10:00:00+09:00", "to": "2026-03-03T10:05:00+09:00",
         "purpose": "who"})"},
    {"footage grant g1", R"({"enter": "footage.granted", "request": "g1"})"},
    {"footage refuse g1 --reason r",
     R"({"enter": "footage.refused", "request": "g1", "reason": "r"})"},
    {"footage hold i1 --camera cam1 --from 2026-03-03T10:00:00+09:00 "
     "--to 2026-03-03T10:05:00+09:00 --reason r",
     R"({"enter": "footage.held", "incident": "i1", "cameras": ["cam1"],
         "from": "2026-03-03T10:00:00+09:00", "to": "2026-03-03T10:05:00+09:00",
         "reason": "r"})"},
    {"footage release h1", R"({"enter": "footage.released", "hold": "h1"})"},
    {"ban lift C-1001 --reason other",
     R"({"enter": "candidate.ban_lifted", "candidate": "C-1001", "reason": "other"})"},
    {"erasure request C-1001 --reason letter",
     R"({"enter": "erasure.requested", "candidate": "C-1001", "reason": "letter"})"},
    {"erasure withdraw C-1001", R"({"enter": "erasure.withdrawn", "candidate": "C-1001"})"},
    {"erasure confirm C-1001", R"({"enter": "erasure.confirmed", "candidate": "C-1001"})"},
    {"reread request S07", R"({"enter": "reread.requested", "sitting": "A"})"},
    {"reread pay rr1 1000 card",
     R"({"enter": "reread.paid", "reread": "rr1", "amount_usd": 1000, "method": "card"})"},
    {"reread cancel rr1", R"({"enter": "reread.cancelled", "reread": "rr1"})"},
    {"reread decide rr1 unchanged --examiner ex-2",
     R"({"enter": "reread.decided", "reread": "rr1", "outcome": "unchanged",
         "examiner": "ex-2"})"},
    {"reread refund rr1", R"({"enter": "reread.refunded", "reread": "rr1"})"},
    {"note board", R"({"enter": "note.added", "text": "board"})"},
    {"note '[a,b]' --sitting S07", R"({"enter": "note.added", "text": "[a,b]", "sitting": "A"})"},
    {"alarm ack BRK-2", R"({"enter": "alarm.acknowledged", "alarm": "BRK-2:A:b1"})"},
    {"alarm shelve A --until 13:15 --reason nurse",
     R"({"enter": "alarm.shelved", "alarm": "BRK-2:A:b1", "until": "13:15",
         "reason": "nurse"})"},
    {"duty start", R"({"enter": "duty.started"})"},
    {"duty end", R"({"enter": "duty.ended"})"},
    {"handover accept sato", R"({"enter": "handover.accepted", "from": "sato"})"},
    {"book S07 --candidate C-1 --name 'Aoki Ren' --name-local 青木 --track ccde --born 1991-05-02 "
     "--extra-time scenario_1:extra=30m --rest-breaks --session day",
     R"({"enter": "sitting.booked", "sitting": "S07", "candidate": "C-1", "name": "Aoki Ren",
         "name_local": "青木", "born": "1991-05-02", "track": "ccde",
         "accommodation": {"modules": [{"module": "scenario_1", "extra": "30m"}],
                           "rest_breaks": true},
         "session": "day"})"},
    {"amend S07 --agreement-signed 2026-03-02",
     R"({"enter": "sitting.amended", "sitting": "A", "agreement_signed": "2026-03-02"})"},
    {"withdraw A", R"({"enter": "sitting.withdrawn", "sitting": "A"})"},
    {"session plan day-2 --date 2026-03-04 --start 09:00",
     R"({"enter": "session.planned", "session": "day-2", "date": "2026-03-04",
         "start": "09:00"})"},
    {"session delay 09:30 --reason snow",
     R"({"enter": "session.delayed", "start": "09:30", "reason": "snow"})"},
    {"session close --session day", R"({"enter": "session.closed", "session": "day"})"},
    {"correct o1 --remove --reason mistake",
     R"({"enter": "entry.corrected", "entry": "o1", "reason": "mistake"})"},
    {"correct o1 --set cause=lab --happened 12:05 --reason seen",
     R"({"enter": "entry.corrected", "entry": "o1", "reason": "seen",
         "replacement": {"enter": "outage.reported", "scope": {"seat": "S07"}, "cause": "lab",
                         "happened": "12:05"}})"},
    {"correct o1 --set scope.room=main --reason seen",
     R"({"enter": "entry.corrected", "entry": "o1", "reason": "seen",
         "replacement": {"enter": "outage.reported", "scope": {"room": "main"},
                         "cause": "unknown", "happened": "2026-03-03T12:10:00+09:00"}})"},
    {"enter outage.reported scope.sittings=S07 cause=lab modules=design id=o9",
     R"({"enter": "outage.reported", "scope": {"sittings": ["A"]}, "cause": "lab",
         "modules": ["design"], "id": "o9"})"},
    {"enter daemon.started version=1", R"({"enter": "daemon.started", "version": "1"})"},
    {"enter --json '{\"batch\": [{\"enter\": \"duty.started\"}]}'",
     R"({"batch": [{"enter": "duty.started"}]})"},
});

TEST(Grammar, MakesTheEntryThatTheWordsSay) {
    for (const Case& each : cases) {
        EXPECT_EQ(body_of(each.words), parsed(each.body)) << each.words;
    }
}

TEST(Grammar, IsCoveredByTheCasesTypeByType) {
    for (const EntryCommand& command : entry_commands()) {
        const bool found = std::ranges::any_of(
            cases, [&](const Case& each) { return each.words.starts_with(command.words); });
        const bool from_file =
            std::ranges::find(command.positionals, "@file") != command.positionals.end();
        EXPECT_TRUE(found || from_file) << command.words;
    }
}

TEST(Grammar, TakesSiteAndPolicyFromFiles) {
    const Folder folder;
    const std::string site = folder.write("site.json", R"({"site": "tyo", "time_zone": "Asia/Tokyo",
                         "rooms": [{"id": "main", "seats": [{"id": "S07"}]}]})");
    EXPECT_EQ(body_of("site configure " + site),
              parsed(R"({"enter": "site.configured", "site": "tyo", "time_zone": "Asia/Tokyo",
                         "rooms": [{"id": "main", "seats": [{"id": "S07"}]}]})"));
    const std::string policy = folder.write("p.json", R"({"parameters": {"cctv.before": "30m"}})");
    EXPECT_EQ(body_of("policy adopt " + policy),
              parsed(R"({"enter": "policy.adopted", "parameters": {"cctv.before": "30m"}})"));
}

TEST(Grammar, UnderstandsEveryExampleOfItsHelp) {
    for (const auto& [key, words] : examples()) {
        // That the file is there is for the shell to see to.
        if (key == "tail" || key == "incident_attach" ||
            words.find('>') != std::string_view::npos ||
            words.find(".json") != std::string_view::npos ||
            words.find(".csv") != std::string_view::npos) {
            continue;
        }
        FakeLabd labd = fake_day();
        testing::RunOptions options;
        options.password = "secret";
        const testing::Ended ended = run_console(labd, split(words), options);
        EXPECT_NE(ended.code, ExitCode::usage) << words << "\n" << ended.err;
    }
}

struct WrongCase {
    std::string_view words;
    std::string_view says;
};

TEST(Grammar, SaysWhatIsWrongBeforeLabdIsAsked) {
    for (const WrongCase& each : std::to_array<WrongCase>({
             {"outage report --seat S07 --cause lap", "lab, candidate, unknown"},
             {"outage estimate o1 25:99", "12:10"},
             {"arrive A --at soon", "12:10"},
             {"checkin A identification --document passport:sined", "signed"},
             {"checkin A materials --item pen", "name=value"},
             {"checkin A identity", "identification"},
             {"break start A --kind toilet", "--place"},
             {"book A --candidate C-1 --name N --track t --born 1991-02-30", "2026-03-03"},
             {"enter break.start", "break.started"},
             {"enter break.started sitting=A", "kind"},
             {"enter outage.reported scop=1", "scope"},
             {"enter --json '{'", "--json"},
             {"correct o1 --reason x", "--remove"},
             {"outage end o1 --based-on x", "number"},
             {"note", "TEXT"},
             {"note a b", "b"},
         })) {
        FakeLabd labd = fake_day();
        const testing::Ended ended = run_console(labd, split(each.words));
        EXPECT_EQ(ended.code, ExitCode::usage) << each.words;
        EXPECT_NE(ended.err.find(each.says), std::string::npos) << each.words << "\n" << ended.err;
        EXPECT_TRUE(labd.sent().empty()) << each.words;
    }
}

TEST(Grammar, TakesASeatForItsSittingInWhatStandsInstead) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/journal"].second = R"({"size": 1, "next": 1, "entries": [
        {"seq": 0, "id": "m1", "enter": "module.started", "session": "day", "sitting": "A",
         "module": "design", "happened": "2026-03-03T12:10:00+09:00"}]})";
    const testing::Ended ended =
        run_console(labd, split("correct m1 --set sitting=S08 --reason mixed-up"));
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.body().at("replacement").at("sitting"), "B");
    EXPECT_EQ(run_console(labd, split("correct m1 --set sitting=S99 --reason mixed-up")).code,
              ExitCode::not_found);
}

TEST(Grammar, TakesASeatForItsBreakInAnyEntryButNotForANewSitting) {
    FakeLabd labd = fake_day();
    run_console(labd, split("enter break.ended break=S07"));
    EXPECT_EQ(labd.body().at("break"), "b1");
    run_console(labd, split("enter sitting.booked sitting=S07 candidate=C-1 name=N track=ccde"));
    EXPECT_EQ(labd.body().at("sitting"), "S07");
}

TEST(Grammar, HandsInTheModuleThatIsOpenWhenNoneIsNamed) {
    FakeLabd labd = fake_day();
    EXPECT_EQ(run_console(labd, split("module hand-in S07")).code, ExitCode::done);
    EXPECT_EQ(labd.body(), codec::parse_json(R"({"enter": "module.handed_in", "sitting": "A",
                                                 "module": "design"})")
                               .value());
    FakeLabd other = fake_day();
    const testing::Ended ended = run_console(other, split("module hand-in S08"));
    EXPECT_EQ(ended.code, ExitCode::usage);
    EXPECT_NE(ended.err.find("S08"), std::string::npos) << ended.err;
    EXPECT_TRUE(other.sent().empty());
}

TEST(Grammar, FindsNobodyWhereNobodyIs) {
    for (const std::string_view words :
         {"finish S99", "break end S08", "alarm ack nothing", "correct o7 --set cause=lab"}) {
        FakeLabd labd = fake_day();
        const testing::Ended ended = run_console(labd, split(words));
        EXPECT_EQ(ended.code, ExitCode::not_found) << words << "\n" << ended.err;
        EXPECT_TRUE(labd.sent().empty());
    }
}

}  // namespace

}  // namespace labd::console
