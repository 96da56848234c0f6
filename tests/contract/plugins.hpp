#pragma once
#include "host/catalog/component.hpp"
#include "host/catalog/library.hpp"

#include <string>
#include <vector>

namespace tlhost::test {

/// A component of a built plugin.
struct Built {
  const engine::Library* library = nullptr;
  const engine::Library::Entry* entry = nullptr;

  std::string name() const { return library->facts().id + "/" + entry->facts.name; }
};

/// All components of a kind in the build's plugins folder.  Their libraries stay loaded.
std::vector<Built> built(engine::Kind kind);

/// Every parameter at its default; required ones are left out, but an exported module, which the
/// model torchscript needs, is there and trusted.
engine::Arguments defaults(const engine::ComponentFacts& facts);

/// An object of the component.
template <class T>
engine::Loaded<T> make(const Built& component,
                       const engine::Arguments& arguments,
                       const ModelRequest& request,
                       Context& context) {
  return engine::Loaded<T>(
      engine::create_object(*component.library, *component.entry, arguments, request, context));
}

}  // namespace tlhost::test
