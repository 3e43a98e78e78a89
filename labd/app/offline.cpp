#include "labd/app/offline.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <istream>
#include <ostream>
#include <span>

#include "labd/app/clocks.h"
#include "labd/app/configuration.h"
#include "labd/app/evidence_check.h"
#include "labd/app/refold.h"
#include "labd/codec/entry_json.h"
#include "labd/core/printable.h"
#include "labd/evidence/checkpoint.h"
#include "labd/journal/attachment_folder.h"
#include "labd/journal/backup.h"
#include "labd/journal/stored_journal.h"
#include "labd/journal/verify.h"
#include "labd/net/tls_files.h"
#include "labd/ports/head.h"

namespace labd::app {

namespace {

/// What a leaf says about itself must fit its place and the journal; sealed members stay sealed.
std::optional<std::string> check_leaf(const journal::Identity& identity, Seq seq,
                                      std::string_view bytes, EvidenceCheck& evidence) {
    const codec::Decoded<codec::Leaf> leaf = codec::read_leaf(
        bytes, [](std::string_view, std::string_view, std::string_view) { return std::nullopt; });
    if (!leaf) {
        return leaf.error().sentence();
    }
    if (leaf->entry.seq != seq) {
        return fmt::format("it says it is number {}", leaf->entry.seq);
    }
    const bool known = !identity.journal_id.empty();
    if (known &&
        (leaf->frame.journal != identity.journal_id ||
         leaf->frame.epoch != identity.epochs.at(seq) || leaf->frame.site != identity.site)) {
        return std::string("it belongs to another journal");
    }
    if (known && leaf->frame.clock != identity.clock_mode) {
        return std::string("it was written by another kind of clock");
    }
    evidence.note(leaf->entry);
    return std::nullopt;
}

/// Whether the files that entries name are in the journal's directory with the bytes they had.
class AttachmentCheck {
public:
    explicit AttachmentCheck(const std::filesystem::path& journal)
        : directory_(std::filesystem::is_directory(journal) ? journal : journal.parent_path()) {}

    void look_at(std::string_view leaf) {
        constexpr std::size_t faults_max = 100;
        if (leaf.find(domain::IncidentAttached::type) == std::string_view::npos ||
            faults.size() >= faults_max) {
            return;
        }
        const codec::Decoded<codec::Leaf> read = codec::read_leaf(
            leaf,
            [](std::string_view, std::string_view, std::string_view) { return std::nullopt; });
        const auto* attached =
            read ? std::get_if<domain::IncidentAttached>(&read->entry.body) : nullptr;
        if (attached == nullptr) {
            return;
        }
        std::string fault = journal::check_attachment(directory_, attached->sha256);
        if (!fault.empty()) {
            faults.push_back(std::move(fault));
        }
    }

