#include "labd/web/evidence_words.h"

namespace labd::web {

std::string EvidenceWords::say(const std::string& key, Values values) const {
    return codec::render({key, std::move(values)}, language_, zone());
}

std::string EvidenceWords::word(const std::string& kind, std::string_view name) const {
    const std::string key = "enum." + kind + '.' + std::string(name);
    return codec::has_message(key) ? say(key) : std::string(name);
}

print::Column EvidenceWords::column(const std::string& key, double weight,
                                    print::Align align) const {
    return {say(key), align, weight};
}

std::string EvidenceWords::stamp(Instant instant) const {
    std::string text = zone().format(instant);
    constexpr std::size_t offset_length = 6;
    text.insert(text.size() - offset_length, " ");
    text[text.find('T')] = ' ';
    return text;
}

std::string EvidenceWords::moment(Instant instant) const {
    return format_date(zone().date_at(instant)) + ' ' +
           format_time_of_day(zone().time_of_day_at(instant));
}

std::string EvidenceWords::told(const std::string& id) const {
    return matter_.others.named_in(id) ? std::string(withheld_word) : id;
}

std::string EvidenceWords::candidate_of(const domain::SittingBooked& booking) const {
    return (booking.name.erased ? say("report.evidence.erased") : booking.name.value) + " (" +
           booking.candidate.value + ')';
}

void join(std::string& list, std::string_view item) {
    list += (list.empty() ? "" : ", ");
    list += item;
}

}  // namespace labd::web
