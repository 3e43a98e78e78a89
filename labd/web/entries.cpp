#include "labd/web/entries.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "labd/codec/entry_json.h"
#include "labd/kernel/response.h"
#include "labd/rules/coverage.h"
#include "labd/rules/incidents.h"
#include "labd/rules/timeline.h"
#include "labd/web/attachments.h"
#include "labd/web/authentication.h"
#include "labd/web/day.h"
#include "labd/web/metrics.h"
#include "labd/web/problem.h"

namespace labd::web {

namespace {

namespace json = boost::json;

constexpr std::size_t key_bytes_max = 200;
constexpr std::size_t batch_max = 200;

/// The refusal of an arrival that was recorded but let nobody in (ADM-14).
std::optional<Refusal> refusal_of_arrival(const rules::View& view, const EntryId& entry) {
    for (const auto& [id, facts] : view.day.sittings) {
        const bool is_its = std::ranges::any_of(
            facts.arrivals,
            [&](const domain::Arrival& arrival) { return arrival.stamp.id == entry; });
        const auto sitting = is_its ? rules::find_sitting(view, id) : std::nullopt;
        if (!sitting) {
            continue;
        }
        for (const rules::RefusedArrival& refused : rules::timeline(*sitting).refused_arrivals) {
            if (refused.entry == entry) {
                return refused.refusal;
            }
        }
    }
    return std::nullopt;
}

/// The refusal of an entry that was recorded, derived from the facts: what is kept for retries
/// holds no personal values.
std::optional<Refusal> refusal_of(const Context& context, const EntryId& entry) {
    const domain::DayLog* log = context.kernel.state().day_with(entry);
    if (log == nullptr) {
        return std::nullopt;
    }
    const rules::View view{*log, log->now};
    if (const domain::FootageRequest* asked = log->now.find_footage_request(entry)) {
        return rules::judge_footage_request(log->now, *asked);
    }
    const auto request =
        std::ranges::find(log->now.camera_requests, entry,
                          [](const domain::CameraRequest& one) { return one.stamp.id; });
    return request == log->now.camera_requests.end()
               ? refusal_of_arrival(view, entry)
               : rules::judge_camera_request(view, request->camera, request->stamp.happened);
}

/// The answer to a group with an entry that was recorded but is refused: an arrival that let nobody
/// in, a request to stop a camera (CAM-6) or for footage (CAM-5). `known` is null for a retry.
net::Response answer_recorded_refusal(const Context& context, const json::object& done,
                                      const kernel::Done* known, bool recorded,
                                      codec::Language language) {
    const json::array& entries = done.at("entries").as_array();
    json::object members{{"recorded", recorded}, {"entries", entries}, {"size", done.at("size")}};
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const EntryId id(std::string(entries[i].at("id").as_string()));
        const std::optional<Refusal> refusal =
            known == nullptr ? refusal_of(context, id) : known->entries[i].refused;
        if (refusal) {
            members["index"] = i;
            return refused(*refusal, language, context.zone(), std::move(members));
        }
    }
    // Corrected since: only what was kept of it is left to say.
    const json::object& kept = done.at("refused").as_object();
    members["rules"] = kept.at("rules");
    members["key"] = kept.at("key");
    members["values"] = json::object();
    const Message message{std::string(kept.at("key").as_string()), {}};
    return problem(Fault::refused, language, message, std::move(members));
}

net::Response answer_done(const Context& context, const kernel::Done& done,
                          codec::Language language) {
    std::string body =
        done.response.empty() ? kernel::response_json(done, context.zone()) : done.response;
    const bool any_refused = std::ranges::any_of(
        done.entries, [](const rules::Accepted& accepted) { return accepted.refused.has_value(); });
    if (any_refused) {
        return answer_recorded_refusal(context, json::parse(body).as_object(), &done, true,
                                       language);
    }
    return net::Response::with_text(201, "application/json", std::move(body));
}

net::Response answer_replayed(const Context& context, const std::string& kept,
                              codec::Language language) {
    const json::object done = json::parse(kept).as_object();
    net::Response response = done.contains("refused")
                                 ? answer_recorded_refusal(context, done, nullptr, true, language)
                                 : net::Response::with_text(201, "application/json", kept);
    response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
}

net::Response answer_unavailable(kernel::Unavailable reason, codec::Language language) {
    net::Response response;
    switch (reason) {
        case kernel::Unavailable::busy:
            response = problem(Fault::busy, language);
            response.headers.emplace_back("Retry-After", "1");
            break;
        case kernel::Unavailable::disk_full: response = problem(Fault::disk_full, language); break;
        case kernel::Unavailable::outcome_unknown:
            response = problem(Fault::outcome_unknown, language);
            response.headers.emplace_back("Retry-After", "5");
            break;
        case kernel::Unavailable::in_flight:
            response = problem(Fault::in_flight, language);
            response.headers.emplace_back("Retry-After", "1");
            break;
        case kernel::Unavailable::key_reused:
            response = problem(Fault::key_reused, language);
            break;
    }
    return response;
}

/// Reads the entries of a request.
class EntryInput {
public:
    EntryInput(const Context& context, const Principal& principal)
        : context_(context), principal_(principal), zone_(context.zone()) {}

