#include "labd/app/configuration.h"

#include <fmt/format.h>

#include <boost/describe/enum_from_string.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "labd/app/recordings_table.h"
#include "labd/app/tablets_table.h"
#include "labd/codec/policy_file.h"
#include "labd/codec/toml_file.h"
#include "labd/domain/parameters.h"

namespace labd::app {

namespace {

using codec::InputFault;

constexpr std::int64_t pixels_max = 16384;
constexpr std::int64_t frames_per_second_max = 1000;

/// Reads the tables of a configuration; keeps the first fault.
class ConfigurationReader {
public:
    explicit ConfigurationReader(std::filesystem::path file) : file_(std::move(file)) {
        configuration_.policy = codec::shipped_policy();
    }

    codec::Decoded<Configuration> read(const toml::table& table) {
        each_key(table, {{"site", [&](const toml::node& node) { read_site(node); }},
                         {"data", [&](const toml::node& node) { read_data(node); }},
                         {"listen", [&](const toml::node& node) { read_listen(node); }},
                         {"policy", [&](const toml::node& node) { read_policy(node); }},
                         {"cameras", [&](const toml::node& node) { read_camera_program(node); }},
                         {"webhooks", [&](const toml::node& node) { read_webhooks(node); }},
                         {"witnesses", [&](const toml::node& node) { read_witnesses(node); }},
                         {"evidence", [&](const toml::node& node) { read_evidence(node); }},
                         {"tablets", [&](const toml::node& node) { read_tablets(node); }},
                         {"log", [&](const toml::node& node) { read_log(node); }}});
        require(table, configuration_.site.site.empty(), "[site] with its id is missing");
        require(table, configuration_.data_directory.empty(), "[data] directory is missing");
        require(table, configuration_.addresses.empty(), "[listen] addresses is missing");
        if (fault_) {
            return *fault_;
        }
        for (camera_link::Watch& source : configuration_.camera_sources) {
            if (source.recordings && source.recordings->zone.empty()) {
                source.recordings->zone = configuration_.site.time_zone;
            }
        }
        return std::move(configuration_);
    }

private:
    using Line = toml::source_index;
    using Readers = std::map<std::string_view, std::function<void(const toml::node&)>>;

    void fail(const toml::node& node, const std::string& what) {
        if (!fault_) {
            fault_ = InputFault{codec::place_of(node.source()), what};
        }
    }

    void require(const toml::table& table, bool missing, const std::string& what) {
        if (missing) {
            fail(table, what);
        }
    }

    void each_key(const toml::node& node, const Readers& readers) {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            fail(node, "must be a table");
            return;
        }
        for (const auto& [key, value] : *table) {
            const auto reader = readers.find(key.str());
            if (reader == readers.end()) {
                fail(value, fmt::format("the key {} is not known here", key.str()));
            } else {
                reader->second(value);
            }
        }
    }

    std::string text(const toml::node& node) {
        const std::optional<std::string> value = node.value<std::string>();
        if (!value || value->empty()) {
            fail(node, "must be a text");
        }
        return value.value_or("");
    }

    template <class Tag>
    void id(const toml::node& node, Id<Tag>& to) {
        to.value = text(node);
        if (!is_valid_id(to.value)) {
            fail(node, "must be 1 to 64 letters, digits or ._:- and begin with a letter or digit");
        }
    }

    /// An id that no other of its kind has.
    template <class Tag>
    void new_id(const toml::node& node, Id<Tag>& to, std::map<std::string, Line>& taken) {
        id(node, to);
        const auto [first, is_new] = taken.try_emplace(to.value, node.source().begin.line);
        if (!is_new) {
            fail(node, fmt::format("{} stands twice: first in line {}", to.value, first->second));
        }
    }

    void each_item(const toml::node& node, const std::function<void(const toml::node&)>& action) {
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            fail(node, "must be a list");
            return;
        }
        for (const toml::node& item : *array) {
            action(item);
        }
    }

    std::filesystem::path path(const toml::node& node) { return file_.parent_path() / text(node); }

    void read_site(const toml::node& node) {
        domain::SiteConfigured& site = configuration_.site;
        each_key(node, {{"id", [&](const toml::node& value) { id(value, site.site); }},
                        {"time_zone",
                         [&](const toml::node& value) {
                             site.time_zone = text(value);
                             if (!TimeZone::find(site.time_zone)) {
                                 fail(value, "is no time zone that this machine knows");
                             }
                         }},
                        {"country", [&](const toml::node& value) { site.country = text(value); }},
                        {"kind", [&](const toml::node& value) { read_kind(value); }},
                        {"rooms", [&](const toml::node& value) { read_rooms(value); }},
                        {"cameras", [&](const toml::node& value) { read_cameras(value); }},
                        {"equipment", [&](const toml::node& value) { read_equipment(value); }}});
        if (configuration_.site.time_zone.empty()) {
            fail(node, "the site needs its time_zone");
        }
        // Keys come in any order: what is named is looked up when all have been read.
        for (const auto& [value, room] : needed_rooms_) {
            if (!rooms_.contains(room)) {
                fail(*value, fmt::format("there is no room {}", room));
            }
        }
        for (const auto& [value, rack] : needed_racks_) {
            if (!racks_.contains(rack)) {
                fail(*value, fmt::format("no seat has a rack {}", rack));
            }
        }
    }

