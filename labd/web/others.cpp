#include "labd/web/others.h"

#include <algorithm>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <set>

namespace labd::web {

namespace {

constexpr std::string_view wide_space = "\xE3\x80\x80";

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// `@17` is an entry, not the sitting 17.
bool goes_on(char letter) {
    return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '@';
}

/// Where a word begins in the text from `from` on; npos when it does not stand there by itself. In
/// writing without spaces a word stands anywhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
    for (std::size_t at = text.find(word, from); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !goes_on(text[at - 1]) || !goes_on(word.front());
        const bool ends = end == text.size() || !goes_on(text[end]) || !goes_on(word.back());
        if (begins && ends) {
            return at;
        }
    }
    return std::string_view::npos;
}

/// Whether `[begin, end)` of the text is a part of a longer id of one's own.
bool is_within(std::string_view text, std::string_view own, std::size_t begin, std::size_t end) {
    for (std::size_t at = find_word(text, own, 0); at != std::string_view::npos && at <= begin;
         at = find_word(text, own, at + 1)) {
        if (end <= at + own.size() && own.size() > end - begin) {
            return true;
        }
    }
    return false;
}

/// The parts of a name between spaces.
std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts(1);
    while (!name.empty()) {
        const std::size_t space = name.front() == ' '            ? 1
                                  : name.starts_with(wide_space) ? wide_space.size()
                                                                 : 0;
        if (space == 0) {
            parts.back() += name.front();
        } else if (!parts.back().empty()) {
            parts.emplace_back();
        }
        name.remove_prefix(std::max<std::size_t>(space, 1));
    }
    return parts;
}

std::string without_spaces(std::string_view text) {
    std::string kept;
    for (const std::string& part : parts_of(text)) {
        for (const char letter : part) {
            kept += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        }
    }
    return kept;
}

/// One kanji, or one Latin letter, stands in too many words.
bool is_telling(std::string_view part) {
    constexpr std::size_t two_kanji = 6;
    return std::ranges::all_of(part, is_letter) ? part.size() >= 2 : part.size() >= two_kanji;
}

/// Goes through whatever an entry is made of.
class TakeOut {
public:
    explicit TakeOut(const Others& others) : others_(others) {}

    const Withheld& found() const { return found_; }

    void see(domain::Entry& entry) {
        see(entry.id);
        see(entry.reason);
        see_variant(entry.body);
    }

private:
    template <class T>
    void see(T& value) {
        if constexpr (boost::describe::has_describe_members<T>::value) {
            using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
            boost::mp11::mp_for_each<Members>(
                [&](auto described) { this->see(value.*described.pointer); });
        }
    }

    void see(SittingId& id) { clear_if(others_.is_other(id), id.value); }

    void see(CandidateId& id) { clear_if(others_.is_other(id), id.value); }

    void see(EntryId& id) { clear_if(others_.named_in(id.value), id.value); }

    void see(std::string& text) { clear_if(others_.named_in(text), text); }

    void see(domain::Text& text) {
        if (others_.told_in(text.value)) {
            text.value = withheld_word;
            found_.in_text = true;
        }
    }

    void see(domain::ResidenceShown& shown) { see(shown.country); }

    void see(domain::Correction& correction) {
        see(correction.entry);
        see(correction.replacement);
    }

    void see(domain::EntryCorrected& correction) {
        see(correction.entry);
        see(correction.replacement);
        see(correction.also);
    }

    void see(domain::Replacement& replacement) {
        see(replacement.reason);
        see_variant(replacement.fact);
    }

    template <class T>
    void see(std::optional<T>& value) {
        if (value) {
            see(*value);
        }
    }

    template <class T>
    void see(std::vector<T>& values) {
        for (T& value : values) {
            see(value);
        }
    }

    /// How many others there are is not told either.
    void see(std::vector<SittingId>& ids) {
        found_.in_clear |=
            std::erase_if(ids, [&](const SittingId& id) { return others_.is_other(id); }) > 0;
    }

    template <class Key, class T>
    void see(std::map<Key, T>& values) {
        for (auto& [key, value] : values) {
            see(value);
        }
    }

