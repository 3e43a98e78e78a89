#include "labd/kernel/registers.h"

#include <memory>
#include <optional>
#include <string>

#include "labd/codec/writer.h"

namespace labd::kernel {

namespace {

namespace json = boost::json;
using domain::State;

json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);
}

std::optional<std::string> text_of(const json::value& from) {
    return from.is_null() ? std::nullopt : std::optional(std::string(from.as_string()));
}

json::array row_of(const domain::IssuedVoucher& voucher) {
    const auto& redeemed = voucher.redeemed;
    return json::array{
        voucher.issued.id.value,
        voucher.issued.order,
        voucher.issued.happened.us,
        voucher.session.value,
        voucher.candidate.value,
        text_or_null(voucher.expires ? std::optional(format_date(*voucher.expires)) : std::nullopt),
        text_or_null(voucher.remedy ? std::optional(voucher.remedy->value) : std::nullopt),
        text_or_null(voucher.code ? std::optional(voucher.code->last_four) : std::nullopt),
        redeemed ? json::value(redeemed->stamp.happened.us) : json::value(nullptr),
        text_or_null(redeemed ? std::optional(redeemed->booking) : std::nullopt),
        voucher.voided ? json::value(voucher.voided->happened.us) : json::value(nullptr)};
}

std::shared_ptr<const domain::IssuedVoucher> voucher_of(const json::array& row) {
    domain::IssuedVoucher voucher;
    std::size_t column = 0;
    const auto next = [&]() -> const json::value& { return row.at(column++); };
    voucher.issued.id = EntryId(std::string(next().as_string()));
    voucher.issued.order = voucher.issued.seq = next().to_number<Seq>();
    voucher.issued.happened.us = next().to_number<std::int64_t>();
    voucher.session = SessionId(std::string(next().as_string()));
    voucher.candidate = CandidateId(std::string(next().as_string()));
    if (const auto expires = text_of(next())) {
        voucher.expires = parse_date(*expires);
    }
    if (const auto remedy = text_of(next())) {
        voucher.remedy = EntryId(*remedy);
    }
    if (const auto last_four = text_of(next())) {
        voucher.code = domain::VoucherCode{{}, *last_four};
    }
    const json::value& redeemed = next();
    const std::optional<std::string> booking = text_of(next());
    if (booking) {
        voucher.redeemed = domain::VoucherUse{{}, voucher.candidate, *booking};
        voucher.redeemed->stamp.happened.us = redeemed.to_number<std::int64_t>();
    }
    if (const json::value& voided = next(); !voided.is_null()) {
        voucher.voided.emplace().happened.us = voided.to_number<std::int64_t>();
    }
    return std::make_shared<const domain::IssuedVoucher>(std::move(voucher));
}

Date date_of_text(const json::value& from) { return parse_date(from.as_string()).value_or(Date{}); }

void read_incidents(State& state, const json::object& from) {
    for (const auto& member : from.at("incidents").as_object()) {
        const json::array& row = member.value().as_array();
        domain::IncidentRow& incident = state.incidents[EntryId(member.key())];
        incident.day = date_of_text(row.at(0));
        incident.session = SessionId(std::string(row.at(1).as_string()));
        boost::describe::enum_from_string(std::string(row.at(2).as_string()).c_str(),
                                          incident.kind);
        incident.order = row.at(3).to_number<Seq>();
        incident.closed = row.at(4).as_bool();
        incident.gone = row.at(5).as_bool();
    }
    for (const json::value& each : from.at("incident_entries").as_array()) {
        const json::array& row = each.as_array();
        state.incident_entries[{date_of_text(row.at(0)),
                                EntryId(std::string(row.at(1).as_string()))}] =
            EntryId(std::string(row.at(2).as_string()));
    }
    for (const json::value& each : from.at("incidents_with_files").as_array()) {
        state.incidents_with_files.insert(EntryId(std::string(each.as_string())));
    }
}

}  // namespace

