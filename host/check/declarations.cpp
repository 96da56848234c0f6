#include "host/check/declarations.hpp"

#include "host/catalog/parameter_facts.hpp"
#include "host/store/canonical_json.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tlhost::engine {
namespace {

std::string words(const char* text) { return text == nullptr ? "" : text; }

std::string text_of(const tlhost_param& param) {
  std::string text = "\n  " + words(param.name) + " " + std::to_string(param.type) + " " +
                     std::to_string(param.flags) + " " + words(param.default_json) + " " +
                     number_text(param.min) + " " + number_text(param.max) + " [" +
                     words(param.unit) + "] " + words(param.doc);
  for (const char* const* choice = param.choices; choice != nullptr && *choice != nullptr;
       ++choice) {
    text += std::string(" ") + *choice;
  }
  return text;
}

DeclaredParameter read_parameter(const tlhost_param& param) {
  DeclaredParameter declared;
  declared.name = words(param.name);
  declared.unit = words(param.unit);
  declared.doc = words(param.doc);
  declared.type = param.type;
  declared.flags = param.flags;
  declared.min = param.min;
  declared.max = param.max;
  try {
    parameter_facts(param);
  } catch (const std::exception& error) {
    declared.problem = error.what();
  }
  return declared;
}

int take(void* ctx, const tlhost_component* component) {
  auto& all = *static_cast<Declarations*>(ctx);
  DeclaredComponent declared;
  declared.interface_id = words(component->interface_id);
  declared.name = words(component->name);
  declared.summary = words(component->summary);
  declared.has_functions = component->create != nullptr && component->destroy != nullptr;
  all.text += "\n" + declared.interface_id + " " + declared.name + " " + declared.summary + " " +
              std::to_string(component->flags);
  for (std::uint32_t i = 0; i < component->n_params; ++i) {
    const char* at =
        reinterpret_cast<const char*>(component->params) + std::size_t{i} * component->param_stride;
    tlhost_param param{};
    std::memcpy(&param, at, std::min<std::size_t>(sizeof param, component->param_stride));
    declared.parameters.push_back(read_parameter(param));
    all.text += text_of(param);
  }
  all.components.push_back(std::move(declared));
  return TLHOST_OK;
}

}  // namespace

const tlhost_plugin& open_plugin(const std::string& path) {
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  const void* const symbol = library == nullptr ? nullptr : dlsym(library, "tlhost_plugin_v1");
  if (symbol == nullptr) {
    throw std::runtime_error(dlerror());
  }
  const auto& plugin = *static_cast<const tlhost_plugin*>(symbol);
  if (plugin.magic != TLHOST_PLUGIN_MAGIC || plugin.struct_size < sizeof(tlhost_plugin) ||
      plugin.enumerate == nullptr) {
    throw std::runtime_error("its descriptor is damaged");
  }
  return plugin;
}

Declarations declarations_of(const tlhost_plugin& plugin) {
  Declarations all;
  const tlhost_registrar registrar{sizeof registrar, 0, &all, &take};
  std::string text;
  tlhost_error error{sizeof error, 0, &text, [](void* ctx, int32_t, tlhost_str words) {
                       static_cast<std::string*>(ctx)->assign(words.data, words.size);
                     }};
  if (plugin.enumerate(&registrar, &error) != TLHOST_OK) {
    all.problem = text.empty() ? "it reports an error without words" : text;
  }
  return all;
}

}  // namespace tlhost::engine
