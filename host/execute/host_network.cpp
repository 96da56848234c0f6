#include "host/execute/host_network.hpp"

#include "host/catalog/stage_list.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <utility>

namespace tlhost::engine {
namespace {

std::string shape_text(const at::Tensor& tensor) {
  std::string text;
  for (const std::int64_t size : tensor.sizes()) {
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  }
  return "[" + text + "]";
}

std::int64_t dimensions_of(Layout layout) {
  switch (layout) {
    case Layout::map:
    case Layout::map_last:
      return 4;
    case Layout::tokens:
    case Layout::patches:
      return 3;
    case Layout::vector:
      break;
  }
  return 2;
}

}  // namespace

HostNetwork::HostNetwork(Loaded<Model> model,
                         std::string where,
                         bool channels_last,
                         std::int64_t classes)
    : model_(std::move(model)), where_(std::move(where)), classes_(classes) {
  at_the_door(where_, [this] { module_ = model_->module(); });
  if (!module_) {
    throw Error(where_ + ": module() returns no module");
  }
  take_stages();
  take_tensors(channels_last);
}

void HostNetwork::take_stages() {
  at_the_door(where_, [&] { stages_ = stages_of(*model_); });
  names_.resize(stages_.size());
  if (stages_.size() < 2 || stages_.back().name != "head" ||
      stages_[stages_.size() - 2].layout != Layout::vector) {
    throw Error(where_ + ": the last stage must be \"head\", behind one that returns vectors");
  }
}

const Stage& HostNetwork::stage(std::size_t index) const {
  if (index >= stages_.size()) {
    throw ConfigError("there is no stage " + std::to_string(index) + "; this model has " +
                      std::to_string(stages_.size()) + ", counted from 0");
  }
  return stages_[index];
}

std::size_t HostNetwork::stage_of(const std::string& name) const {
  std::size_t found = stages_.size();
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (covers(stages_[i], name)) {
      if (found != stages_.size()) {
        throw Error(where_ + ": " + name + " lies in the stages " + stages_[found].name + " and " +
                    stages_[i].name);
      }
      found = i;
    }
  }
  if (found == stages_.size()) {
    throw Error(where_ + ": " + name + " lies in no stage");
  }
  return found;
}

void HostNetwork::take_tensors(bool channels_last) {
  const at::NoGradGuard no_grad;
  const auto take = [this, channels_last](
                        const std::string& name, at::Tensor& tensor, bool parameter) {
    if (channels_last && tensor.dim() == 4) {
      tensor.set_data(tensor.contiguous(at::MemoryFormat::ChannelsLast));
    }
    tensors_.push_back({name, stage_of(name), parameter, tensor});
    if (parameter) {
      names_[tensors_.back().stage].push_back(name);
    }
  };
  for (auto& item : module_->named_modules("", false)) {
    if (item.value()->children().empty()) {
      stage_of(item.key());  // dropout has no tensors, and must be frozen with its stage too
    }
  }
  for (auto& item : module_->named_parameters()) {
    take(item.key(), item.value(), true);
  }
  for (auto& item : module_->named_buffers()) {
    take(item.key(), item.value(), false);
  }
}

std::size_t HostNetwork::find(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    if (stages_[i].name == name) {
      return i;
    }
    known += (i == 0 ? "" : ", ") + stages_[i].name;
  }
  throw ConfigError("there is no stage \"" + std::string(name) + "\"; this model has " + known);
}

at::Tensor HostNetwork::tensor(std::string_view name) {
  for (const NetworkTensor& entry : tensors_) {
    if (entry.name == name) {
      return entry.tensor;
    }
  }
  throw ConfigError("there is no parameter or buffer \"" + std::string(name) + "\" in this model");
}

NamedTensors HostNetwork::state() {
  NamedTensors all;
  for (const NetworkTensor& entry : tensors_) {
    all.emplace_back(entry.name, entry.tensor);
  }
  return all;
}

void HostNetwork::load(const NamedTensors& tensors) {
  const at::NoGradGuard no_grad;
  for (const auto& [name, value] : tensors) {
    at::Tensor mine = tensor(name);
    if (mine.sizes() != value.sizes()) {
      throw Error(where_ + ": " + name + " has another shape here than what is loaded into it");
    }
    mine.copy_(value);
  }
}

at::Tensor HostNetwork::forward(const at::Tensor& x, std::size_t first, std::size_t last) {
  at::Tensor value = x;
  at_the_door(where_, [&] {
    for (std::size_t i = first; i < last; ++i) {
      value = model_->forward(i, value);
      check_output(i, value, x.dim() > 0 ? x.size(0) : 0);
    }
  });
  return value;
}

void HostNetwork::check_output(std::size_t stage,
                               const at::Tensor& output,
                               std::int64_t samples) const {
  const std::string where = "stage " + stages_[stage].name + " returns ";
  if (!output.defined()) {
    throw Error(where + "no tensor");
  }
  if (output.dim() < 1 || output.size(0) != samples) {
    throw Error(where + shape_text(output) + " for " + std::to_string(samples) + " samples");
  }
  const std::int64_t dimensions = dimensions_of(stages_[stage].layout);
  if (classes_ > 0 && output.dim() != dimensions) {
    throw Error(where + shape_text(output) + "; its layout has " + std::to_string(dimensions) +
                " dimensions");
  }
  if (stage == head() && classes_ > 0 && output.size(1) != classes_) {
    throw Error(where + shape_text(output) + "; expected one score for each of " +
                std::to_string(classes_) + " classes");
  }
}

at::Tensor HostNetwork::pooled(const at::Tensor& output, std::size_t stage) const {
  switch (stages_.at(stage).layout) {
    case Layout::map:
      return output.mean({2, 3});
    case Layout::map_last:
      return output.mean({1, 2});
    case Layout::tokens:
      return output.select(1, 0);
    case Layout::patches:
      return output.mean(1);
    case Layout::vector:
      break;
  }
  return output;
}

void HostNetwork::set_training(std::size_t stage, bool training) {
  for (auto& item : module_->named_modules("", false)) {
    if (covers(stages_.at(stage), item.key())) {
      item.value()->train(training);
    }
  }
}

}  // namespace tlhost::engine
