#pragma once
#include <string>

namespace tlhost::engine {

/// Why the file of a record, as it is listed, is none that lies below its dataset's root: absolute
/// (where there is a root), a way up, a control character.  "" if nothing is wrong with it.
std::string path_complaint(const std::string& path, bool has_root);

/// Errors: DataError if a file below the root is a link that leads out of it.  What is not there is
/// left to the reader.  root: free of links, or "".
void check_below(const std::string& file, const std::string& root);

}  // namespace tlhost::engine
