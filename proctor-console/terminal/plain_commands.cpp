#include "proctor-console/terminal/plain_commands.h"

namespace labd::console {

const std::vector<PlainCommand>& plain_commands() {
    static const std::vector<PlainCommand> commands{
        {"sign-in", {{"NAME", true}, {"--password-file"}, {"--role"}}},
        {"sign-out", {}},
        {"password", {{"--password-file"}, {"--new-password-file"}}},
        {"whoami", {}},
        {"board", {}},
        {"sitting", {{"SITTING", true}, {"--as-of"}}},
        {"why", {{"SITTING", true}, {"--as-of"}}},
        {"alarms", {}},
        {"outages", {}},
        {"arm", {{"--wait"}, {"--stills"}}},
        {"cases", {}},
        {"vouchers",
         {{"--candidate"},
          {"--state", false, false, false, "issued,redeemed,voided,expired"},
          {"--after"},
          {"--limit"}}},
        {"incidents",
         {{"--sitting"},
          {"--kind"},
          {"--state", false, false, false, "open,decided,closed,withdrawn"},
          {"--after"},
          {"--limit"}}},
        {"incident show", {{"INCIDENT", true}}},
        {"incident evidence", {{"INCIDENT", true}, {"--to", true}}},
        {"incident attach", {{"INCIDENT", true}, {"PATH", true}, {"--name"}}},
        {"incident attachment", {{"INCIDENT", true}, {"ATTACHMENT", true}, {"--to", true}}},
        {"remedy evidence", {{"REMEDY", true}, {"--to", true}}},
        {"footage list", {{"INCIDENT", true}}},
        {"footage get", {{"CLIP", true}, {"--to", true}}},
        {"equipment show", {}},
        {"investigation list", {}},
        {"erasure list", {}},
        {"erasure reach", {{"CANDIDATE", true}}},
        {"rack report", {{"MONTH", true}}},
        {"cameras", {{"--as-of"}, {"--stills"}}},
        {"coverage", {{"SITTING"}, {"--from"}, {"--to"}, {"--as-of"}, {"--report"}}},
        {"evidence", {{"SITTING", true}, {"--to", true}}},
        {"checkpoint", {{"--to", true}}},
        {"journal", {{"--after"}, {"--limit"}, {"--sitting"}, {"--type"}, {"--by"}}},
        {"tail", {{"--after"}, {"--lines"}}},
        {"import", {{"FILE", true}}},
        {"session list", {}},
        {"session show", {}},
        {"restart show", {}},
        {"restart accept", {}},
        {"restart dismiss", {}},
        {"head", {}},
        {"feed", {}},
        {"feed undelivered", {{"WEBHOOK", true}}},
        {"feed retry", {{"WEBHOOK", true}, {"--event"}}},
        {"clock", {{"--now"}, {"--rate"}}},
        {"enter", {{"TYPE"}, {"FIELD=VALUE", false, false, true}, {"--json"}}},
        {"completion", {{"SHELL", true, false, false, "bash,zsh"}}},
    };
    return commands;
}

const std::vector<PlainArgument>& global_options() {
    static const std::vector<PlainArgument> options{
        {"--url"},
        {"--session"},
        {"--token-file"},
        {"--ca"},
        {"--preview", false, true},
        {"--at"},
        {"--reason"},
        {"--id"},
        {"--based-on"},
        {"--idempotency-key"},
        {"--output", false, false, false, "table,json,ndjson"},
        {"--lang", false, false, false, "en,ja"},
        {"--no-input", false, true},
    };
    return options;
}

}  // namespace labd::console