    template <class Variant>
    void see_variant(Variant& variant) {
        std::visit([this](auto& alternative) { this->see(alternative); }, variant);
    }

    void clear_if(bool is_other, std::string& text) {
        if (is_other && !text.empty()) {
            text = withheld_word;
            found_.in_clear = true;
        }
    }

    const Others& others_;
    Withheld found_;
};

}  // namespace

Others::Others(const domain::DayLog& log, Own own) : own_(std::move(own)) {
    for (const SittingId& sitting : own_.sittings) {
        const auto facts = log.now.sittings.find(sitting);
        if (facts != log.now.sittings.end()) {
            own_.candidates.insert(facts->second.booking.candidate);
        }
    }
    own_.candidates.erase(CandidateId());
    for (const auto& [id, facts] : log.now.sittings) {
        if (!is_other(facts.booking.candidate)) {
            add_own_name(facts.booking.name);
            add_own_name(facts.booking.name_local.value_or(domain::Text()));
        }
    }
    for (const domain::Item& item : log.items) {
        const domain::Fact* fact = item.fact.get();
        if (const auto* booked =
                fact == nullptr ? nullptr : std::get_if<domain::SittingBooked>(fact);
            booked != nullptr && is_other(booked->candidate)) {
            add(booked->sitting, booked->candidate);
            add_name(booked->name);
            add_name(booked->name_local.value_or(domain::Text()));
        }
        if (const auto* amended =
                fact == nullptr ? nullptr : std::get_if<domain::SittingAmended>(fact);
            amended != nullptr && is_other(amended->sitting)) {
            add_name(amended->name.value_or(domain::Text()));
            add_name(amended->name_local.value_or(domain::Text()));
        }
    }
}

void Others::add(const SittingId& sitting, const CandidateId& candidate) {
    if (is_other(sitting)) {
        ids_.push_back(sitting.value);
    }
    ids_.push_back(candidate.value);
}

void Others::add_own_name(const domain::Text& name) {
    for (std::string& part : parts_of(name.value)) {
        own_name_parts_.push_back(std::move(part));
    }
    own_names_.push_back(without_spaces(name.value));
}

void Others::add_name(const domain::Text& name) {
    const std::string whole = without_spaces(name.value);
    const bool is_within_own = std::ranges::any_of(own_names_, [&](const std::string& own) {
        return own.starts_with(whole) || own.ends_with(whole);
    });
    // A shorter one stands in too many words: its parts are looked for as words.
    constexpr std::size_t bytes_min = 4;
    if (whole.size() >= bytes_min && !is_within_own) {
        names_.push_back(whole);
    }
    for (std::string& part : parts_of(name.value)) {
        if (is_telling(part) && std::ranges::find(own_name_parts_, part) == own_name_parts_.end()) {
            name_parts_.push_back(std::move(part));
        }
    }
}

bool Others::named_in(std::string_view text) const {
    const auto stands = [&](const std::string& id) {
        for (std::size_t at = id.empty() ? std::string_view::npos : find_word(text, id, 0);
             at != std::string_view::npos; at = find_word(text, id, at + 1)) {
            const std::size_t end = at + id.size();
            const auto covers = [&](const auto& own) {
                return is_within(text, own.value, at, end);
            };
            if (std::ranges::none_of(own_.sittings, covers) &&
                std::ranges::none_of(own_.candidates, covers)) {
                return true;
            }
        }
        return false;
    };
    return std::ranges::any_of(ids_, stands);
}

bool Others::told_in(std::string_view text) const {
    if (text.empty()) {
        return false;
    }
    const std::string close = without_spaces(text);
    return named_in(text) ||
           std::ranges::any_of(
               names_, [&](const std::string& name) { return close.find(name) != close.npos; }) ||
           std::ranges::any_of(name_parts_, [&](const std::string& part) {
               return find_word(text, part, 0) != std::string_view::npos;
           });
}

Withheld Others::take_out(domain::Entry& entry) const {
    TakeOut visit(*this);
    visit.see(entry);
    return visit.found();
}

}  // namespace labd::web
