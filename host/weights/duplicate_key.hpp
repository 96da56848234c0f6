#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// The first key that stands twice in one object of a JSON text (however it is escaped), for
/// parsers that keep the last one without a word.  Nothing for text that is not JSON.
std::optional<std::string> duplicate_key(std::string_view json);

}  // namespace tlhost::engine
