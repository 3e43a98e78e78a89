// What the name of a segment says: camera, number and start, by a pattern as recorders take it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/refusal.h"
#include "labd/core/time.h"
#include "labd/core/zone.h"

namespace labd::camera {

/// What could be read off a name.
struct SegmentName {
    /// Empty when the pattern has no `{camera}`.
    CameraId camera;
    std::optional<std::uint64_t> number;
    Instant start;
};

/// A name pattern: strftime's `%Y %m %d %H %M %S %s %F %T %z` and `%%`, MediaMTX's `%f`
/// (microseconds), `{camera}` and `{number}`; folders with `/`. Case counts. Cheap to copy.
class NamePattern {
public:
    /// Refused, with the place: an unknown conversion, or too little to tell an instant.
    static Result<NamePattern> parse(std::string_view text, const TimeZone& zone);

    /// Nothing when the name does not fit, names no day that exists, a time that the zone's clock
    /// change makes mean two instants or none, or a camera that is no id.
    std::optional<SegmentName> read(std::string_view name) const;

    /// How far apart two instants with the same name may be: a microsecond, or a second.
    Duration resolution() const { return resolution_; }

    bool names_camera() const { return names_camera_; }

    /// How many folders deep a segment lies.
    int depth() const { return depth_; }

private:
    struct Literal {
        char character = 0;
    };

    enum class Field : std::uint8_t {
        camera,
        number,
        year,
        month,
        day,
        hour,
        minute,
        second,
        epoch,
        microsecond,
        offset
    };

    using Part = std::variant<Literal, Field>;
    struct Fields;

    explicit NamePattern(const TimeZone& zone) : zone_(zone) {}

    bool add_conversion(char letter);
    bool has(Field field) const;
    bool tells_instant() const;
    bool match(std::size_t part, std::string_view rest, Fields& fields) const;
    static bool take(Field field, std::string_view& rest, Fields& fields);
    std::optional<Instant> instant_of(const Fields& fields) const;

    TimeZone zone_;
    std::vector<Part> parts_;
    Duration resolution_ = seconds(1);
    bool names_camera_ = false;
    int depth_ = 0;
};

}  // namespace labd::camera