    std::vector<std::string> faults;

private:
    std::filesystem::path directory_;
};

bool uses_tls(const Configuration& configuration) {
    const bool listens = std::ranges::any_of(
        configuration.addresses,
        [](const net::ListenAddress& address) { return address.security == net::Security::tls; });
    return listens || !configuration.tls.certificate_chain.empty() ||
           !configuration.tls.private_key.empty();
}

net::TlsFilesCheck check_certificate(const net::TlsFiles& files) {
    if (files.certificate_chain.empty() || files.private_key.empty()) {
        return {"certificate and private_key are needed, both of them", {}};
    }
    return net::check_tls_files(files, wall_time());
}

/// What `--against` names: a head, or a file with a signed checkpoint.
std::optional<ports::Head> noted_head(const VerifyCommand& command) {
    if (auto head = ports::parse_head(command.against)) {
        return head;
    }
    std::ifstream file(command.against, std::ios::binary);
    std::string note(evidence::note_bytes_max + 1, '\0');
    file.read(note.data(), static_cast<std::streamsize>(note.size()));
    note.resize(static_cast<std::size_t>(file.gcount()));
    const auto key = evidence::parse_note_key(command.key);
    if (!key) {
        return std::nullopt;
    }
    const auto checkpoint = evidence::open_checkpoint(note, std::span(&*key, 1));
    return checkpoint ? std::optional(checkpoint->head) : std::nullopt;
}

void print_report(const journal::VerifyReport& report, bool json, const Streams& streams) {
    if (json) {
        streams.out << boost::json::serialize(
                           boost::json::object{{"ok", report.ok()},
                                               {"fault", report.fault},
                                               {"size", report.head.size},
                                               {"root", ports::format_digest(report.head.root)},
                                               {"site", report.identity.site},
                                               {"journal", report.identity.journal_id}})
                    << '\n';
    } else if (report.ok()) {
        streams.out << "whole: " << ports::format_head(report.head) << '\n';
    } else {
        streams.error << "labd verify: " << report.fault << '\n';
    }
}

}  // namespace

int verify(const VerifyCommand& command, const Streams& streams) {
    journal::VerifyOptions options;
    if (!command.against.empty()) {
        options.against = noted_head(command);
        if (!options.against) {
            streams.error << "labd verify: --against takes \"SIZE ROOT\", as `labd verify` and "
                             "GET /api/v1/head print it, or a file with a checkpoint that the key "
                             "given with --key has signed\n";
            return 2;
        }
    }
    AttachmentCheck files(command.journal);
    // The first pass learns who the journal says it is, the second holds every leaf to it.
    journal::VerifyReport report = journal::verify(command.journal, options);
    EvidenceCheck evidence;
    if (report.ok()) {
        const journal::Identity identity = report.identity;
        options.check_leaf = [&](Seq seq, std::string_view bytes) {
            files.look_at(bytes);
            return check_leaf(identity, seq, bytes, evidence);
        };
        report = journal::verify(command.journal, options);
    }
    if (report.ok()) {
        const std::filesystem::path given = command.journal;
        const auto file =
            std::filesystem::is_directory(given) ? journal::journal_file(given) : given;
        report.fault = printable(refold(file, report.head.size).value_or(""));
        const std::filesystem::path folder =
            command.evidence.empty() ? file.parent_path() / "evidence" : command.evidence;
        // A copy of the journal has no folder of evidence beside it.
        const bool is_there = !command.evidence.empty() || std::filesystem::exists(folder);
        if (report.ok() && is_there) {
            report.fault = evidence.fault_in(folder).value_or("");
        }
    }
    // Files can be lost and the journal be whole: what is missing is told beside its verdict.
    for (const std::string& fault : files.faults) {
        streams.error << "labd verify: " << fault << '\n';
    }
    print_report(report, command.json, streams);
    return !files.faults.empty() ? 1 : report.ok() ? 0 : 1;
}

int backup(const BackupCommand& command, const Streams& streams) {
    if (command.keys) {
        const journal::StorageResult<void> done = journal::backup_keys(command.from, command.to);
        if (!done) {
            streams.error << "labd backup: " << done.error().text << '\n';
            return 1;
        }
        streams.out << "keys and accounts copied to " << command.to
                    << "; the master key is not in the copy and belongs somewhere else\n";
        return 0;
    }
    const journal::StorageResult<ports::Head> head = journal::backup(command.from, command.to);
    if (!head) {
        streams.error << "labd backup: " << head.error().text << '\n';
        return 1;
    }
    if (std::filesystem::exists(std::filesystem::path(command.from) / "evidence")) {
        streams.out << "clips and recordings on hold (" << command.from << "/evidence"
                    << ") are not in the copy: copy that folder by other means\n";
    }
    streams.out << "copied and checked: " << ports::format_head(*head)
                << "\nNote this head elsewhere: `labd verify " << command.to << " --against \""
                << ports::format_head(*head) << "\"`\n";
    return 0;
}

int check_config(const std::string& file, const Streams& streams) {
    const codec::Decoded<Configuration> configuration = read_configuration(file);
    if (!configuration) {
        streams.error << "labd check-config: " << file << ": " << configuration.error().sentence()
                      << '\n';
        return 1;
    }
    for (const net::ListenAddress& address : configuration->addresses) {
        const bool loopback = address.address == "127.0.0.1" || address.address == "::1";
        if (address.security == net::Security::plain && !loopback) {
            streams.error << "labd check-config: " << file << ": " << address.address
                          << " is not loopback: labd listens there only over TLS "
                             "(https://…, certificate and private_key)\n";
            return 1;
        }
    }
    for (const WebhookSettings& webhook : configuration->webhooks) {
        const auto secrets = read_secret_file(webhook.secret_file);
        std::error_code error;
        if (!webhook.ca_file.empty() && !std::filesystem::is_regular_file(webhook.ca_file, error)) {
            streams.error << "labd check-config: " << file << ": webhook " << webhook.name << ": "
                          << webhook.ca_file.string() << " is no file\n";
            return 1;
        }
        if (!secrets) {
            streams.error << "labd check-config: " << file << ": webhook " << webhook.name << ": "
                          << secrets.error().sentence() << '\n';
            return 1;
        }
    }
    std::optional<Instant> certificate_until;
    if (uses_tls(*configuration)) {
        const net::TlsFilesCheck check = check_certificate(configuration->tls);
        if (!check.error.empty()) {
            streams.error << "labd check-config: " << file << ": [listen] " << check.error << '\n';
            return 1;
        }
        certificate_until = check.valid_until;
    }
    streams.out << file << ": site " << configuration->site.site.value << " ("
                << configuration->site.time_zone << "), " << configuration->policy.tracks.size()
                << " tracks, data in " << configuration->data_directory.string() << '\n';
    if (certificate_until) {
        streams.out << "certificate and private key are a pair, valid until "
                    << TimeZone().format(*certificate_until) << '\n';
    }
    return 0;
}

}  // namespace labd::app
