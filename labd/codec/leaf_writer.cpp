#include "labd/codec/leaf_writer.h"

namespace labd::codec {

void LeafWriter::write(Duration from) {
    if (from.us % 1'000'000 == 0 && from.us >= 0) {
        out_.text(format_duration(from));
    } else {
        out_.raw(format_seconds(from));
    }
}

void LeafWriter::write(Instant from) { out_.text(format_instant_utc(from)); }

void LeafWriter::write(Date from) { out_.text(format_date(from)); }

void LeafWriter::write(TimeOfDay from) { out_.text(format_time_of_day(from)); }

void LeafWriter::sealed(std::string_view plain) {
    out_.begin_object();
    out_.member("$sealed", seal_(plain, place_));
    out_.end_object();
}

void LeafWriter::write(const domain::Text& from) { sealed(from.value); }

void LeafWriter::write(const domain::PersonalDate& from) { sealed(format_date(from.value)); }

void LeafWriter::write(const domain::ResidenceShown& from) {
    if (from.country) {
        write(*from.country);
    } else {
        out_.boolean(from.shown);
    }
}

void LeafWriter::write(const domain::Replacement& from) {
    out_.begin_object();
    std::visit(
        [&](const auto& fact) {
            out_.member("enter", std::decay_t<decltype(fact)>::type);
            write_members(fact);
        },
        from.fact);
    if (from.happened) {
        member("happened", *from.happened);
    }
    if (from.reason) {
        member("reason", *from.reason);
    }
    out_.end_object();
}

void LeafWriter::write(const domain::Correction& from) {
    out_.begin_object();
    out_.member("entry", from.entry.value);
    if (from.replacement) {
        member("replacement", *from.replacement);
    }
    out_.end_object();
}

void LeafWriter::write_correction(const domain::EntryCorrected& from) {
    out_.member("entry", from.entry.value);
    if (from.replacement) {
        member("replacement", *from.replacement);
    }
    if (!from.also.empty()) {
        member("also", from.also);
    }
}

void LeafWriter::body(std::string_view name, const domain::Body& from) {
    out_.key(name);
    out_.begin_object();
    deeper(name, [&] {
        std::visit(
            [&](const auto& entry) {
                using T = std::decay_t<decltype(entry)>;
                out_.member("enter", T::type);
                if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
                    write_correction(entry);
                } else {
                    write_members(entry);
                }
            },
            from);
    });
    out_.end_object();
}

}  // namespace labd::codec
