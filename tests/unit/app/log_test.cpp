#include "labd/app/log.h"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include <boost/json/parse.hpp>

namespace labd::app {
namespace {

TEST(Log, ALineIsOneJsonObjectWhateverTheMessageHolds) {
    const std::string text = "camera \"x\\y\" said:\nline two \x1B[31m \xFF 席";
    const spdlog::details::log_msg message("labd", spdlog::level::warn, text);
    spdlog::memory_buf_t line;
    log_formatter()->format(message, line);
    const std::string_view written(line.data(), line.size());
    ASSERT_EQ(written.find('\n'), written.size() - 1);
    const auto parsed = boost::json::parse({written.data(), written.size()}).as_object();
    EXPECT_EQ(parsed.at("level").as_string(), "warning");
    EXPECT_EQ(parsed.at("message").as_string(),
              "camera \"x\\y\" said:\\x0aline two \\x1b[31m \\xff 席");
}

}  // namespace
}  // namespace labd::app
