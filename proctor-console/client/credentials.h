// The bearer tokens of a person, one for each labd, in a file that nobody else can read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace labd::console {

struct Credential {
    std::string token;
    std::string name;
    std::string role;
};

class Credentials {
public:
    /// `path`: the file, made with its folder when the first token is stored.
    explicit Credentials(std::string path) : path_(std::move(path)) {}

    /// Nothing when there is no token for this labd. A file that others can read is not used: then
    /// `problem()` says so.
    std::optional<Credential> find(const std::string& url);

    /// False, with `problem()`, when the file cannot be written; the old one is then untouched.
    bool store(const std::string& url, const Credential& credential);
    bool remove(const std::string& url);

    /// The catalogue's key of what is wrong with the file; empty when nothing is.
    const std::string& problem() const { return problem_; }

    const std::string& path() const { return path_; }

private:
    std::string read();
    bool write(std::string_view text);

    std::string path_;
    std::string problem_;
};

/// A secret from a file: its first line without the line's end. Nothing when it cannot be read or
/// has more than 64 KiB.
std::optional<std::string> read_secret_file(const std::string& path);

}  // namespace labd::console
