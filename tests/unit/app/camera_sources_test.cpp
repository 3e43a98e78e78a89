// Where the cameras' streams are: read from the configuration or from the test cameras' file.
#include "labd/app/camera_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "labd/app/configuration.h"
#include "tests/support/temporary_directory.h"

namespace labd::app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string fault_of(const codec::Decoded<CameraSources>& sources) {
    return sources ? std::string("none") : sources.error().sentence();
}

class Folder : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path / (name + ".new")) << text;
        std::filesystem::rename(path / (name + ".new"), path / name);
    }

    test::TemporaryDirectory path;
};

TEST(CameraSources, TheTestCamerasFileSaysWhereTheyAre) {
    const auto sources = read_camera_sources(R"({"control": "http://127.0.0.1:8550/", "cameras": [
        {"id": "cam1", "room": "main", "url": "rtsp://127.0.0.1:8551/cam1", "user": "",
         "password": "", "width": 640, "height": 360, "frames_per_second": 5},
        {"id": "cam3", "url": "rtsp://127.0.0.1:8553/cam3", "user": "view/er",
         "password": "l:k@"}]})");
    ASSERT_EQ(fault_of(sources), "none");
    ASSERT_EQ(sources->size(), 2U);
    EXPECT_EQ((*sources)[0].url, "rtsp://127.0.0.1:8551/cam1");
    EXPECT_EQ((*sources)[0].width, 640);
    EXPECT_EQ((*sources)[0].frames_per_second, 5);
    EXPECT_EQ((*sources)[1].url, "rtsp://view%2Fer:l%3Ak%40@127.0.0.1:8553/cam3");
}

TEST(CameraSources, TheTestCamerasFileSaysWhereTheyRecord) {
    const auto sources = read_camera_sources(R"({"recordings": {"folder": "/r",
        "pattern": "{camera}/%Y-%m-%d_%H-%M-%S", "time_zone": "UTC", "segment_s": 10},
        "cameras": [{"id": "cam1", "url": "rtsp://h/1", "recordings": "/r/cam1"},
                    {"id": "cam2", "url": "rtsp://h/2"}]})");
    ASSERT_EQ(fault_of(sources), "none");
    EXPECT_EQ((*sources)[0].recordings,
              (camera_link::Recordings{"/r/cam1", "%Y-%m-%d_%H-%M-%S", "UTC", seconds(10)}));
    EXPECT_EQ((*sources)[1].recordings, std::nullopt);
}

