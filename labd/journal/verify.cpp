#include "labd/journal/verify.h"

#include <fmt/format.h>

#include <fstream>
#include <limits>
#include <vector>

#include "labd/core/printable.h"
#include "labd/journal/schema.h"
#include "labd/journal/stored_journal.h"
#include "labd/ports/head.h"

namespace labd::journal {
namespace {

/// Rows read in one transaction: a long one would keep a live journal's log from shrinking.
constexpr std::int64_t rows_at_once = 2'048;

using Fault = std::optional<std::string>;

/// Recomputes the tree from the leaves and compares what is stored.
class Walk {
public:
    Walk(Connection& connection, const VerifyOptions& options)
        : connection_(connection), options_(options) {}

    Fault run() {
        rows_ = connection_.prepare(
            "SELECT seq, leaf, hashes FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT ?2");
        if (!rows_) {
            return fmt::format("the journal cannot be read: {}", connection_.message());
        }
        if (auto fault = note_expected_root()) {
            return fault;
        }
        for (;;) {
            const Seq before = tree_.size();
            if (auto fault = read_some()) {
                return fault;
            }
            if (tree_.size() == before) {
                return std::nullopt;
            }
        }
    }

    ports::Head head() { return ports::head_of(tree_, sha_); }

private:
    Fault read_some() {
        // The first read begins below zero, so that rows added there are met too.
        const std::int64_t from = tree_.size() == 0 ? std::numeric_limits<std::int64_t>::min()
                                                    : static_cast<std::int64_t>(tree_.size());
        const ResetAtEnd reset(rows_);
        rows_.bind(1, from).bind(2, rows_at_once);
        int code = rows_.step();
        for (; code == SQLITE_ROW; code = rows_.step()) {
            if (auto fault = check_row()) {
                return fault;
            }
        }
        if (code != SQLITE_DONE) {
            return fmt::format("entry {} cannot be read: {}", tree_.size(), connection_.message());
        }
        return std::nullopt;
    }

    Fault check_row() {
        const auto expected = static_cast<std::int64_t>(tree_.size());
        const std::int64_t seq = rows_.integer(0);
        if (seq != expected) {
            return seq < expected
                       ? fmt::format("a row numbered {} stands before the first entry", seq)
                       : fmt::format("entry {} is missing: entry {} follows", expected, seq);
        }
        const std::string_view leaf = rows_.bytes(1);
        const std::string_view stored = rows_.bytes(2);
        computed_.clear();
        tree_.append(sha_, leaf, computed_);
        if (stored != computed_) {
            return describe_hashes(expected, stored);
        }
        if (auto fault = note_expected_root()) {
            return fault;
        }
        if (options_.check_leaf) {
            if (auto fault = options_.check_leaf(static_cast<Seq>(seq), leaf)) {
                return fmt::format("entry {}: {}", seq, *fault);
            }
        }
        return std::nullopt;
    }

    std::string describe_hashes(std::int64_t seq, std::string_view stored) const {
        constexpr std::size_t digest_bytes = sizeof(Digest);
        if (stored.substr(0, digest_bytes) != std::string_view(computed_).substr(0, digest_bytes)) {
            return fmt::format(
                "entry {} was changed: its bytes do not give the hash stored with it", seq);
        }
        for (std::size_t level = 1; level * digest_bytes < computed_.size(); ++level) {
            const std::size_t place = level * digest_bytes;
            if (stored.size() < place + digest_bytes ||
                stored.substr(place, digest_bytes) !=
                    std::string_view(computed_).substr(place, digest_bytes)) {
                return fmt::format(
                    "the tree was changed: the node of level {} stored with entry {} does not "
                    "follow from the entries below it",
                    level, seq);
            }
        }
        return fmt::format("entry {} has more hashes stored than it completes", seq);
    }

    Fault note_expected_root() {
        if (!options_.against || options_.against->size != tree_.size()) {
            return std::nullopt;
        }
        const Digest root = tree_.root(sha_);
        if (root == options_.against->root) {
            return std::nullopt;
        }
        return fmt::format(
            "the first {} entries are not those of the given head: their root is {}, the head says "
            "{}",
            tree_.size(), ports::format_digest(root), ports::format_digest(options_.against->root));
    }

