#pragma once
#include "host/catalog/catalog.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Lets a child load the files, one after the other, and describe them; adds what comes of each to
/// the catalog, in order: plugins, rejected, and in notes what they printed meanwhile.  Where the
/// child dies or a file takes longer than `patience`, the file is rejected and another child goes
/// on behind it.  Errors: Refusal(bug) PROCESS-THREADS where this process has threads, which would
/// make the children hang.
void probe_plugins(const std::vector<std::string>& files,
                   std::chrono::milliseconds patience,
                   Catalog& catalog);

}  // namespace tlhost::engine
