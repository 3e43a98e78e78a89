#include "proctor-console/terminal/floor/own_entries.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

constexpr auto not_correctable = std::to_array<std::string_view>(
    {"entry.corrected", "session.planned", "daemon.started", "clock.stepped", "outcome.announced",
     "incident.announced", "alarm.acknowledged", "alarm.shelved", "duty.started", "duty.ended",
     "handover.accepted", "session.closed", "policy.adopted", "site.configured"});

}  // namespace

bool is_correctable(const json::object& entry) {
    const std::string type = text_at(entry, "enter");
    return !type.empty() && !text_at(entry, "id").empty() &&
           text_at(object_at(entry, "by"), "role") != "labd" &&
           std::ranges::find(not_correctable, type) == not_correctable.end();
}

std::vector<std::string> corrected_by(const std::vector<json::object>& corrections) {
    std::vector<std::string> corrected;
    for (const json::object& correction : corrections) {
        corrected.push_back(text_at(correction, "entry"));
        for (const json::value& also : list_at(correction, "also")) {
            if (also.is_object()) {
                corrected.push_back(text_at(also.get_object(), "entry"));
            }
        }
    }
    return corrected;
}

std::string session_of_today(const json::value& sessions) {
    if (!sessions.is_object()) {
        return {};
    }
    const std::string today = text_at(sessions.get_object(), "today");
    std::string best;
    int best_rank = 4;
    for (const json::value& each : list_at(sessions.get_object(), "sessions")) {
        const json::object* session = each.if_object();
        if (session == nullptr) {
            continue;
        }
        const json::value* closed = session->if_contains("closed");
        const bool is_open = closed == nullptr || !closed->is_bool() || !closed->get_bool();
        const bool is_today = text_at(*session, "date") == today;
        const int rank = is_today && is_open ? 0 : is_today ? 1 : is_open ? 2 : 3;
        if (rank < best_rank) {
            best_rank = rank;
            best = text_at(*session, "id");
        }
    }
    return best;
}

}  // namespace labd::console::floor
