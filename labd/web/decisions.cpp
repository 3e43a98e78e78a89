#include "labd/web/decisions.h"

#include <optional>

#include "labd/codec/booking_json.h"
#include "labd/codec/policy_file.h"
#include "labd/web/day.h"
#include "labd/web/entries.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// What every question here rests on: the site as it is configured, and the policy in force.
struct Ground {
    explicit Ground(const Context& context)
        : policy(context.kernel.state().policy_at()), today(context.today()) {
        if (!policy) {
            policy = std::make_shared<const domain::Policy>(codec::shipped_policy());
        }
        const domain::State& state = context.kernel.state();
        if (!state.sites.empty()) {
            const domain::SiteConfigured& site = state.sites.back().site->configured;
            site_id = site.site;
            country = site.country;
        }
    }

    codec::QuestionSite question_site() const { return {policy->tracks, site_id}; }

    rules::BookingBasis booking_basis(std::optional<Date> asked) const {
        return {asked.value_or(today), policy->parameters.site_holidays};
    }

    std::shared_ptr<const domain::Policy> policy;
    Date today;
    SiteId site_id;
    std::optional<std::string> country;
};

/// The question of a request as `read(reader, body)` reads it, or nothing after answering.
template <class Read>
auto question_or_answer(Call& call, Read read)
    -> std::optional<decltype(read(std::declval<codec::Reader&>(),
                                   std::declval<const json::value&>()))> {
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return std::nullopt;
    }
    const codec::Decoded<json::value> body = codec::parse_json(call.request.body);
    if (!body) {
        call.reply(bad_input(body.error(), call.language()));
        return std::nullopt;
    }
    codec::Reader reader;
    auto asked = read(reader, *body);
    if (reader.failed()) {
        call.reply(bad_input(reader.fault(), call.language()));
        return std::nullopt;
    }
    return asked;
}

/// Reads a question about a booking and answers it with what `decide(booking, basis)` says.
template <class Decide>
void answer_booking_question(const Context& context, Call call, Decide decide) {
    const Ground ground(context);
    const auto asked =
        question_or_answer(call, [&ground](codec::Reader& reader, const json::value& body) {
            return codec::read_booking_question(reader, body, ground.question_site());
        });
    if (!asked) {
        return;
    }
    const rules::BookingBasis basis = ground.booking_basis(asked->today);
    json::object body = decide(asked->booking, basis);
    body["today"] = format_date(basis.today);
    call.reply(answer(200, body));
}

}  // namespace

void decide_may_book(const Context& context, Call call) {
    const Ground ground(context);
    const auto asked =
        question_or_answer(call, [&ground](codec::Reader& reader, const json::value& body) {
            return codec::read_may_book(reader, body, ground.question_site());
        });
    if (!asked) {
        return;
    }
    const rules::EligibilityBasis basis{ground.policy->parameters, ground.country, ground.today};
    json::object body = codec::may_book_to_json(rules::may_book(*asked, basis), call.language());
    body["today"] = format_date(ground.today);
    call.reply(answer(200, body));
}

void decide_change(const Context& context, Call call) {
    const codec::Language language = call.language();
    answer_booking_question(
        context, std::move(call), [language](const domain::Booking& booking, const auto& basis) {
            return codec::change_quote_to_json(rules::change_quote(booking, basis), language);
        });
}

void decide_cancel(const Context& context, Call call) {
    const codec::Language language = call.language();
    answer_booking_question(
        context, std::move(call), [language](const domain::Booking& booking, const auto& basis) {
            return codec::cancel_quote_to_json(rules::cancel_quote(booking, basis), language);
        });
}

void decide_absence(const Context& context, Call call) {
    const codec::Language language = call.language();
    answer_booking_question(
        context, std::move(call), [language](const domain::Booking& booking, const auto&) {
            return codec::absence_quote_to_json(rules::absence_quote(booking), language);
        });
}

void decide_dues(const Context& context, Call call) {
    answer_booking_question(
        context, std::move(call), [](const domain::Booking& booking, const auto& basis) {
            return codec::dues_to_json(rules::what_is_due(booking, basis), basis.today);
        });
}

void decide_voucher(const Context& context, Call call) {
    const auto asked = question_or_answer(call, [](codec::Reader& reader, const json::value& body) {
        return codec::read_voucher_question(reader, body);
    });
    if (!asked) {
        return;
    }
    const Date today = asked->today.value_or(context.today());
    json::object body = codec::voucher_to_json(rules::check_voucher(*asked, today), asked->voucher,
                                               call.language());
    body["today"] = format_date(today);
    call.reply(answer(200, body));
}

}  // namespace labd::web
