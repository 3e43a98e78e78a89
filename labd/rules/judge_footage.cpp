// Entries about clips and about recordings on hold.
#include <algorithm>
#include <string_view>

#include "labd/rules/footage.h"
#include "labd/rules/judge_context.h"

namespace labd::rules::detail {

namespace {

using domain::FootageHold;
using domain::FootageRequest;

/// More recordings are held in parts: each is a task of its own.
constexpr Duration hold_max = hours(24);
constexpr std::size_t holds_max = 50;

bool is_digest(std::string_view text) {
    constexpr std::size_t digits = 64;
    return text.size() == digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Verdict check_sources(const std::vector<domain::FootageSource>& sources) {
    for (const domain::FootageSource& source : sources) {
        if (!is_digest(source.sha256)) {
            return refuse({rule::REFERENCE}, "refusal.bad_root", {{"actual", source.sha256}});
        }
    }
    return std::nullopt;
}

/// A part begins where the one before it ended, so that none is missing and none comes twice.
Verdict check_part(const CameraId& camera, const std::optional<Instant>& begins, Interval part,
                   Instant end) {
    if (!begins) {
        return not_found("refusal.camera_not_there", camera.value);
    }
    return part.from != *begins || part.empty() || end < part.to
               ? std::optional(refuse({rule::CAM_5, rule::CONFLICT}, "refusal.footage_part",
                                      {{"limit_at", *begins}, {"actual_at", part.from}}))
               : std::nullopt;
}

Result<const FootageHold*> need_hold(const JudgeContext& context, const EntryId& id) {
    const FootageHold* hold =
        context.log == nullptr ? nullptr : context.log->now.find_footage_hold(id);
    if (hold == nullptr || context.entry().happened < hold->stamp.happened) {
        return not_found("refusal.case_not_there", id.value);
    }
    if (hold->released) {
        return refuse({rule::CAM_4, rule::CONFLICT}, "refusal.hold_released",
                      {{"actual", id.value},
                       {"since_at", hold->released->happened},
                       {"by", hold->released->by.name}});
    }
    return hold;
}

Refusal no_hold(const EntryId& incident) {
    return refuse({rule::CAM_4}, "refusal.no_incident_no_hold", {{"actual", incident.value}});
}

}  // namespace

Verdict judge_incident(JudgeContext& context, const domain::FootageCut& fact) {
    const FootageRequest* request =
        context.log == nullptr ? nullptr : context.log->now.find_footage_request(fact.request);
    if (request == nullptr || !request->granted || !request->incident) {
        return not_found("refusal.case_not_there", fact.request.value);
    }
    if (!is_open_for_footage(context.log->now, *request->incident)) {
        return refuse({rule::CAM_5}, "refusal.clip_not_given",
                      {{"actual", request->incident->value}});
    }
    if (fact.sha256.has_value() == fact.fault.has_value() ||
        (fact.sha256 && !is_digest(*fact.sha256))) {
        return refuse({rule::REFERENCE}, "refusal.bad_root",
                      {{"actual", fact.sha256.value_or("-")}});
    }
    if (Verdict refusal = check_sources(fact.sources)) {
        return refusal;
    }
    return check_part(fact.camera, cut_until(*request, fact.camera), {fact.from, fact.to},
                      request->when.to);
}

Verdict judge_incident(JudgeContext& context, const domain::FootageExported& fact) {
    const std::optional<GivenClip> given =
        context.log == nullptr ? std::nullopt : find_clip(context.log->now, fact.clip);
    if (!given || context.entry().happened < given->clip->stamp.happened) {
        return not_found("refusal.case_not_there", fact.clip.value);
    }
    return judge_clip(context.log->now, *given);
}

Verdict judge_incident(JudgeContext& context, const domain::FootageHeld& fact) {
    if (context.log == nullptr || !is_open_for_footage(context.log->now, fact.incident)) {
        return no_hold(fact.incident);
    }
    const domain::Day& day = context.log->now;
    const auto of_incident = std::ranges::count_if(
        day.footage_holds, [&](const FootageHold& one) { return one.incident == fact.incident; });
    if (static_cast<std::size_t>(of_incident) >= holds_max) {
        return refuse({rule::CAM_4}, "refusal.too_many_holds",
                      {{"limit", static_cast<std::int64_t>(holds_max)},
                       {"actual", static_cast<std::int64_t>(of_incident) + 1}});
    }
    return check_footage_asked(context, fact.cameras, {fact.from, fact.to}, hold_max);
}

Verdict judge_incident(JudgeContext& context, const domain::FootageKept& fact) {
    const auto hold = need_hold(context, fact.hold);
    if (!hold) {
        return hold.error();
    }
    if (!is_open_for_footage(context.log->now, (*hold)->incident)) {
        return no_hold((*hold)->incident);
    }
    if (Verdict refusal = check_sources(fact.segments)) {
        return refusal;
    }
    return check_part(fact.camera, kept_until(**hold, fact.camera), {fact.from, fact.to},
                      (*hold)->when.to);
}

Verdict judge_incident(JudgeContext& context, const domain::FootageReleased& fact) {
    const auto hold = need_hold(context, fact.hold);
    if (!hold) {
        return hold.error();
    }
    const EntryId& incident = (*hold)->incident;
    return is_open_for_footage(context.log->now, incident)
               ? std::optional(refuse({rule::CAM_4}, "refusal.hold_while_open",
                                      {{"actual", fact.hold.value}, {"limit", incident.value}}))
               : std::nullopt;
}

}  // namespace labd::rules::detail
