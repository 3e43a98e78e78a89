// A document as one HTML page that loads nothing: styles and drawings are in it.
#pragma once

#include <string>
#include <string_view>

#include "labd/print/document.h"

namespace labd::print {

/// The page, UTF-8. Every text of the document is escaped.
std::string html(const Document& document);

/// The Content-Security-Policy under which the page shows as meant: nothing but its own style.
std::string html_security_policy();

/// Text as it may stand between tags and in attributes.
std::string escape_html(std::string_view text);

}  // namespace labd::print
