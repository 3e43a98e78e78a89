// Questions about bookings and their answers as JSON, in the shapes of the scenario format: one
// place for simulate and the HTTP API.
#pragma once

#include <string_view>
#include <vector>

#include "labd/codec/json.h"
#include "labd/codec/messages.h"
#include "labd/codec/reader.h"
#include "labd/domain/booking.h"
#include "labd/domain/policy.h"
#include "labd/rules/booking.h"
#include "labd/rules/eligibility.h"
#include "labd/rules/payment.h"
#include "labd/rules/voucher.h"

namespace labd::codec {

/// What a question is checked against: the tracks in force and the site that is asked.
struct QuestionSite {
    const std::map<TrackId, domain::Track>& tracks;
    SiteId site;
};

/// Each reads a question whole and leaves what is wrong with it in the reader. Members named in
/// `envelope` are skipped.
domain::MayBook read_may_book(Reader& reader, const json::value& from, const QuestionSite& site,
                              const std::vector<std::string_view>& envelope = {});
domain::BookingQuestion read_booking_question(Reader& reader, const json::value& from,
                                              const QuestionSite& site,
                                              const std::vector<std::string_view>& envelope = {});
domain::VoucherQuestion read_voucher_question(Reader& reader, const json::value& from);

/// The question `may_book`; words in `language`, as in the others.
json::object may_book_to_json(const rules::Eligibility& answer, Language language);
/// The question `change_quote`.
json::object change_quote_to_json(const rules::ChangeQuote& quote, Language language);
json::object cancel_quote_to_json(const rules::CancelQuote& quote, Language language);
json::object absence_quote_to_json(const rules::AbsenceQuote& quote, Language language);
json::object dues_to_json(const rules::BookingDues& dues, Date today);
json::object voucher_to_json(const rules::VoucherAnswer& answer, const domain::Voucher& voucher,
                             Language language);

}  // namespace labd::codec
