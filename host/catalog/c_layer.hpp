#pragma once
#include <tlhost/abi.h>
#include <tlhost/error.hpp>

#include <vector>

namespace tlhost::engine {

/// What a plugin hands over, as far as both sides know it (tlhost/abi.h): fields that the plugin's
/// SDK did not have are zero, and nothing behind its structs is read.  Flags that this host does
/// not know are dropped.
/// Errors: ConfigError for a magic, size, stride or count that cannot be.
tlhost_plugin read_descriptor(const tlhost_plugin* theirs);

/// Errors: the same.
tlhost_component read_component(const tlhost_component* theirs);

/// The parameters of a component that read_component() gave.
/// Errors: the same.
std::vector<tlhost_param> read_parameters(const tlhost_component& component);

}  // namespace tlhost::engine
