#pragma once
#include "host/catalog/search.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

enum class Kind : std::uint8_t { dataset, model, strategy };
/// "datasets", "models", "strategies": as in the experiment file and on the command line.
const char* table_of(Kind kind);

enum class ParameterType : std::uint8_t { flag, integer, real, text, path, choice, reals, texts };
const char* name_of(ParameterType type);

/// A parameter as its plugin declares it.
struct ParameterFacts {
  std::string name, unit, doc;
  ParameterType type = ParameterType::flag;
  bool required = false;
  Argument::Value default_value;  ///< null if required
  bool has_min = false, has_max = false, min_open = false;
  double min = 0, max = 0;
  std::vector<std::string> choices;
  /// "0 < x <= 1", "18, 34", or "" for any.
  std::string range() const;
};

struct ComponentFacts {
  Kind kind = Kind::dataset;
  std::string name, summary;
  bool seedless = false;
  std::vector<ParameterFacts> parameters;
};

/// A plugin library that was loaded once, in a child, and described itself.
struct PluginFacts {
  std::string path, id, version, summary, build;
  std::string
      source;  ///< SHA-256 of its sources, or of the file where it has none: its identity in keys
  int sdk_major = 0, sdk_minor = 0;
  std::string insecure;  ///< why it is used only with --insecure-plugins; else ""
  std::vector<ComponentFacts> components;
  std::vector<std::string> left_out;  ///< components that this tlhost cannot know, and why
};

/// A file that is not used, or a component of it (step "component"), and why.  step: which check
/// failed.
struct RejectedPlugin {
  std::string path, step, reason, remedy;
  std::string id = {}, version = {};  ///< where the file says so
};

/// All plugins that were found: plain data, no code.
struct Catalog {
  std::vector<std::string> searched;  ///< folders and files, in order
  std::vector<PluginFacts> plugins;   ///< in order of search
  std::vector<RejectedPlugin> rejected;
  std::vector<std::string> warnings;  ///< sentences for the user: what is used with a but
  std::vector<std::string> notes;  ///< sentences for who asks: what was passed over, what was said
};

struct FoundComponent {
  const PluginFacts* plugin = nullptr;
  const ComponentFacts* component = nullptr;
};

/// The components of a kind called `name` or "plugin_id/name"; several if plugins share a name.
std::vector<FoundComponent> find_components(const Catalog& catalog,
                                            Kind kind,
                                            const std::string& name);

/// Searches, checks each file without loading it, and lets a child load and list those that pass. A
/// plugin that fails is recorded in `rejected` and stops no other; one that crashes or hangs the
/// child is recorded and the rest goes on in a new child.  Call before this process starts a thread
/// or computes anything. Errors: those of search_plugins(); Refusal(usage) PLUGINS-LOCK for a
/// plugins.lock that cannot be read; Refusal(bug) PROCESS-THREADS if there are threads.
Catalog open_catalog(const PluginSearch& search);
/// The same of these paths alone.
Catalog open_catalog(const std::vector<std::string>& paths);

}  // namespace tlhost::engine
