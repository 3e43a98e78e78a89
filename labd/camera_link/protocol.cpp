#include "labd/camera_link/protocol.h"

#include <algorithm>
#include <array>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>
#include <cmath>

namespace labd::camera_link {

namespace {

namespace json = boost::json;

constexpr std::size_t text_bytes_max = 2048;
constexpr std::size_t reasons_max = 16;

constexpr std::array<std::string_view, 5> state_names = {"live", "unproven", "degraded", "stalled",
                                                         "unreachable"};
constexpr std::array<std::string_view, 13> reason_names = {
    "stalled",   "frozen",        "black",    "overexposed", "covered",
    "defocused", "moved",         "noise",    "low_fps",     "wrong_resolution",
    "learning",  "nothing_moves", "own_delay"};
constexpr std::array<std::string_view, 4> trouble_names = {"folder_unreadable", "folder_too_large",
                                                           "nothing_found", "bad_settings"};
constexpr std::array<std::string_view, 3> loss_names = {"deleted", "unreadable", "changed"};
constexpr std::array<std::string_view, 6> failure_names = {"refused", "unauthorised", "timeout",
                                                           "codec",   "unusable",     "broken"};

/// What is wrong with a line; thrown and caught in this file only.
struct Complaint {
    std::string text;
};

template <class Enum, std::size_t count>
std::optional<Enum> find_name(const std::array<std::string_view, count>& names,
                              std::string_view text) {
    const auto found = std::find(names.begin(), names.end(), text);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<Enum>(found - names.begin()));
}

template <class Enum, std::size_t count>
Enum parse_name(const std::array<std::string_view, count>& names, std::string_view text) {
    const std::optional<Enum> found = find_name<Enum>(names, text);
    if (!found) {
        throw Complaint{"an unknown name"};
    }
    return *found;
}

/// Reads the members of one object.
class Members {
public:
    explicit Members(const json::object& object) : object_(object) {}

    std::string text(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        if (value == nullptr || !value->is_string() ||
            value->get_string().size() > text_bytes_max) {
            throw Complaint{std::string(key) + ": a text is missing or too long"};
        }
        return std::string(value->get_string());
    }

    double number(std::string_view key, double least, double most) const {
        const json::value* value = object_.if_contains(key);
        boost::system::error_code failed;
        const double given = value != nullptr ? value->to_number<double>(failed) : 0;
        if (value == nullptr || failed || !std::isfinite(given) || given < least || given > most) {
            throw Complaint{std::string(key) + ": a number is missing or out of range"};
        }
        return given;
    }

    std::optional<Duration> seconds_if(std::string_view key) const {
        if (object_.if_contains(key) == nullptr) {
            return std::nullopt;
        }
        return Duration{static_cast<std::int64_t>(std::llround(number(key, 0, 1e9) * 1e6))};
    }

    /// A length of time that may be negative.
    std::optional<Duration> signed_seconds_if(std::string_view key) const {
        if (object_.if_contains(key) == nullptr) {
            return std::nullopt;
        }
        return Duration{static_cast<std::int64_t>(std::llround(number(key, -1e9, 1e9) * 1e6))};
    }

    Instant instant(std::string_view key) const {
        const std::optional<Instant> at = parse_instant(text(key));
        if (!at) {
            throw Complaint{std::string(key) + ": not an instant"};
        }
        return *at;
    }

    std::int64_t whole(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        if (value == nullptr || !value->is_int64() || value->get_int64() < 0) {
            throw Complaint{std::string(key) + ": a whole number is missing or below 0"};
        }
        return value->get_int64();
    }

    /// The object of this name; null when there is none.
    const json::object* object_if(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        if (value != nullptr && !value->is_object()) {
            throw Complaint{std::string(key) + ": not an object"};
        }
        return value == nullptr ? nullptr : &value->get_object();
    }

