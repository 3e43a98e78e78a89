#include "labd/app/sample.h"

#include <fmt/format.h>

#include <array>
#include <ostream>

#include "labd/codec/policy_file.h"

namespace labd::app {

namespace {

using domain::Role;

struct Person {
    const char* name;
    const char* name_local;
    const char* born;
    const char* residence;
    const char* track;
    const char* language;
};

constexpr std::array people{
    Person{"Aoki Ren", "青木 蓮", "1991-05-02", "JP", "ccie-enterprise-infrastructure", "ja"},
    Person{"Smith Joanna", nullptr, "1986-11-23", "GB", "ccie-enterprise-infrastructure", "en"},
    Person{"Tanaka Yui", "田中 結衣", "1994-02-14", "JP", "ccie-security", "ja"},
    Person{"Nguyen Minh Anh", nullptr, "1992-08-30", "VN", "ccie-security", "en"},
    Person{"Kobayashi Sora", "小林 空", "1988-12-01", "JP", "ccie-enterprise-infrastructure", "ja"},
    Person{"Garcia Lucia", nullptr, "1990-03-17", "ES", "devnet-expert", "en"},
    Person{"Watanabe Haruto", "渡辺 陽翔", "1983-07-09", "JP", "devnet-expert", "ja"},
    Person{"Okafor Chidi", nullptr, "1987-01-28", "NG", "ccie-security", "en"},
    Person{"Ito Mei", "伊藤 芽依", "1996-10-05", "JP", "ccie-enterprise-infrastructure", "ja"},
    Person{"Lindqvist Elin", nullptr, "1989-06-21", "SE", "devnet-expert", "en"},
    Person{"Yamamoto Daichi", "山本 大地", "1985-04-11", "JP", "ccie-security", "ja"},
    Person{"Rossi Matteo", nullptr, "1993-09-03", "IT", "ccie-enterprise-infrastructure", "en"},
};

domain::Proposed as_planner(domain::Body body, const SessionId& session) {
    domain::Proposed proposed;
    proposed.by = {"sample", Role::admin};
    proposed.session = session;
    proposed.body = std::move(body);
    return proposed;
}

}  // namespace

std::vector<SampleUser> sample_users() {
    return {
        {"sato", "Sato Hana (proctor)", "sato-training", Role::proctor},
        {"mori", "Mori Kenji (lead proctor)", "mori-training", Role::lead_proctor},
        {"abe", "Abe Nao (lab operations)", "abe-training", Role::lab_ops},
        {"kato", "Kato Rin (exam security)", "kato-training", Role::exam_security},
        {"ueda", "Ueda Jun (examiner)", "ueda-training", Role::examiner},
        {"booking", "Scheduling system", "booking-training", Role::scheduling},
        {"audit", "Auditor", "audit-training", Role::auditor},
        {"wall", "Room display", "wall-training", Role::display},
        {"admin", "Administrator", "admin-training", Role::admin},
    };
}

web::UserResult<void> add_sample_users(ports::Accounts& accounts, const web::PasswordHasher& hasher,
                                       Instant wall) {
    for (const SampleUser& user : sample_users()) {
        if (accounts.find_user(user.name) != nullptr) {
            continue;
        }
        auto added = web::add_user(accounts, {user.name, user.display_name, {user.role}},
                                   hasher.hash(user.password), false, wall);
        if (!added) {
            return added;
        }
    }
    return {};
}

void list_sample_users(std::ostream& out) {
    for (const SampleUser& user : sample_users()) {
        out << fmt::format("  {:<8} {:<18} {}\n", user.name, user.password, user.display_name);
    }
}

domain::SiteConfigured sample_site() {
    domain::SiteConfigured site;
    site.site = SiteId("tyo");
    site.time_zone = "Asia/Tokyo";
    site.country = "JP";
    site.kind = domain::SiteKind::fixed;
    domain::Room main{RoomId("main"), {}};
    domain::Room side{RoomId("side"), {}};
    for (int i = 1; i <= 14; ++i) {
        domain::Seat seat{SeatId(fmt::format("S{:02}", i)),
                          RackId(fmt::format("R{:02}", (i + 1) / 2))};
        (i <= 8 ? main : side).seats.push_back(std::move(seat));
    }
    site.rooms = {main, side};
    site.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room},
                    {CameraId("cam2"), RoomId("side"), domain::CameraArea::exam_room},
                    {CameraId("cam3"), RoomId("side"), domain::CameraArea::belongings}};
    for (int i = 1; i <= 7; ++i) {
        const RackId rack(fmt::format("R{:02}", i));
        site.equipment.push_back({EquipmentId(rack.value + "-sw1"), rack, "switch"});
        site.equipment.push_back({EquipmentId(rack.value + "-rt1"), rack, "router"});
    }
    return site;
}

codec::Decoded<Configuration> training_configuration(const std::filesystem::path& data_directory,
                                                     const std::string& listen,
                                                     const std::filesystem::path& webhooks) {
    const codec::Decoded<net::ListenAddress> address = parse_listen_address(listen);
    if (!address) {
        return codec::InputFault{"--listen " + address.error().place, address.error().what};
    }
    Configuration configuration;
    configuration.data_directory = data_directory;
    configuration.site = sample_site();
    configuration.policy = codec::shipped_policy();
    configuration.addresses = {*address};
    if (!webhooks.empty()) {
        auto read = read_training_webhooks(webhooks);
        if (!read) {
            return codec::InputFault{webhooks.string() + ": " + read.error().place,
                                     read.error().what};
        }
        configuration.webhooks = std::move(*read);
    }
    return configuration;
}

std::vector<domain::Proposed> sample_day(Date date) {
    const SessionId session(format_date(date));
    std::vector<domain::Proposed> entries;
    entries.push_back(as_planner(domain::SessionPlanned{date, TimeOfDay{hours(9)}}, session));
    for (std::size_t i = 0; i < people.size(); ++i) {
        const Person& person = people[i];
        domain::SittingBooked booked;
        booked.sitting = SittingId(fmt::format("{}-{:02}", session.value, i + 1));
        booked.candidate = CandidateId(fmt::format("C-{}", 1001 + i));
        booked.name = domain::Text(person.name);
        if (person.name_local != nullptr) {
            booked.name_local = domain::Text(person.name_local);
        }
        booked.born = domain::PersonalDate(*parse_date(person.born));
        booked.residence = domain::Text(person.residence);
        booked.track = TrackId(person.track);
        booked.seat = SeatId(fmt::format("S{:02}", i + 1));
        booked.agreement_signed = add_days(date, -40);
        booked.language = person.language;
        entries.push_back(as_planner(std::move(booked), session));
    }
    return entries;
}

}  // namespace labd::app
