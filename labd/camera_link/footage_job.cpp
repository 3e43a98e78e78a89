#include "labd/camera_link/footage_job.h"

#include <algorithm>
#include <boost/json.hpp>

namespace labd::camera_link {

namespace {

namespace json = boost::json;

constexpr std::size_t name_bytes_max = 4096;
constexpr std::size_t names_max = 2000;

/// What was read is not of this form; thrown and caught in this file only.
struct NotOfThisForm {};

void need(bool holds) {
    if (!holds) {
        throw NotOfThisForm{};
    }
}

/// Reads the members of one object; each is needed.
class Members {
public:
    explicit Members(const json::value& value) {
        need(value.is_object());
        object_ = &value.get_object();
    }

    bool has(std::string_view name) const { return object_->contains(name); }

    const json::value& value(std::string_view name) const {
        const json::value* found = object_->if_contains(name);
        need(found != nullptr);
        return *found;
    }

    std::string text(std::string_view name) const { return text_of(value(name)); }

    std::int64_t number(std::string_view name) const {
        need(value(name).is_int64());
        return value(name).get_int64();
    }

    bool flag(std::string_view name) const {
        need(value(name).is_bool());
        return value(name).get_bool();
    }

    std::vector<std::string> texts(std::string_view name) const {
        const json::array& from = list(name, names_max);
        std::vector<std::string> texts;
        texts.reserve(from.size());
        for (const json::value& one : from) {
            texts.push_back(text_of(one));
        }
        return texts;
    }

    const json::array& list(std::string_view name, std::size_t most) const {
        const json::value& found = value(name);
        need(found.is_array() && found.get_array().size() <= most);
        return found.get_array();
    }

private:
    static std::string text_of(const json::value& value) {
        need(value.is_string() && value.get_string().size() <= name_bytes_max);
        return std::string(value.get_string());
    }

    const json::object* object_ = nullptr;
};

json::array to_json(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::object to_json(const Recordings& from) {
    return {{"folder", from.folder},
            {"pattern", from.pattern},
            {"zone", from.zone},
            {"segment_us", from.segment.us}};
}

Recordings recordings_of(const json::value& value) {
    const Members from(value);
    Recordings recordings;
    recordings.folder = from.text("folder");
    recordings.pattern = from.text("pattern");
    recordings.zone = from.text("zone");
    recordings.segment = {from.number("segment_us")};
    return recordings;
}

json::object to_json(const domain::FootageSource& from) {
    json::object source{{"name", from.name},   {"sha256", from.sha256},
                        {"bytes", from.bytes}, {"from_us", from.from.us},
                        {"to_us", from.to.us}, {"uncertainty_us", from.uncertainty.us}};
    if (from.as_digested) {
        source["as_digested"] = *from.as_digested;
    }
    return source;
}

domain::FootageSource source_of(const json::value& value) {
    const Members from(value);
    domain::FootageSource source;
    source.name = from.text("name");
    source.sha256 = from.text("sha256");
    source.bytes = from.number("bytes");
    source.from = {from.number("from_us")};
    source.to = {from.number("to_us")};
    source.uncertainty = {from.number("uncertainty_us")};
    if (from.has("as_digested")) {
        source.as_digested = from.flag("as_digested");
    }
    return source;
}

json::object to_json(const FootagePart& part) {
    json::array sources;
    for (const domain::FootageSource& source : part.sources) {
        sources.emplace_back(to_json(source));
    }
    json::object object{{"from_us", part.from.us}, {"to_us", part.to.us}, {"sha256", part.sha256},
                        {"bytes", part.bytes},     {"fault", part.fault}, {"sources", sources}};
    if (part.starts) {
        object["starts_us"] = part.starts->us;
    }
    return object;
}

FootagePart part_of(const json::value& value) {
    const Members from(value);
    FootagePart part;
    part.from = {from.number("from_us")};
    part.to = {from.number("to_us")};
    part.sha256 = from.text("sha256");
    part.bytes = from.number("bytes");
    part.fault = from.text("fault");
    if (from.has("starts_us")) {
        part.starts = Instant{from.number("starts_us")};
    }
    for (const json::value& source : from.list("sources", footage_sources_max)) {
        part.sources.push_back(source_of(source));
    }
    return part;
}

/// Nothing when the text is no JSON, or too long, or not what `read` expects.
template <class Read>
auto parsed(std::string_view text, Read read) -> std::optional<decltype(read(Members({})))> {
    if (text.size() > footage_bytes_max) {
        return std::nullopt;
    }
    boost::system::error_code failed;
    const json::value value = json::parse(text, failed);
    if (failed) {
        return std::nullopt;
    }
    try {
        return read(Members(value));
    } catch (const NotOfThisForm&) {
        return std::nullopt;
    }
}

FootageJob job_of(const Members& from) {
    FootageJob job;
    job.keeps = from.flag("keeps");
    job.camera = from.text("camera");
    if (from.has("recordings")) {
        job.recordings = recordings_of(from.value("recordings"));
    }
    job.held = from.texts("held");
    job.manifests = from.text("manifests");
    job.target = from.text("target");
    job.from = {from.number("from_us")};
    job.to = {from.number("to_us")};
    job.part_max = {from.number("part_max_us")};
    job.part_bytes_max = from.number("part_bytes_max");
    job.room_left = from.number("room_left");
    job.work_max = {from.number("work_max_us")};
    job.skip = from.texts("skip");
    return job;
}

FootageLine line_of(const Members& from) {
    if (from.has("reading")) {
        return FootageReading{from.text("reading")};
    }
    FootageAnswer answer;
    answer.trouble = from.text("trouble");
    for (const json::value& part : from.list("parts", footage_parts_max)) {
        answer.parts.push_back(part_of(part));
    }
    return answer;
}

}  // namespace

std::string write_job(const FootageJob& job) {
    json::object object{{"keeps", job.keeps},
                        {"camera", job.camera},
                        {"held", to_json(job.held)},
                        {"manifests", job.manifests},
                        {"target", job.target},
                        {"from_us", job.from.us},
                        {"to_us", job.to.us},
                        {"part_max_us", job.part_max.us},
                        {"part_bytes_max", job.part_bytes_max},
                        {"room_left", job.room_left},
                        {"work_max_us", job.work_max.us},
                        {"skip", to_json(job.skip)}};
    if (job.recordings) {
        object["recordings"] = to_json(*job.recordings);
    }
    return json::serialize(object);
}

std::string write_footage(const FootageLine& line) {
    if (const auto* reading = std::get_if<FootageReading>(&line)) {
        return json::serialize(json::object{{"reading", reading->name}});
    }
    const auto& answer = std::get<FootageAnswer>(line);
    json::array parts;
    for (const FootagePart& part : answer.parts) {
        parts.emplace_back(to_json(part));
    }
    return json::serialize(json::object{{"trouble", answer.trouble}, {"parts", std::move(parts)}});
}

std::optional<FootageJob> read_job(std::string_view text) { return parsed(text, job_of); }

std::optional<FootageLine> read_footage(std::string_view line) { return parsed(line, line_of); }

}  // namespace labd::camera_link
