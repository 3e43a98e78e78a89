// A disk that fails on demand: stands between SQLite and the real files of every connection opened
// while it lives.
#pragma once

#include <cstdint>

namespace labd::journal::test {

/// One at a time. Every connection opened under it must be closed before it goes.
class FaultDisk {
public:
    FaultDisk();
    ~FaultDisk();
    FaultDisk(const FaultDisk&) = delete;
    FaultDisk& operator=(const FaultDisk&) = delete;

    /// The n-th sync from now on fails, from 1; 0 for none.
    void fail_sync(std::uint64_t n);
    /// The next `count` writes find no room.
    void refuse_writes(std::uint64_t count);
    /// Writes wait until they are let go.
    void hold_writes();
    void let_writes_go();
    /// Waits until a write is held.
    void wait_for_held_write();

    std::uint64_t syncs() const;
};

}  // namespace labd::journal::test
