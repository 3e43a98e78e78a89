// The policy in force: the rulebook's parameters and the tracks, as data (architecture, idea 12).
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/domain/values.h"

namespace labd::domain {

/// Every parameter of the rulebook and of the alarms, with its name in files
/// (`entry.backdate_limit` is the member `entry_backdate_limit`: the first underscore is the dot).
/// The values here are only what an empty object has; the shipped ones are in
/// `schema/policy/policy.toml`.
struct Parameters {
    Duration entry_backdate_limit;                  ///< CLK-8
    Duration clock_step_alarm;                      ///< CLK-10
    std::int64_t site_minimum_age = 0;              ///< ADM-8
    std::vector<std::string> site_embargo;          ///< ADM-9: residence codes that cannot sit
    std::vector<std::string> site_embargo_at_home;  ///< ADM-9: may sit outside that country only
    std::vector<Date> site_holidays;                ///< PAY-1, PAY-5, PAY-11: no business days
    Duration cctv_before;                           ///< CAM-2
    Duration cctv_after;                            ///< CAM-2
    Duration cctv_retention;                        ///< CAM-4
    Duration cctv_alarm_after;                      ///< CAM-8
    std::string remedy_default;                     ///< REM-5
    Duration voucher_validity;                      ///< VCH-5
    Duration person_retention;                      ///< decision 18; zero: never due by itself
    Duration alarm_late_limit_before;               ///< warn so long before S + 2 h
    Duration alarm_module_end_before;               ///< warn so long before a module's limit
    Duration alarm_sitting_end_before;              ///< warn so long before a sitting's limit
    Duration alarm_outage_before;                   ///< warn so long before an outage reaches 2 h
    Duration alarm_idle_after;    ///< a seat without its next module, a stalled check-in
    Duration alarm_cause_after;   ///< an outage without a cause (OUT-6)
    Duration alarm_shelve_limit;  ///< an alarm returns at the latest after this

    friend bool operator==(const Parameters&, const Parameters&) = default;
};
BOOST_DESCRIBE_STRUCT(Parameters, (),
                      (entry_backdate_limit, clock_step_alarm, site_minimum_age, site_embargo,
                       site_embargo_at_home, site_holidays, cctv_before, cctv_after, cctv_retention,
                       cctv_alarm_after, remedy_default, voucher_validity, person_retention,
                       alarm_late_limit_before, alarm_module_end_before, alarm_sitting_end_before,
                       alarm_outage_before, alarm_idle_after, alarm_cause_after,
                       alarm_shelve_limit))

struct Policy {
    Parameters parameters;
    std::map<TrackId, Track> tracks;

    friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace labd::domain