TEST(CameraSources, WhatIsWrongIsSaidWithItsPlaceAndWithoutAPassword) {
    EXPECT_THAT(fault_of(read_camera_sources("{")), Not("none"));
    EXPECT_THAT(fault_of(read_camera_sources("[]")), HasSubstr("/cameras: must be a list"));
    EXPECT_THAT(fault_of(read_camera_sources(R"({"cameras": [7]})")), HasSubstr("/cameras/0"));
    EXPECT_THAT(fault_of(read_camera_sources(R"({"cameras": [{"id": "a b"}]})")),
                HasSubstr("/cameras/0/id"));
    const std::string wrong = fault_of(read_camera_sources(
        R"({"cameras": [{"id": "a", "url": "rtsp://u:secret@h/", "width": -1}]})"));
    EXPECT_THAT(wrong, HasSubstr("/cameras/0/width"));
    EXPECT_THAT(wrong, Not(HasSubstr("secret")));
    std::string many = R"({"cameras": [)";
    for (int i = 0; i < 129; ++i) {
        many += R"({"id": "a", "url": "x"},)";
    }
    many.back() = ']';
    EXPECT_THAT(fault_of(read_camera_sources(many + "}")), HasSubstr("at most 128"));
}

TEST_F(Folder, AFileThatComesLateAndChangesIsRead) {
    CameraSourcesFile file(path / "cameras.json");
    EXPECT_FALSE(file.look());
    write("cameras.json", R"({"cameras": [{"id": "cam1", "url": "rtsp://h/1"}]})");
    const auto first = file.look();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->front().camera, "cam1");
    EXPECT_FALSE(file.look()) << "as before";
    write("cameras.json", R"({"cameras": [{"id": "cam1", "url": "rtsp://h/2"}]})");
    const auto second = file.look();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->front().url, "rtsp://h/2");
    write("cameras.json", "rubbish");
    EXPECT_FALSE(file.look());
    std::filesystem::remove(path / "cameras.json");
    EXPECT_FALSE(file.look());
}

class CameraConfiguration : public Folder {
protected:
    codec::Decoded<Configuration> read(const std::string& camera) const {
        write("labd.toml", R"(
[site]
id = "tyo"
time_zone = "Asia/Tokyo"
rooms = [{ id = "main", seats = [] }]
[[site.cameras]]
id = "cam1"
room = "main"
)" + camera + R"(
[data]
directory = "data"
[listen]
addresses = ["127.0.0.1:8080"]
)");
        return read_configuration(path / "labd.toml");
    }

    std::string fault(const std::string& camera) const {
        const auto configuration = read(camera);
        return configuration ? "none" : configuration.error().sentence();
    }
};

TEST_F(CameraConfiguration, AnAddressIsNoPartOfTheSite) {
    const auto read_one = read(
        "url = \"rtsp://u:p@10.0.0.9/main\"\nwidth = 1920\nheight = 1080\n"
        "frames_per_second = 25\n[cameras]\nprogram = \"bin/watcher\"");
    ASSERT_TRUE(read_one) << read_one.error().sentence();
    ASSERT_EQ(read_one->camera_sources.size(), 1U);
    const camera_link::Watch& source = read_one->camera_sources.front();
    EXPECT_EQ(source.camera, "cam1");
    EXPECT_EQ(source.url, "rtsp://u:p@10.0.0.9/main");
    EXPECT_EQ(source.height, 1080);
    EXPECT_EQ(source.frames_per_second, 25);
    EXPECT_EQ(read_one->camera_program, path / "bin/watcher");
    EXPECT_EQ(read_one->site.cameras.front().id, CameraId("cam1"));
}

TEST_F(CameraConfiguration, RecordingsAreNamedInTheSitesTimeUnlessItIsSaid) {
    const std::string url = "url = \"rtsp://h/\"\n";
    auto read_one = read(url + R"(recordings = {folder = "nvr/cam1", segment = "5m"})");
    ASSERT_TRUE(read_one) << read_one.error().sentence();
    EXPECT_EQ(
        read_one->camera_sources.front().recordings,
        (camera_link::Recordings{(path / "nvr/cam1").string(), "", "Asia/Tokyo", minutes(5)}));
    read_one = read(url + R"(recordings = {folder = "/nvr", pattern = "%s", time_zone = "UTC"})");
    ASSERT_TRUE(read_one) << read_one.error().sentence();
    EXPECT_EQ(read_one->camera_sources.front().recordings,
              (camera_link::Recordings{"/nvr", "%s", "UTC", seconds(60)}));
}

TEST_F(CameraConfiguration, WhatIsWrongWithRecordingsIsSaid) {
    const std::string url = "url = \"rtsp://h/\"\n";
    EXPECT_THAT(fault(url + "recordings = 3"), HasSubstr("must be a table"));
    EXPECT_THAT(fault(url + "recordings = {segment = \"5m\"}"), HasSubstr("folder is missing"));
    EXPECT_THAT(fault(url + "recordings = {folder = 3}"), HasSubstr("must be a text"));
    EXPECT_THAT(fault(url + "recordings = {folder = \"/n\", segment = \"0s\"}"),
                HasSubstr("from 1s to 24h"));
    EXPECT_THAT(fault(url + "recordings = {folder = \"/n\", time_zone = \"Mars\"}"),
                HasSubstr("time zone"));
    EXPECT_THAT(fault(url + "recordings = {folder = \"/n\", from = \"x\"}"), HasSubstr("key from"));
    EXPECT_THAT(fault("recordings = {folder = \"/n\"}"), HasSubstr("url is missing"));
}

TEST_F(CameraConfiguration, AnAddressMayStandInAFileOfItsOwn) {
    write("cam1.url", "rtsp://u:secret@10.0.0.9/main \n");
    const auto read_one = read("url_file = \"cam1.url\"");
    ASSERT_TRUE(read_one) << read_one.error().sentence();
    EXPECT_EQ(read_one->camera_sources.front().url, "rtsp://u:secret@10.0.0.9/main");
    EXPECT_THAT(fault("url_file = \"none.url\""), HasSubstr("cannot be read"));
    EXPECT_THAT(fault("url_file = \"cam1.url\"\nurl = \"rtsp://h/\""), HasSubstr("one address"));
}

TEST_F(CameraConfiguration, ACameraWithoutAnAddressIsNotWatched) {
    const auto read_one = read("");
    ASSERT_TRUE(read_one);
    EXPECT_TRUE(read_one->camera_sources.empty());
}

TEST_F(CameraConfiguration, AnAddressThatCannotBeOneIsNotRepeated) {
    for (const std::string address : {"ftp://u:secret@h/", "secret", "file:///secret"}) {
        EXPECT_THAT(fault("url = \"" + address + "\""),
                    testing::AllOf(HasSubstr("must be an rtsp"), Not(HasSubstr("secret"))));
    }
    EXPECT_THAT(fault("url = \"rtsp://h/\"\nwidth = 0"), HasSubstr("whole number from 1"));
}

}  // namespace
}  // namespace labd::app
