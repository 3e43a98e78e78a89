// Facts on their way to labd. Each is on the disk before it is first sent, and is sent with the
// same key until labd has answered: none is lost, none is recorded twice.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proctor-console/client/api.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// A folder that only its owner can read, with a file for each fact.
class OutboxFolder {
public:
    explicit OutboxFolder(std::string path) : path_(std::move(path)) {}

    /// In the order in which they were entered. A file that is none is left alone.
    std::vector<Kept> load() const;

    /// False when it could not be written and synced.
    bool put(const Kept& kept) const;
    void remove(const std::string& key) const;

    const std::string& path() const { return path_; }

private:
    std::string file_of(const std::string& key) const;

    std::string path_;
};

/// One thread at a time.
class Outbox {
public:
    /// How many may wait.
    static constexpr std::size_t kept_max = 500;

    struct Options {
        std::function<Answer(const Api::Post&)> send;
        std::function<std::string()> new_key;
        /// Why something is entered late that had to wait.
        std::string reason;
    };

    Outbox(OutboxFolder folder, Options options);

    const std::vector<Kept>& all() const { return kept_; }

    void set_reason(std::string reason) { options_.reason = std::move(reason); }

    /// False when the disk does not take it, or too many wait: it is not kept then.
    bool keep(Kept kept);

    /// What came of one that was sent: `kept` as it was sent last.
    struct Sent {
        Kept kept;
        Answer answer;
    };

    /// Sends what somebody has waiting, in its order, until no answer comes.
    std::vector<Sent> flush(const std::string& user);

    void forget(const std::string& key);

private:
    void replace(const std::string& key, Kept kept);

    OutboxFolder folder_;
    Options options_;
    std::vector<Kept> kept_;
};

/// The board as it will be once what waits is recorded, as far as later lines need to know: who is
/// on a break, and which.
boost::json::value board_with_kept(boost::json::value board, const std::vector<const Kept*>& kept);

}  // namespace labd::console::floor
