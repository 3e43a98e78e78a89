// What the console says, in English or Japanese, from the one catalogue in `schema/messages`.
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "labd/codec/messages.h"

namespace labd::console {

class Texts {
public:
    explicit Texts(codec::Language language) : language_(language) {}

    /// For Accept-Language.
    std::string_view tag() const { return language_ == codec::Language::ja ? "ja" : "en"; }

    bool is_japanese() const { return language_ == codec::Language::ja; }

    codec::Language language() const { return language_; }

    using Values = std::initializer_list<std::pair<std::string_view, std::string>>;

    /// The sentence of `key`. Values stand as given.
    std::string say(std::string_view key, Values values = {}) const;

    std::string say(const Message& message) const;

    /// A sentence with the values that labd sent: instants as they read on the site's wall, `*_s`
    /// as durations.
    std::string tell(std::string_view key, const boost::json::object& values) const;

    /// `phase` and `ready` as the catalogue's `enum.phase.ready`; `name` itself when it has none.
    std::string name(std::string_view group, std::string_view name) const;

private:
    codec::Language language_;
};

/// From what the person asked for, else from the locale as LC_ALL, LC_MESSAGES and LANG say.
codec::Language language_of(std::string_view locale);

/// `2026-03-03T12:10:05.25+09:00` as `12:10:05`; anything else as it is.
std::string clock_text(std::string_view instant);

/// Seconds as `1:05:07` or `12:09`.
std::string length_text(double length_s);

}  // namespace labd::console
