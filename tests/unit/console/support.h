// A labd of canned answers, and a run of the console against it.
#pragma once

#include <boost/json/value.hpp>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "proctor-console/client/api.h"
#include "proctor-console/terminal/surroundings.h"
#include "tests/support/temporary_directory.h"

namespace labd::console::testing {

/// Answers GETs by their path without the query, and POSTs one after the other, the last for good.
class FakeLabd {
public:
    std::map<std::string, std::pair<int, std::string>> gets;
    std::deque<net::ClientResult> posts;
    std::vector<net::ClientRequest> requests;

    net::ClientResult answer(const net::ClientRequest& request);

    /// The POSTs that came.
    std::vector<net::ClientRequest> sent() const;

    /// The body of the last POST.
    boost::json::value body() const;
};

/// With a session `day` and, at the seats S07 and S08, the sittings A (on break b1) and B.
FakeLabd fake_day();

net::ClientResult answered(int status, std::string body);
net::ClientResult failed(net::ClientFailure failure);

std::string header_of(const net::ClientRequest& request, std::string_view name);

struct Ended {
    ExitCode code = ExitCode::done;
    std::string out;
    std::string err;
};

struct RunOptions {
    std::string input;
    bool in_is_terminal = false;
    std::map<std::string, std::string> variables;
    std::string password;
};

Ended run_console(FakeLabd& labd, const std::vector<std::string>& words,
                  const RunOptions& options = {});

/// Words as a shell would split them; knows single quotes.
std::vector<std::string> split(std::string_view words);

/// A folder of its own, removed at the end.
class Folder {
public:
    std::string path(const std::string& name) const { return (directory_ / name).string(); }

    std::string write(const std::string& name, const std::string& text) const;

private:
    test::TemporaryDirectory directory_;
};

}  // namespace labd::console::testing
