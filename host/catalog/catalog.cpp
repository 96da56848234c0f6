#include "host/catalog/catalog.hpp"

#include "host/catalog/admission.hpp"
#include "host/catalog/elf_note.hpp"
#include "host/catalog/probe.hpp"

#include <algorithm>
#include <map>
#include <utility>

// First the files are read, and only those that fit are loaded, in a child; what it says of them is
// the catalog.

namespace tlhost::engine {
namespace {

/// A library that makes no claim to be a plugin may lie beside plugins.
bool is_other_library(const PluginFile& file, const ElfReading& reading) {
  return !file.folder.empty() && reading.step == "note" && !reading.note;
}

void reject_left_out(const PluginFacts& plugin, Catalog& catalog) {
  for (const std::string& why : plugin.left_out) {
    catalog.rejected.push_back({plugin.path,
                                "component",
                                why + "; the rest of the plugin is used",
                                "update tlhost",
                                plugin.id,
                                plugin.version});
  }
}

void reject_duplicate(const PluginFacts& first, const PluginFacts& plugin, Catalog& catalog) {
  catalog.rejected.push_back({plugin.path,
                              "duplicate",
                              "plugin id \"" + plugin.id + "\" was found first in " + first.path +
                                  " (version " + first.version + "); this is version " +
                                  plugin.version,
                              "keep one of the two files",
                              plugin.id,
                              plugin.version});
  const std::string sentence = plugin.id + " is taken from " + first.path + " (version " +
                               first.version + "), not from " + plugin.path + " (version " +
                               plugin.version + ")";
  const bool same = first.source == plugin.source && first.version == plugin.version;
  (same ? catalog.notes : catalog.warnings).push_back(sentence);
}

void reject_duplicates(Catalog& catalog) {
  std::vector<PluginFacts> kept;
  for (PluginFacts& plugin : catalog.plugins) {
    const auto first = std::find_if(
        kept.begin(), kept.end(), [&](const PluginFacts& p) { return p.id == plugin.id; });
    if (first != kept.end()) {
      reject_duplicate(*first, plugin, catalog);
      continue;
    }
    reject_left_out(plugin, catalog);
    kept.push_back(std::move(plugin));
  }
  catalog.plugins = std::move(kept);
}

/// What the notes of the files said, for those that were refused later.
using Notes = std::map<std::string, tlhost_note>;

void name_rejected(const Notes& notes, Catalog& catalog) {
  for (RejectedPlugin& rejected : catalog.rejected) {
    const auto note = notes.find(rejected.path);
    if (note != notes.end()) {
      rejected.id = note->second.plugin_id;
      rejected.version = note->second.plugin_version;
    }
  }
}

void mark_insecure(const Admission& admission, Catalog& catalog) {
  for (PluginFacts& plugin : catalog.plugins) {
    plugin.insecure = admission.insecure_because(plugin.path);
    if (!plugin.insecure.empty()) {
      catalog.warnings.push_back(plugin.path + " is used although " + plugin.insecure);
    }
  }
}

}  // namespace

std::vector<FoundComponent> find_components(const Catalog& catalog,
                                            Kind kind,
                                            const std::string& name) {
  std::vector<FoundComponent> found;
  for (const PluginFacts& plugin : catalog.plugins) {
    for (const ComponentFacts& component : plugin.components) {
      if (component.kind == kind &&
          (component.name == name || plugin.id + "/" + component.name == name)) {
        found.push_back({&plugin, &component});
      }
    }
  }
  return found;
}

Catalog open_catalog(const PluginSearch& search) {
  FoundFiles found = search_plugins(search);
  Catalog catalog;
  catalog.searched = std::move(found.searched);
  catalog.notes = std::move(found.notes);
  Admission admission(search.insecure);
  Notes notes;
  std::vector<std::string> files;
  for (const PluginFile& file : found.files) {
    const ElfReading reading = read_elf(file.path);
    if (is_other_library(file, reading)) {
      catalog.notes.push_back(file.path + ": " + reading.problem);
    } else if (auto refused = admission.refuse(file, reading)) {
      catalog.rejected.push_back(std::move(*refused));
    } else {
      notes[file.path] = *reading.note;
      files.push_back(file.path);
    }
  }
  probe_plugins(files, search.patience, catalog);
  name_rejected(notes, catalog);
  reject_duplicates(catalog);
  mark_insecure(admission, catalog);
  return catalog;
}

Catalog open_catalog(const std::vector<std::string>& paths) {
  PluginSearch search;
  search.paths = paths;
  search.use_environment = search.use_default = false;
  return open_catalog(search);
}

}  // namespace tlhost::engine
