#include "labd/codec/event_json.h"

#include <fmt/format.h>

#include <string_view>

#include "labd/core/assert.h"

namespace labd::codec {

namespace {

namespace json = boost::json;

/// `labd.sitting.arrived`: what kind of thing, and what became of it.
struct EventName {
    std::string_view kind;
    std::string_view outcome;
};

bool is_of_reread(std::string_view outcome) {
    for (const std::string_view one :
         {"requested", "paid", "cancelled", "passed", "unchanged", "refunded"}) {
        if (outcome == one) {
            return true;
        }
    }
    return false;
}

EventName name_of(const domain::CaseAnnounced& announced) {
    const std::string_view name = announced.case_;
    const std::string_view outcome = announced.outcome;
    if (name.starts_with("arrival:") || name.starts_with("start:")) {
        return {"sitting", outcome};
    }
    if (name.starts_with("result:")) {
        return {"result", outcome};
    }
    if (name.starts_with("conduct:")) {
        return {"conduct", outcome};
    }
    return {is_of_reread(outcome) ? "reread" : "remedy", outcome};
}

template <class Told>
void add_statement(const Told& told, const TimeZone& zone, json::object& to) {
    to["outcome"] = told.outcome;
    to["since"] = told.since ? json::value(zone.format(*told.since)) : json::value(nullptr);
    to["revision"] = told.revision;
    to["withdrawn"] = told.withdrawn;
}

void add_about(const EventAbout& about, json::object& to) {
    if (about.session) {
        to["session"] = about.session->value;
    }
    if (about.date) {
        to["date"] = format_date(*about.date);
    }
    if (about.candidate) {
        to["candidate"] = about.candidate->value;
    }
    if (about.with_name) {
        const bool known = about.name != nullptr && !about.name->erased;
        to["name"] = known ? json::value(about.name->value) : json::value(nullptr);
    }
}

/// Writes the event's data and says what it is.
struct Telling {
    const EventAbout& about;
    const TimeZone& zone;
    json::object& data;
    std::string& type;

    void operator()(const domain::OutcomeAnnounced& told) const {
        name({"sitting", told.outcome}, told.withdrawn);
        data["sitting"] = told.sitting.value;
        add_about(about, data);
        add_statement(told, zone, data);
    }

    void operator()(const domain::CaseAnnounced& told) const {
        const EventName named = name_of(told);
        name(named, told.withdrawn);
        data["sitting"] = told.sitting.value;
        add_about(about, data);
        data["case"] = told.case_;
        add_statement(told, zone, data);
    }

    void operator()(const domain::VoucherIssued& issued) const {
        name({"voucher", "issued"}, false);
        data["candidate"] = issued.candidate.value;
        if (about.last_day) {
            data["last_day"] = format_date(*about.last_day);
        }
        data["remedy"] = issued.remedy ? json::value(issued.remedy->value) : json::value(nullptr);
        if (issued.code) {
            data["last_four"] = issued.code->last_four;
        }
    }

    void operator()(const domain::VoucherRedeemed& redeemed) const {
        name({"voucher", "redeemed"}, false);
        data["voucher"] = redeemed.voucher.value;
        data["candidate"] = redeemed.candidate.value;
        data["booking"] = redeemed.booking;
    }

    void operator()(const domain::VoucherVoided& voided) const {
        name({"voucher", "voided"}, false);
        data["voucher"] = voided.voucher.value;
        add_about(about, data);
    }

    void operator()(const domain::CandidateBanned& banned) const {
        name({"candidate", "banned"}, false);
        data["candidate"] = banned.candidate.value;
    }

    void operator()(const domain::CandidateBanLifted& lifted) const {
        name({"candidate", "ban_lifted"}, false);
        data["candidate"] = lifted.candidate.value;
    }

    template <class Other>
    void operator()(const Other&) const {
        LABD_ASSERT(!"an entry that tells nothing");
    }

private:
    /// A receiver that knows only types must not take a withdrawal for what is withdrawn.
    void name(const EventName& named, bool withdrawn) const {
        type = fmt::format("labd.{}.{}", named.kind, withdrawn ? "withdrawn" : named.outcome);
    }
};

struct Subject {
    std::string operator()(const domain::OutcomeAnnounced& told) const {
        return "sittings/" + told.sitting.value;
    }

    std::string operator()(const domain::CaseAnnounced& told) const {
        return "sittings/" + told.sitting.value;
    }

    std::string operator()(const domain::VoucherRedeemed& redeemed) const {
        return "vouchers/" + redeemed.voucher.value;
    }

    std::string operator()(const domain::VoucherVoided& voided) const {
        return "vouchers/" + voided.voucher.value;
    }

    std::string operator()(const domain::CandidateBanned& banned) const {
        return "candidates/" + banned.candidate.value;
    }

    std::string operator()(const domain::CandidateBanLifted& lifted) const {
        return "candidates/" + lifted.candidate.value;
    }

    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

}  // namespace

std::string event_subject(const domain::Entry& entry) {
    if (std::holds_alternative<domain::VoucherIssued>(entry.body)) {
        return "vouchers/" + entry.id.value;
    }
    return std::visit(Subject(), entry.body);
}

std::string event_id(const EventSource& source, Seq seq) {
    return fmt::format("{}-{}-{}", source.journal, source.epochs.at(seq), seq);
}

json::object event_to_json(const domain::Entry& entry, const EventSource& source,
                           const EventAbout& about, const TimeZone& zone) {
    json::object data;
    std::string type;
    if (std::holds_alternative<domain::VoucherIssued>(entry.body)) {
        data["voucher"] = entry.id.value;
    }
    std::visit(Telling{about, zone, data, type}, entry.body);
    return {{"specversion", "1.0"},
            {"id", event_id(source, entry.seq)},
            {"source", (source.training ? "/training/sites/" : "/sites/") + source.site},
            {"type", std::move(type)},
            {"subject", event_subject(entry)},
            {"time", zone.format(entry.recorded)},
            // No `sequencetype`: its only value would make readers take this for 32 bits.
            {"sequence", fmt::format("{:020}", entry.seq)},
            {"datacontenttype", "application/json"},
            {"data", std::move(data)}};
}

}  // namespace labd::codec
