#pragma once
#include "host/catalog/component.hpp"

#include <tlhost/model.hpp>
#include <tlhost/network.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One parameter or buffer of a network and the stage that it lies in.
struct NetworkTensor {
  std::string name;
  std::size_t stage = 0;
  bool parameter = false;
  at::Tensor tensor;
};

/// A model's module under the names and stages that it declares.  One thread.
class HostNetwork final : public Network {
 public:
  /// Checks that the stages partition the module.  channels_last: memory order of the weights of
  /// convolutions.  classes: that the head must return; 0: not checked.  Errors: tlhost::Error
  /// naming what lies in no stage or in two, or a last stage that is not "head".
  HostNetwork(Loaded<Model> model,
              std::string where,
              bool channels_last = true,
              std::int64_t classes = 0);

  std::size_t size() const override { return stages_.size(); }

  const Stage& stage(std::size_t index) const override;

  std::size_t find(std::string_view name) const override;

  const std::vector<std::string>& names(std::size_t stage) const override {
    return names_.at(stage);
  }

  at::Tensor tensor(std::string_view name) override;
  NamedTensors state() override;
  void load(const NamedTensors& tensors) override;

  /// Stages [first, last).  Errors of the plugin leave with its name, as does an output that has
  /// not one entry a sample; where the number of classes is known also one that has not the
  /// dimensions of its layout, or not one score a class.
  at::Tensor forward(const at::Tensor& x, std::size_t first, std::size_t last);
  /// A stage's output as one vector a sample: [N,D].
  at::Tensor pooled(const at::Tensor& output, std::size_t stage) const;

  const std::vector<NetworkTensor>& tensors() const { return tensors_; }

  /// Train or eval mode of all that lies in a stage.
  void set_training(std::size_t stage, bool training);

  std::size_t head() const { return stages_.size() - 1; }

 private:
  void take_stages();
  void take_tensors(bool channels_last);
  std::size_t stage_of(const std::string& name) const;
  void check_output(std::size_t stage, const at::Tensor& output, std::int64_t samples) const;

  Loaded<Model> model_;
  std::string where_;
  std::int64_t classes_ = 0;
  std::shared_ptr<torch::nn::Module> module_;
  std::vector<Stage> stages_;
  std::vector<std::vector<std::string>> names_;
  std::vector<NetworkTensor> tensors_;
};

}  // namespace tlhost::engine
