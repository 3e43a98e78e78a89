// Words and moments of the report in an evidence pack, in one language.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "labd/codec/messages.h"
#include "labd/print/document.h"
#include "labd/web/evidence_document.h"

namespace labd::web {

class EvidenceWords {
public:
    using Values = std::map<std::string, MessageValue>;

    EvidenceWords(const EvidenceMatter& matter, codec::Language language)
        : matter_(matter), language_(language) {}

    const EvidenceMatter& matter() const { return matter_; }

    const TimeZone& zone() const { return matter_.day.zone(); }

    codec::Language language() const { return language_; }

    std::string say(const std::string& key, Values values = {}) const;
    /// The name of an enumerator; itself where there is no word for it.
    std::string word(const std::string& kind, std::string_view name) const;
    print::Column column(const std::string& key, double weight,
                         print::Align align = print::Align::left) const;
    /// With its date and the zone's offset: `2026-03-03 08:30:00 +09:00`.
    std::string stamp(Instant instant) const;
    /// Without the offset.
    std::string moment(Instant instant) const;
    /// Ids were chosen by people: one may name somebody else.
    std::string told(const std::string& id) const;
    /// Name and id.
    std::string candidate_of(const domain::SittingBooked& booking) const;

private:
    const EvidenceMatter& matter_;
    codec::Language language_;
};

/// Puts an item behind others, after a comma.
void join(std::string& list, std::string_view item);

}  // namespace labd::web
