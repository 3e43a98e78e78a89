// The catalogue of messages: its languages are alike, and it fits what the sources say.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/describe/enumerators.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "labd/codec/entry_json.h"
#include "labd/codec/json.h"
#include "labd/codec/messages.h"
#include "labd/rules/explain.h"

namespace labd::codec {
namespace {

using testing::IsEmpty;

const std::regex placeholder_form(R"(\{([a-z_]+)(\|([a-z_.]+))?\})");

// --- The two files ----------------------------------------------------------------------------

std::map<std::string, std::string> catalogue(Language language) {
    const Decoded<json::value> parsed = parse_json(catalogue_json(language));
    std::map<std::string, std::string> sentences;
    for (const auto& [key, sentence] : parsed.value().get_object()) {
        sentences.emplace(key, sentence.get_string());
    }
    return sentences;
}

/// Placeholders with their formats, in the order of their names.
std::multiset<std::string> placeholders(const std::string& sentence) {
    const std::sregex_iterator begin(sentence.begin(), sentence.end(), placeholder_form);
    std::multiset<std::string> all;
    std::for_each(begin, std::sregex_iterator{},
                  [&](const std::smatch& match) { all.insert(match.str()); });
    return all;
}

std::string without_placeholders(const std::string& sentence) {
    return std::regex_replace(sentence, placeholder_form, "");
}

TEST(Catalogue, HasTheSameKeysInEveryLanguageInTheSameOrder) {
    const auto keys = [](Language language) {
        const json::value parsed = parse_json(catalogue_json(language)).value();
        std::vector<std::string> all;
        for (const auto& member : parsed.get_object()) {
            all.emplace_back(member.key());
        }
        return all;
    };
    EXPECT_EQ(keys(Language::en), keys(Language::ja));
    EXPECT_EQ(keys(Language::en).size(), message_keys().size());
}

TEST(Catalogue, HasTheSamePlaceholdersInEveryLanguage) {
    const auto japanese = catalogue(Language::ja);
    for (const auto& [key, sentence] : catalogue(Language::en)) {
        EXPECT_EQ(placeholders(sentence), placeholders(japanese.at(key))) << key;
    }
}

TEST(Catalogue, HoldsBracesOnlyAsPlaceholders) {
    for (const Language language : {Language::en, Language::ja}) {
        for (const auto& [key, sentence] : catalogue(language)) {
            EXPECT_EQ(without_placeholders(sentence).find_first_of("{}|"), std::string::npos)
                << key;
            EXPECT_FALSE(without_placeholders(sentence).empty()) << key;
        }
    }
}

TEST(Catalogue, NamesOnlyFormatsThatAreThere) {
    for (const auto& [key, sentence] : catalogue(Language::en)) {
        for (const std::string& written : placeholders(sentence)) {
            std::smatch match;
            ASSERT_TRUE(std::regex_match(written, match, placeholder_form));
            const std::string format = match[3];
            if (format == "date") {
                EXPECT_TRUE(match.str(1).ends_with("_at")) << key;
            } else if (!format.empty()) {
                EXPECT_TRUE(std::ranges::any_of(
                    message_keys(),
                    [&](const std::string& other) { return other.starts_with(format + "."); }))
                    << key << " " << format;
            }
        }
    }
}

TEST(Catalogue, IsJapaneseInJapaneseAndEnglishInEnglish) {
    for (const auto& [key, sentence] : catalogue(Language::en)) {
        const auto is_not_english = [](unsigned char c) { return c >= 0xE3 && c <= 0xE9; };
        EXPECT_TRUE(std::ranges::none_of(sentence, is_not_english)) << key;
    }
    for (const auto& [key, sentence] : catalogue(Language::ja)) {
        const auto is_kana_or_kanji = [](unsigned char c) { return c >= 0xE3 && c <= 0xE9; };
        const bool is_name = key == "enum.role.labd" || key == "input.plain";
        EXPECT_TRUE(is_name || std::ranges::any_of(sentence, is_kana_or_kanji)) << key;
    }
}

TEST(Catalogue, EndsItsSentencesLikeSentences) {
    for (const std::string& key : message_keys()) {
        const bool is_sentence = key.starts_with("refusal.") || key.starts_with("alarm.") ||
                                 key.starts_with("problem.") || key.starts_with("why.");
        if (is_sentence) {
            EXPECT_TRUE(catalogue(Language::en).at(key).ends_with('.')) << key;
            EXPECT_TRUE(catalogue(Language::ja).at(key).ends_with("。")) << key;
        }
    }
}

template <class Enum>
void expect_names(const std::string& prefix) {
    std::set<std::string> expected;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
        expected.insert(prefix + std::string(wire_name(enumerator.name)));
    });
    std::set<std::string> given;
    for (const std::string& key : message_keys()) {
        if (key.starts_with(prefix)) {
            given.insert(key);
        }
    }
    EXPECT_EQ(given, expected);
}

