#include "labd/camera/recordings/coverage_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <set>

#include "labd/codec/json.h"
#include "labd/domain/values.h"
#include "labd/ports/head.h"

namespace labd::camera {

namespace json = boost::json;

namespace {

/// A clock that differs by less can't be told from the time that closing a file takes.
constexpr Duration offset_that_counts = seconds(2);

Duration clock_uncertainty_of(const ports::ClockOffset& offset) {
    const Duration size = offset.median.us < 0 ? -offset.median : offset.median;
    return offset.measured && size > offset_that_counts ? size : Duration{};
}

/// As the scenario format says them: a JSON number, up to six decimals.
constexpr std::size_t answer_bytes_max = 16U << 20U;

json::value seconds_json(Duration duration) { return json::parse(format_seconds(duration)); }

template <class Enum>
std::string name_of(Enum value) {
    return boost::describe::enum_to_string(value, "");
}

void add_sums(const CoverageSums& sums, json::object& object) {
    object["recorded_s"] = seconds_json(sums.recorded);
    object["unproven_s"] = seconds_json(sums.unproven);
    object["degraded_s"] = seconds_json(sums.degraded);
    object["gap_s"] = seconds_json(sums.gap);
    object["unknown_s"] = seconds_json(sums.unknown);
    object["window_s"] = seconds_json(sums.window());
    const std::optional<double> uptime = uptime_of(sums);
    object["uptime"] = uptime ? json::value(*uptime) : json::value(nullptr);
}

json::object interval_json(const CoverageInterval& interval, const TimeZone& zone) {
    json::object object{{"from", zone.format(interval.when.from)},
                        {"to", zone.format(interval.when.to)},
                        {"state", name_of(interval.state)},
                        {"cause", name_of(interval.cause)}};
    if (interval.fault) {
        object["fault"] = name(*interval.fault);
    }
    return object;
}

json::object gap_json(const RecordingGap& gap, const TimeZone& zone) {
    json::array causes;
    for (const Cause cause : gap.causes) {
        causes.emplace_back(name_of(cause));
    }
    return {{"from", zone.format(gap.when.from)},
            {"to", zone.format(gap.when.to)},
            {"length_s", seconds_json(gap.when.length())},
            {"at_least_s", seconds_json(gap.at_least)},
            {"at_most_s", seconds_json(gap.at_most)},
            {"causes", std::move(causes)},
            {"open_ended", gap.open_ended}};
}

json::object segment_json(const ports::RecordedSegment& segment, const TimeZone& zone) {
    json::object object{{"file", segment.file},
                        {"adapter", segment.adapter},
                        {"state", name_of(segment.state)},
                        {"start", zone.format(segment.start)},
                        {"uncertainty_s", seconds_json(segment.uncertainty)},
                        {"start_trust", name_of(segment.trust)},
                        {"media_s", seconds_json(segment.media_length)},
                        {"wall_s", seconds_json(segment.wall_length)},
                        {"run", segment.run},
                        {"sequence", segment.sequence},
                        {"frames", segment.frames},
                        {"keyframes", segment.keyframes},
                        {"largest_frame_gap_s", seconds_json(segment.largest_frame_gap)},
                        {"bytes", segment.bytes},
                        {"end_reason", name_of(segment.end_reason)}};
    if (segment.digest) {
        object["sha256"] = ports::format_digest(*segment.digest);
    }
    if (!segment.problem.empty()) {
        object["problem"] = segment.problem;
    }
    return object;
}

json::object camera_json(const CameraReport& report, const TimeZone& zone) {
    json::object object{{"camera", report.camera.value}};
    add_sums(report.coverage.sums, object);
    object["provable_recorded_s"] = seconds_json(report.coverage.provable_recorded);
    object["provable_readable_s"] = seconds_json(report.coverage.provable_readable);
    json::array intervals;
    for (const CoverageInterval& interval : report.coverage.intervals) {
        intervals.push_back(interval_json(interval, zone));
    }
    object["intervals"] = std::move(intervals);
    json::array gaps;
    for (const RecordingGap& gap : report.coverage.gaps) {
        gaps.push_back(gap_json(gap, zone));
    }
    object["gaps"] = std::move(gaps);
    object["clock_offset"] = {{"measured", report.offset.measured},
                              {"median_s", seconds_json(report.offset.median)},
                              {"spread_s", seconds_json(report.offset.spread)},
                              {"files", report.offset.files}};
    json::array segments;
    for (const ports::RecordedSegment& segment : report.segments) {
        segments.push_back(segment_json(segment, zone));
    }
    object["segments"] = std::move(segments);
    return object;
}

class ReportText {
public:
    ReportText(codec::Language language, const TimeZone& zone) : language_(language), zone_(zone) {}

