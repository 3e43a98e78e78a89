#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "labd/codec/entry_json.h"
#include "labd/codec/schema.h"
#include "labd/web/access.h"

namespace labd::web {
namespace {

const std::filesystem::path root = LABD_SOURCE_DIR;

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// With LABD_UPDATE_FILES set, the files are written instead of compared.
void expect_file(const std::filesystem::path& file, const std::string& text) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
    if (std::getenv("LABD_UPDATE_FILES") != nullptr) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    EXPECT_EQ(contents(file), text) << file << " differs from the code: run this test with "
                                    << "LABD_UPDATE_FILES=1 and look at the difference";
}

TEST(GeneratedFiles, TheRoleTableInTheDocsIsTheOneInTheCode) {
    expect_file(root / "docs/roles.md", roles_markdown());
}

TEST(GeneratedFiles, TheSchemasOfTheEntriesAreThoseOfTheStructs) {
    std::size_t files = 0;
    for (const std::string_view type : codec::entry_types()) {
        expect_file(root / "schema/entries" / (std::string(type) + ".json"),
                    codec::entry_schema_file(type));
    }
    for (const auto& file : std::filesystem::directory_iterator(root / "schema/entries")) {
        files += file.is_regular_file() ? 1 : 0;
    }
    EXPECT_EQ(files, codec::entry_types().size()) << "a schema of no entry type is left over";
}

}  // namespace
}  // namespace labd::web
