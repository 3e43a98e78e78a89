// Short ways to write histories and bookings in tests.
#pragma once

#include <string>

#include "labd/domain/booking.h"

namespace labd::test {

inline Date day(std::string_view text) { return parse_date(text).value(); }

inline domain::HistoryRecord record(domain::RecordKind kind, const std::string& exam,
                                    std::string_view date,
                                    std::optional<domain::ExamResult> result = std::nullopt) {
    domain::HistoryRecord made;
    made.exam = ExamId(exam);
    made.kind = kind;
    made.date = day(date);
    made.result = result;
    return made;
}

inline domain::HistoryRecord lab(std::string_view date, domain::ExamResult result,
                                 const std::string& track = "ccie-security") {
    return record(domain::RecordKind::lab, track, date, result);
}

inline domain::HistoryRecord written(std::string_view date, domain::ExamResult result,
                                     const std::string& exam = "350-701") {
    return record(domain::RecordKind::written, exam, date, result);
}

/// A written pass that qualifies for the lab of `lab()`.
inline domain::HistoryRecord qualifying(std::string_view date) {
    domain::HistoryRecord made = written(date, domain::ExamResult::pass);
    made.qualifies = ExamId("ccie-security");
    return made;
}

inline domain::HistoryRecord certification(std::string_view date, domain::Lapse lapsed) {
    domain::HistoryRecord made = record(domain::RecordKind::certification, "ccie-security", date);
    made.lapsed = lapsed;
    return made;
}

inline domain::MayBook ask_lab(std::string_view date, std::vector<domain::HistoryRecord> history) {
    domain::MayBook asked;
    asked.candidate = CandidateId("C-9");
    asked.track = TrackId("ccie-security");
    asked.date = day(date);
    asked.history = std::move(history);
    return asked;
}

inline domain::MayBook ask_written(const std::string& exam, std::string_view date,
                                   std::vector<domain::HistoryRecord> history) {
    domain::MayBook asked = ask_lab(date, std::move(history));
    asked.track.reset();
    asked.exam = ExamId(exam);
    return asked;
}

/// Paid by card, the exam on 31 May 2026 (the rulebook's worked example 11).
inline domain::Booking paid_booking() {
    domain::Booking booking;
    booking.candidate = CandidateId("C-9");
    booking.track = TrackId("ccie-security");
    booking.exam_date = day("2026-05-31");
    booking.site = SiteId("tyo");
    booking.paid = true;
    booking.method = domain::PaymentMethod::card;
    booking.agreement_signed = day("2026-01-10");
    return booking;
}

inline domain::Booking unpaid_booking() {
    domain::Booking booking = paid_booking();
    booking.paid = false;
    booking.method.reset();
    return booking;
}

inline domain::Booking voucher_booking(std::string_view expires) {
    domain::Booking booking = paid_booking();
    booking.method = domain::PaymentMethod::voucher;
    booking.voucher_expires = day(expires);
    return booking;
}

}  // namespace labd::test
