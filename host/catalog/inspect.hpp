#pragma once
#include "host/catalog/catalog.hpp"
#include "host/catalog/elf_exports.hpp"
#include "host/catalog/elf_note.hpp"
#include "host/catalog/handshake.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// All that can be said of a plugin file without loading it.
struct Inspection {
  std::string path, sha256;
  std::uint64_t size = 0;  ///< bytes
  ElfReading elf;          ///< with a note
  std::vector<TagField> tag;
  ElfExports exports;
  std::vector<std::string> surplus;       ///< exports beside the two of a plugin
  std::optional<RejectedPlugin> refused;  ///< why this tlhost would not load it
  std::string insecure;                   ///< why it would not without --insecure-plugins
};

/// Reads a plugin file; runs nothing of it.  Errors: Refusal(usage) PLUGINS-MISSING if it is not
/// there; Refusal(plugin) PLUGIN-NONE, in a sentence, for what is no plugin: another kind of file,
/// an executable, a cut or damaged library, a library without a note.
Inspection inspect_plugin(const std::string& path, bool insecure);

/// What `tlhost inspect` prints.
std::string inspection_text(const Inspection& inspection);
std::string inspection_json(const Inspection& inspection);

}  // namespace tlhost::engine
