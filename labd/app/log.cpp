#include "labd/app/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "labd/codec/json_text.h"
#include "labd/core/printable.h"

namespace labd::app {

namespace {

/// The message as a JSON string.
class QuotedMessage : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& line) override {
        codec::JsonText quoted(message.payload.size() + 2);
        quoted.text(printable({message.payload.data(), message.payload.size()}));
        const std::string text = quoted.take();
        line.append(text.data(), text.data() + text.size());
    }

    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<QuotedMessage>();
    }
};

}  // namespace

std::unique_ptr<spdlog::formatter> log_formatter() {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<QuotedMessage>('*').set_pattern(
        R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%*})");
    return formatter;
}

void set_up_log(const std::string& level) {
    const auto logger = spdlog::stderr_logger_mt("labd");
    logger->set_formatter(log_formatter());
    spdlog::set_default_logger(logger);
    spdlog::set_level(spdlog::level::from_str(level));
}

}  // namespace labd::app
