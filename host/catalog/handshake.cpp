#include "host/catalog/handshake.hpp"

#include "host/catalog/elf_note.hpp"

#include <tlhost/plugin.hpp>

#include <link.h>

#include <map>
#include <set>

namespace tlhost::engine {
namespace {

std::map<std::string, std::string> fields(const std::string& tag) {
  std::map<std::string, std::string> all;
  std::size_t at = 0;
  while (at < tag.size()) {
    const std::size_t end = std::min(tag.find(';', at), tag.size());
    const std::size_t equals = tag.find('=', at);
    if (equals < end) {
      all[tag.substr(at, equals - at)] = tag.substr(equals + 1, end - equals - 1);
    }
    at = end + 1;
  }
  return all;
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::set<std::string> loaded_libraries() {
  std::set<std::string> names;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* out) {
        static_cast<std::set<std::string>*>(out)->insert(base_name(info->dlpi_name));
        return 0;
      },
      &names);
  return names;
}

bool is_torch(const std::string& library) {
  return library.rfind("libtorch", 0) == 0 || library.rfind("libc10", 0) == 0;
}

RejectedPlugin sdk_refusal(const tlhost_note& note) {
  const auto version = [](int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
  };
  return {"",
          "sdk version",
          "needs SDK " + version(note.sdk_major, note.sdk_minor) + ", this tlhost offers " +
              version(TLHOST_SDK_MAJOR, TLHOST_SDK_MINOR),
          "update tlhost or build the plugin with a matching SDK"};
}

std::optional<RejectedPlugin> refuse_note(const tlhost_note& note) {
  if (note.sdk_major != TLHOST_SDK_MAJOR || note.sdk_minor > TLHOST_SDK_MINOR) {
    return sdk_refusal(note);
  }
  if (note.note_size < sizeof(tlhost_note)) {
    return RejectedPlugin{"", "note", "its note is damaged", "rebuild the plugin"};
  }
  return compare_tags(note.abi_tag, TLHOST_ABI_TAG);
}

}  // namespace

std::optional<RejectedPlugin> compare_tags(const std::string& plugin, const std::string& host) {
  const auto theirs = fields(plugin);
  for (const auto& [key, ours] : fields(host)) {
    const auto found = theirs.find(key);
    const std::string other = found == theirs.end() ? "nothing" : found->second;
    if (other == ours || (key == "torch" && (other == "none" || ours == "none"))) {
      continue;
    }
    if (key == "torch") {
      return RejectedPlugin{"",
                            "abi tag",
                            "built for LibTorch " + other + ", this tlhost uses LibTorch " + ours,
                            "rebuild the plugin against the same LibTorch (cmake -DTorch_DIR=...)"};
    }
    if (key == "dbg") {
      return RejectedPlugin{
          "",
          "abi tag",
          "built with _GLIBCXX_DEBUG=" + other + ", this tlhost has " + ours,
          std::string("rebuild the plugin with") + (ours == "1" ? "" : "out") + " _GLIBCXX_DEBUG"};
    }
    return RejectedPlugin{
        "",
        "abi tag",
        "built with " + key + "=" + other + ", this tlhost has " + key + "=" + ours,
        "rebuild the plugin with the compiler settings of this tlhost"};
  }
  return std::nullopt;
}

std::optional<RejectedPlugin> refuse_before_loading(const std::string& path) {
  const ElfReading reading = read_elf(path);
  if (!reading.problem.empty()) {
    return RejectedPlugin{
        path, reading.step, reading.problem, "rebuild the plugin, or take the file away"};
  }
  std::optional<RejectedPlugin> refused = refuse_note(*reading.note);
  const std::set<std::string> loaded = loaded_libraries();
  for (const std::string& library : reading.needed) {
    if (!refused && is_torch(library) && loaded.count(library) == 0) {
      refused = RejectedPlugin{
          "",
          "needed libraries",
          "asks for " + library + ", which is another LibTorch than the one in this process",
          "rebuild the plugin against the same LibTorch (cmake -DTorch_DIR=...)"};
    }
  }
  if (refused) {
    refused->path = path;
  }
  return refused;
}

}  // namespace tlhost::engine
