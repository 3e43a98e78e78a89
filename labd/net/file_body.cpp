#include "labd/net/file_body.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace labd::net {

namespace {

constexpr off_t ahead_bytes = off_t{4} * 1024 * 1024;

class FileBody final : public BodySource {
public:
    FileBody(int file, std::uint64_t size) : file_(file), size_(size) {
        posix_fadvise(file_, 0, 0, POSIX_FADV_SEQUENTIAL);
        posix_fadvise(file_, 0, ahead_bytes, POSIX_FADV_WILLNEED);
    }

    ~FileBody() override { close(file_); }

    FileBody(const FileBody&) = delete;
    FileBody& operator=(const FileBody&) = delete;

    std::uint64_t size() const override { return size_; }

    std::string read(std::size_t most) override {
        std::string piece(most, '\0');
        ssize_t got = -1;
        do {
            got = pread(file_, piece.data(), piece.size(), at_);
        } while (got < 0 && errno == EINTR);
        piece.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        at_ += static_cast<off_t>(piece.size());
        posix_fadvise(file_, at_, ahead_bytes, POSIX_FADV_WILLNEED);
        return piece;
    }

private:
    int file_;
    std::uint64_t size_;
    off_t at_ = 0;
};

}  // namespace

std::shared_ptr<BodySource> open_file_body(const std::filesystem::path& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    struct stat status {};

    if (file < 0) {
        return nullptr;
    }
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        return nullptr;
    }
    return std::make_shared<FileBody>(file, static_cast<std::uint64_t>(status.st_size));
}

}  // namespace labd::net
