#include "proctor-console/terminal/floor/words.h"

#include <algorithm>

namespace labd::console::floor {

namespace {

class Splitter {
public:
    void take(std::string_view line) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            take(line[i], i);
        }
    }

    bool is_open() const { return quote_ != 0 || escaped_; }

    std::vector<std::string> words;
    std::string word;
    bool has_word = false;
    std::size_t word_at = 0;

private:
    void begin(std::size_t at) {
        if (!has_word) {
            word_at = at;
        }
        has_word = true;
    }

    void take(char each, std::size_t at) {
        if (escaped_) {
            word += each;
            escaped_ = false;
        } else if (each == '\\' && quote_ != '\'') {
            begin(at);
            escaped_ = true;
        } else if (quote_ != 0) {
            each == quote_ ? void(quote_ = 0) : void(word += each);
        } else if (each == '\'' || each == '"') {
            begin(at);
            quote_ = each;
        } else if (each == ' ') {
            end(at);
        } else {
            begin(at);
            word += each;
        }
    }

    void end(std::size_t at) {
        if (has_word) {
            words.push_back(std::move(word));
        }
        word.clear();
        has_word = false;
        word_at = at + 1;
    }

    char quote_ = 0;
    bool escaped_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> split_line(std::string_view line) {
    Splitter splitter;
    splitter.take(line);
    if (splitter.is_open()) {
        return std::nullopt;
    }
    if (splitter.has_word) {
        splitter.words.push_back(splitter.word);
    }
    return splitter.words;
}

TypedWords typed_words(std::string_view line) {
    Splitter splitter;
    splitter.take(line);
    const std::size_t at = splitter.has_word ? splitter.word_at : line.size();
    return {std::move(splitter.words), std::move(splitter.word), at};
}

std::string quoted_word(std::string_view word) {
    constexpr std::string_view plain = "-_@:.,=+/%";
    const bool is_plain = std::ranges::all_of(word, [&](char each) {
        const bool is_letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
        const bool is_beyond_ascii = (static_cast<unsigned char>(each) & 0x80U) != 0;
        return is_letter || is_beyond_ascii || (each >= '0' && each <= '9') ||
               plain.find(each) != std::string_view::npos;
    });
    if (is_plain && !word.empty()) {
        return std::string(word);
    }
    std::string quoted = "\"";
    for (const char each : word) {
        quoted += each == '"' || each == '\\' ? "\\" + std::string(1, each) : std::string(1, each);
    }
    return quoted + "\"";
}

}  // namespace labd::console::floor
