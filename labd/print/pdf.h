// A document as PDF on A4 pages, by Pango and Cairo.
#pragma once

#include <string>

#include "labd/print/document.h"

namespace labd::print {

/// The file's bytes: the same document gives the same bytes on the same machine. `created` is what
/// the file says about itself (ISO 8601). Any thread; takes some milliseconds a page.
std::string pdf(const Document& document, const std::string& created);

}  // namespace labd::print
