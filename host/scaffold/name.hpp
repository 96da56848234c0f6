#pragma once
#include <string>

namespace tlhost::engine {

/// dataset, model or strategy: what `tlhost new` can make.
struct PluginKind {
  std::string word;    ///< "strategy"
  std::string folder;  ///< "strategies": its word in tlhost_add_plugin() and `tlhost list`
  bool operator==(const PluginKind&) const = default;
};

/// Errors: Refusal(usage) NEW-KIND with the nearest word.
PluginKind plugin_kind(const std::string& word);

/// Errors: Refusal(usage) NEW-NAME if it is not [a-z][a-z0-9_]* of at most 32 characters,
/// NEW-NAME-TAKEN if C++, CMake or a component of tlhost has it already.
void check_new_name(const PluginKind& kind, const std::string& name);

/// "chest_xray" is class ChestXray.
std::string class_name(const std::string& name);

}  // namespace tlhost::engine