    codec::Decoded<std::vector<domain::Proposed>> read(const json::value& body) {
        const json::object* members = reader_.object(body);
        const json::value* batch = members == nullptr ? nullptr : members->if_contains("batch");
        std::vector<domain::Proposed> entries;
        if (members != nullptr && batch == nullptr) {
            entries.push_back(read_one(body));
        } else if (batch != nullptr) {
            reader_.at("batch", [&] { read_batch(*batch, entries); });
            for (const auto& member : *members) {
                if (member.key() != "batch") {
                    reader_.at(member.key(), [&] { reader_.fail({"input.unknown"}); });
                }
            }
        }
        if (reader_.failed()) {
            return reader_.fault();
        }
        return entries;
    }

private:
    void read_batch(const json::value& from, std::vector<domain::Proposed>& to) {
        const json::array* items = reader_.array(from);
        if (items != nullptr && (items->empty() || items->size() > batch_max)) {
            reader_.fail({"input.batch", {{"max", std::int64_t{batch_max}}}});
            return;
        }
        for (std::size_t i = 0; items != nullptr && i < items->size() && !reader_.failed(); ++i) {
            reader_.at(std::to_string(i), [&] { to.push_back(read_one((*items)[i])); });
        }
    }

    domain::Proposed read_one(const json::value& from) {
        reader_.civil = codec::CivilDay{&zone_, civil_date(from)};
        const bool replay = context_.config.replay;
        domain::Proposed proposed = codec::read_proposed(
            reader_, from,
            replay ? std::vector<std::string_view>{"by"} : std::vector<std::string_view>{});
        proposed.by = principal_.actor();
        refuse_code(proposed.body);
        const json::object* members = from.if_object();
        const json::value* by = replay && members != nullptr ? members->if_contains("by") : nullptr;
        if (by != nullptr) {
            reader_.at("by", [&] { reader_.read(*by, proposed.by); });
        }
        return proposed;
    }

    /// Codes of vouchers are made by labd alone (VCH-5).
    void refuse_code(const domain::Body& body) {
        const auto* issued = std::get_if<domain::VoucherIssued>(&body);
        if (issued != nullptr && issued->code) {
            reader_.at("code", [&] { reader_.fail({"input.made_by_labd"}); });
        }
    }

    /// The sitting, or the first of the sittings, that an entry names.
    static std::string first_sitting(const json::object* members) {
        const json::value* one = members == nullptr ? nullptr : members->if_contains("sitting");
        const json::value* all = members == nullptr ? nullptr : members->if_contains("sittings");
        if (all != nullptr && all->is_array() && !all->get_array().empty()) {
            one = &all->get_array().front();
        }
        return one != nullptr && one->is_string() ? std::string(one->get_string()) : std::string();
    }

    /// The day that a wall clock reading in this entry means.
    Date civil_date(const json::value& from) const {
        const domain::State& state = context_.kernel.state();
        const json::object* members = from.if_object();
        const auto text = [&](std::string_view name) {
            const json::value* value = members == nullptr ? nullptr : members->if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                          : std::string();
        };
        auto session = state.sessions.find(SessionId(text("session")));
        if (session == state.sessions.end()) {
            const auto sitting = state.sittings.find(SittingId(first_sitting(members)));
            if (sitting != state.sittings.end()) {
                session = state.sessions.find(sitting->second);
            }
        }
        if (session != state.sessions.end()) {
            return session->second.date;
        }
        for (const std::string_view name : {"remedy", "reread", "voucher", "incident", "request"}) {
            if (const std::optional<Date> date = state.day_of_case(EntryId(text(name)))) {
                return *date;
            }
        }
        for (const std::string_view name : {"break", "outage", "failure", "entry"}) {
            const EntryId id(text(name));
            const domain::DayLog* log = id.empty() ? nullptr : state.day_with(id);
            if (log != nullptr) {
                return log->date;
            }
        }
        return context_.today();
    }

