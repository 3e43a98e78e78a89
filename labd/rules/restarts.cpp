#include "labd/rules/restarts.h"

#include <algorithm>

#include "labd/core/rule.h"

namespace labd::rules {

std::vector<const domain::Restart*> open_restarts(const domain::Day& day, Instant at) {
    std::vector<const domain::Restart*> open;
    for (const domain::Restart& restart : day.restarts) {
        const bool asks = restart.alive_until && restart.stamp.happened <= at;
        const bool answered = std::ranges::any_of(day.outages, [&](const domain::Outage& outage) {
            return outage.scope.site && outage.reported.recorded >= restart.stamp.happened;
        });
        if (asks && !answered && !is_acknowledged(day, restart_alarm(restart), at)) {
            open.push_back(&restart);
        }
    }
    return open;
}

std::string restart_alarm(const domain::Restart& restart) {
    return std::string(rule::OUT_1.id) + ":daemon:" + restart.stamp.id.value;
}

bool is_acknowledged(const domain::Day& day, std::string_view alarm, Instant at) {
    return std::ranges::any_of(day.alarm_marks, [&](const domain::AlarmMark& mark) {
        return mark.alarm == alarm && !mark.until && mark.stamp.happened <= at;
    });
}

}  // namespace labd::rules
