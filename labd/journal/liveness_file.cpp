#include "labd/journal/liveness_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "labd/core/assert.h"
#include "labd/core/digest.h"

namespace labd::journal {
namespace {

// One slot a page, so that a torn write of one never reaches the other.
constexpr off_t slot_distance = 4'096;
constexpr std::uint64_t slots = 2;
constexpr std::size_t boot_id_max = 64;

/// The record as it stands in the file, in the machine's byte order: it never leaves the machine.
struct Record {
    std::array<char, 8> magic;
    std::uint64_t count;
    std::int64_t now_us;
    std::int64_t wall_us;
    std::int64_t boottime_us;
    std::uint64_t mode;
    std::array<char, boot_id_max> boot_id;
};

static_assert(std::is_trivially_copyable_v<Record> && sizeof(Record) == 112);

constexpr std::array<char, 8> magic{'l', 'a', 'b', 'd', 'l', 'i', 'f', '1'};
constexpr std::size_t slot_bytes = sizeof(Record) + sizeof(Digest);

using Slot = std::array<char, slot_bytes>;

Slot pack(const LivenessMark& mark, std::uint64_t count) {
    Record record{magic,
                  count,
                  mark.now.us,
                  mark.wall.us,
                  mark.boottime.us,
                  mark.mode == ports::ClockMode::training ? 1U : 0U,
                  {}};
    std::copy_n(mark.boot_id.begin(), mark.boot_id.size(), record.boot_id.begin());
    Slot slot{};
    std::memcpy(slot.data(), &record, sizeof(record));
    const Digest digest = Sha256().digest({slot.data(), sizeof(record)});
    std::memcpy(slot.data() + sizeof(record), digest.data(), digest.size());
    return slot;
}

struct Counted {
    std::uint64_t count = 0;
    LivenessMark mark;
};

std::optional<Counted> unpack(const Slot& slot) {
    const Digest digest = Sha256().digest({slot.data(), sizeof(Record)});
    Record record{};
    std::memcpy(&record, slot.data(), sizeof(record));
    if (std::memcmp(slot.data() + sizeof(record), digest.data(), digest.size()) != 0 ||
        record.magic != magic) {
        return std::nullopt;
    }
    Counted counted;
    counted.count = record.count;
    counted.mark.now = {record.now_us};
    counted.mark.wall = {record.wall_us};
    counted.mark.boottime = {record.boottime_us};
    counted.mark.mode = record.mode == 0 ? ports::ClockMode::real : ports::ClockMode::training;
    counted.mark.boot_id.assign(record.boot_id.data(),
                                strnlen(record.boot_id.data(), record.boot_id.size()));
    return counted;
}

std::optional<Counted> newest(int descriptor) {
    std::optional<Counted> found;
    for (std::uint64_t i = 0; i < slots; ++i) {
        Slot slot{};
        const auto place = static_cast<off_t>(i) * slot_distance;
        if (pread(descriptor, slot.data(), slot.size(), place) !=
            static_cast<ssize_t>(slot.size())) {
            continue;
        }
        auto counted = unpack(slot);
        if (counted && (!found || counted->count > found->count)) {
            found = std::move(counted);
        }
    }
    return found;
}

}  // namespace

StorageResult<LivenessFile> LivenessFile::open(const std::filesystem::path& file) {
    if (auto made = create_private_file(file); !made) {
        return made.error();
    }
    LivenessFile opened(FileHandle(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)));
    // Blocks are reserved now, so that a full disk cannot stop the marks.
    if (opened.handle_.get() < 0 ||
        posix_fallocate(opened.handle_.get(), 0, slot_distance * static_cast<off_t>(slots)) != 0) {
        return StorageError{
            fmt::format("{} cannot be opened: {}", file.string(), system_error_text())};
    }
    if (const auto last = newest(opened.handle_.get())) {
        opened.count_ = last->count;
    }
    return opened;
}

StorageResult<void> LivenessFile::mark(const LivenessMark& mark) {
    LABD_ASSERT(mark.boot_id.size() <= boot_id_max);
    const std::uint64_t count = count_ + 1;
    const Slot slot = pack(mark, count);
    const auto place = static_cast<off_t>(count % slots) * slot_distance;
    if (pwrite(handle_.get(), slot.data(), slot.size(), place) !=
            static_cast<ssize_t>(slot.size()) ||
        fdatasync(handle_.get()) != 0) {
        return StorageError{
            fmt::format("the liveness mark cannot be written: {}", system_error_text())};
    }
    count_ = count;
    return {};
}

std::optional<LivenessMark> LivenessFile::last() const {
    auto found = newest(handle_.get());
    return found ? std::optional(std::move(found->mark)) : std::nullopt;
}

}  // namespace labd::journal
