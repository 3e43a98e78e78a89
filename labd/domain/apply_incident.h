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
void apply_incident(Day& day, const Item& item, const FootageCut& fact);
void apply_incident(Day& day, const Item& item, const FootageExported& fact);
void apply_incident(Day& day, const Item& item, const FootageHeld& fact);
void apply_incident(Day& day, const Item& item, const FootageKept& fact);
void apply_incident(Day& day, const Item& item, const FootageReleased& fact);
void apply_incident(Day& day, const Item& item, const IncidentExported& fact);

Stamp stamp_of(const Item& item);

/// The incident because of which there is a request for footage, a clip or a hold; `id` itself when
/// it names none of these.
const EntryId& incident_of_case(const Day& day, const EntryId& id);

}  // namespace labd::domain