    void line(const Message& message) {
        text_ += codec::render(message, language_, zone_);
        text_ += '\n';
    }

    std::string say(const std::string& key) const {
        return codec::render({key, {}}, language_, zone_);
    }

    void sums(const std::string& who, const CoverageSums& sums) {
        const double uptime = uptime_of(sums).value_or(0);
        line({"coverage.sums",
              {{"camera", who},
               {"per_cent", fmt::format("{:.3f}", uptime * 100)},
               {"recorded", format_seconds(sums.recorded)},
               {"unproven", format_seconds(sums.unproven)},
               {"degraded", format_seconds(sums.degraded)},
               {"gap", format_seconds(sums.gap)},
               {"unknown", format_seconds(sums.unknown)},
               {"window", format_seconds(sums.window())}}});
    }

    void camera(const CameraReport& report) {
        sums(report.camera.value, report.coverage.sums);
        for (const CoverageInterval& interval : report.coverage.intervals) {
            const std::string fault =
                interval.fault ? " (" + std::string(name(*interval.fault)) + ")" : "";
            line({"coverage.interval",
                  {{"from", zone_.format(interval.when.from)},
                   {"to", zone_.format(interval.when.to)},
                   {"state", say("coverage.state." + name_of(interval.state))},
                   {"cause", say("coverage.cause." + name_of(interval.cause)) + fault}}});
        }
        for (const RecordingGap& gap : report.coverage.gaps) {
            this->gap(gap);
        }
        if (report.offset.measured) {
            line({"coverage.offset",
                  {{"median", format_seconds(report.offset.median)},
                   {"spread", format_seconds(report.offset.spread)},
                   {"files", static_cast<std::int64_t>(report.offset.files)}}});
        } else {
            line({"coverage.offset_unknown", {}});
        }
    }

    void gap(const RecordingGap& gap) {
        std::string causes;
        std::set<Cause> told;
        for (const Cause cause : gap.causes) {
            if (told.insert(cause).second) {
                causes += (causes.empty() ? "" : "; ") + say("coverage.cause." + name_of(cause));
            }
        }
        line({"coverage.gap",
              {{"from", zone_.format(gap.when.from)},
               {"length", format_seconds(gap.when.length())},
               {"at_least", format_seconds(gap.at_least)},
               {"at_most", format_seconds(gap.at_most)},
               {"causes", causes}}});
    }

