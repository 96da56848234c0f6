#pragma once
#include "host/catalog/catalog.hpp"

#include <tlhost/abi.h>

#include <memory>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A loaded plugin library.  Lives in children only, and for the rest of the process: libraries are
/// never unloaded.
class Library {
 public:
  struct Entry {
    ComponentFacts facts;
    std::string interface_id;
    int (*create)(const tlhost_create_args*, void**, tlhost_error*) = nullptr;
    void (*destroy)(void*) = nullptr;
  };

  /// dlopen (RTLD_NOW | RTLD_LOCAL), descriptor checks, enumeration.
  /// Errors: Refusal(plugin) with code PLUGIN-LOAD, PLUGIN-DESCRIPTOR or PLUGIN-COMPONENT naming
  /// the file.
  explicit Library(const std::string& path);

  const PluginFacts& facts() const { return facts_; }

  /// Errors: Refusal(plugin) if there is none.
  const Entry& entry(Kind kind, const std::string& name) const;

 private:
  PluginFacts facts_;
  std::vector<Entry> entries_;
};

}  // namespace tlhost::engine
