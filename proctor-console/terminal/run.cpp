#include "proctor-console/terminal/run.h"

#include <functional>
#include <map>
#include <ostream>

#include "proctor-console/terminal/account.h"
#include "proctor-console/terminal/arm_view.h"
#include "proctor-console/terminal/attachment_view.h"
#include "proctor-console/terminal/camera_view.h"
#include "proctor-console/terminal/case_view.h"
#include "proctor-console/terminal/completion.h"
#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/entry_request.h"
#include "proctor-console/terminal/erasure_view.h"
#include "proctor-console/terminal/evidence_file.h"
#include "proctor-console/terminal/feed_view.h"
#include "proctor-console/terminal/footage_view.h"
#include "proctor-console/terminal/incident_view.h"
#include "proctor-console/terminal/journal_view.h"
#include "proctor-console/terminal/lab_view.h"
#include "proctor-console/terminal/restart.h"
#include "proctor-console/terminal/roster.h"
#include "proctor-console/terminal/views.h"
#include "proctor-console/terminal/width.h"

namespace labd::console {

namespace {

using Command = ExitCode (*)(Console&);

Command command_of(const std::string& name) {
    static const std::map<std::string, Command> commands{
        {"sign_in", sign_in},
        {"sign_out", sign_out},
        {"password", change_password},
        {"whoami", show_whoami},
        {"board", show_board},
        {"sitting", show_sitting},
        {"why", show_why},
        {"alarms", show_alarms},
        {"outages", show_outages},
        {"arm", arm_cameras},
        {"cases", show_cases},
        {"vouchers", show_vouchers},
        {"incidents", show_incidents},
        {"incident_show", show_incident},
        {"footage_list", show_footage},
        {"footage_get", save_clip},
        {"equipment_show", show_equipment},
        {"investigation_list", show_investigations},
        {"rack_report", show_rack_report},
        {"erasure_list", show_erasures},
        {"erasure_reach", show_erasure_reach},
        {"cameras", show_cameras},
        {"coverage", show_coverage},
        {"evidence", save_evidence},
        {"incident_evidence", save_incident_evidence},
        {"incident_attach", attach_file},
        {"incident_attachment", save_attachment},
        {"remedy_evidence", save_remedy_evidence},
        {"checkpoint", save_checkpoint},
        {"journal", show_journal},
        {"tail", run_tail},
        {"import", import_roster},
        {"session_list", show_sessions},
        {"session_show", show_session},
        {"restart_show", show_restart},
        {"restart_accept", accept_restart},
        {"restart_dismiss", dismiss_restart},
        {"head", show_head},
        {"feed", show_feed},
        {"feed_undelivered", show_undelivered},
        {"feed_retry", retry_webhook},
        {"clock", show_clock},
    };
    const auto found = commands.find(name);
    return found == commands.end() ? run_entry : found->second;
}

std::string locale_of(const Surroundings& around) {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const std::optional<std::string> locale = around.variable(name)) {
            return *locale;
        }
    }
    return "en";
}

}  // namespace

ExitCode run_command(Console& console) { return command_of(console.line().command)(console); }

ExitCode run(const Surroundings& around, const std::vector<std::string>& arguments) {
    const std::string asked = find_language(arguments);
    const Texts texts(language_of(asked.empty() ? locale_of(around) : asked));
    CommandLine line(texts);
    const ParsedLine parsed = line.parse(arguments);
    if (!parsed.invocation) {
        if (parsed.notice.code == ExitCode::done) {
            around.out << parsed.notice.text;
        } else {
            around.err << harmless_lines(parsed.notice.text) << '\n'
                       << texts.say("cli.error.see_help") << '\n';
        }
        return parsed.notice.code;
    }
    const Invocation& invocation = *parsed.invocation;
    if (invocation.command == "completion") {
        const std::string script = completion_script(line, invocation.value("SHELL"));
        around.out << script;
        if (script.empty()) {
            around.err << texts.say("cli.error.choice",
                                    {{"word", invocation.value("SHELL")}, {"choices", "bash, zsh"}})
                       << '\n';
        }
        return script.empty() ? ExitCode::usage : ExitCode::done;
    }
    Console console(around, texts, invocation);
    if (!console.prepare()) {
        return console.code();
    }
    return run_command(console);
}

}  // namespace labd::console
