// What the entries about incidents leave on a day. Private to the domain.
#pragma once

#include "labd/domain/day.h"

namespace labd::domain {

void apply_incident(Day& day, const Item& item, const IncidentAnnounced& fact);
void apply_incident(Day& day, const Item& item, const IncidentOpened& fact);
void apply_incident(Day& day, const Item& item, const IncidentNoted& fact);
void apply_incident(Day& day, const Item& item, const IncidentAssigned& fact);
void apply_incident(Day& day, const Item& item, const IncidentDecided& fact);
void apply_incident(Day& day, const Item& item, const IncidentClosed& fact);
void apply_incident(Day& day, const Item& item, const IncidentAttached& fact);
void apply_incident(Day& day, const Item& item, const IncidentAttachmentRead& fact);
void apply_incident(Day& day, const Item& item, const FootageRequested& fact);
void apply_incident(Day& day, const Item& item, const FootageGranted& fact);
void apply_incident(Day& day, const Item& item, const FootageRefused& fact);

Stamp stamp_of(const Item& item);

}  // namespace labd::domain
