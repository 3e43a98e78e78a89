// Documents for print as answers: a page at once, a PDF from the worker.
#pragma once

#include <string>

#include "labd/print/document.h"
#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// `name`: of the file, without its ending; nothing that a header could not hold.
void answer_with_page(Call& call, const print::Document& document, const std::string& name);

/// Answers that labd is busy when documents wait already.
void answer_with_pdf(const Context& context, Call call, print::Document document,
                     const std::string& name);

}  // namespace labd::web
