#include "tests/unit/journal/fault_disk.h"

#include <sqlite3.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace labd::journal::test {
namespace {

struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t syncs = 0;
    std::uint64_t failing_sync = 0;
    std::uint64_t refused_writes = 0;
    bool hold = false;
    bool holding = false;
};

State* state = nullptr;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs shim_vfs;

/// SQLite's file of ours, with the real one behind it in the same allocation.
struct File {
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_file* real_of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

int close_file(sqlite3_file* file) { return real_of(file)->pMethods->xClose(real_of(file)); }

int read_file(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    return real_of(file)->pMethods->xRead(real_of(file), data, size, offset);
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    {
        std::unique_lock lock(state->mutex);
        if (state->hold) {
            state->holding = true;
            state->changed.notify_all();
            state->changed.wait(lock, [] { return !state->hold; });
            state->holding = false;
        }
        if (state->refused_writes > 0) {
            --state->refused_writes;
            return SQLITE_FULL;
        }
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
    {
        const std::lock_guard lock(state->mutex);
        if (++state->syncs == state->failing_sync) {
            return SQLITE_IOERR_FSYNC;
        }
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

int lock_file(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

int unlock_file(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* result) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

int sector_size(sqlite3_file* file) { return real_of(file)->pMethods->xSectorSize(real_of(file)); }

int characteristics(sqlite3_file* file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

int map_memory(sqlite3_file* file, int page, int size, int extend, volatile void** address) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, address);
}

int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

void fence_memory(sqlite3_file* file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }

int unmap_memory(sqlite3_file* file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

const sqlite3_io_methods methods{2,
                                 close_file,
                                 read_file,
                                 write_file,
                                 truncate_file,
                                 sync_file,
                                 size_of_file,
                                 lock_file,
                                 unlock_file,
                                 check_reserved_lock,
                                 control_file,
                                 sector_size,
                                 characteristics,
                                 map_memory,
                                 lock_memory,
                                 fence_memory,
                                 unmap_memory,
                                 nullptr,
                                 nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* shim = reinterpret_cast<File*>(file);
    shim->real = reinterpret_cast<sqlite3_file*>(shim + 1);
    const int code = real_vfs->xOpen(real_vfs, name, shim->real, flags, out_flags);
    shim->base.pMethods = shim->real->pMethods == nullptr ? nullptr : &methods;
    return code;
}

}  // namespace

FaultDisk::FaultDisk() {
    if (state != nullptr) {
        std::abort();
    }
    state = new State;
    real_vfs = sqlite3_vfs_find(nullptr);
    shim_vfs = *real_vfs;
    shim_vfs.zName = "fault-disk";
    shim_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
    shim_vfs.xOpen = open_file;
    sqlite3_vfs_register(&shim_vfs, 1);
}

FaultDisk::~FaultDisk() {
    sqlite3_vfs_unregister(&shim_vfs);
    sqlite3_vfs_register(real_vfs, 1);
    delete state;
    state = nullptr;
}

void FaultDisk::fail_sync(std::uint64_t n) {
    const std::lock_guard lock(state->mutex);
    state->failing_sync = n == 0 ? 0 : state->syncs + n;
}

void FaultDisk::refuse_writes(std::uint64_t count) {
    const std::lock_guard lock(state->mutex);
    state->refused_writes = count;
}

void FaultDisk::hold_writes() {
    const std::lock_guard lock(state->mutex);
    state->hold = true;
}

void FaultDisk::let_writes_go() {
    {
        const std::lock_guard lock(state->mutex);
        state->hold = false;
    }
    state->changed.notify_all();
}

void FaultDisk::wait_for_held_write() {
    std::unique_lock lock(state->mutex);
    state->changed.wait(lock, [] { return state->holding; });
}

std::uint64_t FaultDisk::syncs() const {
    const std::lock_guard lock(state->mutex);
    return state->syncs;
}

}  // namespace labd::journal::test
