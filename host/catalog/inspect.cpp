#include "host/catalog/inspect.hpp"

#include "host/catalog/admission.hpp"
#include "host/catalog/elf_file.hpp"
#include "host/log/problem.hpp"
#include "host/store/digest.hpp"

#include <tlhost/plugin.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tlhost::engine {
namespace {

constexpr const char* kNoteSymbol = "tlhost_note_v1";
constexpr const char* kDescriptorSymbol = "tlhost_plugin_v1";

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_there(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Refusal(
        Exit::usage,
        {"PLUGINS-MISSING", path, "no such file", "", "give tlhost inspect a plugin's .so file"});
  }
}

void read_exported(Inspection& inspection) {
  inspection.exports = read_exports(inspection.path);
  const std::vector<std::string>& names = inspection.exports.names;
  for (const std::string& name : names) {
    if (name != kNoteSymbol && name != kDescriptorSymbol) {
      inspection.surplus.push_back(name);
    }
  }
  const bool known = inspection.exports.readable && !inspection.exports.more;
  if (!inspection.refused && known && !has(names, kDescriptorSymbol)) {
    inspection.refused =
        RejectedPlugin{inspection.path,
                       "loading",
                       std::string("it does not export ") + kDescriptorSymbol,
                       "build it with tlhost_add_plugin, or export what TLHOST_PLUGIN declares"};
  }
}

}  // namespace

Inspection inspect_plugin(const std::string& path, bool insecure) {
  check_there(path);
  Inspection inspection;
  inspection.path = path;
  inspection.elf = read_elf(path);
  if (!inspection.elf.note) {
    throw Refusal(Exit::plugin,
                  {"PLUGIN-NONE", path, inspection.elf.problem, "", "name a plugin's .so file"});
  }
  inspection.size = ElfFile(path).size();
  inspection.sha256 = sha256_file(path);
  inspection.tag = tag_fields(inspection.elf.note->abi_tag, TLHOST_ABI_TAG);
  Admission admission(insecure);
  inspection.refused = admission.refuse({path, ""}, inspection.elf);
  inspection.insecure = admission.insecure_because(path);
  read_exported(inspection);
  return inspection;
}

}  // namespace tlhost::engine
