// Keeps what is told of some candidates free of the others: their ids and names are found in
// entries and taken out, so that an evidence pack says nothing about other candidates.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "labd/domain/day.h"
#include "labd/domain/entries.h"

namespace labd::web {

/// Stands where something was taken out.
inline constexpr std::string_view withheld_word = "[withheld]";

/// What was taken out of an entry.
struct Withheld {
    /// In members that a leaf holds in the clear: the leaf itself tells of others.
    bool in_clear = false;
    /// In free text, which a leaf holds only sealed.
    bool in_text = false;
};

/// Whom something is about.
struct Own {
    std::set<SittingId> sittings;
    std::set<CandidateId> candidates;
};

/// Everybody who was ever booked on a day but those whom something is about. Free text is searched
/// for their ids, their whole names and the parts of their names; who is only described in it is
/// not found.
class Others {
public:
    /// The candidates of the sittings in `own` belong to them.
    Others(const domain::DayLog& log, Own own);

    bool is_other(const SittingId& sitting) const { return !own_.sittings.contains(sitting); }

    bool is_other(const CandidateId& candidate) const {
        return !own_.candidates.contains(candidate);
    }

    /// Whether an id of one of them stands in a name or a key.
    bool named_in(std::string_view text) const;
    /// Whether an id or a name of one of them stands in a text.
    bool told_in(std::string_view text) const;

    /// Takes them out of an entry.
    Withheld take_out(domain::Entry& entry) const;

private:
    void add(const SittingId& sitting, const CandidateId& candidate);
    void add_name(const domain::Text& name);
    void add_own_name(const domain::Text& name);

    Own own_;
    std::vector<std::string> ids_;
    /// Without spaces and capitals.
    std::vector<std::string> names_;
    /// As they are written.
    std::vector<std::string> name_parts_;
    std::vector<std::string> own_name_parts_;
    /// Each without spaces and capitals.
    std::vector<std::string> own_names_;
};

}  // namespace labd::web
