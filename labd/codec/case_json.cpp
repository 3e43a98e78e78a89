#include "labd/codec/case_json.h"

#include "labd/codec/answers.h"
#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

json::object stamp_to_json(const domain::Stamp& stamp, const TimeZone& zone) {
    return {{"entry", stamp.id.value},
            {"at", zone.format(stamp.happened)},
            {"by", {{"name", stamp.by.name}, {"role", enum_name(stamp.by.role)}}}};
}

json::value stamp_or_null(const domain::Stamp* stamp, const TimeZone& zone) {
    return stamp == nullptr ? json::value(nullptr) : json::value(stamp_to_json(*stamp, zone));
}

json::object condition_to_json(const rules::Condition& condition, const TimeZone& zone) {
    json::array evidence;
    for (const EntryId& id : condition.evidence) {
        evidence.emplace_back(id.value);
    }
    return {{"condition", condition.name},
            {"state", enum_name(condition.state)},
            {"settled", stamp_or_null(condition.settled, zone)},
            {"evidence", std::move(evidence)}};
}

json::array names_to_json(const std::vector<std::string>& names) {
    json::array array;
    for (const std::string& name : names) {
        array.emplace_back(name);
    }
    return array;
}

json::value date_or_null(const std::optional<Date>& date) {
    return date ? json::value(format_date(*date)) : json::value(nullptr);
}

}  // namespace

json::object case_to_json(const rules::RemedyCase& one, const TimeZone& zone, bool with_text) {
    json::object object{{"case", one.id.value},
                        {"ground", enum_name(one.ground)},
                        {"opened_at", zone.format(one.opened_at)},
                        {"state", enum_name(one.state)},
                        {"missing", names_to_json(one.missing())},
                        {"as", one.as ? json::value(enum_name(*one.as)) : json::value(nullptr)},
                        {"decided", stamp_or_null(one.decided, zone)}};
    if (!one.outage.empty()) {
        object["outage"] = one.outage.value;
    }
    json::array conditions;
    for (const rules::Condition& condition : one.conditions) {
        conditions.emplace_back(condition_to_json(condition, zone));
    }
    object["conditions"] = std::move(conditions);
    if (one.documents != nullptr && with_text) {
        json::array documents;
        for (const domain::Text& document : *one.documents) {
            documents.emplace_back(document.erased ? json::value(nullptr)
                                                   : json::value(document.value));
        }
        object["documents"] = std::move(documents);
    }
    object["rules"] = rules_to_json(one.rules);
    return object;
}

json::object remedy_to_json(const std::vector<rules::RemedyCase>& cases, const TimeZone& zone,
                            bool with_text) {
    const rules::RemedyCase* leading = rules::leading_case(cases);
    json::object answer = leading == nullptr ? json::object{{"case", nullptr},
                                                            {"state", nullptr},
                                                            {"missing", json::array()},
                                                            {"as", nullptr},
                                                            {"rules", rules_to_json({rule::REM_4})}}
                                             : case_to_json(*leading, zone, with_text);
    json::array all;
    for (const rules::RemedyCase& one : cases) {
        all.emplace_back(json::object{{"case", one.id.value}, {"state", enum_name(one.state)}});
    }
    answer["cases"] = std::move(all);
    return answer;
}

json::object reread_to_json(const rules::RereadAnswer& answer, Instant at, const TimeZone& zone,
                            Language language) {
    json::array bars;
    for (const rules::RereadBar& bar : answer.bars) {
        json::object object{{"rule", bar.rule.id}};
        add_message(bar.text, zone, object);
        object["message"] = render(bar.text, language, zone);
        bars.emplace_back(std::move(object));
    }
    json::object object{{"may_request", answer.may_request()},
                        {"until", zone.format(answer.until)},
                        {"reread", nullptr},
                        {"state", nullptr},
                        {"outcome", nullptr},
                        {"due_at", nullptr},
                        {"refund_from", date_or_null(answer.refund_from)},
                        {"refund_due", date_or_null(answer.refund_due)},
                        {"bars", std::move(bars)},
                        {"rules", rules_to_json(answer.rules)}};
    if (answer.reread != nullptr) {
        object["reread"] = answer.reread->requested.id.value;
        object["state"] = enum_name(*answer.state);
        if (answer.reread->decided && answer.reread->decided->happened <= at) {
            object["outcome"] = enum_name(answer.reread->outcome);
        }
    }
    if (answer.due_at) {
        object["due_at"] = zone.format(*answer.due_at);
    }
    return object;
}

}  // namespace labd::codec
