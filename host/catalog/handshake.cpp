#include "host/catalog/handshake.hpp"

#include "host/spec/names.hpp"

#include <tlhost/plugin.hpp>

#include <link.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace tlhost::engine {
namespace {

using Field = std::pair<std::string, std::string>;

std::vector<Field> fields(const std::string& tag) {
  std::vector<Field> all;
  std::size_t at = 0;
  while (at < tag.size()) {
    const std::size_t end = std::min(tag.find(';', at), tag.size());
    const std::size_t equals = tag.find('=', at);
    if (equals < end) {
      all.emplace_back(tag.substr(at, equals - at), tag.substr(equals + 1, end - equals - 1));
    }
    at = end + 1;
  }
  return all;
}

/// The last value of a field, as the reader of a list would have it; "nothing" if there is none.
std::string value_of(const std::vector<Field>& fields, const std::string& name) {
  std::string value = "nothing";
  for (const Field& field : fields) {
    value = field.first == name ? field.second : value;
  }
  return value;
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The files of all libraries in this process.
std::vector<std::string> loaded_libraries() {
  std::vector<std::string> paths;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* out) {
        static_cast<std::vector<std::string>*>(out)->push_back(info->dlpi_name);
        return 0;
      },
      &paths);
  return paths;
}

bool is_torch(const std::string& library) {
  const std::string name = base_name(library);
  return name.rfind("libtorch", 0) == 0 || name.rfind("libc10", 0) == 0;
}

/// Whether the loader would take a library that is in this process for the one that is asked for:
/// by its name, or, where a path is asked for, because it is the same file.
bool is_loaded(const std::string& library, const std::vector<std::string>& loaded) {
  struct stat wanted {};

  const bool is_path = library.find('/') != std::string::npos;
  if (is_path && stat(library.c_str(), &wanted) != 0) {
    return false;
  }
  return std::any_of(loaded.begin(), loaded.end(), [&](const std::string& path) {
    struct stat found {};

    return is_path ? stat(path.c_str(), &found) == 0 && found.st_dev == wanted.st_dev &&
                         found.st_ino == wanted.st_ino
                   : base_name(path) == library;
  });
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

bool is_version_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string(".+_-").find(c) != std::string::npos;
  });
}

std::optional<RejectedPlugin> refuse_note(const tlhost_note& note) {
  if (note.sdk_major != TLHOST_SDK_MAJOR || note.sdk_minor > TLHOST_SDK_MINOR) {
    return sdk_refusal(note);
  }
  if (note.note_size < sizeof(tlhost_note)) {
    return RejectedPlugin{"", "note", "its note is damaged", "rebuild the plugin"};
  }
  if (!is_plugin_id(note.plugin_id)) {
    return RejectedPlugin{"",
                          "note",
                          "its id \"" + std::string(note.plugin_id) + "\" is no plugin id",
                          "name the plugin with 1 to 47 of a-z, 0-9, \"_\", \".\" and \"-\""};
  }
  if (!is_version_word(note.plugin_version)) {
    return RejectedPlugin{"",
                          "note",
                          "its version \"" + std::string(note.plugin_version) + "\" is none",
                          "give the plugin a version such as 1.2.0"};
  }
  return compare_tags(note.abi_tag, TLHOST_ABI_TAG);
}

std::optional<RejectedPlugin> refuse_needed(const std::vector<std::string>& needed) {
  const std::vector<std::string> loaded = loaded_libraries();
  for (const std::string& library : needed) {
    if (is_torch(library) && !is_loaded(library, loaded)) {
      return RejectedPlugin{
          "",
          "needed libraries",
          "asks for " + library + ", which is another LibTorch than the one in this process",
          "rebuild the plugin against the same LibTorch (cmake -DTorch_DIR=...)"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<TagField> tag_fields(const std::string& plugin, const std::string& host) {
  const std::vector<Field> theirs = fields(plugin), ours = fields(host);
  std::vector<TagField> all;
  for (const auto& [name, value] : ours) {
    const std::string other = value_of(theirs, name);
    const bool without = name == "torch" && (other == "none" || value == "none");
    all.push_back({name, other, value, without || other == value});
  }
  for (const auto& [name, value] : theirs) {
    const std::string other = value_of(ours, name);
    if (other == "nothing") {
      all.push_back({name, value, other, true});
    }
  }
  return all;
}

std::optional<RejectedPlugin> compare_tags(const std::string& plugin, const std::string& host) {
  for (const TagField& field : tag_fields(plugin, host)) {
    if (field.fits) {
      continue;
    }
    if (field.name == "torch") {
      return RejectedPlugin{
          "",
          "abi tag",
          "built for LibTorch " + field.plugin + ", this tlhost uses LibTorch " + field.host,
          "rebuild the plugin against the same LibTorch (cmake -DTorch_DIR=...)"};
    }
    if (field.name == "dbg") {
      return RejectedPlugin{
          "",
          "abi tag",
          "built with _GLIBCXX_DEBUG=" + field.plugin + ", this tlhost has " + field.host,
          std::string("rebuild the plugin with") + (field.host == "1" ? "" : "out") +
              " _GLIBCXX_DEBUG"};
    }
    return RejectedPlugin{"",
                          "abi tag",
                          "built with " + field.name + "=" + field.plugin + ", this tlhost has " +
                              field.name + "=" + field.host,
                          "rebuild the plugin with the compiler settings of this tlhost"};
  }
  return std::nullopt;
}

std::optional<RejectedPlugin> refuse_before_loading(const std::string& path,
                                                    const ElfReading& reading) {
  if (!reading.problem.empty()) {
    return RejectedPlugin{
        path, reading.step, reading.problem, "rebuild the plugin, or take the file away"};
  }
  std::optional<RejectedPlugin> refused = refuse_note(*reading.note);
  refused = refused ? refused : refuse_needed(reading.needed);
  if (refused) {
    refused->path = path;
    refused->id = reading.note->plugin_id;
    refused->version = reading.note->plugin_version;
  }
  return refused;
}

std::optional<RejectedPlugin> refuse_before_loading(const std::string& path) {
  return refuse_before_loading(path, read_elf(path));
}

}  // namespace tlhost::engine
