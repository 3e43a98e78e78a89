#include "proctor-console/terminal/floor/outbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "labd/codec/json.h"
#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/read_file.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

constexpr std::size_t file_bytes_max = 1024 * 1024;

json::object to_json(const Kept& kept) {
    json::object object{{"key", kept.key},         {"user", kept.user},
                        {"body", kept.body},       {"enter", kept.enter},
                        {"sitting", kept.sitting}, {"happened", kept.happened},
                        {"order", kept.order},     {"tries", kept.tries}};
    if (kept.problem) {
        object["problem"] = *kept.problem;
    }
    return object;
}

std::optional<Kept> from_json(const json::object& object) {
    Kept kept;
    kept.key = text_at(object, "key");
    kept.user = text_at(object, "user");
    kept.body = text_at(object, "body");
    kept.enter = text_at(object, "enter");
    kept.sitting = text_at(object, "sitting");
    kept.happened = text_at(object, "happened");
    kept.order = number_at(object, "order").value_or(0);
    kept.tries =
        static_cast<int>(std::min<std::int64_t>(number_at(object, "tries").value_or(0), 1000));
    if (object.contains("problem")) {
        kept.problem = object_at(object, "problem");
    }
    return kept.key.empty() || kept.body.empty() ? std::nullopt : std::optional(std::move(kept));
}

std::optional<std::string> read_small(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        return std::nullopt;
    }
    std::string text(file_bytes_max, '\0');
    std::size_t length = 0;
    ssize_t count = 1;
    while (count > 0 && length < text.size()) {
        count = ::read(file, text.data() + length, text.size() - length);
        length += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    ::close(file);
    text.resize(length);
    return count == 0 ? std::optional(std::move(text)) : std::nullopt;
}

bool sync_folder(const std::string& path) {
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return false;
    }
    const bool synced = ::fsync(folder) == 0;
    ::close(folder);
    return synced;
}

bool write_synced(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t count = ::write(file, text.data() + length, text.size() - length);
        if (count <= 0) {
            break;
        }
        length += static_cast<std::size_t>(count);
    }
    const bool whole = length == text.size() && ::fsync(file) == 0;
    return ::close(file) == 0 && whole;
}

/// How often a fact that had to wait is sent again while labd's clock has not come to it.
constexpr int early_tries_max = 60;

std::string_view key_of(const Answer& answer) {
    const json::value* key = answer.find("key");
    return key != nullptr && key->is_string() ? std::string_view(key->get_string()) : "";
}

/// Not an answer about the entry, or one that passes: the same is to be sent again. labd's time can
/// be a little behind what it was before labd was started again.
bool is_to_retry(const Answer& answer, int tries) {
    if (answer.fate != Answer::Fate::answered) {
        return true;
    }
    if (key_of(answer) == "refusal.in_the_future" && tries > 0 && tries < early_tries_max) {
        return true;
    }
    const json::value* type = answer.find("type");
    const std::string_view what =
        type != nullptr && type->is_string() ? std::string_view(type->get_string()) : "";
    return answer.status == 401 || answer.status == 429 || answer.status >= 500 ||
           what == "/problems/in-flight" || what == "/problems/password-change-needed";
}

json::object problem_of(const Answer& answer) {
    if (const json::object* problem = answer.body.if_object()) {
        return *problem;
    }
    return {{"title", std::to_string(answer.status)}};
}

}  // namespace

std::string OutboxFolder::file_of(const std::string& key) const {
    return path_ + "/" + key + ".json";
}

std::vector<Kept> OutboxFolder::load() const {
    std::vector<Kept> all;
    std::error_code error;
    for (std::filesystem::directory_iterator at(path_, error), end; !error && at != end;
         at.increment(error)) {
        const std::optional<std::string> text =
            at->path().extension() == ".json" ? read_small(at->path().string()) : std::nullopt;
        const auto parsed = codec::parse_json(text.value_or(""));
        std::optional<Kept> kept =
            text && parsed && parsed->is_object() ? from_json(parsed->get_object()) : std::nullopt;
        if (kept && file_of(kept->key) == at->path().string()) {
            all.push_back(std::move(*kept));
        }
    }
    std::ranges::stable_sort(all, {}, &Kept::order);
    return all;
}