    std::vector<Reason> reasons() const {
        const json::value* value = object_.if_contains("reasons");
        if (value == nullptr || !value->is_array() || value->get_array().size() > reasons_max) {
            throw Complaint{"reasons: a list is missing or too long"};
        }
        std::vector<Reason> reasons;
        for (const json::value& one : value->get_array()) {
            if (!one.is_string()) {
                throw Complaint{"reasons: not a name"};
            }
            reasons.push_back(parse_name<Reason>(reason_names, one.get_string()));
        }
        return reasons;
    }

private:
    const json::object& object_;
};

/// The line's one member: what kind it is, and its body.
std::pair<std::string, json::object> parse_line(std::string_view line) {
    if (line.size() > line_bytes_max) {
        throw Complaint{"longer than a line may be"};
    }
    boost::system::error_code failed;
    json::value value = json::parse({line.data(), line.size()}, failed);
    if (failed || !value.is_object() || value.get_object().size() != 1) {
        throw Complaint{"not a JSON object with one member"};
    }
    auto& member = *value.get_object().begin();
    if (!member.value().is_object()) {
        throw Complaint{"not a JSON object in its member"};
    }
    return {std::string(member.key()), std::move(member.value().get_object())};
}

std::optional<Recordings> recordings_of(const json::object* object) {
    if (object == nullptr) {
        return std::nullopt;
    }
    const Members body(*object);
    Recordings recordings;
    recordings.folder = body.text("folder");
    recordings.pattern = body.text("pattern");
    recordings.zone = body.text("zone");
    recordings.segment = body.seconds_if("segment_s").value_or(Duration{});
    recordings.kept = body.seconds_if("kept_s").value_or(recordings.kept);
    if (recordings.folder.empty() || recordings.segment <= Duration{}) {
        throw Complaint{"recordings need a folder and the length of their files"};
    }
    return recordings;
}

Command command_of(const std::string& kind, const Members& body) {
    constexpr double pixels_max = 16384;
    if (kind == "watch") {
        Watch watch;
        watch.camera = body.text("camera");
        watch.url = body.text("url");
        watch.width = static_cast<int>(body.number("width", 0, pixels_max));
        watch.height = static_cast<int>(body.number("height", 0, pixels_max));
        watch.frames_per_second = body.number("frames_per_second", 0, 1000);
        watch.recordings = recordings_of(body.object_if("recordings"));
        if (watch.camera.empty() || watch.url.empty()) {
            throw Complaint{"a camera needs an ID and a URL"};
        }
        return watch;
    }
    if (kind == "forget") {
        return Forget{body.text("camera")};
    }
    throw Complaint{"an unknown command"};
}

CameraReport camera_report_of(const Members& body) {
    CameraReport report;
    report.camera = body.text("camera");
    report.state = parse_name<StreamState>(state_names, body.text("state"));
    report.reasons = body.reasons();
    if (const std::string failure = body.text("failure"); !failure.empty()) {
        report.failure = parse_name<Failure>(failure_names, failure);
    }
    report.state_age = body.seconds_if("state_age_s").value_or(Duration{});
    report.packet_age = body.seconds_if("packet_age_s");
    report.motion_age = body.seconds_if("motion_age_s");
    report.still_age = body.seconds_if("still_age_s");
    report.still = body.text("still");
    report.frames_per_second = body.number("frames_per_second", 0, 1e6);
    report.width = static_cast<int>(body.number("width", 0, 1e6));
    report.height = static_cast<int>(body.number("height", 0, 1e6));
    report.connections = static_cast<std::int64_t>(body.number("connections", 0, 1e15));
    return report;
}

rules::RecordingSeen parse_seen(const std::string& text) {
    rules::RecordingSeen seen = rules::RecordingSeen::unsure;
    if (!boost::describe::enum_from_string(text.c_str(), seen)) {
        throw Complaint{"seen: an unknown name"};
    }
    return seen;
}

RecordingReport recording_report_of(const Members& body) {
    RecordingReport report;
    report.camera = body.text("camera");
    report.seen = parse_seen(body.text("seen"));
    report.seen_age = body.seconds_if("seen_age_s").value_or(Duration{});
    report.looked_age = body.seconds_if("looked_age_s");
    report.readable_age = body.seconds_if("readable_age_s");
    report.clock_offset = body.signed_seconds_if("clock_offset_s");
    if (const std::string trouble = body.text("trouble"); !trouble.empty()) {
        report.trouble = parse_name<RecordingTrouble>(trouble_names, trouble);
    }
    return report;
}

ManifestReport manifest_report_of(const Members& body) {
    return {body.text("camera"),    body.instant("from"), body.instant("to"),
            body.whole("segments"), body.whole("bytes"),  body.text("root")};
}

LossReport loss_report_of(const Members& body) {
    return {body.text("camera"), parse_name<LossKind>(loss_names, body.text("kind")),
            body.instant("from"), body.instant("to")};
}

Report report_of(const std::string& kind, const Members& body) {
    if (kind == "camera") {
        return camera_report_of(body);
    }
    if (kind == "recording") {
        return recording_report_of(body);
    }
    if (kind == "manifest") {
        return manifest_report_of(body);
    }
    if (kind == "loss") {
        return loss_report_of(body);
    }
    if (kind == "readable") {
        return ReadableReport{body.text("camera"), body.instant("from"), body.instant("to")};
    }
    if (kind == "hello") {
        return Hello{static_cast<int>(body.number("version", 0, 1e6))};
    }
    if (kind == "own_delay") {
        return OwnDelay{body.seconds_if("late_by_s").value_or(Duration{})};
    }
    if (kind == "rejected") {
        return Rejected{body.text("text")};
    }
    throw Complaint{"an unknown report"};
}

double to_seconds(Duration duration) { return static_cast<double>(duration.us) / 1e6; }

class Writer {
public:
    json::object operator()(const Watch& watch) const {
        json::object body = {{"camera", watch.camera},
                             {"url", watch.url},
                             {"width", watch.width},
                             {"height", watch.height},
                             {"frames_per_second", watch.frames_per_second}};
        if (watch.recordings) {
            body["recordings"] = {{"folder", watch.recordings->folder},
                                  {"pattern", watch.recordings->pattern},
                                  {"zone", watch.recordings->zone},
                                  {"segment_s", to_seconds(watch.recordings->segment)},
                                  {"kept_s", to_seconds(watch.recordings->kept)}};
        }
        return {{"watch", std::move(body)}};
    }

