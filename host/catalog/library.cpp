#include "host/catalog/library.hpp"

#include <tlhost/abi_copy.hpp>
#include <tlhost/dataset.hpp>
#include <tlhost/model.hpp>
#include <tlhost/strategy.hpp>

#define BOOST_DLL_USE_STD_FS
#include "host/catalog/c_layer.hpp"
#include "host/catalog/component_rules.hpp"
#include "host/catalog/elf_note.hpp"
#include "host/catalog/parameter_facts.hpp"
#include "host/log/problem.hpp"
#include "host/store/digest.hpp"

#include <boost/dll/shared_library.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace tlhost::engine {
namespace {

Refusal refuse(const std::string& code,
               const std::string& path,
               const std::string& what,
               const std::string& fix = "rebuild the plugin, or take the file away") {
  return Refusal(Exit::plugin, {code, path, what, "", fix});
}

/// Boost wraps the loader's text: "... (dlerror system message: X): Bad file descriptor
/// [generic:9]".
std::string loader_text(const std::string& what) {
  static constexpr const char* kMark = "dlerror system message: ";
  const std::size_t at = what.find(kMark);
  if (at == std::string::npos) {
    return what;
  }
  const std::size_t start = at + std::strlen(kMark);
  return what.substr(start, what.rfind(')') - start);
}

/// What to do about the loader's complaint.
std::string loader_fix(const std::string& text) {
  if (text.find("undefined symbol") != std::string::npos) {
    return "link the plugin with what has this symbol (the linker's -z defs finds all such)";
  }
  if (text.find("cannot open shared object file") != std::string::npos) {
    return "install that library where the loader looks; tlhost inspect lists what a plugin needs";
  }
  return "rebuild the plugin, or take the file away";
}

tlhost_plugin open_descriptor(const std::string& path) {
  try {
    // Leaked on purpose: a plugin stays mapped until the process ends.
    auto* library = new boost::dll::shared_library(path, boost::dll::load_mode::rtld_now);
    return read_descriptor(&library->get<const tlhost_plugin>("tlhost_plugin_v1"));
  } catch (const ConfigError& error) {
    throw refuse("PLUGIN-DESCRIPTOR", path, error.what());
  } catch (const std::exception& error) {
    const std::string text = loader_text(error.what());
    throw refuse("PLUGIN-LOAD", path, text, loader_fix(text));
  }
}

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

struct Interface {
  Kind kind;
  const char* id;
};

constexpr Interface kInterfaces[] = {{Kind::dataset, Dataset::interface_id},
                                     {Kind::model, Model::interface_id},
                                     {Kind::strategy, Strategy::interface_id}};

bool is_component_name(const std::string& name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && lower(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// A component that belongs to an interface or asks for a parameter type of which this host has not
/// heard: it alone is left out.
struct UnknownHere : ConfigError {
  using ConfigError::ConfigError;
};

Kind kind_of(const std::string& id, const std::string& name) {
  std::string all;
  for (const Interface& known : kInterfaces) {
    if (id == known.id) {
      return known.kind;
    }
    all += (all.empty() ? "" : ", ") + std::string(known.id);
  }
  throw UnknownHere("component \"" + name + "\" has the unknown interface \"" + id +
                    "\"; this tlhost knows " + all);
}

Library::Entry read_entry(const tlhost_component& component) {
  const std::string id = text_or_empty(component.interface_id),
                    name = text_or_empty(component.name);
  Library::Entry entry;
  entry.facts.kind = kind_of(id, name);
  if (!is_component_name(name) || component.create == nullptr || component.destroy == nullptr) {
    throw ConfigError("component \"" + name + "\" is not a valid name, or lacks its functions");
  }
  entry.facts.name = name;
  entry.facts.summary = text_or_empty(component.summary);
  entry.facts.seedless = (component.flags & TLHOST_C_SEEDLESS) != 0;
  for (const tlhost_param& param : read_parameters(component)) {
    if (!is_parameter_type(param.type)) {
      throw UnknownHere("component \"" + name + "\" has a parameter \"" +
                        text_or_empty(param.name) + "\" of the unknown type " +
                        std::to_string(param.type));
    }
    try {
      entry.facts.parameters.push_back(parameter_facts(param));
    } catch (const ConfigError& error) {
      throw ConfigError("component \"" + name + "\": " + error.what());
    }
  }
  if (const std::string problem = component_problem(entry.facts); !problem.empty()) {
    throw ConfigError("component \"" + name + "\": " + problem);
  }
  entry.interface_id = id;
  entry.create = component.create;
  entry.destroy = component.destroy;
  return entry;
}

struct Enumeration {
  std::vector<Library::Entry> entries;
  std::vector<std::string> left_out;
  std::string problem;
};

int add_component(void* ctx, const tlhost_component* component) {
  auto& enumeration = *static_cast<Enumeration*>(ctx);
  try {
    Library::Entry entry = read_entry(read_component(component));
    for (const Library::Entry& other : enumeration.entries) {
      if (other.facts.kind == entry.facts.kind && other.facts.name == entry.facts.name) {
        throw ConfigError("component \"" + entry.facts.name + "\" is registered twice");
      }
    }
    enumeration.entries.push_back(std::move(entry));
    return TLHOST_OK;
  } catch (const UnknownHere& unknown) {
    enumeration.left_out.emplace_back(unknown.what());
    return TLHOST_OK;
  } catch (const std::exception& error) {
    enumeration.problem = error.what();
    return TLHOST_E_CONFIG;
  }
}

void copy_error(void* ctx, int32_t, tlhost_str text) {
  *static_cast<std::string*>(ctx) = detail::text_of(text);
}

/// Runs the plugin's list; whatever it throws is told in words.
int run_enumerate(const tlhost_plugin& plugin, Enumeration& enumeration, std::string& text) {
  const tlhost_registrar registrar{sizeof registrar, 0, &enumeration, &add_component};
  tlhost_error error{sizeof error, 0, &text, &copy_error};
  try {
    return plugin.enumerate(&registrar, &error);
  } catch (const std::exception& thrown) {
    text = std::string("it threw while it listed its components: ") + thrown.what();
  } catch (...) {
    text = "it threw what is no std::exception while it listed its components";
  }
  return TLHOST_E_INTERNAL;
}

Enumeration enumerate(const tlhost_plugin& plugin, const std::string& path) {
  Enumeration enumeration;
  std::string text;
  const int code = run_enumerate(plugin, enumeration, text);
  if (code != TLHOST_OK && text.empty()) {
    text = "it failed to list its components (code " + std::to_string(code) + ") and says no more";
  }
  if (code != TLHOST_OK || !enumeration.problem.empty()) {
    throw refuse(
        "PLUGIN-COMPONENT", path, enumeration.problem.empty() ? text : enumeration.problem);
  }
  if (enumeration.entries.empty()) {
    throw refuse(
        "PLUGIN-COMPONENT",
        path,
        enumeration.left_out.empty() ? "it registers no component" : enumeration.left_out.front());
  }
  return enumeration;
}

std::string hash_of(const std::string& path) {
  try {
    return sha256_file(path);
  } catch (const std::exception& error) {
    throw refuse("PLUGIN-LOAD", path, error.what());
  }
}

/// The descriptor must say what the note said, by which the file was let in.
void compare_with_note(const tlhost_plugin& plugin,
                       const std::optional<tlhost_note>& note,
                       const std::string& path) {
  if (!note) {
    throw refuse("PLUGIN-DESCRIPTOR", path, "its file was replaced while tlhost ran");
  }
  if (plugin.sdk_major != note->sdk_major || plugin.sdk_minor != note->sdk_minor) {
    throw refuse(
        "PLUGIN-DESCRIPTOR", path, "its descriptor and its note name different SDK versions");
  }
  const auto compare = [&path](const char* what, const char* descriptor, const char* in_note) {
    const std::string text = text_or_empty(descriptor);
    if (text != in_note) {
      throw refuse("PLUGIN-DESCRIPTOR",
                   path,
                   std::string("its descriptor names the ") + what + " \"" + text +
                       "\", its note \"" + in_note + "\"");
    }
  };
  compare("ABI tag", plugin.abi_tag, note->abi_tag);
  compare("id", plugin.id, note->plugin_id);
  compare("version", plugin.version, note->plugin_version);
}

/// Texts that are shown and stored.
void check_texts(const PluginFacts& facts) {
  if (!is_one_line(facts.summary) || !is_one_line(facts.build) || !is_sha256(facts.source)) {
    throw refuse("PLUGIN-DESCRIPTOR",
                 facts.path,
                 "its summary or build is not one line of UTF-8, or its source no SHA-256");
  }
}

}  // namespace

Library::Library(const std::string& path) {
  // Read before a byte of the plugin runs, which might forbid the process to open files, or leave
  // the folder that the path is relative to.
  const std::optional<tlhost_note> note = read_elf(path).note;
  const std::string own_hash = hash_of(path);
  const tlhost_plugin plugin = open_descriptor(path);
  compare_with_note(plugin, note, path);
  facts_.path = path;
  facts_.id = text_or_empty(plugin.id);
  facts_.version = text_or_empty(plugin.version);
  facts_.summary = text_or_empty(plugin.summary);
  facts_.build = text_or_empty(plugin.build);
  facts_.source = text_or_empty(plugin.source);
  if (facts_.source.empty()) {
    facts_.source = own_hash;
  }
  facts_.sdk_major = plugin.sdk_major;
  facts_.sdk_minor = plugin.sdk_minor;
  check_texts(facts_);
  Enumeration enumeration = enumerate(plugin, path);
  facts_.left_out = std::move(enumeration.left_out);
  entries_ = std::move(enumeration.entries);
  for (const Entry& entry : entries_) {
    facts_.components.push_back(entry.facts);
  }
}

const Library::Entry& Library::entry(Kind kind, const std::string& name) const {
  for (const Entry& entry : entries_) {
    if (entry.facts.kind == kind && entry.facts.name == name) {
      return entry;
    }
  }
  throw refuse("PLUGIN-COMPONENT",
               facts_.path,
               "it has no " + std::string(table_of(kind)) + "/" + name +
                   " any more; it was replaced while tlhost ran");
}

}  // namespace tlhost::engine
