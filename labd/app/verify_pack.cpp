#include "labd/app/verify_pack.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <ostream>

#include "labd/core/printable.h"
#include "labd/evidence/archive.h"
#include "labd/evidence/pack.h"
#include "labd/ports/head.h"

namespace labd::app {

namespace {

/// The file, or nothing with the fault said.
std::optional<std::string> read_pack(const std::string& name, const Streams& streams) {
    std::ifstream file(name, std::ios::binary | std::ios::ate);
    const std::streamoff size = file ? std::streamoff(file.tellg()) : -1;
    if (size < 0) {
        streams.error << "labd verify-pack: " << printable(name) << " cannot be read\n";
        return std::nullopt;
    }
    if (static_cast<std::uint64_t>(size) > evidence::archive_bytes_max) {
        streams.error << "labd verify-pack: " << printable(name)
                      << " is longer than a pack can be\n";
        return std::nullopt;
    }
    std::string bytes(static_cast<std::size_t>(size), '\0');
    file.seekg(0);
    file.read(bytes.data(), size);
    if (!file) {
        streams.error << "labd verify-pack: " << printable(name) << " cannot be read\n";
        return std::nullopt;
    }
    return bytes;
}

void print_json(const evidence::PackReport& report, const Streams& streams) {
    streams.out << boost::json::serialize(
                       boost::json::object{{"ok", report.ok()},
                                           {"fault", printable(report.fault)},
                                           {"about", printable(report.subject.about)},
                                           {"made", printable(report.subject.made)},
                                           {"journal", report.key.name},
                                           {"size", report.head.size},
                                           {"root", ports::format_digest(report.head.root)},
                                           {"parts", report.parts},
                                           {"entries", report.entries},
                                           {"withheld", report.withheld},
                                           {"files", report.files}})
                << '\n';
}

void print_text(const evidence::PackReport& report, bool has_key, const Streams& streams) {
    if (!report.ok()) {
        streams.error << "labd verify-pack: " << printable(report.fault) << '\n';
        return;
    }
    streams.out << fmt::format(
        "whole: {}, made {}, {} parts, {} entries ({} of them only as a hash), {} attached files "
        "linked to their entries\n"
        "journal: {}\ncheckpoint: {}\n",
        printable(report.subject.about), printable(report.subject.made), report.parts,
        report.entries, report.withheld, report.files, report.key.name,
        ports::format_head(report.head));
    if (!has_key) {
        streams.out << "The key is the pack's own: anybody can make such a pack with a key of "
                       "their own. Compare it with the site's key from elsewhere (--key):\n"
                    << evidence::format_note_key(report.key) << '\n';
    }
}

}  // namespace

int verify_pack(const VerifyPackCommand& command, const Streams& streams) {
    std::optional<evidence::NoteKey> key;
    if (!command.key.empty()) {
        key = evidence::parse_note_key(command.key);
        if (!key) {
            streams.error << "labd verify-pack: --key takes a key as GET /api/v1/log/key gives it: "
                             "NAME+ID+KEY\n";
            return 2;
        }
    }
    const std::optional<std::string> bytes = read_pack(command.file, streams);
    if (!bytes) {
        return 1;
    }
    const evidence::PackReport report = evidence::check_pack(*bytes, key);
    if (command.json) {
        print_json(report, streams);
    } else {
        print_text(report, key.has_value(), streams);
    }
    return report.ok() ? 0 : 1;
}

}  // namespace labd::app
