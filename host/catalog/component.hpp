#pragma once
#include "host/catalog/library.hpp"

#include <tlhost/create.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace tlhost::engine {

/// Parameters of a component, by name: checked, defaults filled in.
using Arguments = std::map<std::string, Argument::Value>;

/// Makes objects of a library's component.  In children only.
/// Errors: what the constructor threw, as the same type of the SDK's family with plugin and
/// component named
/// ("org.tlhost.resnet models/resnet: ...").
std::unique_ptr<void, std::function<void(void*)>> create_object(const Library& library,
                                                                const Library::Entry& entry,
                                                                const Arguments& arguments,
                                                                const ModelRequest& request,
                                                                Context& context);

/// The same from any view of parameters.
std::unique_ptr<void, std::function<void(void*)>> create_from_view(const Library& library,
                                                                   const Library::Entry& entry,
                                                                   const tlhost_params_view& params,
                                                                   const ModelRequest& request,
                                                                   Context& context);

/// What a constructor sees of arguments, which must outlive it.
tlhost_params_view view_of(const Arguments& arguments);

/// An object of a component: T is the interface of that kind.
template <class T>
class Loaded {
 public:
  explicit Loaded(std::unique_ptr<void, std::function<void(void*)>> object)
      : object_(std::move(object)) {}

  T& operator*() const { return *static_cast<T*>(object_.get()); }

  T* operator->() const { return static_cast<T*>(object_.get()); }

 private:
  std::unique_ptr<void, std::function<void(void*)>> object_;
};

/// Runs plugin code: whatever it throws leaves as the SDK's family (a plugin's own types and
/// c10::Error as tlhost::Error), with `where` in front of the text, so that no exception object of
/// a plugin lives on.
void at_the_door(const std::string& where, const std::function<void()>& body);

}  // namespace tlhost::engine
