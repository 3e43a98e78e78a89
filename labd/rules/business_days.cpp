#include "labd/rules/business_days.h"

#include <algorithm>

namespace labd::rules {

bool is_business_day(Date date, const std::vector<Date>& holidays) {
    return is_weekday(date) && std::ranges::find(holidays, date) == holidays.end();
}

Date add_business_days(Date date, int count, const std::vector<Date>& holidays) {
    while (count > 0) {
        date = add_days(date, 1);
        count -= is_business_day(date, holidays) ? 1 : 0;
    }
    return date;
}

Date latest_start(Date due, int count, const std::vector<Date>& holidays) {
    Date start = due;
    while (due < add_business_days(start, count, holidays)) {
        start = add_days(start, -1);
    }
    return start;
}

}  // namespace labd::rules
