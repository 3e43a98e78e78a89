// proctor-console: labd from a terminal (docs/proctor-console.md).
#include <string>
#include <vector>

#include "proctor-console/terminal/run.h"
#include "proctor-console/terminal/surroundings.h"

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
    return static_cast<int>(labd::console::run(labd::console::process_surroundings(), arguments));
}
