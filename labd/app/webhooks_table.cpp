#include "labd/app/webhooks_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "labd/core/ids.h"

namespace labd::app {

namespace {

using codec::InputFault;

constexpr std::size_t secret_file_bytes_max = 4'096;

/// Reads one table; keeps the first fault of all.
class TableReader {
public:
    TableReader(const std::filesystem::path& base, WebhooksTable& table)
        : base_(base), table_(table) {}

    void read(const toml::node& node) {
        const toml::table* members = members_of(node, table_);
        if (members == nullptr) {
            return;
        }
        WebhookSettings& webhook = table_.webhooks.emplace_back();
        for (const auto& [key, value] : *members) {
            read_member(key, value, webhook);
        }
        if (webhook.name.empty() || webhook.address.host.empty() || webhook.secret_file.empty()) {
            table_.fail(node, "a webhook needs name, url and secret_file");
        }
        const auto same = [&](const WebhookSettings& other) { return other.name == webhook.name; };
        if (std::ranges::count_if(table_.webhooks, same) > 1) {
            table_.fail(node, fmt::format("{} stands twice", webhook.name));
        }
    }

private:
    void read_member(const toml::key& key, const toml::node& value, WebhookSettings& webhook) {
        if (key == "name") {
            webhook.name = text(value);
            if (!is_valid_id(webhook.name)) {
                table_.fail(value,
                            "must be 1 to 64 letters, digits or ._:- and begin with a letter or "
                            "digit");
            }
        } else if (key == "url") {
            const feed::ReadAddress read = feed::read_address(text(value));
            webhook.address = read.address;
            if (!read.fault.empty()) {
                table_.fail(value, read.fault);
            }
        } else if (key == "secret_file") {
            webhook.secret_file = base_ / text(value);
        } else if (key == "ca_file") {
            webhook.ca_file = base_ / text(value);
        } else if (key == "names") {
            const std::optional<bool> names = value.value<bool>();
            webhook.names = names.value_or(false);
            if (!names) {
                table_.fail(value, "must be true or false");
            }
        } else {
            table_.fail_unknown(key, value);
        }
    }

    std::string text(const toml::node& node) { return read_text(node, table_).value_or(""); }

    const std::filesystem::path& base_;
    WebhooksTable& table_;
};

}  // namespace

WebhooksTable read_webhooks_table(const toml::node& node, const std::filesystem::path& base) {
    WebhooksTable table;
    TableReader reader(base, table);
    const toml::array* list = node.as_array();
    if (list == nullptr) {
        table.fail(node, "must be a list: [[webhooks]]");
        return table;
    }
    for (const toml::node& one : *list) {
        reader.read(one);
    }
    if (table.webhooks.size() > webhooks_max) {
        table.fail(node, fmt::format("labd tells {} endpoints at most", webhooks_max));
    }
    return table;
}

codec::Decoded<std::vector<WebhookSettings>> read_training_webhooks(
    const std::filesystem::path& file) {
    const codec::Decoded<toml::table> table = codec::read_toml_file(file);
    if (!table) {
        return table.error();
    }
    const toml::node* list = table->get("webhooks");
    if (list == nullptr || table->size() != 1) {
        return InputFault{"line 1", "must hold [[webhooks]] and nothing else"};
    }
    WebhooksTable read = read_webhooks_table(*list, std::filesystem::absolute(file).parent_path());
    if (read.at_fault != nullptr) {
        return InputFault{codec::place_of(read.at_fault->source()), read.what};
    }
    for (const WebhookSettings& webhook : read.webhooks) {
        if (webhook.address.security != net::Security::plain) {
            return InputFault{webhook.name,
                              "a training is told to this machine only: http://127.0.0.1:…"};
        }
    }
    return std::move(read.webhooks);
}

codec::Decoded<std::vector<feed::Secret>> read_secret_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, secret_file_bytes_max> bytes{};
    stream.read(bytes.data(), bytes.size());
    const auto size = static_cast<std::size_t>(stream.gcount());
    if (!stream.eof()) {
        return InputFault{file.string(), "cannot be read, or is longer than 4 KiB"};
    }
    std::optional<std::vector<feed::Secret>> secrets = feed::read_secrets({bytes.data(), size});
    if (!secrets) {
        return InputFault{file.string(),
                          "must hold one to four lines: whsec_ and base64 of 24 to 64 bytes"};
    }
    return std::move(*secrets);
}

}  // namespace labd::app
