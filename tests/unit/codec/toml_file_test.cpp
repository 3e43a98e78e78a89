// TOML that people got wrong is a fault with its place, also where the library would have aborted.
#include "labd/codec/toml_file.h"

#include <gmock/gmock.h>

namespace labd::codec {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(TomlFile, NamesTheLineOfWhatIsMisplaced) {
    for (const char* text : {"a = 1\n\n[{b]]\nc = 2\n", "a = 1\nb = [\n}\n"}) {
        const Decoded<toml::table> table = read_toml(text);
        ASSERT_FALSE(table) << text;
        EXPECT_THAT(table.error().place, StartsWith("line 3")) << text;
    }
}

TEST(TomlFile, NamesTheLineOfAnOrdinaryFault) {
    const Decoded<toml::table> table = read_toml("a = 1\na = 2\n");
    ASSERT_FALSE(table);
    EXPECT_THAT(table.error().place, StartsWith("line 2"));
}

TEST(TomlFile, IsReadUpToABound) {
    const std::string most = "# " + std::string(toml_bytes_max - 2, 'x');
    EXPECT_TRUE(read_toml(most));
    EXPECT_FALSE(read_toml(most + "x"));
}

TEST(TomlFile, ThatIsNotThereIsNamed) {
    const Decoded<toml::table> table = read_toml_file("/nowhere/labd.toml");
    ASSERT_FALSE(table);
    EXPECT_THAT(table.error().sentence(), HasSubstr("/nowhere/labd.toml: cannot be read"));
}

}  // namespace
}  // namespace labd::codec
