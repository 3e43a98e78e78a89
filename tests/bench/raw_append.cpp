// The floor under every durable entry: bytes appended to a file and made durable with fdatasync, in
// a closed loop, by a thread of the priority that labd's journal thread asks for.
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double percentile_us(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

int run(const char* file, std::size_t entry_bytes, double seconds, std::size_t batch) {
    const int fd = open(file, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) {
        std::perror(file);
        return 1;
    }
    sched_param priority{};
    priority.sched_priority = 1;
    sched_setscheduler(0, SCHED_FIFO, &priority);
    const std::string block(entry_bytes * batch, 'x');
    std::vector<double> syncs_us;
    const Clock::time_point start = Clock::now();
    const Clock::time_point end =
        start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    Clock::time_point before = start;
    while (before < end) {
        if (write(fd, block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
            fdatasync(fd) != 0) {
            std::perror(file);
            return 1;
        }
        const Clock::time_point after = Clock::now();
        syncs_us.push_back(std::chrono::duration<double, std::micro>(after - before).count());
        before = after;
    }
    close(fd);
    const double elapsed = std::chrono::duration<double>(before - start).count();
    std::ranges::sort(syncs_us);
    fmt::print("{{\"per_s\": {:.0f}, \"p50_us\": {:.1f}, \"p99_us\": {:.1f}}}\n",
               static_cast<double>(syncs_us.size() * batch) / elapsed, percentile_us(syncs_us, 0.5),
               percentile_us(syncs_us, 0.99));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: bench_raw_append FILE ENTRY_BYTES SECONDS ENTRIES_A_SYNC\n", stderr);
        return 2;
    }
    return run(argv[1], std::strtoul(argv[2], nullptr, 10), std::strtod(argv[3], nullptr),
               std::strtoul(argv[4], nullptr, 10));
}
