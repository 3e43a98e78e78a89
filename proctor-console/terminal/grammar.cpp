#include "proctor-console/terminal/grammar.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "labd/core/assert.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr auto by_labd = std::to_array<std::string_view>(
    {"daemon.started", "clock.stepped", "outcome.announced", "incident.announced",
     "recordings.digested", "case.announced", "footage.viewed", "cameras.armed",
     "evidence.exported", "footage.cut", "footage.kept", "footage.exported", "incident.exported",
     "incident.attached", "incident.attachment_read"});

std::string upper(std::string_view text) {
    std::string result;
    for (const char each : text) {
        result += each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
    }
    return result;
}

/// `recording_consent` as `--recording-consent`; a list's members come one by one, so `documents`
/// is `--document`.
std::string option_name(const Field& field) {
    std::string name = field.name;
    std::ranges::replace(name, '_', '-');
    const bool many = field.kind == FieldKind::list || field.kind == FieldKind::map;
    if (many && name.ends_with('s')) {
        name.pop_back();
    }
    return "--" + name;
}

Argument argument_of(const Field& field, const std::string& path) {
    Argument argument;
    argument.path = path;
    argument.label = option_name(field);
    argument.field = field;
    argument.required = field.required;
    argument.repeated = field.kind == FieldKind::list || field.kind == FieldKind::map;
    return argument;
}

void add_options(const Field& field, std::vector<Argument>& arguments) {
    if (field.kind != FieldKind::structure) {
        arguments.push_back(argument_of(field, field.name));
        return;
    }
    for (const Field& member : field.members()) {
        Argument argument = argument_of(member, field.name + "." + member.name);
        // What an accommodation gives for a module is more time.
        if (field.name == "accommodation" && member.name == "modules") {
            argument.label = "--extra-time";
        }
        argument.required = false;
        arguments.push_back(std::move(argument));
    }
}

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

}  // namespace

std::string EntryCommand::key() const {
    std::string key(words);
    std::ranges::replace(key, ' ', '_');
    std::ranges::replace(key, '-', '_');
    return key;
}

namespace {

/// What happens on the floor and in the lab.
std::vector<EntryCommand> day_commands() {
    return {
        {"arrive", "candidate.arrived", {"sitting"}},
        {"checkin", "checkin.done", {"sitting", "step"}},
        {"refuse", "checkin.refused", {"sitting", "step"}},
        {"module start", "module.started", {"sitting", "module"}},
        {"module hand-in", "module.handed_in", {"sitting", "module?"}},
        {"break start", "break.started", {"sitting"}},
        {"break end", "break.ended", {"break"}},
        {"break justify", "break.justified", {"break", "justification"}},
        {"seat move", "seat.changed", {"sitting", "seat"}},
        {"finish", "sitting.finished", {"sitting"}},
        {"terminate", "sitting.terminated", {"sitting"}},
        {"materials return", "materials.returned", {"sitting", "items"}},
        {"outage report", "outage.reported", {}},
        {"outage estimate", "outage.estimated", {"outage", "resolved_by"}},
        {"outage end", "outage.ended", {"outage"}},
        {"outage rule", "outage.ruled", {"outage", "cause"}},
        {"cancel", "sitting.cancelled", {"sitting"}},
        {"equipment fail", "equipment.failed", {"item", "description"}},
        {"equipment restore", "equipment.restored", {"failure"}},
        {"equipment assess", "equipment.assessed", {"failure"}},
        {"rack take-out", "rack.taken_out", {"rack"}},
        {"rack put-back", "rack.put_back", {"outing"}},
        {"rack reserve", "reread.rack_reserved", {"reread", "rack"}},
        {"rack release", "reread.rack_released", {"reread"}},
        {"investigation open", "investigation.opened", {"about"}},
        {"investigation note", "investigation.noted", {"investigation"}},
        {"investigation close", "investigation.closed", {"investigation", "cause"}},
        {"camera state", "camera.state", {"camera", "state"}},
        {"camera disable", "camera.disable", {"camera"}},
    };
}

/// What follows an exam.
std::vector<EntryCommand> case_commands() {
    return {
        {"result record", "result.recorded", {"sitting"}},
        {"remedy request", "remedy.requested", {"sitting"}},
        {"remedy investigate", "remedy.investigated", {"remedy", "cause"}},
        {"remedy judge", "remedy.judged", {"remedy"}},
        {"remedy decide", "remedy.decided", {"remedy"}},
        {"voucher issue", "voucher.issued", {"candidate"}},
        {"voucher redeem", "voucher.redeemed", {"voucher", "candidate", "booking"}},
        {"voucher void", "voucher.voided", {"voucher"}},
        {"reread request", "reread.requested", {"sitting"}},
        {"reread pay", "reread.paid", {"reread", "amount_usd", "method"}},
        {"reread cancel", "reread.cancelled", {"reread"}},
        {"reread decide", "reread.decided", {"reread", "outcome"}},
        {"reread refund", "reread.refunded", {"reread"}},
        {"ban add", "candidate.banned", {"candidate"}},
        {"ban lift", "candidate.ban_lifted", {"candidate"}},
        {"erasure request", "erasure.requested", {"candidate"}},
        {"erasure withdraw", "erasure.withdrawn", {"candidate"}},
        {"erasure confirm", "erasure.confirmed", {"candidate"}},
        {"incident open", "incident.opened", {"kind", "description"}},
        {"incident note", "incident.noted", {"incident"}},
        {"incident assign", "incident.assigned", {"incident", "owner"}},
        {"incident decide", "incident.decided", {"incident", "finding"}},
        {"incident close", "incident.closed", {"incident"}},
        {"footage request", "footage.requested", {}},
        {"footage grant", "footage.granted", {"request"}},
        {"footage refuse", "footage.refused", {"request"}},
        {"footage hold", "footage.held", {"incident"}},
        {"footage release", "footage.released", {"hold"}},
    };
}

/// Of everybody, and of planning.
std::vector<EntryCommand> other_commands() {
    return {
        {"note", "note.added", {"text"}},
        {"alarm ack", "alarm.acknowledged", {"alarm"}},
        {"alarm shelve", "alarm.shelved", {"alarm"}},
        {"duty start", "duty.started", {}},
        {"duty end", "duty.ended", {}},
        {"handover accept", "handover.accepted", {"from"}},
        {"book", "sitting.booked", {"sitting"}},
        {"amend", "sitting.amended", {"sitting"}},
        {"withdraw", "sitting.withdrawn", {"sitting"}},
        {"session plan", "session.planned", {"@session"}},
        {"session delay", "session.delayed", {"start"}},
        {"session close", "session.closed", {}},
        {"site configure", "site.configured", {"@file"}},
        {"policy adopt", "policy.adopted", {"@file"}},
        {"correct", "entry.corrected", {"entry"}},
    };
}

}  // namespace