    void read_kind(const toml::node& value) {
        domain::SiteKind kind{};
        if (boost::describe::enum_from_string(text(value).c_str(), kind)) {
            configuration_.site.kind = kind;
        } else {
            fail(value, "must be fixed, kit or byod");
        }
    }

    void read_rooms(const toml::node& node) {
        each_item(node, [&](const toml::node& item) {
            domain::Room& room = configuration_.site.rooms.emplace_back();
            room_ = item.is_table() ? item.as_table()->at_path("id").value_or(std::string()) : "";
            each_key(item,
                     {{"id", [&](const toml::node& value) { new_id(value, room.id, rooms_); }},
                      {"seats", [&](const toml::node& value) {
                           each_item(value, [&](const toml::node& seat) {
                               read_seat(seat, room.seats.emplace_back());
                           });
                       }}});
        });
    }

    void read_seat(const toml::node& node, domain::Seat& seat) {
        each_key(node, {{"id", [&](const toml::node& value) { new_id(value, seat.id, seats_); }},
                        {"rack",
                         [&](const toml::node& value) { read_rack(value, seat.rack.emplace()); }}});
    }

    /// A rack stands in one room; several seats of the room may use it.
    void read_rack(const toml::node& value, RackId& rack) {
        id(value, rack);
        const auto [standing, is_new] = racks_.try_emplace(rack.value, room_);
        if (!is_new && standing->second != room_) {
            fail(value, fmt::format("the rack {} stands in the room {} already", rack.value,
                                    standing->second));
        }
    }

    void read_cameras(const toml::node& node) {
        each_item(node, [&](const toml::node& item) {
            domain::Camera& camera = configuration_.site.cameras.emplace_back();
            camera_link::Watch source;
            each_key(
                item,
                {{"id", [&](const toml::node& value) { new_id(value, camera.id, cameras_); }},
                 {"room",
                  [&](const toml::node& value) {
                      id(value, camera.room);
                      needed_rooms_.emplace_back(&value, camera.room.value);
                  }},
                 {"area",
                  [&](const toml::node& value) {
                      if (!boost::describe::enum_from_string(text(value).c_str(), camera.area)) {
                          fail(value, "must be exam_room or belongings");
                      }
                  }},
                 {"url", [&](const toml::node& value) { read_address_of(value, source); }},
                 {"url_file", [&](const toml::node& value) { read_address_file(value, source); }},
                 {"recordings", [&](const toml::node& value) { read_recordings(value, source); }},
                 {"width",
                  [&](const toml::node& value) { source.width = whole(value, pixels_max); }},
                 {"height",
                  [&](const toml::node& value) { source.height = whole(value, pixels_max); }},
                 {"frames_per_second", [&](const toml::node& value) {
                      source.frames_per_second = whole(value, frames_per_second_max);
                  }}});
            if (source.recordings && source.url.empty()) {
                fail(item, "recordings are looked at together with a stream: url is missing");
            }
            if (!source.url.empty()) {
                source.camera = camera.id.value;
                configuration_.camera_sources.push_back(std::move(source));
            }
        });
        if (configuration_.camera_sources.size() > camera_link::cameras_max) {
            fail(node, "labd watches 128 cameras at most");
        }
    }

    /// What is wrong with an address is said without the address.
    void read_address_of(const toml::node& value, camera_link::Watch& source) {
        set_address(value, text(value), source);
    }

    void read_address_file(const toml::node& value, camera_link::Watch& source) {
        const std::filesystem::path from = path(value);
        std::ifstream file(from);
        std::string address;
        if (!std::getline(file, address)) {
            fail(value, from.string() + " cannot be read");
            return;
        }
        set_address(value, address.substr(0, address.find_last_not_of(" \r\t") + 1), source);
    }

    void set_address(const toml::node& value, const std::string& address,
                     camera_link::Watch& source) {
        constexpr std::size_t address_bytes_max = 2000;
        const bool is_known = address.starts_with("rtsp://") || address.starts_with("http://") ||
                              address.starts_with("https://") || address.starts_with("/");
        if (!is_known || address.size() > address_bytes_max) {
            fail(value, "must be an rtsp, http or https address, or the path of a file");
        }
        if (!source.url.empty()) {
            fail(value, "a camera has one address: url or url_file");
        }
        source.url = address;
    }

    void read_recordings(const toml::node& node, camera_link::Watch& source) {
        RecordingsTable table = read_recordings_table(node, file_.parent_path());
        if (table.at_fault != nullptr) {
            fail(*table.at_fault, table.what);
        }
        source.recordings = std::move(table.recordings);
    }

    int whole(const toml::node& value, std::int64_t most) {
        const std::int64_t given = value.value<std::int64_t>().value_or(0);
        if (given < 1 || given > most) {
            fail(value, fmt::format("must be a whole number from 1 to {}", most));
        }
        return static_cast<int>(given);
    }

