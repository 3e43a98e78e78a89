// Routes of lab operations: equipment of a session, open investigations, racks over a month.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sessions/{}/equipment`: racks, devices, failures, investigations, racks that are
/// kept from sittings, and spare seats.
void read_equipment(const Context& context, Call call);

/// GET `/api/v1/investigations`: those that are open, whatever their day.
void list_investigations(const Context& context, Call call);

/// GET `/api/v1/racks/report`: failures and lost time of each rack in a month. Days are looked at
/// one by one, with other work between them.
void report_racks(const Context& context, Call call);

}  // namespace labd::web