json::object registers_of(const State& state) {
    json::array vouchers;
    for (const auto& [order, voucher] : state.vouchers) {
        vouchers.emplace_back(row_of(*voucher));
    }
    json::object holds;
    for (const auto& [id, hold] : state.rack_holds) {
        holds[id.value] = {format_date(hold.day),  hold.rack.value,   format_date(hold.first),
                           format_date(hold.last), hold.reread.value, hold.by};
    }
    json::object investigations;
    for (const auto& [id, date] : state.investigations) {
        investigations[id.value] = format_date(date);
    }
    json::object bans;
    for (const auto& [candidate, ban] : state.bans) {
        bans[candidate.value] = {ban.since.us, ban.incident.value};
    }
    json::object erasures;
    for (const auto& [candidate, row] : state.erasures) {
        erasures[candidate.value] = {row.requested.us, row.by,
                                     row.erased ? json::value(row.erased->us) : json::value(),
                                     row.confirmed_by};
    }
    json::object candidate_days;
    for (const auto& [candidate, days] : state.candidate_days) {
        json::array& dates = candidate_days[candidate.value].emplace_array();
        for (const Date date : days) {
            dates.emplace_back(format_date(date));
        }
    }
    json::object incidents;
    for (const auto& [id, row] : state.incidents) {
        incidents[id.value] = {
            format_date(row.day), row.session.value, codec::enum_name(row.kind), row.order,
            row.closed,           row.gone};
    }
    json::array incident_entries;
    for (const auto& [entry, incident] : state.incident_entries) {
        incident_entries.emplace_back(
            json::array{format_date(entry.first), entry.second.value, incident.value});
    }
    json::array with_files;
    for (const EntryId& incident : state.incidents_with_files) {
        with_files.emplace_back(incident.value);
    }
    return {{"incidents_with_files", std::move(with_files)},
            {"vouchers", std::move(vouchers)},
            {"bans", std::move(bans)},
            {"erasures", std::move(erasures)},
            {"candidate_days", std::move(candidate_days)},
            {"incidents", std::move(incidents)},
            {"incident_entries", std::move(incident_entries)},
            {"rack_holds", std::move(holds)},
            {"investigations", std::move(investigations)}};
}

void read_registers(State& state, const json::object& from) {
    for (const json::value& row : from.at("vouchers").as_array()) {
        const auto voucher = voucher_of(row.as_array());
        state.vouchers[voucher->issued.order] = voucher;
    }
    for (const auto& member : from.at("bans").as_object()) {
        const json::array& row = member.value().as_array();
        state.bans[CandidateId(std::string(member.key()))] = {
            {row.at(0).to_number<std::int64_t>()}, EntryId(std::string(row.at(1).as_string()))};
    }
    for (const auto& member : from.at("erasures").as_object()) {
        const json::array& row = member.value().as_array();
        domain::ErasureRow& erasure = state.erasures[CandidateId(std::string(member.key()))];
        erasure.requested.us = row.at(0).to_number<std::int64_t>();
        erasure.by = row.at(1).as_string();
        if (!row.at(2).is_null()) {
            erasure.erased = Instant{row.at(2).to_number<std::int64_t>()};
        }
        erasure.confirmed_by = row.at(3).as_string();
    }
    for (const auto& member : from.at("candidate_days").as_object()) {
        std::set<Date>& days = state.candidate_days[CandidateId(std::string(member.key()))];
        for (const json::value& date : member.value().as_array()) {
            days.insert(date_of_text(date));
        }
    }
    read_incidents(state, from);
    for (const auto& member : from.at("rack_holds").as_object()) {
        const json::array& row = member.value().as_array();
        state.rack_holds[EntryId(member.key())] = {date_of_text(row.at(0)),
                                                   RackId(std::string(row.at(1).as_string())),
                                                   date_of_text(row.at(2)),
                                                   date_of_text(row.at(3)),
                                                   EntryId(std::string(row.at(4).as_string())),
                                                   std::string(row.at(5).as_string())};
    }
    for (const auto& member : from.at("investigations").as_object()) {
        state.investigations[EntryId(member.key())] = date_of_text(member.value());
    }
}

}  // namespace labd::kernel