    void read_camera_program(const toml::node& node) {
        each_key(node, {{"program", [&](const toml::node& value) {
                             configuration_.camera_program = path(value);
                         }}});
    }

    /// A table that has a reader of its own.
    template <class Table>
    Table checked(Table table) {
        if (table.at_fault != nullptr) {
            fail(*table.at_fault, table.what);
        }
        return table;
    }

    void read_webhooks(const toml::node& node) {
        configuration_.webhooks = checked(read_webhooks_table(node, file_.parent_path())).webhooks;
    }

    void read_witnesses(const toml::node& node) {
        configuration_.witnesses =
            checked(read_witnesses_table(node, file_.parent_path())).witnesses;
    }

    void read_evidence(const toml::node& node) {
        configuration_.evidence = checked(read_evidence_table(node, file_.parent_path())).settings;
    }

    void read_equipment(const toml::node& node) {
        each_item(node, [&](const toml::node& item) {
            domain::Equipment& equipment = configuration_.site.equipment.emplace_back();
            each_key(
                item,
                {{"id", [&](const toml::node& value) { new_id(value, equipment.id, equipment_); }},
                 {"rack",
                  [&](const toml::node& value) {
                      id(value, equipment.rack.emplace());
                      needed_racks_.emplace_back(&value, equipment.rack->value);
                  }},
                 {"kind", [&](const toml::node& value) { equipment.kind = text(value); }},
                 {"spare", [&](const toml::node& value) {
                      if (!value.is_boolean()) {
                          fail(value, "must be true or false");
                      }
                      equipment.spare = value.value_or(false);
                  }}});
        });
    }

    void read_data(const toml::node& node) {
        each_key(node,
                 {{"directory",
                   [&](const toml::node& value) { configuration_.data_directory = path(value); }},
                  {"master_key",
                   [&](const toml::node& value) { configuration_.master_key = path(value); }}});
    }

    void read_listen(const toml::node& node) {
        each_key(node, {{"addresses",
                         [&](const toml::node& value) {
                             each_item(value, [&](const toml::node& item) { read_address(item); });
                         }},
                        {"certificate",
                         [&](const toml::node& value) {
                             configuration_.tls.certificate_chain = path(value).string();
                         }},
                        {"private_key",
                         [&](const toml::node& value) {
                             configuration_.tls.private_key = path(value).string();
                         }},
                        {"allowed_origins", [&](const toml::node& value) {
                             each_item(value, [&](const toml::node& item) {
                                 configuration_.allowed_origins.push_back(text(item));
                             });
                         }}});
    }

    void read_address(const toml::node& item) {
        const codec::Decoded<net::ListenAddress> address = parse_listen_address(text(item));
        if (address) {
            configuration_.addresses.push_back(*address);
        } else {
            fail(item, address.error().sentence());
        }
    }

    void read_policy(const toml::node& node) {
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            fail(node, "must be a table");
            return;
        }
        for (const auto& [key, value] : *table) {
            if (key == "tracks") {
                read_tracks(value);
                continue;
            }
            const codec::Decoded<void> done =
                codec::override_parameter(configuration_.policy, key.str(), text(value));
            if (!done) {
                fail(value, done.error().sentence());
            }
        }
    }

    void read_tracks(const toml::node& node) {
        const std::filesystem::path from = path(node);
        std::ifstream stream(from, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(stream), {}};
        const auto tracks = codec::read_tracks_toml(content);
        if (!stream) {
            fail(node, from.string() + " cannot be read");
        } else if (!tracks) {
            fail(node, from.string() + ": " + tracks.error().sentence());
        } else {
            for (const auto& [id, track] : *tracks) {
                configuration_.policy.tracks[id] = track;
            }
        }
    }

    void read_tablets(const toml::node& node) {
        configuration_.sign_in.tablets = checked(read_tablets_table(node)).limits;
    }

    void read_log(const toml::node& node) {
        each_key(node, {{"level", [&](const toml::node& value) {
                             configuration_.log_level = text(value);
                             static constexpr std::string_view levels =
                                 " debug info warning error ";
                             if (levels.find(" " + configuration_.log_level + " ") ==
                                 std::string_view::npos) {
                                 fail(value, "must be debug, info, warning or error");
                             }
                         }}});
    }

    std::filesystem::path file_;
    Configuration configuration_;
    std::map<std::string, Line> rooms_;
    std::map<std::string, Line> seats_;
    std::map<std::string, Line> cameras_;
    std::map<std::string, Line> equipment_;
    /// The room that is being read, and the room of each rack.
    std::string room_;
    std::map<std::string, std::string> racks_;
    std::vector<std::pair<const toml::node*, std::string>> needed_rooms_;
    std::vector<std::pair<const toml::node*, std::string>> needed_racks_;
    std::optional<InputFault> fault_;
};

}  // namespace

codec::Decoded<Configuration> read_configuration(const std::filesystem::path& file) {
    const codec::Decoded<toml::table> table = codec::read_toml_file(file);
    if (!table) {
        return table.error();
    }
    return ConfigurationReader(std::filesystem::absolute(file)).read(*table);
}

}  // namespace labd::app
