#include "plugins/models/torchscript/mirror.hpp"

#include <tlhost/error.hpp>

#include <utility>

namespace tlhost {
namespace torchscript {
namespace {

/// Takes the tensors of one module; says their names where they are not under a path already.
void take_tensors(Part& part, const std::string& prefix, std::vector<std::string>* paths) {
  for (const auto& item : part.code.named_parameters(false)) {
    if (item.value.scalar_type() != at::kFloat) {
      throw ConfigError("its parameter " + prefix + item.name + " holds " +
                        c10::toString(item.value.scalar_type()) +
                        " numbers; expected it exported in float32");
    }
    part.register_parameter(item.name, item.value);
    if (paths != nullptr) {
      paths->push_back(prefix + item.name);
    }
  }
  for (const auto& item : part.code.named_buffers(false)) {
    part.register_buffer(item.name, item.value);
    if (paths != nullptr) {
      paths->push_back(prefix + item.name);
    }
  }
}

/// A module that lies wholly in the backbone.
std::shared_ptr<Part> whole(const torch::jit::Module& module, const std::string& prefix) {
  auto part = std::make_shared<Part>(module);
  take_tensors(*part, prefix, nullptr);
  for (const auto& child : module.named_children()) {
    part->register_module(child.name, whole(child.value, prefix + child.name + "."));
  }
  return part;
}

/// A module that the head lies in.
std::shared_ptr<Part> around(const torch::jit::Module& module,
                             const std::string& prefix,
                             const std::string& head,
                             Mirror& found) {
  auto part = std::make_shared<Part>(module);
  found.around.push_back(part);
  found.around_head = part;
  take_tensors(*part, prefix, &found.paths);
  for (const auto& child : module.named_children()) {
    const std::string path = prefix + child.name;
    if (path == head) {
      continue;
    }
    if (head.compare(0, path.size() + 1, path + ".") == 0) {
      part->register_module(child.name, around(child.value, path + ".", head, found));
      continue;
    }
    found.paths.push_back(path);
    found.within.push_back(part->register_module(child.name, whole(child.value, path + ".")));
  }
  return part;
}

}  // namespace

void Part::train(bool on) {
  torch::nn::Module::train(on);
  set_flag(on);
}

void Part::set_flag(bool on) {
  if (code.type()->findAttributeSlot("training")) {
    code.setattr("training", on);
  }
}

Mirror mirror(const torch::jit::Module& module, const std::string& head) {
  Mirror found;
  found.root = around(module, "", head, found);
  return found;
}

}  // namespace torchscript
}  // namespace tlhost
