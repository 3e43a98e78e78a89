#include "labd/web/vouchers.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

#include "labd/codec/booking_json.h"
#include "labd/core/voucher_code.h"
#include "labd/rules/voucher.h"
#include "labd/web/body.h"
#include "labd/web/day.h"
#include "labd/web/metrics.h"
#include "labd/web/secret.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// So many of a code's characters are kept in the clear.
constexpr std::size_t characters_shown = 4;

struct Issue {
    CandidateId candidate;
    std::optional<Date> expires;
    std::optional<EntryId> remedy;
    std::optional<EntryId> id;
    std::optional<domain::Text> reason;
};
BOOST_DESCRIBE_STRUCT(Issue, (), (candidate, expires, remedy, id, reason))

struct Check {
    std::string code;
    CandidateId candidate;
};
BOOST_DESCRIBE_STRUCT(Check, (), (code, candidate))

struct Redeem {
    std::string code;
    CandidateId candidate;
    std::string booking;
};
BOOST_DESCRIBE_STRUCT(Redeem, (), (code, candidate, booking))

/// A code that was typed wrongly is told so; it is nobody's fault.
std::optional<std::string> code_or_answer(Call& call, const std::string& typed) {
    std::optional<std::string> code = read_voucher_code(typed);
    if (!code) {
        call.reply(bad_input({"/code", Message{"input.voucher_code"}}, call.language()));
    }
    return code;
}

std::optional<std::string> key_or_answer(Call& call) {
    auto key = idempotency_key(call.request, call.language());
    if (auto* response = std::get_if<net::Response>(&key)) {
        call.reply(std::move(*response));
        return std::nullopt;
    }
    return std::get<std::string>(key);
}

/// The voucher with its facts, its day loaded; null when there is none.
const domain::IssuedVoucher* find_voucher(const Context& context, const EntryId& id) {
    const domain::DayLog* log = context.kernel.load_case(id);
    return log == nullptr ? nullptr : log->now.find_voucher(id);
}

/// The id of the voucher with this code; empty when labd has issued none.
EntryId voucher_with(const Context& context, const std::string& code) {
    const auto& codes = context.kernel.state().codes;
    const auto found = codes.find(context.kernel.voucher_digest(code));
    return found == codes.end() ? EntryId() : found->second;
}

/// VCH-4: a code that looks right and that labd never gave out.
Refusal not_official() { return refuse({rule::VCH_4}, "why.voucher.not_official"); }

constexpr auto states =
    std::to_array<std::string_view>({"issued", "redeemed", "voided", "expired"});

std::string_view state_of(const Context& context, const domain::IssuedVoucher& voucher) {
    if (voucher.voided) {
        return "voided";
    }
    if (voucher.redeemed) {
        return "redeemed";
    }
    const Date last_day = rules::last_day_of(context.kernel.state(), voucher);
    return rules::is_voucher_valid(last_day, context.today()) ? "issued" : "expired";
}

json::object voucher_to_json(const Context& context, const domain::IssuedVoucher& voucher) {
    const Date last_day = rules::last_day_of(context.kernel.state(), voucher);
    const TimeZone zone = context.zone();
    json::object object{{"voucher", voucher.issued.id.value},
                        {"state", state_of(context, voucher)},
                        {"candidate", voucher.candidate.value},
                        {"last_day", format_date(last_day)},
                        {"issued_at", zone.format(voucher.issued.happened)},
                        {"last_four", nullptr},
                        {"remedy", nullptr},
                        {"booking", nullptr},
                        {"redeemed_at", nullptr}};
    if (voucher.code) {
        object["last_four"] = voucher.code->last_four;
    }
    if (voucher.remedy) {
        object["remedy"] = voucher.remedy->value;
    }
    if (voucher.redeemed) {
        object["booking"] = voucher.redeemed->booking;
        object["redeemed_at"] = zone.format(voucher.redeemed->stamp.happened);
    }
    return object;
}

/// The answer to an entry about a voucher: what is known of it now, and its code when it was just
/// made.
net::Response answer_entered(const Context& context, const kernel::Outcome& outcome,
                             const EntryId& known, const std::string& code,
                             codec::Language language) {
    const auto* done = std::get_if<kernel::Done>(&outcome);
    const auto* replayed = std::get_if<kernel::Replayed>(&outcome);
    if (done == nullptr && replayed == nullptr) {
        return answer_outcome(context, outcome, language);
    }
    EntryId id = known;
    if (id.empty() && done != nullptr) {
        id = done->entries.front().entry.id;
    } else if (id.empty()) {
        const json::value told = json::parse(replayed->response);
        id = EntryId(std::string(told.at("entries").at(0).at("id").as_string()));
    }
    const domain::IssuedVoucher* voucher = find_voucher(context, id);
    json::object body = voucher == nullptr ? json::object{{"voucher", id.value}}
                                           : voucher_to_json(context, *voucher);
    if (known.empty()) {
        // A retry does not get it: only its digest is kept. Void the voucher and issue another.
        body["code"] =
            done == nullptr ? json::value(nullptr) : json::value(grouped_voucher_code(code));
    }
    net::Response response = answer(201, body);
    if (replayed != nullptr) {
        response.headers.emplace_back("Idempotency-Replayed", "true");
    }
    return response;
}

