#include "labd/print/qr.h"

#include <qrencode.h>

#include <memory>

#include "labd/core/assert.h"

namespace labd::print {

namespace {

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::optional<QrModules> qr_modules(std::string_view text) {
    if (text.empty() || text.size() > qr_bytes_max) {
        return std::nullopt;
    }
    constexpr int smallest_version = 0;
    const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeData(
        static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()),
        smallest_version, QR_ECLEVEL_Q));
    LABD_ASSERT(code != nullptr);
    const auto width = static_cast<std::size_t>(code->width);
    QrModules modules(width, std::vector<bool>(width));
    for (std::size_t i = 0; i < width * width; ++i) {
        modules[i / width][i % width] = (code->data[i] & 1U) != 0;
    }
    return modules;
}

}  // namespace labd::print
