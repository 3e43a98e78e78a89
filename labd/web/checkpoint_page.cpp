// A signed checkpoint on paper, for a site that has nobody elsewhere to keep one: as text to type
// off and as a code to read off.
#include <optional>

#include "labd/print/qr.h"
#include "labd/web/coverage_document.h"
#include "labd/web/printing.h"
#include "labd/web/problem.h"
#include "labd/web/signed_log.h"

namespace labd::web {

namespace {

class Page {
public:
    Page(const ports::SignedHead& checkpoint, const ReportOrigin& origin, TimeZone zone,
         codec::Language language)
        : checkpoint_(checkpoint), origin_(origin), zone_(std::move(zone)), language_(language) {}

    print::Document make(const std::string& key) {
        document_.language = language_ == codec::Language::ja ? "ja" : "en";
        document_.title = say("report.checkpoint.title");
        document_.subtitle = say(
            "report.checkpoint.subtitle",
            {{"count", static_cast<std::int64_t>(checkpoint_.head.size)}, {"at", printed_at()}});
        document_.footer = say("report.checkpoint.footer",
                               {{"version", origin_.version}, {"printed", printed_at()}});
        if (origin_.is_training) {
            paragraph("report.training");
        }
        paragraph("report.checkpoint.keep");
        document_.blocks.emplace_back(print::Verbatim{checkpoint_.note});
        if (checkpoint_.note.size() <= print::qr_bytes_max) {
            document_.blocks.emplace_back(
                print::QrCode{checkpoint_.note, say("report.checkpoint.code")});
        }
        heading("report.checkpoint.key");
        paragraph("report.checkpoint.key_told");
        document_.blocks.emplace_back(print::Verbatim{key});
        heading("report.checkpoint.check");
        paragraph("report.checkpoint.how");
        document_.blocks.emplace_back(
            print::Verbatim{"labd verify DATA --against NOTE --key \"" + key + '"'});
        paragraph("report.checkpoint.proves");
        paragraph("report.checkpoint.signature");
        return std::move(document_);
    }

private:
    std::string printed_at() const { return zone_.format(origin_.printed_at); }

    std::string say(const std::string& key, std::map<std::string, MessageValue> values = {}) const {
        return codec::render({key, std::move(values)}, language_, zone_);
    }

    void heading(const std::string& key) {
        document_.blocks.emplace_back(print::Heading{say(key)});
    }

    void paragraph(const std::string& key) {
        document_.blocks.emplace_back(print::Paragraph{say(key)});
    }

    const ports::SignedHead& checkpoint_;
    const ReportOrigin& origin_;
    TimeZone zone_;
    codec::Language language_;
    print::Document document_;
};

/// Has everything that is durable signed, and calls `then(call, document, name)`; answers if
/// nothing can be signed.
template <class Then>
void with_page(const Context& context, Call call, Then then) {
    if (!has_log(context, call)) {
        return;
    }
    const auto waiting = std::make_shared<Call>(std::move(call));
    context.log->with_checkpoint(
        context.config.head().size,
        [&context, waiting, then](const std::optional<ports::SignedHead>& checkpoint) {
            if (!checkpoint) {
                waiting->reply(problem(Fault::unavailable, waiting->language()));
                return;
            }
            ReportOrigin origin;
            origin.printed_at = context.kernel.now();
            origin.version = context.config.version;
            origin.is_training = context.clock.mode() == ports::ClockMode::training;
            print::Document document =
                Page(*checkpoint, origin, context.zone(), waiting->language())
                    .make(context.log->key());
            then(std::move(*waiting), std::move(document),
                 "checkpoint-" + std::to_string(checkpoint->head.size));
        });
}

}  // namespace

void read_checkpoint_page(const Context& context, Call call) {
    with_page(context, std::move(call),
              [](Call asked, const print::Document& document, const std::string& name) {
                  answer_with_page(asked, document, name);
              });
}

void read_checkpoint_pdf(const Context& context, Call call) {
    with_page(context, std::move(call),
              [&context](Call asked, print::Document document, const std::string& name) {
                  answer_with_pdf(context, std::move(asked), std::move(document), name);
              });
}

}  // namespace labd::web
