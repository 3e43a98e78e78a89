// How many cases the properties try: by default always the same, so that a change is blamed only
// for what it did; with LABD_TEST_LONG=1 many more, different each time. RC_PARAMS decides when it
// is set: a failing property prints the one that repeats it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
    const char* is_long = std::getenv("LABD_TEST_LONG");
    const bool many = is_long != nullptr && std::string(is_long) == "1";
    setenv("RC_PARAMS",
           many ? "max_success=2000 max_discard_ratio=40"
                : "seed=7 max_success=250 max_discard_ratio=40",
           0);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