TEST(Catalogue, NamesEveryEnumeratorAndNoOther) {
    expect_names<domain::Role>("enum.role.");
    expect_names<domain::CheckinStep>("enum.checkin_step.");
    expect_names<domain::Cause>("enum.cause.");
    expect_names<domain::SiteKind>("enum.site_kind.");
    expect_names<domain::MediaType>("enum.media.");
    expect_names<rules::EndedAs>("enum.ended_as.");
    expect_names<rules::EndedAs>("why.ended.");
    expect_names<rules::Phase>("enum.phase.");
    expect_names<rules::ClockState>("enum.clock.");
    expect_names<rules::What>("enum.what.");
    expect_names<rules::What>("why.interval.");
}

TEST(Catalogue, NamesEveryEntryTypeAndNoOther) {
    std::set<std::string> expected;
    for (const std::string_view type : entry_types()) {
        expected.insert("entry." + std::string(type));
    }
    std::set<std::string> given;
    for (const std::string& key : message_keys()) {
        if (key.starts_with("entry.")) {
            given.insert(key);
        }
    }
    EXPECT_EQ(given, expected);
}

// --- The sources ------------------------------------------------------------------------------

struct Source {
    std::string name;
    std::string text;
};

const std::vector<Source>& sources() {
    static const std::vector<Source> all = [] {
        const auto root = std::filesystem::path(LABD_SOURCE_DIR);
        std::vector<Source> found;
        for (const char* folder : {"labd", "proctor-console"}) {
            for (const auto& file : std::filesystem::recursive_directory_iterator(root / folder)) {
                const std::string extension = file.path().extension();
                if (extension == ".cpp" || extension == ".h") {
                    std::ifstream stream(file.path());
                    found.push_back(
                        {file.path().filename(), {std::istreambuf_iterator<char>(stream), {}}});
                }
            }
        }
        return found;
    }();
    return all;
}

/// One place in the sources that makes a message.
struct CallSite {
    std::string file;
    std::string key;
    std::set<std::string> values;
};

/// From an opening parenthesis to the one that closes it, strings skipped.
std::string_view call_at(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '"') {
            i = text.find('"', i + 1);
        } else if (text[i] == '(') {
            ++depth;
        } else if (text[i] == ')' && --depth == 0) {
            return text.substr(open, i - open + 1);
        }
    }
    return text.substr(open);
}

/// What the rules' helpers add to the values written at the call.
const std::map<std::string, std::set<std::string>> helpers{
    {"refuse", {}},
    {"not_found", {"actual"}},
    {"refuse_since", {"since_at", "by", "what"}},
    {"raise", {"subject"}},
};

/// Every call of one of the helpers whose arguments hold a key as a literal.
std::vector<CallSite> call_sites() {
    static const std::regex call(R"(\b(refuse|not_found|refuse_since|raise)\()");
    static const std::regex key_form(R"re("((refusal|alarm)\.[a-z_]+)")re");
    static const std::regex value_form(R"re(\{\s*"([a-z_]+)")re");
    std::vector<CallSite> sites;
    for (const Source& source : sources()) {
        const std::sregex_iterator end;
        for (std::sregex_iterator at(source.text.begin(), source.text.end(), call); at != end;
             ++at) {
            const auto open = static_cast<std::size_t>(at->position() + at->length() - 1);
            const std::string arguments(call_at(source.text, open));
            std::smatch key;
            if (!std::regex_search(arguments, key, key_form)) {
                continue;
            }
            CallSite site{source.name, key[1], helpers.at(at->str(1))};
            const std::sregex_iterator values(arguments.begin(), arguments.end(), value_form);
            std::for_each(values, end,
                          [&](const std::smatch& match) { site.values.insert(match[1]); });
            sites.push_back(std::move(site));
        }
    }
    return sites;
}