/// Which voucher a request is about: none yet when it is to be issued, with this code.
struct About {
    EntryId voucher;
    std::string code;
};

void submit(const Context& context, Call call, std::string key, domain::Proposed proposed,
            const About& about) {
    proposed.by = call.principal.actor();
    kernel::Request request{
        {std::move(proposed)},
        kernel::Idempotency{call.principal.name + " vouchers", std::move(key), call.request.body}};
    const codec::Language language = call.language();
    const Instant asked = context.clock.wall();
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    context.kernel.submit(std::move(request), [&context, reply, language, asked,
                                               about](const kernel::Outcome& outcome) {
        context.metrics.note_outcome(outcome, context.clock.wall() - asked);
        // What was recorded can be read once the kernel has published it.
        (*reply)(answer_entered(context, outcome, about.voucher, about.code, language));
    });
}

}  // namespace

void issue_voucher(const Context& context, Call call) {
    std::optional<std::string> key = key_or_answer(call);
    if (!key) {
        return;
    }
    const std::optional<Issue> asked = body_or_answer<Issue>(call);
    if (!asked) {
        return;
    }
    const std::string code = random_voucher_code();
    domain::Proposed proposed;
    proposed.id = asked->id.value_or(EntryId());
    proposed.reason = asked->reason.value_or(domain::Text());
    proposed.body =
        domain::VoucherIssued{asked->candidate, asked->expires, asked->remedy,
                              domain::VoucherCode{context.kernel.voucher_digest(code),
                                                  code.substr(code.size() - characters_shown)}};
    submit(context, std::move(call), std::move(*key), std::move(proposed), {{}, code});
}

void check_voucher_code(const Context& context, Call call) {
    const std::optional<Check> asked = body_or_answer<Check>(call);
    const std::optional<std::string> code =
        asked ? code_or_answer(call, asked->code) : std::nullopt;
    if (!code) {
        return;
    }
    const EntryId id = voucher_with(context, *code);
    const domain::IssuedVoucher* voucher = id.empty() ? nullptr : find_voucher(context, id);
    domain::VoucherQuestion question;
    question.candidate = asked->candidate;
    question.voucher.candidate = asked->candidate;
    question.voucher.expires = context.today();
    if (voucher != nullptr) {
        question = rules::question_of(context.kernel.state(), *voucher, asked->candidate);
    }
    const rules::VoucherAnswer found = rules::check_voucher(question, context.today());
    json::object body = codec::voucher_to_json(found, question.voucher, call.language());
    body["today"] = format_date(context.today());
    call.reply(answer(200, body));
}

void redeem_voucher(const Context& context, Call call) {
    std::optional<std::string> key = key_or_answer(call);
    if (!key) {
        return;
    }
    const std::optional<Redeem> asked = body_or_answer<Redeem>(call);
    const std::optional<std::string> code =
        asked ? code_or_answer(call, asked->code) : std::nullopt;
    if (!code) {
        return;
    }
    const EntryId id = voucher_with(context, *code);
    if (id.empty()) {
        const Refusal refusal = not_official();
        context.metrics.count_refusal(refusal);
        call.reply(refused(refusal, call.language(), context.zone(), {{"recorded", false}}));
        return;
    }
    domain::Proposed proposed;
    proposed.body = domain::VoucherRedeemed{id, asked->candidate, asked->booking};
    submit(context, std::move(call), std::move(*key), std::move(proposed), {id, *code});
}

void list_vouchers(const Context& context, Call call) {
    constexpr std::uint64_t page_max = 1000;
    constexpr std::uint64_t page_usual = 100;
    const std::optional<Page> page =
        page_or_answer(call, context.kernel.state().size, {0, page_usual}, page_max);
    if (!page) {
        return;
    }
    const auto wanted = [&call](std::string_view name) { return call.request.query_value(name); };
    const std::optional<std::string> state = wanted("state");
    if (state && std::ranges::find(states, *state) == states.end()) {
        call.reply(bad_input(
            {"state", Message{"input.one_of", {{"choices", "issued, redeemed, voided, expired"}}}},
            call.language()));
        return;
    }
    const std::optional<std::string> candidate = wanted("candidate");
    const std::optional<std::string> session = wanted("session");
    const auto& all = context.kernel.state().vouchers;
    json::array vouchers;
    Seq next = page->after;
    auto row = all.lower_bound(next);
    for (; row != all.end() && vouchers.size() < page->limit; ++row) {
        const domain::IssuedVoucher& voucher = *row->second;
        next = row->first + 1;
        const bool fits = (!candidate || voucher.candidate.value == *candidate) &&
                          (!session || voucher.session.value == *session) &&
                          (!state || state_of(context, voucher) == *state);
        if (fits) {
            vouchers.emplace_back(voucher_to_json(context, voucher));
        }
    }
    call.reply(answer(
        200, json::object{{"vouchers", std::move(vouchers)},
                          {"next", row == all.end() ? json::value(nullptr) : json::value(next)}}));
}

void read_voucher(const Context& context, Call call) {
    const EntryId id(call.names[0]);
    const domain::IssuedVoucher* voucher = find_voucher(context, id);
    call.reply(voucher == nullptr ? no_such("voucher", id.value, call.language())
                                  : answer(200, voucher_to_json(context, *voucher)));
}

}  // namespace labd::web
