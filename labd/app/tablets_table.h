// What the configuration says of shared tablets: when they lock.
#pragma once

#include <string>

#include "labd/app/table_fault.h"
#include "labd/codec/toml_file.h"
#include "labd/web/sign_in.h"

namespace labd::app {

struct TabletsTable : TableFault {
    web::TabletLimits limits;
};

/// Reads the table `[tablets]`; what it does not name is as usual.
TabletsTable read_tablets_table(const toml::node& node);

}  // namespace labd::app