/// Keys of refusals, alarms and faults of input anywhere in the sources; entry types look alike and
/// are left out.
std::set<std::string> keys_in_sources() {
    static const std::regex key_form(
        R"re("((refusal|alarm|problem|why|input)\.[a-z_.]*[a-z_])")re");
    std::set<std::string> keys;
    for (const Source& source : sources()) {
        const std::sregex_iterator begin(source.text.begin(), source.text.end(), key_form);
        std::for_each(begin, std::sregex_iterator{}, [&](const std::smatch& match) {
            const bool is_type =
                std::ranges::find(entry_types(), match.str(1)) != entry_types().end();
            if (!is_type) {
                keys.insert(match[1]);
            }
        });
    }
    return keys;
}

TEST(KeysInTheSources, AreAllInTheCatalogue) {
    const std::set<std::string> keys = keys_in_sources();
    EXPECT_GT(keys.size(), 80);
    for (const std::string& key : keys) {
        EXPECT_TRUE(has_message(key)) << key;
    }
}

TEST(KeysInTheSources, LeaveNoRefusalAlarmOrFaultOfTheCatalogueUnused) {
    const std::set<std::string> used = keys_in_sources();
    for (const std::string& key : message_keys()) {
        if (key.starts_with("refusal.") || key.starts_with("alarm.") || key.starts_with("input.")) {
            EXPECT_TRUE(used.contains(key)) << key;
        }
    }
}

TEST(KeysInTheSources, ComeWithAValueForEveryPlaceholder) {
    const auto english = catalogue(Language::en);
    const std::vector<CallSite> sites = call_sites();
    std::set<std::string> seen;
    for (const CallSite& site : sites) {
        seen.insert(site.key);
        // Marks an entry without ground in a correction; only the entry's own name is told.
        if (site.file == "judge_correction.cpp" && site.key == "refusal.outage_not_there") {
            continue;
        }
        ASSERT_TRUE(english.contains(site.key)) << site.key;
        for (const std::string& written : placeholders(english.at(site.key))) {
            std::smatch match;
            ASSERT_TRUE(std::regex_match(written, match, placeholder_form));
            EXPECT_TRUE(site.values.contains(match[1]))
                << site.file << ": " << site.key << " has no value " << match[1];
        }
    }
    std::set<std::string> missed;
    for (const std::string& key : keys_in_sources()) {
        const bool checked = seen.contains(key) || key.starts_with("problem.") ||
                             key.starts_with("why.") || key.starts_with("input.");
        if (!checked) {
            missed.insert(key);
        }
    }
    EXPECT_THAT(missed, IsEmpty()) << "made in a way that this test cannot read";
}

TEST(KeysInTheSources, OfFaultsOfInputComeWithAValueForEveryPlaceholder) {
    static const std::regex key_form(R"re("(input\.[a-z_]+)")re");
    constexpr std::size_t reach = 400;
    const auto english = catalogue(Language::en);
    std::set<std::string> seen;
    for (const Source& source : sources()) {
        const std::sregex_iterator begin(source.text.begin(), source.text.end(), key_form);
        for (std::sregex_iterator at = begin; at != std::sregex_iterator{}; ++at) {
            const std::string key = at->str(1);
            const std::string after =
                source.text.substr(static_cast<std::size_t>(at->position()), reach);
            seen.insert(key);
            ASSERT_TRUE(english.contains(key)) << key;
            for (const std::string& written : placeholders(english.at(key))) {
                const std::string name = written.substr(1, written.find_first_of("}|") - 1);
                EXPECT_TRUE(name == "place" ||
                            after.find("{\"" + name + "\", ") != std::string::npos)
                    << source.name << ": " << key << " has no value " << name;
            }
        }
    }
    EXPECT_GT(seen.size(), 60U);
}

TEST(KeysInTheSources, HaveTheLimitAndTheActualValueInTheirSentences) {
    const auto english = catalogue(Language::en);
    for (const CallSite& site : call_sites()) {
        ASSERT_TRUE(english.contains(site.key)) << site.key;
        for (const std::string& name : site.values) {
            const bool shown = name == "limit" || name == "actual" || name.ends_with("_at") ||
                               name == "by" || name == "role" || name == "step";
            if (shown) {
                EXPECT_THAT(english.at(site.key), testing::HasSubstr("{" + name))
                    << site.file << ": " << site.key;
            }
        }
    }
}

}  // namespace
}  // namespace labd::codec