    json::object operator()(const Forget& forget) const {
        return {{"forget", {{"camera", forget.camera}}}};
    }

    json::object operator()(const Hello& hello) const {
        return {{"hello", {{"version", hello.version}}}};
    }

    json::object operator()(const OwnDelay& delay) const {
        return {{"own_delay", {{"late_by_s", to_seconds(delay.late_by)}}}};
    }

    json::object operator()(const Rejected& rejected) const {
        return {{"rejected", {{"text", rejected.text.substr(0, text_bytes_max)}}}};
    }

    json::object operator()(const RecordingReport& report) const {
        json::object body = {
            {"camera", report.camera},
            {"seen", boost::describe::enum_to_string(report.seen, "")},
            {"seen_age_s", to_seconds(report.seen_age)},
            {"trouble", report.trouble ? name(*report.trouble) : std::string_view()}};
        put(body, "looked_age_s", report.looked_age);
        put(body, "readable_age_s", report.readable_age);
        put(body, "clock_offset_s", report.clock_offset);
        return {{"recording", std::move(body)}};
    }

    json::object operator()(const ManifestReport& report) const {
        return {{"manifest",
                 {{"camera", report.camera},
                  {"from", format_instant_utc(report.from)},
                  {"to", format_instant_utc(report.to)},
                  {"segments", report.segments},
                  {"bytes", report.bytes},
                  {"root", report.root}}}};
    }

    json::object operator()(const LossReport& report) const {
        return {{"loss",
                 {{"camera", report.camera},
                  {"kind", name(report.kind)},
                  {"from", format_instant_utc(report.from)},
                  {"to", format_instant_utc(report.to)}}}};
    }

    json::object operator()(const ReadableReport& report) const {
        return {{"readable",
                 {{"camera", report.camera},
                  {"from", format_instant_utc(report.from)},
                  {"to", format_instant_utc(report.to)}}}};
    }

    json::object operator()(const CameraReport& report) const {
        json::array reasons;
        for (const Reason reason : report.reasons) {
            reasons.emplace_back(name(reason));
        }
        json::object body = {
            {"camera", report.camera},
            {"state", name(report.state)},
            {"reasons", std::move(reasons)},
            {"failure", report.failure ? name(*report.failure) : std::string_view()},
            {"state_age_s", to_seconds(report.state_age)},
            {"still", report.still},
            {"frames_per_second", report.frames_per_second},
            {"width", report.width},
            {"height", report.height},
            {"connections", report.connections}};
        put(body, "packet_age_s", report.packet_age);
        put(body, "motion_age_s", report.motion_age);
        put(body, "still_age_s", report.still_age);
        return {{"camera", std::move(body)}};
    }

private:
    static void put(json::object& body, std::string_view key, const std::optional<Duration>& age) {
        if (age) {
            body[key] = to_seconds(*age);
        }
    }
};

}  // namespace

std::string write_line(const Command& command) {
    return json::serialize(std::visit(Writer{}, command));
}

std::string write_line(const Report& report) {
    return json::serialize(std::visit(Writer{}, report));
}

std::variant<Command, std::string> read_command(std::string_view line) {
    try {
        const auto [kind, body] = parse_line(line);
        return command_of(kind, Members(body));
    } catch (const Complaint& complaint) {
        return complaint.text;
    }
}

std::variant<Report, std::string> read_report(std::string_view line) {
    try {
        const auto [kind, body] = parse_line(line);
        return report_of(kind, Members(body));
    } catch (const Complaint& complaint) {
        return complaint.text;
    }
}

std::string_view name(StreamState state) { return state_names[static_cast<std::size_t>(state)]; }

std::string_view name(Reason reason) { return reason_names[static_cast<std::size_t>(reason)]; }

std::string_view name(Failure failure) { return failure_names[static_cast<std::size_t>(failure)]; }

std::string_view name(RecordingTrouble trouble) {
    return trouble_names[static_cast<std::size_t>(trouble)];
}

std::string_view name(LossKind kind) { return loss_names[static_cast<std::size_t>(kind)]; }

std::optional<Reason> parse_reason(std::string_view name) {
    return find_name<Reason>(reason_names, name);
}

std::optional<Failure> parse_failure(std::string_view name) {
    return find_name<Failure>(failure_names, name);
}

std::optional<RecordingTrouble> parse_trouble(std::string_view name) {
    return find_name<RecordingTrouble>(trouble_names, name);
}

bool LineCutter::take(std::string_view bytes) {
    if (broken_) {
        return false;
    }
    pending_.append(bytes);
    for (std::size_t begin = 0; !broken_ && begin < pending_.size();) {
        const std::size_t end = std::min(pending_.find('\n', begin), pending_.size());
        broken_ = end - begin > line_bytes_max;
        begin = end + 1;
    }
    return !broken_;
}

std::optional<std::string> LineCutter::next() {
    const std::size_t end = pending_.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    return line;
}

}  // namespace labd::camera_link
