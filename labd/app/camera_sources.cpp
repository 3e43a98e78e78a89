#include "labd/app/camera_sources.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cctype>
#include <cmath>
#include <fstream>
#include <iterator>

#include "labd/core/ids.h"

namespace labd::app {

namespace {

namespace json = boost::json;

constexpr std::int64_t file_bytes_max = std::int64_t{1024} * 1024;
constexpr double pixels_max = 16384;
constexpr double rate_max = 1000;

/// As a part of an address before the `@`.
std::string escaped(std::string_view text) {
    std::string all;
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        const bool is_plain =
            std::isalnum(byte) != 0 || each == '-' || each == '_' || each == '.' || each == '~';
        all += is_plain ? std::string(1, each) : fmt::format("%{:02X}", byte);
    }
    return all;
}

std::string with_account(std::string url, std::string_view user, std::string_view password) {
    const std::size_t host = url.find("://");
    if (user.empty() || host == std::string::npos) {
        return url;
    }
    return url.insert(host + 3, escaped(user) + ':' + escaped(password) + '@');
}

/// The members of one camera; keeps the first fault.
class CameraMembers {
public:
    CameraMembers(const json::object& camera, std::string place)
        : camera_(camera), place_(std::move(place)) {}

    std::string text(std::string_view name) {
        const json::value* value = camera_.if_contains(name);
        if (value == nullptr || value->is_null()) {
            return {};
        }
        if (!value->is_string()) {
            fail(name, "must be a text");
            return {};
        }
        return std::string(value->get_string());
    }

    double number(std::string_view name, double most) {
        const json::value* value = camera_.if_contains(name);
        if (value == nullptr) {
            return 0;
        }
        const double given = value->is_number() ? value->to_number<double>() : -1;
        if (!std::isfinite(given) || given < 0 || given > most) {
            fail(name, "must be a number from 0 on that makes sense");
            return 0;
        }
        return given;
    }

    void fail(std::string_view name, std::string what) {
        if (!fault_) {
            fault_ = codec::InputFault(place_ + '/' + std::string(name), std::move(what));
        }
    }

    const std::optional<codec::InputFault>& fault() const { return fault_; }

private:
    const json::object& camera_;
    std::string place_;
    std::optional<codec::InputFault> fault_;
};

/// A camera's own folder, and what is said of all of them; what is not said is as it is usual.
std::optional<camera_link::Recordings> recordings_of(const json::object& document,
                                                     std::string folder) {
    if (folder.empty()) {
        return std::nullopt;
    }
    camera_link::Recordings recordings;
    recordings.folder = std::move(folder);
    const json::value* value = document.if_contains("recordings");
    const json::object* all = value == nullptr ? nullptr : value->if_object();
    const auto text = [&](std::string_view name) {
        const json::value* member = all == nullptr ? nullptr : all->if_contains(name);
        return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                        : std::string();
    };
    recordings.pattern = text("pattern");
    constexpr std::string_view own_folder = "{camera}/";
    if (recordings.pattern.starts_with(own_folder)) {
        recordings.pattern.erase(0, own_folder.size());
    }
    if (const std::string zone = text("time_zone"); !zone.empty()) {
        recordings.zone = zone;
    }
    const json::value* length = all == nullptr ? nullptr : all->if_contains("segment_s");
    if (length != nullptr && length->is_int64() && length->get_int64() > 0) {
        recordings.segment = seconds(length->get_int64());
    }
    return recordings;
}

}  // namespace

codec::Decoded<CameraSources> read_camera_sources(std::string_view text) {
    const codec::Decoded<json::value> document = codec::parse_json(text);
    if (!document) {
        return document.error();
    }
    const json::object* object = document->if_object();
    const json::value* list = object == nullptr ? nullptr : object->if_contains("cameras");
    if (list == nullptr || !list->is_array() ||
        list->get_array().size() > camera_link::cameras_max) {
        return codec::InputFault("/cameras", "must be a list of at most 128 cameras");
    }
    CameraSources sources;
    for (const json::value& item : list->get_array()) {
        const std::string place = "/cameras/" + std::to_string(sources.size());
        if (!item.is_object()) {
            return codec::InputFault(place, "must be an object");
        }
        CameraMembers members(item.get_object(), place);
        camera_link::Watch& source = sources.emplace_back();
        source.camera = members.text("id");
        if (!is_valid_id(source.camera)) {
            members.fail("id", "must be a camera's id");
        }
        source.url =
            with_account(members.text("url"), members.text("user"), members.text("password"));
        if (source.url.empty()) {
            members.fail("url", "is missing");
        }
        source.width = static_cast<int>(members.number("width", pixels_max));
        source.height = static_cast<int>(members.number("height", pixels_max));
        source.frames_per_second = members.number("frames_per_second", rate_max);
        source.recordings = recordings_of(*object, members.text("recordings"));
        if (members.fault()) {
            return *members.fault();
        }
    }
    return sources;
}

std::optional<CameraSources> CameraSourcesFile::look() {
    struct stat status {};

    if (stat(path_.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    const Shape shape{status.st_ino,
                      status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec,
                      status.st_size};
    if (shape == seen_) {
        return std::nullopt;
    }
    seen_ = shape;
    if (shape.bytes > file_bytes_max) {
        spdlog::error("{} is too long for a list of cameras", path_.string());
        return std::nullopt;
    }
    std::ifstream file(path_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    codec::Decoded<CameraSources> sources = read_camera_sources(text);
    if (!sources) {
        spdlog::error("{}: {}", path_.string(), sources.error().sentence());
        return std::nullopt;
    }
    return std::move(*sources);
}

}  // namespace labd::app
