#pragma once
#include "host/catalog/catalog.hpp"
#include "host/catalog/elf_note.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What is checked before a byte of the plugin runs: the file, its note, the SDK version, the ABI
/// tag field by field, and that it asks for no second LibTorch. Returns why the file is refused, or
/// nothing.  Threads: any.
std::optional<RejectedPlugin> refuse_before_loading(const std::string& path);
/// The same of a file that was read already.
std::optional<RejectedPlugin> refuse_before_loading(const std::string& path,
                                                    const ElfReading& reading);

/// One field of an ABI tag, on both sides; "nothing" where a side does not have it.
struct TagField {
  std::string name, plugin, host;
  bool fits = false;
};

/// The tags ("key=value;" lists) field by field: the host's in its order, then what only the plugin
/// has, which fits. A plugin with torch=none goes with every LibTorch.
std::vector<TagField> tag_fields(const std::string& plugin, const std::string& host);

/// Why two ABI tags ("key=value;" lists) do not go together: the sentence and the remedy, or
/// nothing.
std::optional<RejectedPlugin> compare_tags(const std::string& plugin, const std::string& host);

}  // namespace tlhost::engine
