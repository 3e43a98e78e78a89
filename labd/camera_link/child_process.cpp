#include "labd/camera_link/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

namespace labd::camera_link {

namespace {

/// Between fork and exec: nothing here may allocate or lock.
[[noreturn]] void become(char* const* arguments, int connection, pid_t parent, int niceness) {
    // A person's entry goes before a camera's, also at the processor.
    setpriority(PRIO_PROCESS, 0, niceness);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(connection, STDIN_FILENO) < 0 ||
        dup2(connection, STDOUT_FILENO) < 0) {
        _exit(127);
    }
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    execv(arguments[0], arguments);
    _exit(127);
}

}  // namespace

bool send_some(int connection, std::string& outgoing) {
    const ssize_t sent =
        ::send(connection, outgoing.data(), outgoing.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    outgoing.erase(0, static_cast<std::size_t>(sent));
    return true;
}

bool Child::start(const std::vector<std::string>& command, int niceness) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return false;
    }
    ours_.reset(ends[0]);
    const Handle theirs(ends[1]);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    process_ = fork();
    if (process_ == 0) {
        become(arguments.data(), theirs.get(), parent, niceness);
    }
    return process_ > 0 && fcntl(ours_.get(), F_SETFL, O_NONBLOCK) == 0;
}

void Child::end() {
    ours_.reset();
    if (process_ > 0) {
        kill(process_, SIGKILL);
        while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
        process_ = -1;
    }
}

}  // namespace labd::camera_link
