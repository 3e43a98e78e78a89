#include "labd/app/refusals.h"

#include "labd/codec/messages.h"

namespace labd::app {

std::optional<std::string> refusal_in(const kernel::Outcome& outcome, const TimeZone& zone) {
    if (const auto* refused = std::get_if<kernel::Refused>(&outcome)) {
        return codec::render(refused->refusal.message, codec::Language::en, zone);
    }
    if (const auto* done = std::get_if<kernel::Done>(&outcome)) {
        for (const rules::Accepted& entry : done->entries) {
            if (entry.refused) {
                return codec::render(entry.refused->message, codec::Language::en, zone);
            }
        }
    }
    return std::nullopt;
}

}  // namespace labd::app
