#include "proctor-console/terminal/examples.h"

#include <algorithm>
#include <array>

namespace labd::console {

namespace {

constexpr auto all = std::to_array<Example>({
    {"arrive", "arrive S07 --at 08:41"},
    {"checkin",
     "checkin S07 identification --document passport:signed,government,photo,name "
     "--document card:signed,name"},
    {"refuse", "refuse S07 identification --reason 'the photo shows somebody else'"},
    {"module_start", "module start S07 design"},
    {"module_hand_in", "module hand-in S07"},
    {"break_start", "break start S07 --kind toilet --place corridor"},
    {"break_end", "break end S07 --reason 'the lift was stuck'"},
    {"break_justify", "break justify S07 'the lift was stuck'"},
    {"seat_move", "seat move S07 S11"},
    {"finish", "finish S07"},
    {"terminate", "terminate S07 --reason 'used a phone' --preview"},
    {"materials_return", "materials return S07 pen=2 booklet=1"},
    {"outage_report", "outage report --rack R01 --cause lab --at 12:10 --reason 'was rebooting'"},
    {"outage_estimate", "outage estimate o1 14:30"},
    {"outage_end", "outage end o1"},
    {"outage_rule", "outage rule o1 lab"},
    {"cancel", "cancel S07 --outage o1 --preview"},
    {"equipment_fail", "equipment fail printer-1 'out of paper' --id f1"},
    {"equipment_restore", "equipment restore f1"},
    {"equipment_assess", "equipment assess f1 --owner mori --cause 'power supply'"},
    {"rack_take_out",
     "rack take-out R01 --first 2026-03-09 --last 2026-03-10 --reason 'new switch' --preview"},
    {"rack_put_back", "rack put-back q1"},
    {"rack_reserve", "rack reserve rr1 R05 --first 2026-03-16 --last 2026-03-18"},
    {"rack_release", "rack release rr1"},
    {"investigation_open",
     "investigation open o1 --owner mori --due 2026-03-05T18:00:00+09:00 --id q1"},
    {"investigation_note", "investigation note q1 --finding 'the log shows a reboot'"},
    {"investigation_close", "investigation close q1 lab --finding 'a broken power supply'"},
    {"camera_state", "camera state cam1 gap --since 10:12 --fault unreachable"},
    {"camera_disable", "camera disable cam1 --reason 'new lens' --preview"},
    {"result_record",
     "result record S07 --result fail --module design=pass --module doo=fail --examiner ex-1"},
    {"remedy_request", "remedy request S07 --ground B --document 'police report 17' --id r1"},
    {"remedy_investigate", "remedy investigate remedy:A lab"},
    {"remedy_judge", "remedy judge remedy:A --inoperable"},
    {"remedy_decide", "remedy decide remedy:A --as voucher --preview"},
    {"voucher_issue", "voucher issue C-1001 --remedy remedy:A --id v1"},
    {"voucher_redeem", "voucher redeem v1 C-1001 bk-17"},
    {"voucher_void", "voucher void v1 --reason 'issued twice'"},
    {"reread_request", "reread request S07 --id rr1"},
    {"reread_pay", "reread pay rr1 1000 card"},
    {"reread_cancel", "reread cancel rr1"},
    {"reread_decide", "reread decide rr1 unchanged --examiner ex-2"},
    {"reread_refund", "reread refund rr1"},
    {"ban_add", "ban add C-1001 --reason 'copied questions'"},
    {"ban_lift", "ban lift C-1001 --reason 'it was somebody else'"},
    {"note", "note 'asked for water' --sitting S07"},
    {"alarm_ack", "alarm ack BRK-2:A:b1"},
    {"alarm_shelve", "alarm shelve BRK-2:A:b1 --until 13:15 --reason 'nurse is with her'"},
    {"duty_start", "duty start"},
    {"duty_end", "duty end"},
    {"handover_accept", "handover accept sato"},
    {"book", "book A --candidate C-1001 --name 'Aoki Ren' --track ccde --seat S07"},
    {"amend", "amend S07 --agreement-signed 2026-03-02"},
    {"withdraw", "withdraw A --reason 'asked for another day'"},
    {"session_plan", "session plan day-2 --date 2026-03-04 --start 09:00"},
    {"session_delay", "session delay 09:30 --reason 'snow'"},
    {"session_close", "session close --reason 'all candidates have left'"},
    {"site_configure", "site configure site.json"},
    {"policy_adopt", "policy adopt policy.json"},
    {"correct", "correct o1 --happened 12:05 --set cause=lab --reason 'misread the clock'"},
    {"sign_in", "sign-in sato"},
    {"sign_out", "sign-out"},
    {"password", "password"},
    {"whoami", "whoami"},
    {"board", "board"},
    {"sitting", "sitting S07"},
    {"why", "why S07 --at 12:40"},
    {"alarms", "alarms"},
    {"outages", "outages"},
    {"arm", "arm --stills stills"},
    {"cases", "cases"},
    {"vouchers", "vouchers --candidate C-1001 --state issued"},
    {"equipment_show", "equipment show"},
    {"investigation_list", "investigation list"},
    {"rack_report", "rack report 2026-03"},
    {"cameras", "cameras --at 10:20"},
    {"coverage", "coverage S07 --from 10:12 --to 10:31"},
    {"journal", "journal --sitting S07 --limit 20"},
    {"tail", "tail -o ndjson"},
    {"import", "import roster.csv --preview"},
    {"session_list", "session list"},
    {"session_show", "session show"},
    {"restart_show", "restart show"},
    {"restart_accept", "restart accept --at 12:31:52 --reason 'power cut' --preview"},
    {"restart_dismiss", "restart dismiss"},
    {"head", "head"},
    {"feed", "feed"},
    {"feed_undelivered", "feed undelivered scheduler"},
    {"feed_retry", "feed retry scheduler --event 417"},
    {"clock", "clock"},
    {"enter", "enter outage.reported scope.seat=S07 cause=lab id=o1"},
    {"completion", "completion bash > ~/.local/share/bash-completion/completions/proctor-console"},
});

}  // namespace

std::span<const Example> examples() { return all; }

std::string_view example_of(std::string_view key) {
    const auto* found = std::ranges::find(all, key, &Example::first);
    return found == all.end() ? std::string_view() : found->second;
}

}  // namespace labd::console
