#include "labd/web/csv.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

namespace labd::web {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// How many bytes a UTF-8 sequence has by its first byte; 0: it begins none.
std::size_t sequence_length(unsigned char first) {
    return first < 0x80             ? 1
           : (first & 0xE0) == 0xC0 ? 2
           : (first & 0xF0) == 0xE0 ? 3
           : (first & 0xF8) == 0xF0 ? 4
                                    : 0;
}

/// Whether the bytes are one code point (RFC 3629): not overlong, no surrogate, none beyond.
bool is_sequence(std::string_view bytes) {
    std::uint32_t code = static_cast<unsigned char>(bytes.front());
    if (bytes.size() == 1) {
        return true;
    }
    code &= 0x7FU >> bytes.size();
    for (const char byte : bytes.substr(1)) {
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80) {
            return false;
        }
        code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
    }
    const std::uint32_t least = bytes.size() == 2 ? 0x80 : bytes.size() == 3 ? 0x800 : 0x10000;
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code >= least && !is_surrogate && code <= 0x10FFFF;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(static_cast<unsigned char>(text.front()));
        if (length == 0 || length > text.size() || !is_sequence(text.substr(0, length))) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

class CsvReader {
public:
    CsvReader(std::string_view text, CsvLimits limits) : text_(text), limits_(limits) {}

    codec::Decoded<std::vector<CsvRow>> run() {
        if (text_.starts_with(byte_order_mark)) {
            text_.remove_prefix(byte_order_mark.size());
        }
        if (!is_utf8(text_)) {
            return codec::InputFault{"line 1", Message{"input.encoding"}};
        }
        while (at_ < text_.size() && !fault_) {
            read_row();
        }
        if (fault_) {
            return *fault_;
        }
        return std::move(rows_);
    }

private:
    void fail(std::size_t line, Message what) {
        if (!fault_) {
            fault_ = codec::InputFault{fmt::format("line {}", line), std::move(what)};
        }
    }

    /// Whether a line ends here; goes past its end.
    bool end_of_line() {
        if (at_ >= text_.size()) {
            return true;
        }
        const std::size_t length = text_[at_] == '\n' ? 1 : text_.substr(at_, 2) == "\r\n" ? 2 : 0;
        at_ += length;
        line_ += length == 0 ? 0 : 1;
        return length != 0;
    }

    void read_row() {
        CsvRow row{line_, {}};
        bool ended = false;
        while (!ended && !fault_) {
            const bool quoted = at_ < text_.size() && text_[at_] == '"';
            row.cells.push_back(quoted ? read_quoted() : read_plain());
            if (row.cells.back().size() > limits_.cell_bytes_max) {
                fail(row.line, {"input.cell_long"});
            } else if (row.cells.size() > limits_.cells_max) {
                fail(row.line, {"input.cells"});
            } else if (at_ < text_.size() && text_[at_] == ',') {
                ++at_;
            } else if (end_of_line()) {
                ended = true;
            } else {
                fail(line_, {quoted ? "input.after_quote" : "input.quote_inside"});
            }
        }
        const bool empty = row.cells.size() == 1 && row.cells.front().empty();
        if (!empty && rows_.size() >= limits_.rows_max) {
            fail(row.line, {"input.rows", {{"max", static_cast<std::int64_t>(limits_.rows_max)}}});
        } else if (!empty) {
            rows_.push_back(std::move(row));
        }
    }

    std::string read_plain() {
        const std::size_t from = at_;
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '"' &&
               text_.substr(at_, 2) != "\r\n") {
            ++at_;
        }
        return std::string(text_.substr(from, at_ - from));
    }

    std::string read_quoted() {
        const std::size_t began = line_;
        std::string cell;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != '"') {
                line_ += text_[at_] == '\n' ? 1 : 0;
                cell += text_[at_];
            } else if (text_.substr(at_, 2) == "\"\"") {
                cell += text_[++at_];
            } else {
                ++at_;
                return cell;
            }
        }
        fail(began, {"input.quote_open"});
        return cell;
    }

    std::string_view text_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::vector<CsvRow> rows_;
    std::optional<codec::InputFault> fault_;
};

}  // namespace

codec::Decoded<std::vector<CsvRow>> parse_csv(std::string_view text, CsvLimits limits) {
    return CsvReader(text, limits).run();
}

}  // namespace labd::web
