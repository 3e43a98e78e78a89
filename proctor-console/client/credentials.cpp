#include "proctor-console/client/credentials.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "labd/codec/json.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr std::size_t file_bytes_max = 64 * 1024;

/// Reads a small file through its descriptor, so that what was checked is what is read.
std::optional<std::string> read_all(int file) {
    std::string text(file_bytes_max + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t count = ::read(file, text.data() + length, text.size() - length);
        if (count < 0) {
            return std::nullopt;
        }
        if (count == 0) {
            text.resize(length);
            return text;
        }
        length += static_cast<std::size_t>(count);
    }
    return std::nullopt;
}

json::object parse(const std::string& text) {
    const auto parsed = codec::parse_json(text.empty() ? "{}" : text);
    return parsed && parsed->is_object() ? parsed->get_object() : json::object();
}

std::string text_of(const json::object& from, std::string_view name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

}  // namespace

std::string Credentials::read() {
    problem_.clear();
    const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return {};
    }

    struct stat about {};

    if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || (about.st_mode & 077) != 0) {
        problem_ = "cli.error.token_file_open_to_others";
        ::close(file);
        return {};
    }
    std::optional<std::string> text = read_all(file);
    ::close(file);
    return std::move(text).value_or("");
}

bool Credentials::write(std::string_view text) {
    problem_ = "cli.error.token_file_not_written";
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
    if (!std::filesystem::exists(folder, error)) {
        std::filesystem::create_directories(folder, error);
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    }
    std::string temporary = path_ + ".XXXXXX";
    const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    // mkostemp makes it readable by its owner alone.
    const bool whole =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!whole || std::rename(temporary.c_str(), path_.c_str()) != 0) {
        ::unlink(temporary.c_str());
        return false;
    }
    problem_.clear();
    return true;
}

std::optional<Credential> Credentials::find(const std::string& url) {
    const json::object all = parse(read());
    const json::value* found = all.if_contains(url);
    if (found == nullptr || !found->is_object()) {
        return std::nullopt;
    }
    const json::object& members = found->get_object();
    return Credential{text_of(members, "token"), text_of(members, "name"),
                      text_of(members, "role")};
}

bool Credentials::store(const std::string& url, const Credential& credential) {
    json::object all = parse(read());
    if (!problem_.empty()) {
        return false;
    }
    all[url] = {{"token", credential.token}, {"name", credential.name}, {"role", credential.role}};
    return write(json::serialize(all) + "\n");
}

bool Credentials::remove(const std::string& url) {
    json::object all = parse(read());
    if (!problem_.empty()) {
        return false;
    }
    all.erase(url);
    return write(json::serialize(all) + "\n");
}

std::optional<std::string> read_secret_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return std::nullopt;
    }
    std::optional<std::string> text = read_all(file);
    ::close(file);
    if (text) {
        text->resize(std::min(text->find_first_of("\r\n"), text->size()));
    }
    return text;
}

}  // namespace labd::console
