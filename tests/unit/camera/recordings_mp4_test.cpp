// Boxes made by hand: what is whole, what MediaMTX says, and what nobody should believe.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "labd/camera/recordings/folder.h"
#include "labd/camera/recordings/mp4_boxes.h"

namespace labd::camera {
namespace {

std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
    }
    return text;
}

std::string box(const std::string& type, const std::string& body) {
    return big_endian(body.size() + 8, 4) + type + body;
}

std::string mtxi(std::uint64_t number, std::int64_t decoding_ns, std::int64_t wall_ns) {
    return box("mtxi", big_endian(0, 4) + std::string(16, 's') + big_endian(number, 8) +
                           big_endian(static_cast<std::uint64_t>(decoding_ns), 8) +
                           big_endian(static_cast<std::uint64_t>(wall_ns), 8));
}

Mp4Layout layout_of(const std::string& bytes) {
    const OpenFile file(::memfd_create("boxes", MFD_CLOEXEC));
    EXPECT_EQ(::write(file.descriptor(), bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
    return read_mp4_layout(file.descriptor(), static_cast<std::int64_t>(bytes.size()));
}

const std::string head = box("ftyp", "isom");
const std::string parts_index = box("moov", box("mvhd", "x") + box("mvex", ""));
const std::string part = box("moof", "index") + box("mdat", "media");

TEST(Mp4Boxes, OfAWholePlainFileAreWhole) {
    const std::string file = head + box("mdat", "media") + box("moov", box("mvhd", "x"));
    const Mp4Layout layout = layout_of(file);
    EXPECT_TRUE(layout.has_index);
    EXPECT_FALSE(layout.fragmented);
    EXPECT_FALSE(layout.cut);
    EXPECT_EQ(layout.problem, "");
    EXPECT_EQ(layout.whole_bytes, static_cast<std::int64_t>(file.size()));
}

TEST(Mp4Boxes, OfAFileThatIsStillWrittenHaveNoIndex) {
    const Mp4Layout layout = layout_of(head + big_endian(1000, 4) + "mdat" + "some");
    EXPECT_FALSE(layout.has_index);
    EXPECT_TRUE(layout.cut);
}

TEST(Mp4Boxes, OfPartsCountUpToTheLastWholeOneWhereverTheFileEnds) {
    const std::string whole = head + parts_index + part + part;
    const std::string file = whole + part;
    for (std::size_t end = whole.size(); end < file.size(); ++end) {
        const Mp4Layout layout = layout_of(file.substr(0, end));
        EXPECT_TRUE(layout.fragmented);
        EXPECT_EQ(layout.whole_bytes, static_cast<std::int64_t>(whole.size())) << end;
        const bool between_boxes =
            end == whole.size() || end == whole.size() + box("moof", "index").size();
        EXPECT_EQ(layout.cut, !between_boxes) << end;
    }
    EXPECT_EQ(layout_of(file).whole_bytes, static_cast<std::int64_t>(file.size()));
}

TEST(Mp4Boxes, SayWhatMediamtxKnows) {
    const std::string moov = box(
        "moov", box("mvex", "") + box("udta", box("free", "x") + mtxi(7, 12'000'345'678,
                                                                      1'772'528'400'123'456'789)));
    const Mp4Layout layout = layout_of(head + moov + part);
    ASSERT_TRUE(layout.mediamtx);
    EXPECT_EQ(layout.mediamtx->number, 7U);
    EXPECT_EQ(layout.mediamtx->stream[15], 's');
    EXPECT_EQ(layout.mediamtx->decoding_time, microseconds(12'000'345));
    EXPECT_EQ(layout.mediamtx->wall_time, Instant{1'772'528'400'123'456});
    const std::string cut = mtxi(7, 1, 1).substr(8, 40);
    EXPECT_FALSE(layout_of(head + box("moov", box("udta", box("mtxi", cut)))).mediamtx);
}

TEST(Mp4Boxes, OfSomethingElseAreNone) {
    EXPECT_NE(layout_of("this is a text that somebody renamed to .mp4").problem, "");
    EXPECT_NE(layout_of(std::string(100, '\0')).problem, "");
    EXPECT_NE(layout_of("short").problem, "");
}

TEST(Mp4Boxes, WithHostileSizesEndTheReading) {
    // A box smaller than its header, one beyond everything, and one of 64 bits that wraps.
    for (const std::string& hostile :
         {big_endian(4, 4) + "free", big_endian(0xffffffff, 4) + "free",
          big_endian(1, 4) + "free" + big_endian(~std::uint64_t{0}, 8),
          big_endian(1, 4) + "free" + big_endian(3, 8)}) {
        const Mp4Layout layout = layout_of(head + parts_index + part + hostile + part);
        EXPECT_TRUE(layout.cut);
        EXPECT_EQ(layout.whole_bytes,
                  static_cast<std::int64_t>((head + parts_index + part).size()));
    }
    std::string inside = "x";
    for (int i = 0; i < 2000; ++i) {
        inside = box("udta", inside);
    }
    EXPECT_TRUE(layout_of(head + box("moov", inside)).has_index);
}

}  // namespace
}  // namespace labd::camera
