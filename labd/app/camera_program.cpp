#include "labd/app/camera_program.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <ostream>
#include <system_error>

namespace labd::app {

std::string camera_program_path() {
    std::error_code failed;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? "labd-camera" : (self.parent_path() / "labd-camera").string();
}

int become_camera_program(const std::vector<std::string>& arguments, const Streams& streams) {
    const std::string path = camera_program_path();
    std::vector<std::string> words = {path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    streams.out.flush();
    streams.error.flush();
    execv(path.c_str(), pointers.data());
    streams.error << "labd: " << path
                  << " cannot be started: " << std::generic_category().message(errno) << "\n";
    return 1;
}

}  // namespace labd::app
