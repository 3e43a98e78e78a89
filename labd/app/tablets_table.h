// What the configuration says of shared tablets: when they lock.
#pragma once

#include <string>

#include "labd/codec/toml_file.h"
#include "labd/web/sign_in.h"

namespace labd::app {

struct TabletsTable {
    web::TabletLimits limits;
    /// What is wrong, and where; null when nothing is.
    const toml::node* at_fault = nullptr;
    std::string what;
};

/// Reads the table `[tablets]`; what it does not name is as usual.
TabletsTable read_tablets_table(const toml::node& node);

}  // namespace labd::app
