// Comma-separated values as spreadsheets and scheduling systems write them (RFC 4180).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "labd/codec/json.h"

namespace labd::web {

struct CsvRow {
    /// The line in the file on which it begins, from 1.
    std::size_t line = 0;
    std::vector<std::string> cells;
};

struct CsvLimits {
    std::size_t rows_max = 2000;
    std::size_t cells_max = 64;
    std::size_t cell_bytes_max = 4096;
};

/// Reads a file: UTF-8 with or without a byte order mark, lines ended by CRLF or LF, quoted cells
/// with anything in them, `""` for a quote. Empty lines are skipped. The fault names the line.
codec::Decoded<std::vector<CsvRow>> parse_csv(std::string_view text, CsvLimits limits = {});

}  // namespace labd::web