    Connection& connection_;
    const VerifyOptions& options_;
    Statement rows_;
    Sha256 sha_;
    Tree tree_;
    std::string computed_;
};

Fault check_schema(Connection& connection, const std::filesystem::path& file) {
    const auto version = known_version(connection, file, journal_migrations());
    if (!version) {
        return version.error().text;
    }
    auto pattern = Connection::open_memory();
    if (!pattern) {
        return pattern.error().text;
    }
    const auto steps = journal_migrations().first(static_cast<std::size_t>(*version));
    if (auto migrated = migrate(*pattern, "pattern", steps); !migrated) {
        return migrated.error().text;
    }
    const auto expected = schema_text(*pattern);
    const auto found = schema_text(connection);
    if (!expected || !found) {
        return fmt::format("the schema cannot be read: {}", connection.message());
    }
    if (*expected != *found) {
        return "the schema was changed: tables or the triggers that refuse changes are not those "
               "of "
               "this version";
    }
    return std::nullopt;
}

Fault check_integrity(Connection& connection) {
    Statement rows = connection.prepare("PRAGMA integrity_check(1)");
    if (!rows || rows.step() != SQLITE_ROW) {
        return fmt::format("SQLite cannot check the file: {}", connection.message());
    }
    if (rows.bytes(0) != "ok") {
        return fmt::format("SQLite finds the file damaged: {}", rows.bytes(0));
    }
    return std::nullopt;
}

/// SQLite reads a cut last page as if zeros followed.
Fault check_file_size(Connection& connection, const std::filesystem::path& file) {
    const auto bytes = connection.query_integer(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!bytes || error || static_cast<std::uintmax_t>(*bytes) != size) {
        return fmt::format("{} is not as long as it says", file.string());
    }
    return std::nullopt;
}

/// Bytes that no entry uses, and the tables beside the journal, are covered by a backup's checksum.
Fault check_checksum(const std::filesystem::path& file) {
    const std::filesystem::path checksum = checksum_file(file);
    std::error_code ignored;
    if (!std::filesystem::exists(checksum, ignored)) {
        return std::nullopt;
    }
    std::ifstream stream(checksum);
    std::string expected;
    stream >> expected;
    const auto digest = file_digest(file);
    if (!digest) {
        return digest.error().text;
    }
    if (expected != ports::format_digest(*digest)) {
        return fmt::format("{} is not the file that {} was written for", file.string(),
                           checksum.string());
    }
    return std::nullopt;
}

/// A file without a log beside it has no writer, and is read without leaving traces.
OpenAs way_to_read(const std::filesystem::path& file) {
    std::filesystem::path log = file;
    log += "-wal";
    std::error_code ignored;
    return std::filesystem::exists(log, ignored) ? OpenAs::reader : OpenAs::frozen;
}

}  // namespace

StorageResult<Digest> file_digest(const std::filesystem::path& file) {
    constexpr std::size_t piece_bytes = 1U << 16U;
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> piece(piece_bytes);
    Sha256 sha;
    sha.start();
    while (stream) {
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        sha.add(piece.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (!stream.eof()) {
        return StorageError{fmt::format("{} cannot be read", file.string())};
    }
    return sha.finish();
}

std::filesystem::path checksum_file(const std::filesystem::path& journal) {
    std::filesystem::path file = journal;
    return file += ".sha256";
}

VerifyReport verify(const std::filesystem::path& journal, const VerifyOptions& options) {
    std::error_code ignored;
    const std::filesystem::path file =
        std::filesystem::is_directory(journal, ignored) ? journal_file(journal) : journal;
    VerifyReport report;
    const OpenAs way = way_to_read(file);
    auto reader = Reader::open(file, way);
    if (!reader) {
        report.fault = printable(reader.error().text);
        return report;
    }
    Connection& connection = reader->connection();
    Fault fault = check_schema(connection, file);
    if (!fault) {
        auto identity = reader->identity();
        if (identity) {
            report.identity = std::move(*identity);
        } else {
            fault = identity.error().text;
        }
    }
    Walk walk(connection, options);
    if (!fault) {
        fault = walk.run();
        report.head = walk.head();
    }
    if (!fault && options.against && report.head.size < options.against->size) {
        fault = fmt::format("entries were cut off: the journal has {}, the given head has {}",
                            report.head.size, options.against->size);
    }
    if (!fault && way == OpenAs::frozen) {
        fault = check_file_size(connection, file);
    }
    if (!fault && way == OpenAs::frozen) {
        fault = check_checksum(file);
    }
    if (!fault) {
        fault = check_integrity(connection);
    }
    report.fault = printable(fault.value_or(""));
    return report;
}

}  // namespace labd::journal
