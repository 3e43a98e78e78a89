#include "labd/codec/booking_json.h"

#include "labd/codec/answers.h"
#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

using domain::RecordKind;

void fail_at(Reader& reader, std::string_view place, Message what) {
    reader.at(place, [&] { reader.fail(std::move(what)); });
}

void check_track(Reader& reader, const TrackId& track, const QuestionSite& site) {
    if (!reader.failed() && !site.tracks.contains(track)) {
        fail_at(reader, "track", {"input.no_track", {{"track", track.value}}});
    }
}

/// What a record of its kind cannot be without, and what it cannot have.
void check_record(Reader& reader, const domain::HistoryRecord& record) {
    const bool is_exam = record.kind == RecordKind::lab || record.kind == RecordKind::written ||
                         record.kind == RecordKind::online;
    if (!record.exam && record.kind != RecordKind::ban) {
        fail_at(reader, "exam", {"input.missing"});
    }
    if (!record.date && (is_exam || record.kind == RecordKind::booking || record.result)) {
        fail_at(reader, "date", {"input.missing"});
    }
    if (is_exam && !record.result) {
        fail_at(reader, "result", {"input.missing"});
    }
    if (record.lapsed && record.kind != RecordKind::certification) {
        fail_at(reader, "lapsed", {"input.of_certification"});
    }
    if (record.qualifies && record.kind != RecordKind::written) {
        fail_at(reader, "qualifies", {"input.of_written"});
    }
}

json::value date_or_null(const std::optional<Date>& date) {
    return date ? json::value(format_date(*date)) : json::value(nullptr);
}

void add_text(const Message& message, Language language, json::object& to) {
    // Without instants among its values no zone is needed.
    add_message(message, TimeZone(), to);
    to["message"] = render(message, language, TimeZone());
}

json::object bar_to_json(const rules::Bar& bar, Language language) {
    json::object object{
        {"rule", bar.rule.id}, {"until", date_or_null(bar.until)}, {"day", enum_name(bar.day)}};
    add_text(bar.text, language, object);
    return object;
}

/// A booking that is paid with nothing, or with a voucher that nobody dates, is no booking.
void check_booking(Reader& reader, const domain::Booking& booking, const QuestionSite& site) {
    check_track(reader, booking.track, site);
    const bool by_voucher = booking.method == domain::PaymentMethod::voucher;
    if (booking.paid && !booking.method) {
        fail_at(reader, "method", {"input.missing_of_paid"});
    }
    if (booking.voucher_expires && !by_voucher) {
        fail_at(reader, "voucher_expires", {"input.of_voucher"});
    }
    if (booking.invoiced && !booking.paid) {
        fail_at(reader, "invoiced", {"input.before_payment"});
    }
    if (booking.paid_on && !booking.paid) {
        fail_at(reader, "paid_on", {"input.of_paid"});
    }
}

}  // namespace

domain::MayBook read_may_book(Reader& reader, const json::value& from, const QuestionSite& site,
                              const std::vector<std::string_view>& envelope) {
    domain::MayBook asked;
    reader.read_struct(from, asked, envelope);
    if (reader.failed()) {
        return asked;
    }
    if (asked.track.has_value() == asked.exam.has_value()) {
        reader.fail({"input.track_or_exam"});
    } else if (asked.track) {
        check_track(reader, *asked.track, site);
    }
    reader.at("history", [&] {
        for (std::size_t i = 0; i < asked.history.size(); ++i) {
            reader.at(std::to_string(i), [&] { check_record(reader, asked.history[i]); });
        }
    });
    return asked;
}

domain::BookingQuestion read_booking_question(Reader& reader, const json::value& from,
                                              const QuestionSite& site,
                                              const std::vector<std::string_view>& envelope) {
    domain::BookingQuestion asked;
    reader.read_struct(from, asked, envelope);
    if (reader.failed()) {
        return asked;
    }
    reader.at("booking", [&] { check_booking(reader, asked.booking, site); });
    const bool elsewhere = asked.booking.site && *asked.booking.site != site.site;
    if (elsewhere && !asked.today) {
        fail_at(reader, "today", {"input.today", {{"site", asked.booking.site->value}}});
    }
    return asked;
}

domain::VoucherQuestion read_voucher_question(Reader& reader, const json::value& from) {
    domain::VoucherQuestion asked;
    reader.read_struct(from, asked, {});
    return asked;
}

json::object may_book_to_json(const rules::Eligibility& answer, Language language) {
    json::array bars;
    for (const rules::Bar& bar : answer.bars) {
        bars.push_back(bar_to_json(bar, language));
    }
    return {{"allowed", answer.allowed()},
            {"bars", std::move(bars)},
            {"rules", rules_to_json(answer.rules)}};
}

json::object change_quote_to_json(const rules::ChangeQuote& quote, Language language) {
    json::object object{{"possible", quote.possible}, {"fee_usd", nullptr}, {"how", nullptr}};
    if (quote.possible) {
        object["fee_usd"] = *quote.fee_usd;
        object["how"] = enum_name(*quote.how);
    }
    json::array moves;
    for (const rules::Move move : quote.moves) {
        moves.emplace_back(enum_name(move));
    }
    object["moves"] = std::move(moves);
    object["refund_from"] = date_or_null(quote.refund_from);
    object["refund_to"] = date_or_null(quote.refund_to);
    object["free_until"] = format_date(quote.free_until);
    object["possible_until"] = format_date(quote.possible_until);
    object["rules"] = rules_to_json(quote.rules);
    add_text(quote.text, language, object);
    return object;
}

json::object cancel_quote_to_json(const rules::CancelQuote& quote, Language language) {
    json::object object{{"possible", quote.possible},
                        {"how", nullptr},
                        {"forfeits_all", quote.forfeits_all},
                        {"rules", rules_to_json(quote.rules)}};
    if (quote.how) {
        object["how"] = enum_name(*quote.how);
    }
    add_text(quote.text, language, object);
    return object;
}

json::object absence_quote_to_json(const rules::AbsenceQuote& quote, Language language) {
    json::object object{{"forfeits_all", quote.forfeits_all},
                        {"barred_from", format_date(quote.barred_from)},
                        {"until", format_date(quote.until)},
                        {"rules", rules_to_json(quote.rules)}};
    add_text(quote.text, language, object);
    return object;
}

json::object dues_to_json(const rules::BookingDues& dues, Date today) {
    json::array list;
    for (const rules::Due& due : dues.dues) {
        list.push_back(json::object{{"what", enum_name(due.what)},
                                    {"from", date_or_null(due.from)},
                                    {"by", date_or_null(due.by)},
                                    {"done", due.done},
                                    {"over", due.by && *due.by < today},
                                    {"rule", due.rule.id}});
    }
    return {{"state", enum_name(dues.state)},
            {"dues", std::move(list)},
            {"rules", rules_to_json(dues.rules)}};
}

json::object voucher_to_json(const rules::VoucherAnswer& answer, const domain::Voucher& voucher,
                             Language language) {
    json::array bars;
    for (const rules::VoucherBar& bar : answer.bars) {
        json::object object{{"rule", bar.rule.id}};
        add_text(bar.text, language, object);
        bars.push_back(std::move(object));
    }
    return {{"pays", answer.pays()},
            {"bars", std::move(bars)},
            {"conduct", answer.conduct},
            {"last_day", format_date(voucher.expires)},
            {"rules", rules_to_json(answer.rules)}};
}

}  // namespace labd::codec
