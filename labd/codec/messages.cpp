#include "labd/codec/messages.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "labd/codec/json.h"
#include "labd/core/assert.h"

namespace labd::catalogue {

// Made from schema/messages/ by labd/CMakeLists.txt.
extern const std::string_view en;
extern const std::string_view ja;

}  // namespace labd::catalogue

namespace labd::codec {

namespace {

constexpr std::array languages{Language::en, Language::ja};
constexpr std::int64_t us_per_s = 1'000'000;

using Sentences = std::map<std::string, std::string, std::less<>>;

Sentences read_catalogue(Language language) {
    const Decoded<json::value> parsed = parse_json(catalogue_json(language));
    LABD_ASSERT(parsed && parsed->is_object());
    Sentences sentences;
    for (const auto& [key, sentence] : parsed->get_object()) {
        LABD_ASSERT(sentence.is_string());
        sentences.emplace(key, sentence.get_string());
    }
    return sentences;
}

const Sentences& sentences_of(Language language) {
    static const std::array all{read_catalogue(Language::en), read_catalogue(Language::ja)};
    return all.at(static_cast<std::size_t>(language));
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts the part before the next separator off `rest`.
std::string_view next_part(std::string_view& rest, char separator) {
    const std::size_t at = rest.find(separator);
    const std::string_view part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return part;
}

/// Renders the values of one message.
class Renderer {
public:
    Renderer(const Message& message, const Sentences& sentences, const TimeZone& zone)
        : message_(message), sentences_(sentences), zone_(zone) {}

    std::string sentence(std::string_view pattern) const {
        std::string text;
        while (!pattern.empty()) {
            const std::size_t open = pattern.find('{');
            const std::size_t close = pattern.find('}', open);
            if (close == std::string_view::npos) {
                break;
            }
            text += pattern.substr(0, open);
            text += placeholder(pattern.substr(open, close - open + 1));
            pattern = pattern.substr(close + 1);
        }
        return text.append(pattern);
    }

    std::string without_sentence() const {
        std::string values;
        for (const auto& [name, value] : message_.values) {
            values += (values.empty() ? "" : ", ") + name + ": " + show(value, "date");
        }
        return values.empty() ? message_.key : message_.key + " (" + values + ")";
    }

private:
    std::string placeholder(std::string_view written) const {
        std::string_view format = written.substr(1, written.size() - 2);
        const std::string name(next_part(format, '|'));
        const auto value = message_.values.find(name);
        return value == message_.values.end() ? std::string(written) : show(value->second, format);
    }

    std::string show(const MessageValue& value, std::string_view format) const {
        return std::visit([&](const auto& held) { return show(held, format); }, value);
    }

    std::string show(const std::string& value, std::string_view format) const {
        const std::string key = value.empty() ? "value.none" : fmt::format("{}.{}", format, value);
        const auto named = sentences_.find(key);
        return named == sentences_.end() ? value : named->second;
    }

    std::string show(std::int64_t value, std::string_view format) const {
        return show(std::to_string(value), format);
    }

    std::string show(Instant value, std::string_view format) const {
        const Instant shown = in_full(value) ? value : value - Duration{fraction(value.us)};
        const std::string time = format_time_of_day(zone_.time_of_day_at(shown));
        return format == "date" ? format_date(zone_.date_at(shown)) + " " + time : time;
    }

    std::string show(Duration value, std::string_view) const {
        std::string text = format_clock(value);
        if (!in_full(value)) {
            return text;
        }
        const std::string us = fmt::format(".{:06}", std::abs(value.us % us_per_s));
        return text + us.substr(0, us.find_last_not_of("0.") + 1);
    }

    /// Microseconds since the whole second before.
    static std::int64_t fraction(std::int64_t us) { return (us % us_per_s + us_per_s) % us_per_s; }

    /// Whether another value of the message would look the same without fractions though it
    /// differs: "the limit is 11:00:00, it was 11:00:00" helps nobody.
    template <class T>
    bool in_full(T value) const {
        for (const auto& [name, other] : message_.values) {
            const T* same_kind = std::get_if<T>(&other);
            if (same_kind != nullptr && same_kind->us != value.us &&
                same_kind->us - fraction(same_kind->us) == value.us - fraction(value.us)) {
                return true;
            }
        }
        return false;
    }

    const Message& message_;
    const Sentences& sentences_;
    const TimeZone& zone_;
};

/// The weight of a language range in thousandths; nothing when it is not written as RFC 9110 says.
std::optional<int> parse_weight(std::string_view parameter) {
    if (parameter.empty()) {
        return 1000;
    }
    if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') {
        return std::nullopt;
    }
    const std::string_view digits = parameter.substr(2);
    if (digits.size() > 5 || digits[0] < '0' || digits[0] > '1' ||
        (digits.size() > 1 && digits[1] != '.')) {
        return std::nullopt;
    }
    int weight = (digits[0] - '0') * 1000;
    int place = 100;
    for (const char digit : digits.size() > 2 ? digits.substr(2) : std::string_view{}) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        weight += (digit - '0') * place;
        place /= 10;
    }
    return weight > 1000 ? std::nullopt : std::optional(weight);
}

}  // namespace

std::string render(const Message& message, Language language, const TimeZone& zone) {
    const Sentences& sentences = sentences_of(language);
    const Renderer renderer(message, sentences, zone);
    const auto found = sentences.find(message.key);
    return found == sentences.end() ? renderer.without_sentence()
                                    : renderer.sentence(found->second);
}

bool has_message(std::string_view key) { return sentences_of(Language::en).contains(key); }

const std::vector<std::string>& message_keys() {
    static const std::vector<std::string> keys = [] {
        std::vector<std::string> all;
        for (const auto& [key, sentence] : sentences_of(Language::en)) {
            all.push_back(key);
        }
        return all;
    }();
    return keys;
}

std::string_view catalogue_json(Language language) {
    return language == Language::ja ? catalogue::ja : catalogue::en;
}

Language negotiate(std::string_view accept_language) {
    // Weights in thousandths; a language that is not named has that of `*`.
    std::array<std::optional<int>, languages.size()> named;
    int others = 0;
    std::optional<Language> first;
    while (!accept_language.empty()) {
        std::string_view rest = next_part(accept_language, ',');
        const std::string_view range = trim(next_part(rest, ';'));
        const std::optional<int> weight = parse_weight(trim(rest));
        const std::optional<Language> language = parse_language(range);
        if (!weight || (!language && range != "*")) {
            continue;
        }
        if (!language) {
            others = *weight;
            continue;
        }
        std::optional<int>& known = named.at(static_cast<std::size_t>(*language));
        known = std::max(known.value_or(0), *weight);
        first = first ? first : language;
    }
    const int english = named[0].value_or(others);
    const int japanese = named[1].value_or(others);
    if (english == japanese) {
        return english > 0 ? first.value_or(Language::en) : Language::en;
    }
    return japanese > english ? Language::ja : Language::en;
}

std::optional<Language> parse_language(std::string_view text) {
    const std::string_view subtag = text.substr(0, text.find_first_of("-_."));
    std::string name;
    for (const char c : subtag.substr(0, 3)) {
        name += lower(c);
    }
    if (name == "en") {
        return Language::en;
    }
    return name == "ja" ? std::optional(Language::ja) : std::nullopt;
}

}  // namespace labd::codec
