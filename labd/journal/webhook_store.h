// `webhooks.db`: how far each webhook endpoint has been told. Beside the journal, never part of it.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "labd/journal/schema.h"
#include "labd/journal/sqlite.h"
#include "labd/ports/webhook_book.h"

namespace labd::journal {

/// The schema's steps.
std::span<const Migration> webhooks_migrations();

/// One thread at a time.
class WebhookStore : public ports::WebhookBook {
public:
    /// Opens or creates the file (0600) and brings its schema up to date.
    static StorageResult<std::unique_ptr<WebhookStore>> open(const std::filesystem::path& file);

    std::vector<ports::WebhookPlace> load() override { return std::move(places_); }

    /// A commit waits for the disk only when an endpoint is new: what else is lost with the power
    /// is told again.
    bool save(const std::vector<ports::WebhookChange>& changes) override;

private:
    explicit WebhookStore(Connection connection) : connection_(std::move(connection)) {}

    StorageResult<void> prepare();
    StorageResult<void> read();
    int write(const ports::WebhookChange& change);

    Connection connection_;
    Statement put_endpoint_;
    Statement put_item_;
    Statement delete_item_;
    std::vector<ports::WebhookPlace> places_;
    std::set<std::string> known_;
};

/// The file in a data directory.
std::filesystem::path webhooks_file(const std::filesystem::path& directory);

}  // namespace labd::journal
