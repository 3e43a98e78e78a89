#include "labd/camera/recordings/mp4_boxes.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace labd::camera {

namespace {

constexpr int boxes_max = 1'000'000;
constexpr std::int64_t short_header = 8;
constexpr std::int64_t long_header = 16;
constexpr std::int64_t mtxi_body = 44;

std::uint64_t big_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = value << 8U | byte;
    }
    return value;
}

bool read_at(int file, std::int64_t at, std::span<std::uint8_t> into) {
    const ssize_t got = ::pread(file, into.data(), into.size(), at);
    return got == static_cast<ssize_t>(into.size());
}

struct Box {
    std::array<char, 4> type{};
    std::int64_t body = 0;
    std::int64_t end = 0;

    bool is(std::string_view name) const { return std::string_view(type.data(), 4) == name; }
};

enum class BoxRead : std::uint8_t { whole, cut, none };

class LayoutReader {
public:
    LayoutReader(int file, std::int64_t size) : file_(file), size_(size) {}

    Mp4Layout read() {
        std::int64_t at = 0;
        bool part_open = false;
        for (; at < size_ && layout_.problem.empty(); ++count_) {
            Box box;
            const BoxRead got = read_box(at, size_, box);
            if (got == BoxRead::none || (at == 0 && !may_begin(box))) {
                layout_.problem = at == 0 ? "not an MP4 file" : "";
                layout_.cut = at != 0;
                break;
            }
            if (got == BoxRead::cut || count_ >= boxes_max) {
                layout_.cut = true;
                break;
            }
            if (box.is("moov")) {
                layout_.has_index = true;
                read_index(box);
            }
            at = box.end;
            // A part counts when the media that its index announces is there too.
            part_open = box.is("moof") || (part_open && !box.is("mdat"));
            if (!part_open) {
                layout_.whole_bytes = at;
            }
        }
        return layout_;
    }

private:
    static bool may_begin(const Box& box) {
        return box.is("ftyp") || box.is("styp") || box.is("moov") || box.is("mdat") ||
               box.is("free") || box.is("skip") || box.is("wide");
    }

    BoxRead read_box(std::int64_t at, std::int64_t limit, Box& box) const {
        std::array<std::uint8_t, long_header> header{};
        if (limit - at < short_header ||
            !read_at(file_, at, std::span(header).first(short_header))) {
            return BoxRead::none;
        }
        for (std::size_t i = 0; i < box.type.size(); ++i) {
            box.type.at(i) = static_cast<char>(header.at(4 + i));
        }
        std::uint64_t size = big_endian(std::span(header).first(4));
        std::int64_t header_size = short_header;
        if (size == 1) {
            header_size = long_header;
            if (limit - at < long_header || !read_at(file_, at, header)) {
                return BoxRead::cut;
            }
            size = big_endian(std::span(header).subspan(8));
        } else if (size == 0) {
            size = static_cast<std::uint64_t>(limit - at);
        }
        if (size < static_cast<std::uint64_t>(header_size)) {
            return BoxRead::none;
        }
        box.body = at + header_size;
        if (size > static_cast<std::uint64_t>(limit - at)) {
            return BoxRead::cut;
        }
        box.end = at + static_cast<std::int64_t>(size);
        return BoxRead::whole;
    }

    /// Looks into the index for the marks of parts and of MediaMTX.
    void read_index(const Box& moov) {
        each_child(moov, [this](const Box& child) {
            layout_.fragmented = layout_.fragmented || child.is("mvex");
            if (child.is("udta")) {
                each_child(child, [this](const Box& data) { read_mediamtx(data); });
            }
        });
    }

    template <class Look>
    void each_child(const Box& parent, Look look) {
        Box child;
        for (std::int64_t at = parent.body; at < parent.end && count_ < boxes_max; ++count_) {
            if (read_box(at, parent.end, child) != BoxRead::whole) {
                return;
            }
            look(child);
            at = child.end;
        }
    }

    void read_mediamtx(const Box& box) {
        std::array<std::uint8_t, mtxi_body> body{};
        if (!box.is("mtxi") || box.end - box.body < mtxi_body || !read_at(file_, box.body, body)) {
            return;
        }
        const std::span<const std::uint8_t> bytes(body);
        MediamtxInfo info;
        std::ranges::copy(bytes.subspan(4, 16), info.stream.begin());
        info.number = big_endian(bytes.subspan(20, 8));
        // Both are nanoseconds.
        const auto microseconds_at = [&](std::size_t at) {
            return static_cast<std::int64_t>(big_endian(bytes.subspan(at, 8))) / 1000;
        };
        info.decoding_time = microseconds(microseconds_at(28));
        info.wall_time = Instant{microseconds_at(36)};
        layout_.mediamtx = info;
    }

    int file_;
    std::int64_t size_;
    int count_ = 0;
    Mp4Layout layout_;
};

}  // namespace

Mp4Layout read_mp4_layout(int file, std::int64_t size) { return LayoutReader(file, size).read(); }

}  // namespace labd::camera