    std::string take() { return std::move(text_); }

private:
    codec::Language language_;
    TimeZone zone_;
    std::string text_;
};

}  // namespace

std::optional<double> uptime_of(const CoverageSums& sums) {
    if (sums.window() <= Duration{}) {
        return std::nullopt;
    }
    return static_cast<double>(sums.recorded.us) / static_cast<double>(sums.window().us);
}

CoverageReport report_coverage(ports::RecordingList list, Interval window,
                               const std::optional<CameraId>& camera,
                               const PicturesByCamera& pictures) {
    CoverageReport report;
    report.window = window;
    report.looked_until = list.looked_until;
    report.strays = std::move(list.strays);
    std::set<CameraId> cameras(list.cameras.begin(), list.cameras.end());
    const std::set<CameraId> known = cameras;
    if (camera) {
        cameras = {*camera};
    }
    for (const CameraId& id : cameras) {
        CameraReport one;
        one.camera = id;
        for (const ports::RecordedSegment& segment : list.segments) {
            if (segment.camera == id) {
                one.segments.push_back(segment);
            }
        }
        const auto offset = std::ranges::find(list.offsets, id, &ports::ClockOffset::camera);
        if (offset != list.offsets.end()) {
            one.offset = *offset;
        }
        CoverageQuestion question;
        question.window = window;
        question.segments = one.segments;
        question.camera_known = known.contains(id);
        const auto seen = pictures.find(id);
        if (seen != pictures.end()) {
            question.pictures = seen->second;
        }
        question.clock_uncertainty = clock_uncertainty_of(one.offset);
        question.looked_until = list.looked_until;
        one.coverage = coverage_of(question);
        report.sums += one.coverage.sums;
        report.cameras.push_back(std::move(one));
    }
    return report;
}

Result<std::vector<UnprovenRoot>> compare_roots(std::string_view answer, Interval window,
                                                const std::vector<Manifest>& manifests) {
    std::vector<UnprovenRoot> unproven;
    const auto parsed = codec::parse_json(std::string(answer), {answer_bytes_max, 32});
    if (!parsed) {
        return refuse({}, "coverage.bad_roots", {});
    }
    try {
        for (const json::value& value : parsed->as_object().at("manifests").as_array()) {
            const json::object& kept = value.as_object();
            UnprovenRoot root;
            root.camera = CameraId(std::string(kept.at("camera").as_string()));
            root.from = parse_instant(std::string(kept.at("from").as_string())).value();
            root.root = std::string(kept.at("root").as_string());
            const auto manifest = std::ranges::find_if(manifests, [&](const Manifest& one) {
                return one.camera == root.camera && one.from == root.from;
            });
            root.is_different = manifest != manifests.end();
            const bool has_it =
                root.is_different && ports::format_digest(manifest_root(*manifest)) == root.root;
            if (!has_it && window.contains(root.from)) {
                unproven.push_back(std::move(root));
            }
        }
    } catch (const std::exception&) {
        return refuse({}, "coverage.bad_roots", {});
    }
    return unproven;
}

json::object report_to_json(const CoverageReport& report, const TimeZone& zone) {
    json::object object{
        {"format", 1},
        {"window",
         {{"from", zone.format(report.window.from)}, {"to", zone.format(report.window.to)}}},
        {"looked_until", zone.format(report.looked_until)},
        {"pattern", report.pattern},
        {"zone", report.zone}};
    add_sums(report.sums, object);
    json::array cameras;
    for (const CameraReport& camera : report.cameras) {
        cameras.push_back(camera_json(camera, zone));
    }
    object["cameras"] = std::move(cameras);
    json::array strays;
    for (const ports::StrayFile& stray : report.strays) {
        strays.push_back({{"file", stray.file}, {"why", stray.why}});
    }
    object["strays"] = std::move(strays);
    json::array manifests;
    for (const Manifest& manifest : report.manifests) {
        manifests.push_back({{"camera", manifest.camera.value},
                             {"from", zone.format(manifest.from)},
                             {"to", zone.format(manifest.span().to)},
                             {"segments", manifest.lines.size()},
                             {"root", ports::format_digest(manifest_root(manifest))}});
    }
    object["manifests"] = std::move(manifests);
    object["damaged_manifests"] = json::value_from(report.damaged_manifests);
    json::array unproven;
    for (const UnprovenRoot& root : report.unproven_roots) {
        unproven.push_back({{"camera", root.camera.value},
                            {"from", zone.format(root.from)},
                            {"root", root.root},
                            {"why", root.is_different ? "different" : "missing"}});
    }
    object["unproven_roots"] = std::move(unproven);
    return object;
}

std::string report_to_text(const CoverageReport& report, codec::Language language,
                           const TimeZone& zone) {
    ReportText text(language, zone);
    text.line({"coverage.head",
               {{"from", zone.format(report.window.from)},
                {"to", zone.format(report.window.to)},
                {"pattern", report.pattern},
                {"zone", report.zone}}});
    for (const CameraReport& camera : report.cameras) {
        text.camera(camera);
    }
    if (report.cameras.size() > 1) {
        text.sums(text.say("coverage.all"), report.sums);
    }
    if (report.cameras.empty()) {
        text.line({"coverage.no_camera", {}});
    }
    for (const ports::StrayFile& stray : report.strays) {
        text.line({"coverage.stray", {{"file", stray.file}, {"why", stray.why}}});
    }
    for (const Manifest& manifest : report.manifests) {
        text.line({"coverage.manifest",
                   {{"camera", manifest.camera.value},
                    {"from", zone.format(manifest.from)},
                    {"segments", static_cast<std::int64_t>(manifest.lines.size())},
                    {"root", ports::format_digest(manifest_root(manifest))}}});
    }
    for (const std::string& file : report.damaged_manifests) {
        text.line({"coverage.damaged_manifest", {{"file", file}}});
    }
    for (const UnprovenRoot& root : report.unproven_roots) {
        text.line({root.is_different ? "coverage.root_different" : "coverage.root_missing",
                   {{"camera", root.camera.value},
                    {"from", zone.format(root.from)},
                    {"root", root.root}}});
    }
    return text.take();
}

}  // namespace labd::camera
