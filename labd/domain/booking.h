// What is asked about bookings, and the history that comes with it: given by whoever asks, stored
// nowhere. Plain data; the codec reads the members by Boost.Describe.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/zone.h"
#include "labd/domain/values.h"

namespace labd::domain {

/// What a record of a candidate's history is about: an exam taken, a booking that is open, a ban
/// (SEC-3), or a certification and whether it has lapsed (ELG-2).
enum class RecordKind : std::uint8_t { lab, written, online, booking, ban, certification };
BOOST_DESCRIBE_ENUM(RecordKind, lab, written, online, booking, ban, certification)

enum class ExamResult : std::uint8_t { pass, fail, no_show, cancelled };
BOOST_DESCRIBE_ENUM(ExamResult, pass, fail, no_show, cancelled)

/// Whether a certification has lapsed, or the first day on which it has.
struct Lapse {
    bool lapsed = false;
    std::optional<Date> on;
};

/// One record. `date` is the exam's day at its site; of a certification that has lapsed, a day by
/// which it had.
struct HistoryRecord {
    std::optional<ExamId> exam;
    RecordKind kind = RecordKind::lab;
    std::optional<Date> date;
    std::optional<ExamResult> result;
    /// Of a written exam: the track it qualifies for (ELG-4).
    std::optional<ExamId> qualifies;
    std::optional<Lapse> lapsed;
    std::optional<SiteId> site;
};
BOOST_DESCRIBE_STRUCT(HistoryRecord, (), (exam, kind, date, result, qualifies, lapsed, site))

/// May the candidate take this exam on that day? Exactly one of `track` and `exam` is given.
/// Personal data that is not given raises no bar (ELG-7).
struct MayBook {
    CandidateId candidate;
    std::optional<TrackId> track;
    /// The number of a written exam.
    std::optional<ExamId> exam;
    Date date;
    std::vector<HistoryRecord> history;
    std::optional<Date> born;
    std::optional<Date> guardian_consent;
    std::optional<std::string> residence;
    std::optional<ResidenceShown> residence_shown;
};
BOOST_DESCRIBE_STRUCT(MayBook, (),
                      (candidate, track, exam, date, history, born, guardian_consent, residence,
                       residence_shown))

enum class PaymentMethod : std::uint8_t { card, voucher };
BOOST_DESCRIBE_ENUM(PaymentMethod, card, voucher)

/// How a booking of the roster stands: not paid, or in full by card or with a voucher (PAY-1).
enum class PaymentState : std::uint8_t { unpaid, card, voucher };
BOOST_DESCRIBE_ENUM(PaymentState, unpaid, card, voucher)

/// A booking as scheduling knows it. `method` is given when it is paid.
struct Booking {
    CandidateId candidate;
    TrackId track;
    Date exam_date;
    std::optional<SiteId> site;
    bool paid = false;
    std::optional<PaymentMethod> method;
    /// The last day on which the voucher pays (VCH-2).
    std::optional<Date> voucher_expires;
    bool invoiced = false;
    /// The day on which the payment in full was received.
    std::optional<Date> paid_on;
    std::optional<Date> agreement_signed;
    /// A granted remedy that has become a free reschedule and has not been used (REM-7).
    bool free_reschedule = false;
};
BOOST_DESCRIBE_STRUCT(Booking, (),
                      (candidate, track, exam_date, site, paid, method, voucher_expires, invoiced,
                       paid_on, agreement_signed, free_reschedule))

/// A question about a booking on a day; without one it is asked about today at the site.
struct BookingQuestion {
    Booking booking;
    std::optional<Date> today;
};
BOOST_DESCRIBE_STRUCT(BookingQuestion, (), (booking, today))

/// A voucher as its issuer knows it. `official`, `redeemed` and `voided` are false unless given.
struct Voucher {
    CandidateId candidate;
    Date expires;
    bool official = false;
    bool redeemed = false;
    bool voided = false;
};
BOOST_DESCRIBE_STRUCT(Voucher, (), (candidate, expires, official, redeemed, voided))

/// Does this voucher pay for the booking of that candidate?
struct VoucherQuestion {
    Voucher voucher;
    CandidateId candidate;
    std::optional<Date> today;
};
BOOST_DESCRIBE_STRUCT(VoucherQuestion, (), (voucher, candidate, today))

}  // namespace labd::domain