    const Context& context_;
    const Principal& principal_;
    TimeZone zone_;
    codec::Reader reader_;
};

net::Response answer_preview(const Context& context, const kernel::Outcome& outcome,
                             codec::Language language) {
    const auto* done = std::get_if<kernel::Done>(&outcome);
    if (done == nullptr) {
        return answer_outcome(context, outcome, language);
    }
    json::object body = json::parse(kernel::response_json(*done, context.zone())).as_object();
    if (body.contains("refused")) {
        return answer_recorded_refusal(context, body, done, false, language);
    }
    body["preview"] = true;
    return answer(200, body);
}

/// Every denial is logged, also one by the table of entry types.
void log_if_denied(const Principal& principal, const kernel::Outcome& outcome) {
    const auto* no = std::get_if<kernel::Refused>(&outcome);
    if (no == nullptr ||
        std::ranges::find(no->refusal.rules, rule::ROLE) == no->refusal.rules.end()) {
        return;
    }
    const auto type = no->refusal.message.values.find("actual");
    const auto* text = type == no->refusal.message.values.end()
                           ? nullptr
                           : std::get_if<std::string>(&type->second);
    log_role_denial(principal, text == nullptr ? "this entry" : *text);
}

/// As by the table of roles: nobody may enter what another door makes.
net::Response refuse_made_by_labd(const Context& context, const Call& call,
                                  const domain::Body& body, std::int64_t index) {
    const std::string type(domain::type_name(body));
    log_role_denial(call.principal, type);
    const Refusal refusal =
        refuse({rule::ROLE}, "refusal.role",
               {{"actual", type}, {"role", boost::describe::enum_to_string(call.role(), "")}});
    return refused(refusal, call.language(), context.zone(),
                   {{"index", index}, {"recorded", false}});
}

bool wants_preview(const net::Request& request) { return request.query_value("preview") == "true"; }

}  // namespace

bool has_content_type(const net::Request& request, std::string_view media_type) {
    const std::string_view given = request.headers.find("Content-Type").value_or("");
    std::string_view type = given.substr(0, given.find(';'));
    while (!type.empty() && type.back() == ' ') {
        type.remove_suffix(1);
    }
    return net::equals_ignoring_case(type, media_type);
}

std::variant<std::string, net::Response> idempotency_key(const net::Request& request,
                                                         codec::Language language) {
    if (request.headers.count("Idempotency-Key") > 1) {
        return bad_input({"Idempotency-Key", Message{"input.twice_header"}}, language);
    }
    std::string_view key = request.headers.find("Idempotency-Key").value_or("");
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') {
        key = key.substr(1, key.size() - 2);
    }
    if (key.empty()) {
        return problem(Fault::key_missing, language);
    }
    const bool printable = std::ranges::all_of(
        key, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
    if (key.size() > key_bytes_max || !printable) {
        return bad_input({"Idempotency-Key",
                          Message{"input.idempotency_key", {{"max", std::int64_t{key_bytes_max}}}}},
                         language);
    }
    return std::string(key);
}

net::Response answer_outcome(const Context& context, const kernel::Outcome& outcome,
                             codec::Language language) {
    if (const auto* done = std::get_if<kernel::Done>(&outcome)) {
        return answer_done(context, *done, language);
    }
    if (const auto* replayed = std::get_if<kernel::Replayed>(&outcome)) {
        return answer_replayed(context, replayed->response, language);
    }
    if (const auto* no = std::get_if<kernel::Refused>(&outcome)) {
        context.metrics.count_refusal(no->refusal);
        return refused(no->refusal, language, context.zone(),
                       {{"index", no->index}, {"recorded", false}});
    }
    return answer_unavailable(std::get<kernel::Unavailable>(outcome), language);
}

void handle_entries(const Context& context, Call call) {
    if (!has_content_type(call.request, "application/json")) {
        call.reply(problem(Fault::wrong_content_type, call.language()));
        return;
    }
    const bool preview = wants_preview(call.request);
    auto key = preview ? std::variant<std::string, net::Response>(std::string())
                       : idempotency_key(call.request, call.language());
    if (auto* response = std::get_if<net::Response>(&key)) {
        call.reply(std::move(*response));
        return;
    }
    const codec::Decoded<json::value> body = codec::parse_json(call.request.body);
    if (!body) {
        call.reply(bad_input(body.error(), call.language()));
        return;
    }
    EntryInput input(context, call.principal);
    codec::Decoded<std::vector<domain::Proposed>> entries = input.read(*body);
    if (!entries) {
        call.reply(bad_input(entries.error(), call.language()));
        return;
    }
    const auto by_labd = std::ranges::find_if(
        *entries, [](const auto& one) { return is_made_by_attachments(one.body); });
    if (by_labd != entries->end()) {
        call.reply(refuse_made_by_labd(context, call, by_labd->body, by_labd - entries->begin()));
        return;
    }
    if (preview) {
        const kernel::Outcome outcome = context.kernel.preview(*entries);
        log_if_denied(call.principal, outcome);
        call.reply(answer_preview(context, outcome, call.language()));
        return;
    }
    kernel::Request request{
        std::move(*entries),
        kernel::Idempotency{call.principal.name + " entries", std::move(std::get<std::string>(key)),
                            call.request.body}};
    const codec::Language language = call.language();
    const Instant asked = context.clock.wall();
    auto reply = std::make_shared<Reply>(std::move(call.reply));
    context.kernel.submit(
        std::move(request),
        [&context, reply, language, asked, who = call.principal](const kernel::Outcome& outcome) {
            log_if_denied(who, outcome);
            context.metrics.note_outcome(outcome, context.clock.wall() - asked);
            (*reply)(answer_outcome(context, outcome, language));
        });
}

}  // namespace labd::web