const std::vector<EntryCommand>& entry_commands() {
    static const std::vector<EntryCommand> commands = [] {
        std::vector<EntryCommand> all = day_commands();
        for (const auto& more : {case_commands(), other_commands()}) {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return commands;
}

bool is_entered_by_labd(std::string_view type) {
    return std::ranges::find(by_labd, type) != by_labd.end();
}

std::vector<Argument> arguments_of(const EntryCommand& command) {
    const std::vector<Field>* fields = fields_of(command.type);
    LABD_ASSERT(fields != nullptr);
    std::vector<Argument> arguments;
    for (std::string_view name : command.positionals) {
        const bool may_be_left_out = name.ends_with('?');
        if (may_be_left_out) {
            name.remove_suffix(1);
        }
        Argument argument;
        if (name.starts_with('@')) {
            argument.path = name;
            argument.label = upper(name.substr(1));
            argument.required = true;
        } else {
            const Field* field = find_field(*fields, name);
            LABD_ASSERT(field != nullptr);
            argument = argument_of(*field, field->name);
            argument.label = upper(option_name(*field).substr(2));
            argument.required = (field->required || argument.repeated) && !may_be_left_out;
        }
        argument.positional = true;
        arguments.push_back(std::move(argument));
    }
    const bool from_file =
        std::ranges::find(command.positionals, "@file") != command.positionals.end();
    for (const Field& field : *fields) {
        const bool named = std::ranges::any_of(
            arguments, [&](const Argument& each) { return each.path == field.name; });
        // What a correction replaces is said with --set and --remove; a voucher's code is labd's.
        if (!from_file && !named && field.name != "replacement" && field.name != "code") {
            add_options(field, arguments);
        }
    }
    return arguments;
}

void put(json::object& entry, const Argument& argument, json::value value) {
    json::object* target = &entry;
    std::string_view name = argument.path;
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
        json::value& outer = entry[name.substr(0, dot)];
        target = outer.is_object() ? &outer.get_object() : &outer.emplace_object();
        name = name.substr(dot + 1);
    }
    if (argument.field.kind == FieldKind::list && !value.is_array()) {
        json::value& list = (*target)[name];
        (list.is_array() ? list.get_array() : list.emplace_array()).push_back(std::move(value));
    } else if (argument.field.kind == FieldKind::map && value.is_object()) {
        json::value& map = (*target)[name];
        json::object& members = map.is_object() ? map.get_object() : map.emplace_object();
        for (auto& member : value.get_object()) {
            members[member.key()] = std::move(member.value());
        }
    } else {
        (*target)[name] = std::move(value);
    }
}

std::optional<Argument> find_argument(std::string_view type, std::string_view path) {
    const std::vector<Field>* fields = fields_of(type);
    const std::size_t dot = path.find('.');
    const Field* field = fields == nullptr ? nullptr : find_field(*fields, path.substr(0, dot));
    if (field == nullptr) {
        return std::nullopt;
    }
    if (dot == std::string_view::npos) {
        return argument_of(*field, field->name);
    }
    const Field* member = field->kind == FieldKind::structure
                              ? find_field(field->members(), path.substr(dot + 1))
                              : nullptr;
    if (member == nullptr) {
        return std::nullopt;
    }
    return argument_of(*member, field->name + "." + member->name);
}

}  // namespace labd::console
