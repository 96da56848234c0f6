#pragma once
#include "host/catalog/catalog.hpp"

#include <optional>
#include <string>

namespace tlhost::engine {

/// What is checked before a byte of the plugin runs: the file, its note, the SDK version, the ABI
/// tag field by field, and that it asks for no second LibTorch. Returns why the file is refused, or
/// nothing.  Threads: any.
std::optional<RejectedPlugin> refuse_before_loading(const std::string& path);

/// Why two ABI tags ("key=value;" lists) do not go together: the sentence and the remedy, or
/// nothing. A plugin with torch=none goes with every LibTorch.
std::optional<RejectedPlugin> compare_tags(const std::string& plugin, const std::string& host);

}  // namespace tlhost::engine
