#pragma once
// Include in exactly one .cpp of a plugin.
#include <tlhost/abi.h>
#include <tlhost/abi_copy.hpp>
#include <tlhost/abi_tag.hpp>
#include <tlhost/error.hpp>
#include <tlhost/factory.hpp>
#include <tlhost/schema.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#if __has_include("tlhost_plugin_source.h")
#include "tlhost_plugin_source.h"  // made by tlhost_add_plugin(): TLHOST_PLUGIN_SOURCE
#endif
#ifndef TLHOST_PLUGIN_SOURCE
#define TLHOST_PLUGIN_SOURCE ""
#endif

namespace tlhost {
inline namespace v1 {

/// Receives a plugin's components, in the body of TLHOST_PLUGIN.
class Registrar {
 public:
  explicit Registrar(const tlhost_registrar* registrar)
      : registrar_(detail::known_part(registrar)) {}

  /// flags: TLHOST_C_SEEDLESS for a strategy that draws nothing at random when it starts from a
  /// source. Errors: ConfigError if the host refuses the component.
  template <class Interface, class T>
  void add(const char* name,
           const char* summary,
           const Schema& schema = Schema(),
           std::uint32_t flags = 0) {
    static_assert(std::is_base_of<Interface, T>::value,
                  "the component must implement the interface");
    const std::vector<tlhost_param> params = schema.list();
    tlhost_component component{};
    component.struct_size = sizeof component;
    component.flags = flags;
    component.interface_id = Interface::interface_id;
    component.name = name;
    component.summary = summary;
    component.params = params.data();
    component.n_params = static_cast<std::uint32_t>(params.size());
    component.param_stride = sizeof(tlhost_param);
    component.create = &detail::Factory<Interface, T>::create;
    component.destroy = &detail::Factory<Interface, T>::destroy;
    detail::offered(registrar_.add != nullptr, "a registrar");
    if (registrar_.add(registrar_.ctx, &component) != 0) {
      throw ConfigError("the host refuses component \"" + std::string(name) + "\"");
    }
  }

 private:
  tlhost_registrar registrar_;
};

}  // namespace v1
}  // namespace tlhost

/// The entry of a plugin: id (reverse DNS or a word), version, one line, and a body that adds
/// components to `registrar`.
///     TLHOST_PLUGIN("org.example.chest", "1.2.0", "Chest X-ray sets", r) {
///       r.add<tlhost::Dataset, ChestXray>("chest_xray", "one sentence", ChestXray::schema());
///     }
#define TLHOST_PLUGIN(ID, VERSION, SUMMARY, registrar)                                         \
  static void tlhost_register(::tlhost::Registrar& registrar);                                 \
  static int tlhost_enumerate(const tlhost_registrar* host, tlhost_error* error) {             \
    return ::tlhost::detail::guarded(error, [host] {                                           \
      ::tlhost::Registrar wrapped(host);                                                       \
      tlhost_register(wrapped);                                                                \
    });                                                                                        \
  }                                                                                            \
  extern "C" {                                                                                 \
  __attribute__((section(".note.tlhost"), used, aligned(4)))                                   \
  TLHOST_API extern const ::tlhost::detail::ElfNote tlhost_note_v1 = {                         \
      sizeof(TLHOST_NOTE_OWNER),                                                               \
      sizeof(tlhost_note),                                                                     \
      TLHOST_NOTE_TYPE,                                                                        \
      TLHOST_NOTE_OWNER,                                                                       \
      {TLHOST_SDK_MAJOR, TLHOST_SDK_MINOR, sizeof(tlhost_note), TLHOST_ABI_TAG, ID, VERSION}}; \
  TLHOST_API extern const tlhost_plugin tlhost_plugin_v1 = {TLHOST_PLUGIN_MAGIC,               \
                                                            sizeof(tlhost_plugin),             \
                                                            TLHOST_SDK_MAJOR,                  \
                                                            TLHOST_SDK_MINOR,                  \
                                                            0,                                 \
                                                            TLHOST_ABI_TAG,                    \
                                                            ID,                                \
                                                            VERSION,                           \
                                                            SUMMARY,                           \
                                                            "",                                \
                                                            "",                                \
                                                            "",                                \
                                                            "compiler " __VERSION__            \
                                                            ";std=" TLHOST_TEXT(__cplusplus),  \
                                                            TLHOST_PLUGIN_SOURCE,              \
                                                            &tlhost_enumerate};                \
  }                                                                                            \
  static void tlhost_register(::tlhost::Registrar& registrar)
