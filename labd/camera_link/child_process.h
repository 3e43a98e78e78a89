// A program beside labd, with one socket as its standard input and output; it never outlives the
// thread that started it.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace labd::camera_link {

/// A file descriptor with one owner.
class Handle {
public:
    explicit Handle(int descriptor = -1) : descriptor_(descriptor) {}

    ~Handle() { reset(); }

    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    int get() const { return descriptor_; }

    void reset(int descriptor = -1) {
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
        descriptor_ = descriptor;
    }

private:
    int descriptor_;
};

/// Sends what the other side takes now, and removes it from `outgoing`; false when the other side
/// does not read any more. Does not wait.
bool send_some(int connection, std::string& outgoing);

/// The program while it runs. One thread.
class Child {
public:
    Child() = default;

    /// Kills the program and waits for it.
    ~Child() { end(); }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// `niceness`: how far other programs go before it, 0 to 19.
    bool start(const std::vector<std::string>& command, int niceness);

    void end();

    /// Not blocking.
    int connection() const { return ours_.get(); }

private:
    Handle ours_;
    pid_t process_ = -1;
};

}  // namespace labd::camera_link
