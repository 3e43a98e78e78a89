#include "proctor-console/terminal/floor/prompt.h"

#include <algorithm>

#include "labd/core/utf8.h"
#include "proctor-console/terminal/floor/words.h"

namespace labd::console::floor {

namespace {

constexpr std::size_t history_max = 100;

std::size_t before(std::string_view text, std::size_t at) {
    while (at > 0) {
        --at;
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80) {
            break;
        }
    }
    return at;
}

std::size_t behind(std::string_view text, std::size_t at) {
    return at < text.size() ? at + std::max<std::size_t>(first_character(text.substr(at)).bytes, 1)
                            : at;
}

/// What all words that are offered begin with.
std::string common_beginning(const std::vector<std::string>& words) {
    std::string common = words.empty() ? std::string() : words.front();
    for (const std::string& word : words) {
        std::size_t same = 0;
        while (same < common.size() && same < word.size() && common[same] == word[same]) {
            ++same;
        }
        // No half of a character.
        while (same > 0 && same < common.size() &&
               (static_cast<unsigned char>(common[same]) & 0xC0U) == 0x80) {
            --same;
        }
        common.resize(same);
    }
    return common;
}

void complete(Prompt& prompt) {
    if (prompt.offers.empty()) {
        return;
    }
    std::vector<std::string> words;
    for (const Offer& offer : prompt.offers) {
        if (!offer.is_command()) {
            words.push_back(offer.word);
        }
    }
    const TypedWords typed = typed_words(std::string_view(prompt.text).substr(0, prompt.cursor));
    const std::string common = common_beginning(words);
    if (words.size() == 1) {
        take_word(prompt, words.front());
    } else if (common.size() > typed.last.size() && common.starts_with(typed.last)) {
        prompt.text.replace(typed.last_at, prompt.cursor - typed.last_at, common);
        prompt.cursor = typed.last_at + common.size();
    } else {
        prompt.chosen = 0;
    }
}

void recall(Prompt& prompt, bool older) {
    const std::size_t count = prompt.history.size();
    const std::size_t at = older ? std::min(prompt.history_at + 1, count)
                                 : prompt.history_at - std::min<std::size_t>(prompt.history_at, 1);
    const std::string line = at == 0 ? std::string() : prompt.history[count - at];
    set_line(prompt, line);
    prompt.history_at = at;
}

void choose(Prompt& prompt, bool next) {
    const std::size_t count = prompt.offers.size();
    if (count == 0 || (prompt.text.empty() && !next && !prompt.chosen) || prompt.history_at > 0) {
        recall(prompt, !next);
    } else if (!prompt.chosen) {
        prompt.chosen = next ? 0 : count - 1;
    } else if (next) {
        prompt.chosen = (*prompt.chosen + 1) % count;
    } else if (*prompt.chosen == 0) {
        prompt.chosen.reset();
    } else {
        prompt.chosen = *prompt.chosen - 1;
    }
}

}  // namespace

void set_line(Prompt& prompt, std::string line) {
    prompt.text = std::move(line);
    prompt.cursor = prompt.text.size();
    prompt.chosen.reset();
    prompt.history_at = 0;
}

void take_word(Prompt& prompt, std::string_view word) {
    const TypedWords typed = typed_words(std::string_view(prompt.text).substr(0, prompt.cursor));
    const std::string put = quoted_word(word) + (word.ends_with('=') ? "" : " ");
    prompt.text.replace(typed.last_at, prompt.cursor - typed.last_at, put);
    prompt.cursor = typed.last_at + put.size();
    // What stood behind brings its own blank.
    if (prompt.cursor < prompt.text.size() && prompt.text[prompt.cursor] == ' ') {
        prompt.text.erase(prompt.cursor, 1);
    }
    prompt.chosen.reset();
}

void remember(Prompt& prompt) {
    if (prompt.history.empty() || prompt.history.back() != prompt.text) {
        prompt.history.push_back(prompt.text);
    }
    if (prompt.history.size() > history_max) {
        prompt.history.erase(prompt.history.begin());
    }
}

void edit(Prompt& prompt, const Key& key) {
    switch (key.code) {
        case Key::Code::character:
            if (prompt.text.size() + key.text.size() <= line_bytes_max) {
                prompt.text.insert(prompt.cursor, key.text);
                prompt.cursor += key.text.size();
                prompt.chosen.reset();
                prompt.history_at = 0;
            }
            break;
        case Key::Code::backspace: {
            const std::size_t at = before(prompt.text, prompt.cursor);
            prompt.text.erase(at, prompt.cursor - at);
            prompt.cursor = at;
            prompt.chosen.reset();
            break;
        }
        case Key::Code::remove:
            prompt.text.erase(prompt.cursor, behind(prompt.text, prompt.cursor) - prompt.cursor);
            prompt.chosen.reset();
            break;
        case Key::Code::clear: set_line(prompt, ""); break;
        case Key::Code::left: prompt.cursor = before(prompt.text, prompt.cursor); break;
        case Key::Code::right: prompt.cursor = behind(prompt.text, prompt.cursor); break;
        case Key::Code::home: prompt.cursor = 0; break;
        case Key::Code::end: prompt.cursor = prompt.text.size(); break;
        case Key::Code::up: choose(prompt, false); break;
        case Key::Code::down: choose(prompt, true); break;
        case Key::Code::tab: complete(prompt); break;
        default: break;
    }
}

}  // namespace labd::console::floor
