#include "host/catalog/c_layer.hpp"

#include <tlhost/abi_copy.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace tlhost::engine {
namespace {

// Every field of the first SDK must be there.  What a later SDK appends may be missing, so these
// name the last field of SDK 0.9, and never a later one.
constexpr std::size_t kLeastPlugin = offsetof(tlhost_plugin, enumerate) + sizeof(void*);
constexpr std::size_t kLeastComponent = offsetof(tlhost_component, destroy) + sizeof(void*);
constexpr std::size_t kLeastParam = offsetof(tlhost_param, doc) + sizeof(void*);

// Far above what any SDK will need, and far below what walks out of a library.
constexpr std::size_t kMost = 4096;
constexpr std::uint32_t kMostParameters = 1024;
constexpr std::size_t kStep = alignof(void*);  // sizes end at a field's border

constexpr std::uint32_t kComponentFlags = TLHOST_C_SEEDLESS;
constexpr std::uint32_t kParamFlags =
    TLHOST_P_REQUIRED | TLHOST_P_MIN | TLHOST_P_MAX | TLHOST_P_MIN_OPEN;

void check_size(std::size_t size, std::size_t least, std::size_t most, const std::string& what) {
  if (size < least || size > most || size % kStep != 0) {
    throw ConfigError(what + " is " + std::to_string(size) + " bytes; expected " +
                      std::to_string(least) + " to " + std::to_string(most) + ", a multiple of " +
                      std::to_string(kStep));
  }
}

std::string name_of(const char* name) {
  return name == nullptr ? "without a name" : "\"" + std::string(name) + "\"";
}

}  // namespace

tlhost_plugin read_descriptor(const tlhost_plugin* theirs) {
  if (theirs == nullptr || theirs->magic != TLHOST_PLUGIN_MAGIC) {
    throw ConfigError("its descriptor is damaged: it does not begin with \"TLH1\"");
  }
  check_size(
      theirs->struct_size, kLeastPlugin, kMost, "its descriptor is damaged: its struct_size");
  tlhost_plugin plugin = detail::known_part(theirs);
  plugin.flags = 0;  // there are none yet
  if (plugin.enumerate == nullptr) {
    throw ConfigError("its descriptor is damaged: it has no function enumerate");
  }
  return plugin;
}

tlhost_component read_component(const tlhost_component* theirs) {
  if (theirs == nullptr) {
    throw ConfigError("a component is a null pointer");
  }
  check_size(theirs->struct_size, kLeastComponent, kMost, "the struct_size of a component");
  tlhost_component component = detail::known_part(theirs);
  component.flags &= kComponentFlags;
  return component;
}

std::vector<tlhost_param> read_parameters(const tlhost_component& component) {
  const std::string of = " of component " + name_of(component.name);
  if (component.n_params == 0) {
    return {};
  }
  if (component.n_params > kMostParameters || component.params == nullptr) {
    throw ConfigError(
        "the parameters" + of + " are " + std::to_string(component.n_params) +
        (component.params == nullptr ? " at a null pointer" : "; expected 1024 at most"));
  }
  check_size(component.param_stride, kLeastParam, kMost, "the param_stride" + of);
  std::vector<tlhost_param> parameters;
  for (std::uint32_t i = 0; i < component.n_params; ++i) {
    const auto* theirs = reinterpret_cast<const tlhost_param*>(
        reinterpret_cast<const char*>(component.params) + std::size_t{i} * component.param_stride);
    check_size(theirs->struct_size,
               kLeastParam,
               component.param_stride,
               "the struct_size of parameter " + std::to_string(i + 1) + of);
    parameters.push_back(detail::known_part(theirs));
    parameters.back().flags &= kParamFlags;
  }
  return parameters;
}

}  // namespace tlhost::engine