bool OutboxFolder::put(const Kept& kept) const {
    std::error_code error;
    if (!std::filesystem::exists(path_, error)) {
        std::filesystem::create_directories(path_, error);
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    }
    const std::string file = file_of(kept.key);
    const std::string fresh = file + ".new";
    const bool written = write_synced(fresh, json::serialize(to_json(kept)));
    return written && ::rename(fresh.c_str(), file.c_str()) == 0 && sync_folder(path_);
}

void OutboxFolder::remove(const std::string& key) const {
    ::unlink(file_of(key).c_str());
    sync_folder(path_);
}

Outbox::Outbox(OutboxFolder folder, Options options)
    : folder_(std::move(folder)), options_(std::move(options)), kept_(folder_.load()) {}

bool Outbox::keep(Kept kept) {
    kept.order = kept_.empty() ? 1 : kept_.back().order + 1;
    if (kept_.size() >= kept_max || !folder_.put(kept)) {
        return false;
    }
    kept_.push_back(std::move(kept));
    return true;
}

void Outbox::replace(const std::string& key, Kept kept) {
    const auto found = std::ranges::find(kept_, key, &Kept::key);
    if (found == kept_.end()) {
        return;
    }
    folder_.put(kept);
    if (kept.key != key) {
        folder_.remove(key);
    }
    *found = std::move(kept);
}

void Outbox::forget(const std::string& key) {
    folder_.remove(key);
    std::erase_if(kept_, [&](const Kept& each) { return each.key == key; });
}

std::vector<Outbox::Sent> Outbox::flush(const std::string& user) {
    std::vector<Sent> sent;
    while (true) {
        const auto found = std::ranges::find_if(
            kept_, [&](const Kept& each) { return each.user == user && !each.problem; });
        if (found == kept_.end()) {
            return sent;
        }
        Kept kept = *found;
        Api::Post post;
        post.target = "/api/v1/entries";
        post.body = kept.body;
        post.idempotency_key = kept.key;
        Answer answer = options_.send(post);
        if (is_to_retry(answer, kept.tries)) {
            ++kept.tries;
            replace(kept.key, kept);
            sent.push_back({std::move(kept), std::move(answer)});
            return sent;
        }
        const bool lacks_reason = key_of(answer) == "refusal.backdated_needs_reason";
        if (answer.ok()) {
            forget(kept.key);
        } else if (kept.tries > 0 && lacks_reason) {
            // It was refused, so nothing is recorded under its key: a new one for what changes.
            Kept changed = kept;
            json::object body = codec::parse_json(kept.body).value().as_object();
            body["reason"] = options_.reason;
            changed.body = json::serialize(body);
            changed.key = options_.new_key();
            changed.tries = 0;
            replace(kept.key, std::move(changed));
            continue;
        } else {
            kept.problem = problem_of(answer);
            replace(kept.key, kept);
        }
        sent.push_back({std::move(kept), std::move(answer)});
    }
}

json::value board_with_kept(json::value board, const std::vector<const Kept*>& kept) {
    json::object* whole = board.if_object();
    json::value* rows = whole == nullptr ? nullptr : whole->if_contains("sittings");
    if (rows == nullptr || !rows->is_array()) {
        return board;
    }
    for (const Kept* each : kept) {
        const auto parsed = codec::parse_json(each->body);
        if (!parsed || !parsed->is_object() || each->problem) {
            continue;
        }
        const json::object& entry = parsed->get_object();
        for (json::value& row : rows->get_array()) {
            if (!row.is_object() || text_at(row.get_object(), "sitting") != each->sitting) {
                continue;
            }
            json::object& sitting = row.get_object();
            if (each->enter == "break.started") {
                sitting["on_break"] = true;
                sitting["break"] = {{"id", text_at(entry, "id")}, {"since", each->happened}};
            } else if (each->enter == "break.ended") {
                sitting["on_break"] = false;
                sitting.erase("break");
            } else if (each->enter == "module.started") {
                sitting["module"] = {{"id", text_at(entry, "module")}};
            }
        }
    }
    return board;
}

}  // namespace labd::console::floor
