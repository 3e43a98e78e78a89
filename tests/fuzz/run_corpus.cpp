// Runs one target on files: the seeds and everything that a fuzzer once found.
// usage: fuzz_corpus TARGET FOLDER ...
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> given(arguments + 1, arguments + count);
    const labd::fuzz::Target* target =
        given.empty() ? nullptr : labd::fuzz::find_target(given.front());
    if (target == nullptr) {
        std::fputs("fuzz_corpus: no such target\n", stderr);
        return 2;
    }
    std::size_t files = 0;
    for (std::size_t i = 1; i < given.size(); ++i) {
        for (const auto& entry : std::filesystem::directory_iterator(given[i])) {
            const std::string bytes = read_file(entry.path());
            target->run(bytes);
            // Cut short and with a byte changed, too: each a different way to be wrong.
            for (std::size_t size = 0; size <= bytes.size(); size += 1 + bytes.size() / 64) {
                target->run(std::string_view(bytes).substr(0, size));
                std::string changed = bytes;
                if (size < changed.size()) {
                    changed[size] = static_cast<char>(changed[size] ^ 0x20);
                }
                target->run(changed);
            }
            ++files;
        }
    }
    std::printf("%zu files\n", files);
    return files > 0 ? 0 : 1;
}
