#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// A table as text, a line a row: columns padded to their widest cell, the last one as it is.
std::string columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace tlhost::engine
