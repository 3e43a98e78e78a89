#include "labd/web/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "labd/ports/signed_log.h"
#include "labd/web/context.h"

namespace labd::web {

namespace {

std::string_view name_of(kernel::Unavailable reason) {
    switch (reason) {
        case kernel::Unavailable::busy: return "busy";
        case kernel::Unavailable::disk_full: return "disk_full";
        case kernel::Unavailable::outcome_unknown: return "outcome_unknown";
        case kernel::Unavailable::in_flight: return "in_flight";
        case kernel::Unavailable::key_reused: return "key_reused";
    }
    return "";
}

void head(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                   type);
}

template <class Value>
void one(std::string& text, std::string_view name, std::string_view type, std::string_view help,
         Value value) {
    head(text, name, type, help);
    fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
}

template <class Counts>
void by_label(std::string& text, std::string_view name, std::string_view help,
              std::string_view label, const Counts& counts) {
    head(text, name, "counter", help);
    for (const auto& [value, count] : counts) {
        fmt::format_to(std::back_inserter(text), "{}{{{}=\"{}\"}} {}\n", name, label, value, count);
    }
}

void add_webhooks(std::string& text, const Context& context) {
    if (context.webhooks == nullptr) {
        return;
    }
    const std::vector<ports::WebhookStatus> all = context.webhooks->status();
    head(text, "labd_webhook_delivered_total", "counter", "Events that a webhook has taken.");
    for (const ports::WebhookStatus& one : all) {
        fmt::format_to(std::back_inserter(text),
                       "labd_webhook_delivered_total{{webhook=\"{}\"}} {}\n", one.name,
                       one.delivered);
    }
    head(text, "labd_webhook_events", "gauge", "Events that a webhook has not taken, by state.");
    for (const ports::WebhookStatus& one : all) {
        for (const auto& [state, count] :
             {std::pair("waiting", one.waiting), std::pair("failing", one.failing),
              std::pair("dead", one.dead)}) {
            fmt::format_to(std::back_inserter(text),
                           "labd_webhook_events{{webhook=\"{}\",state=\"{}\"}} {}\n", one.name,
                           state, count);
        }
    }
}

void add_witnesses(std::string& text, const Context& context) {
    if (context.log == nullptr) {
        return;
    }
    const std::vector<ports::WitnessStatus> all = context.log->witnesses();
    head(text, "labd_witness_entries", "gauge", "Entries that a witness has signed.");
    for (const ports::WitnessStatus& one : all) {
        fmt::format_to(std::back_inserter(text), "labd_witness_entries{{witness=\"{}\"}} {}\n",
                       one.name, one.size);
    }
    head(text, "labd_witness_refuses", "gauge", "1 when a witness does not sign this journal.");
    for (const ports::WitnessStatus& one : all) {
        fmt::format_to(std::back_inserter(text), "labd_witness_refuses{{witness=\"{}\"}} {}\n",
                       one.name, one.state == ports::WitnessState::refused ? 1 : 0);
    }
}

double in_seconds(Duration duration) { return static_cast<double>(duration.us) / 1e6; }

}  // namespace

void Metrics::count_response(int status) { ++responses_[status]; }

void Metrics::count_denial(int status) { ++denials_[status]; }

void Metrics::count_refusal(const Refusal& refusal) {
    ++refusals_[refusal.rules.empty() ? std::string_view("none") : refusal.rules.front().id];
}

void Metrics::note_outcome(const kernel::Outcome& outcome, Duration waited) {
    if (std::holds_alternative<kernel::Replayed>(outcome)) {
        ++replayed_;
    } else if (const auto* reason = std::get_if<kernel::Unavailable>(&outcome)) {
        ++unavailable_[name_of(*reason)];
    } else if (std::holds_alternative<kernel::Done>(outcome)) {
        // The wall clock may have been set back meanwhile.
        waited = std::max(waited, Duration{});
        const auto* bound = std::ranges::find_if(
            bounds_ms, [&](std::int64_t bound_ms) { return waited <= milliseconds(bound_ms); });
        ++commits_[static_cast<std::size_t>(bound - bounds_ms.begin())];
        ++commits_total_;
        commits_sum_ += waited;
    }
}

std::string Metrics::text(const Context& context) const {
    const ProcessFigures figures =
        context.config.figures ? context.config.figures() : ProcessFigures{};
    std::string text;
    one(text, "labd_entries_total", "counter", "Durable entries of the journal.",
        context.kernel.state().size);
    by_label(text, "labd_refusals_total", "Requests to record that a rule refused, by rule.",
             "rule", refusals_);
    by_label(text, "labd_unavailable_total", "Requests to record that were turned away, by reason.",
             "reason", unavailable_);
    one(text, "labd_replayed_total", "counter", "Retries answered from memory.", replayed_);
    head(text, "labd_commit_seconds", "histogram",
         "Time from a request to record to its durable answer.");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bounds_ms.size(); ++i) {
        sum += commits_[i];
        fmt::format_to(std::back_inserter(text), "labd_commit_seconds_bucket{{le=\"{}\"}} {}\n",
                       in_seconds(milliseconds(bounds_ms[i])), sum);
    }
    fmt::format_to(std::back_inserter(text),
                   "labd_commit_seconds_bucket{{le=\"+Inf\"}} {}\nlabd_commit_seconds_sum {}\n"
                   "labd_commit_seconds_count {}\n",
                   commits_total_, in_seconds(commits_sum_), commits_total_);
    by_label(text, "labd_http_responses_total", "HTTP answers by status.", "status", responses_);
    by_label(text, "labd_http_denials_total", "Requests denied for who sent them, by status.",
             "status", denials_);
    one(text, "labd_live_readers", "gauge", "Open live streams.", live_readers_);
    one(text, "labd_live_resyncs_total", "counter", "Live readers that were told to read anew.",
        resyncs_);
    one(text, "labd_connections", "gauge", "Open connections.", figures.connections);
    one(text, "labd_queue_depth", "gauge", "Groups of entries waiting for the disk.",
        figures.queue_depth);
    one(text, "labd_journal_bytes", "gauge", "Size of the journal on disk.", figures.journal_bytes);
    add_webhooks(text, context);
    add_witnesses(text, context);
    one(text, "labd_alive_seconds", "gauge", "Time since labd started.", in_seconds(figures.alive));
    one(text, "labd_writable", "gauge", "1 while entries can be recorded.",
        context.kernel.is_writable() ? 1 : 0);
    return text;
}

}  // namespace labd::web
