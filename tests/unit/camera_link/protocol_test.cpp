#include "labd/camera_link/protocol.h"

#include <gmock/gmock.h>

namespace labd::camera_link {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

template <class T>
T command_back(const Command& command) {
    auto read = read_command(write_line(command));
    EXPECT_TRUE(std::holds_alternative<Command>(read)) << write_line(command);
    return std::get<T>(std::get<Command>(read));
}

template <class T>
T report_back(const Report& report) {
    auto read = read_report(write_line(report));
    EXPECT_TRUE(std::holds_alternative<Report>(read)) << write_line(report);
    return std::get<T>(std::get<Report>(read));
}

std::string complaint(std::string_view line) {
    const auto read = read_command(line);
    return std::holds_alternative<std::string>(read) ? std::get<std::string>(read) : "";
}

TEST(CameraProtocol, AWatchComesBackAsItWasWritten) {
    const auto watch =
        command_back<Watch>(Watch{"front", "rtsp://u:p@10.0.0.7/1?a=\"b\"", 1920, 1080, 12.5});
    EXPECT_EQ(watch.camera, "front");
    EXPECT_EQ(watch.url, "rtsp://u:p@10.0.0.7/1?a=\"b\"");
    EXPECT_EQ(watch.width, 1920);
    EXPECT_EQ(watch.height, 1080);
    EXPECT_EQ(watch.frames_per_second, 12.5);
    EXPECT_EQ(watch.recordings, std::nullopt);
}

TEST(CameraProtocol, WhereTheRecordingsAreComesBackAsItWasWritten) {
    Watch watch{"front", "rtsp://10.0.0.7/1"};
    watch.recordings = Recordings{"/srv/nvr", "{camera}/%s", "Asia/Tokyo", minutes(5), days(7)};
    EXPECT_EQ(command_back<Watch>(watch).recordings, watch.recordings);
    watch.recordings->folder.clear();
    EXPECT_THAT(complaint(write_line(watch)), HasSubstr("folder"));
}

TEST(CameraProtocol, AReportOfRecordingsComesBackWithEveryMember) {
    RecordingReport report;
    report.camera = "front";
    report.seen = rules::RecordingSeen::absent;
    report.seen_age = milliseconds(12'500);
    report.looked_age = milliseconds(300);
    report.readable_age = seconds(13);
    report.trouble = RecordingTrouble::nothing_found;
    report.clock_offset = -milliseconds(1'250);
    const auto back = report_back<RecordingReport>(report);
    EXPECT_EQ(back.camera, "front");
    EXPECT_EQ(back.seen, rules::RecordingSeen::absent);
    EXPECT_EQ(back.seen_age, milliseconds(12'500));
    EXPECT_THAT(back.looked_age, Optional(milliseconds(300)));
    EXPECT_THAT(back.readable_age, Optional(seconds(13)));
    EXPECT_THAT(back.trouble, Optional(RecordingTrouble::nothing_found));
    EXPECT_THAT(back.clock_offset, Optional(-milliseconds(1'250)));
}

TEST(CameraProtocol, AForgetComesBackAsItWasWritten) {
    EXPECT_EQ(command_back<Forget>(Forget{"front"}).camera, "front");
}

TEST(CameraProtocol, AReportOfACameraComesBackWithEveryMember) {
    CameraReport report;
    report.camera = "front";
    report.state = StreamState::degraded;
    report.reasons = {Reason::covered, Reason::wrong_resolution};
    report.state_age = milliseconds(12'345);
    report.packet_age = milliseconds(40);
    report.still_age = seconds(2);
    report.still = "front.jpg";
    report.frames_per_second = 24.9;
    report.width = 640;
    report.height = 360;
    report.connections = 3;
    const auto back = report_back<CameraReport>(report);
    EXPECT_EQ(back.camera, "front");
    EXPECT_EQ(back.state, StreamState::degraded);
    EXPECT_THAT(back.reasons, ElementsAre(Reason::covered, Reason::wrong_resolution));
    EXPECT_EQ(back.failure, std::nullopt);
    EXPECT_EQ(back.state_age, milliseconds(12'345));
    EXPECT_THAT(back.packet_age, Optional(milliseconds(40)));
    EXPECT_EQ(back.motion_age, std::nullopt);
    EXPECT_THAT(back.still_age, Optional(seconds(2)));
    EXPECT_EQ(back.still, "front.jpg");
    EXPECT_EQ(back.frames_per_second, 24.9);
    EXPECT_EQ(back.width, 640);
    EXPECT_EQ(back.height, 360);
    EXPECT_EQ(back.connections, 3);
}

TEST(CameraProtocol, DigestsAndLossesComeBackToTheMicrosecond) {
    const Instant from{1'772'500'000'123'456};
    const auto manifest = report_back<ManifestReport>(
        ManifestReport{"front", from, from + minutes(10), 10, 1'500'000'000'000, "ab"});
    EXPECT_EQ(manifest.camera, "front");
    EXPECT_EQ(manifest.from, from);
    EXPECT_EQ(manifest.to, from + minutes(10));
    EXPECT_EQ(manifest.segments, 10);
    EXPECT_EQ(manifest.bytes, 1'500'000'000'000);
    EXPECT_EQ(manifest.root, "ab");
    const auto loss =
        report_back<LossReport>(LossReport{"front", LossKind::changed, from, from + seconds(5)});
    EXPECT_EQ(loss.camera, "front");
    EXPECT_EQ(loss.kind, LossKind::changed);
    EXPECT_EQ(loss.from, from);
    EXPECT_EQ(loss.to, from + seconds(5));
    const auto readable =
        report_back<ReadableReport>(ReadableReport{"front", from, from + minutes(10)});
    EXPECT_EQ(readable.camera, "front");
    EXPECT_EQ(readable.from, from);
    EXPECT_EQ(readable.to, from + minutes(10));
    const auto read =
        read_report(R"({"loss":{"camera":"a","kind":"deleted","from":"x","to":"y"}})");
    EXPECT_THAT(std::get<std::string>(read), HasSubstr("instant"));
}

TEST(CameraProtocol, WhyACameraIsOutOfReachComesBack) {
    CameraReport report;
    report.failure = Failure::unauthorised;
    EXPECT_THAT(report_back<CameraReport>(report).failure, Optional(Failure::unauthorised));
}

TEST(CameraProtocol, TheOtherReportsComeBack) {
    EXPECT_EQ(report_back<Hello>(Hello{}).version, protocol_version);
    EXPECT_EQ(report_back<OwnDelay>(OwnDelay{milliseconds(1500)}).late_by, milliseconds(1500));
    EXPECT_EQ(report_back<Rejected>(Rejected{"why"}).text, "why");
}

TEST(CameraProtocol, WhatIsNoCommandIsRejectedInWords) {
    EXPECT_THAT(complaint("watch front"), HasSubstr("JSON"));
    EXPECT_THAT(complaint("{}"), HasSubstr("one member"));
    EXPECT_THAT(complaint(R"({"dance":{}})"), HasSubstr("unknown command"));
    EXPECT_THAT(complaint(R"({"watch":[]})"), HasSubstr("object"));
    EXPECT_THAT(complaint(R"({"watch":{"camera":"a"}})"), HasSubstr("url"));
    EXPECT_THAT(
        complaint(
            R"({"watch":{"camera":"a","url":"b","width":-1,"height":0,"frames_per_second":0}})"),
        HasSubstr("width"));
    EXPECT_THAT(complaint(std::string(line_bytes_max + 1, ' ')), HasSubstr("longer"));
}

TEST(LineCutter, GivesLinesWhateverThePiecesWere) {
    LineCutter cutter;
    EXPECT_TRUE(cutter.take("one\ntw"));
    EXPECT_THAT(cutter.next(), Optional(Eq("one")));
    EXPECT_EQ(cutter.next(), std::nullopt);
    EXPECT_TRUE(cutter.take("o\n\nthree"));
    EXPECT_THAT(cutter.next(), Optional(Eq("two")));
    EXPECT_THAT(cutter.next(), Optional(Eq("")));
    EXPECT_EQ(cutter.next(), std::nullopt);
}

TEST(LineCutter, AnEndlessLineIsNotCollected) {
    LineCutter cutter;
    EXPECT_TRUE(cutter.take(std::string(line_bytes_max, 'x')));
    EXPECT_FALSE(cutter.take("x"));
    EXPECT_FALSE(cutter.take("\n"));
    EXPECT_EQ(cutter.next(), std::nullopt);
}

TEST(LineCutter, ALineThatIsTooLongIsNotedHoweverItArrives) {
    LineCutter cutter;
    EXPECT_FALSE(cutter.take("one\n" + std::string(line_bytes_max + 1, 'x') + "\nthree\n"));
}

}  // namespace
}  // namespace labd::camera_link
