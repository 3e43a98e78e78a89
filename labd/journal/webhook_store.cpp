#include "labd/journal/webhook_store.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace labd::journal {
namespace {

/// As long a log as SQLite itself would let grow.
constexpr int log_pages_max = 1000;

ports::WebhookItem read_item(const Statement& row) {
    ports::WebhookItem item;
    item.seq = static_cast<Seq>(row.integer(1));
    item.subject = row.bytes(2);
    item.attempts = static_cast<int>(row.integer(3));
    item.next_at = Instant{row.integer(4)};
    item.dead = row.integer(5) != 0;
    item.why = row.bytes(6);
    item.unreached = row.integer(7) != 0;
    return item;
}

}  // namespace

std::filesystem::path webhooks_file(const std::filesystem::path& directory) {
    return directory / "webhooks.db";
}

StorageResult<std::unique_ptr<WebhookStore>> WebhookStore::open(const std::filesystem::path& file) {
    auto connection = Connection::open(file, OpenAs::writer);
    if (!connection) {
        return connection.error();
    }
    std::unique_ptr<WebhookStore> store(new WebhookStore(std::move(*connection)));
    if (auto migrated = migrate(store->connection_, file, webhooks_migrations()); !migrated) {
        return migrated.error();
    }
    auto prepared = store->prepare();
    if (prepared) {
        prepared = store->read();
    }
    if (!prepared) {
        return StorageError{fmt::format("{}: {}", file.string(), prepared.error().text)};
    }
    return store;
}

StorageResult<void> WebhookStore::prepare() {
    put_endpoint_ = connection_.prepare(
        "INSERT INTO endpoint(name, next, disabled) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(name) DO UPDATE SET next = ?2, disabled = ?3");
    put_item_ = connection_.prepare(
        "INSERT OR REPLACE INTO item(endpoint, seq, subject, attempts, next_at_us, dead, why,"
        " unreached) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    delete_item_ = connection_.prepare("DELETE FROM item WHERE endpoint = ?1 AND seq = ?2");
    if (!put_endpoint_ || !put_item_ || !delete_item_) {
        return StorageError{connection_.message()};
    }
    return {};
}

StorageResult<void> WebhookStore::read() {
    Statement endpoints =
        connection_.prepare("SELECT name, next, disabled FROM endpoint ORDER BY name");
    Statement items = connection_.prepare(
        "SELECT endpoint, seq, subject, attempts, next_at_us, dead, why, unreached FROM item"
        " ORDER BY endpoint, seq");
    int code = endpoints && items ? endpoints.step() : SQLITE_ERROR;
    for (; code == SQLITE_ROW; code = endpoints.step()) {
        places_.push_back({std::string(endpoints.bytes(0)),
                           static_cast<Seq>(endpoints.integer(1)),
                           std::string(endpoints.bytes(2)),
                           {}});
        known_.insert(places_.back().endpoint);
    }
    auto place = places_.begin();
    if (code == SQLITE_DONE) {
        code = items.step();
    }
    for (; code == SQLITE_ROW; code = items.step()) {
        place = std::find_if(place, places_.end(), [&](const ports::WebhookPlace& one) {
            return one.endpoint == items.bytes(0);
        });
        if (place == places_.end()) {
            return StorageError{"an event without its endpoint"};
        }
        place->items.push_back(read_item(items));
    }
    if (code != SQLITE_DONE) {
        return StorageError{connection_.message()};
    }
    return {};
}

int WebhookStore::write(const ports::WebhookChange& change) {
    int code = put_endpoint_.bind_text(1, change.endpoint)
                   .bind(2, static_cast<std::int64_t>(change.next))
                   .bind_text(3, change.disabled)
                   .run();
    for (auto item = change.changed.begin(); code == SQLITE_OK && item != change.changed.end();
         ++item) {
        code = put_item_.bind_text(1, change.endpoint)
                   .bind(2, static_cast<std::int64_t>(item->seq))
                   .bind_text(3, item->subject)
                   .bind(4, item->attempts)
                   .bind(5, item->next_at.us)
                   .bind(6, item->dead ? 1 : 0)
                   .bind_text(7, item->why)
                   .bind(8, item->unreached ? 1 : 0)
                   .run();
    }
    for (auto seq = change.settled.begin(); code == SQLITE_OK && seq != change.settled.end();
         ++seq) {
        code = delete_item_.bind_text(1, change.endpoint)
                   .bind(2, static_cast<std::int64_t>(*seq))
                   .run();
    }
    return code;
}

bool WebhookStore::save(const std::vector<ports::WebhookChange>& changes) {
    const bool has_new = std::ranges::any_of(changes, [this](const ports::WebhookChange& change) {
        return !known_.contains(change.endpoint);
    });
    int code = connection_.execute(has_new ? "PRAGMA synchronous=FULL; BEGIN IMMEDIATE"
                                           : "PRAGMA synchronous=NORMAL; BEGIN IMMEDIATE");
    for (auto change = changes.begin(); code == SQLITE_OK && change != changes.end(); ++change) {
        code = write(*change);
    }
    if (code == SQLITE_OK) {
        code = connection_.execute("COMMIT");
    }
    if (code != SQLITE_OK) {
        spdlog::error("how far the webhooks are could not be written: {}", describe_code(code));
        if (sqlite3_get_autocommit(connection_.handle()) == 0) {
            connection_.execute("ROLLBACK");
        }
        return false;
    }
    for (const ports::WebhookChange& change : changes) {
        known_.insert(change.endpoint);
    }
    code = connection_.checkpoint_from(log_pages_max);
    if (code != SQLITE_OK) {
        spdlog::warn("the log of webhooks.db was not moved: {}", describe_code(code));
    }
    return true;
}

}  // namespace labd::journal
