// Any network that Python exported with torch.jit.script or torch.jit.trace.  Such a file is code,
// so it is loaded only where the experiment says that it is trusted; no other component loads any.
// Its forward is cut in front of its last linear layer: what comes before is the stage "backbone",
// and a new layer of as many outputs as there are classes is the head.
#include "plugins/models/torchscript/backbone.hpp"
#include "plugins/models/torchscript/mirror.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/Functions.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace nn = torch::nn;
using namespace tlhost::torchscript;

/// An error's text without LibTorch's back trace and its code's listing.
std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

/// Of an error in the file's code: LibTorch says what happened in the last line of its trace.
std::string last_line(const std::exception& error) {
  std::string text = error.what();
  text = text.substr(0, text.find("\nException raised from"));
  text.erase(text.find_last_not_of("\n ") + 1);
  return text.substr(text.rfind('\n') + 1);
}

torch::jit::Module load(const std::string& file) {
  try {
    return torch::jit::load(file, at::kCPU);
  } catch (const std::exception& error) {
    throw tlhost::DataError(file + " is no TorchScript file: " + first_line(error) +
                            "; export it with torch.jit.script(model).save(file).  A state_dict is "
                            "the \"weights\" of a source");
  }
}

class TorchScript final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("file")
        .doc("a module that Python exported: torch.jit.script(model).save(file)")
        .flag("trust", false)
        .doc("the file is code that runs with your rights: true if you trust who made it")
        .integer("channels", 3)
        .at_least(1)
        .at_most(3)
        .doc("that the module takes: images of 1 are repeated for 3, images of 3 averaged for 1");
  }

  explicit TorchScript(const tlhost::Create& create)
      : file_(create.params.text("file")), channels_(create.params.integer("channels")) {
    if (!create.params.flag("trust")) {
      throw tlhost::ConfigError("\"trust\" is false: " + file_ +
                                " is code that would run with your rights; write \"trust\": true "
                                "if you trust who made it");
    }
    const torch::jit::Module module = load(file_);
    at_the_file([&] {
      backbone_ = std::make_shared<Backbone>(module);
      mirror_ = mirror(module, backbone_->head().path);
    });
    try_out(create.model);
    add_stages(create.model.classes);
  }

  std::shared_ptr<nn::Module> module() override { return mirror_.root; }

 private:
  /// ConfigErrors of body leave with the file in front.
  template <class Body>
  void at_the_file(const Body& body) const {
    try {
      body();
    } catch (const tlhost::ConfigError& error) {
      throw tlhost::ConfigError(file_ + ": " + error.what());
    }
  }

  void add_stages(std::int64_t classes) {
    const HeadFacts& facts = backbone_->head();
    nn::Linear head(nn::LinearOptions(facts.inputs, classes).bias(facts.bias));
    mirror_.around_head->register_module(facts.path.substr(facts.path.rfind('.') + 1), head);
    stage("backbone", tlhost::Layout::vector, mirror_.paths, [this](const at::Tensor& x) {
      return run(x);
    });
    stage("head", tlhost::Layout::vector, {facts.path}, [head](const at::Tensor& x) mutable {
      return head(x);
    });
  }

  /// Modules around the head lie in no stage: they go with the backbone.
  at::Tensor run(const at::Tensor& x) {
    const bool training = !mirror_.within.empty() && mirror_.within.front()->is_training();
    for (const auto& part : mirror_.around) {
      part->set_flag(training);
    }
    if (x.size(1) == channels_) {
      return backbone_->forward(writes_ ? x.clone() : x);
    }
    return backbone_->forward(channels_ == 1 ? x.mean(1, true)
                                             : x.expand({-1, channels_, -1, -1}).contiguous());
  }

  /// Runs the backbone in eval mode on two images, twice.
  void try_out(const tlhost::ModelRequest& request) {
    const at::NoGradGuard no_grad;
    mirror_.root->eval();
    const std::vector<at::Tensor> before = copies(mirror_.root->buffers());
    const std::int64_t side = request.image_size, count = 2 * request.channels * side * side;
    const at::Tensor images = at::linspace(-2, 2, count).reshape({2, request.channels, side, side});
    at::Tensor given = images.clone(), first;
    const std::string pixels = std::to_string(side);
    const std::string where = "given " + std::to_string(channels_) + " channels of " + pixels +
                              " x " + pixels + " pixels ";
    at_the_file([&] {
      try {
        first = run(given);
      } catch (const std::exception& error) {
        throw tlhost::ConfigError(where + "it fails: " + last_line(error));
      }
      writes_ = !given.equal(images);
      if (first.dim() != 2 || first.size(0) != 2 || first.size(1) != backbone_->head().inputs) {
        throw tlhost::ConfigError(where + "what goes into its last layer has the shape " +
                                  c10::str(first.sizes()) +
                                  " for 2 samples; expected one row a sample, [2, " +
                                  std::to_string(backbone_->head().inputs) + "]");
      }
      if (!run(images.clone()).equal(first) || !same(mirror_.root->buffers(), before)) {
        throw tlhost::ConfigError(
            "it learns or draws in eval mode; expected it exported with torch.jit.script, or "
            "traced after model.eval()");
      }
    });
    mirror_.root->train(true);
  }

  static std::vector<at::Tensor> copies(const std::vector<at::Tensor>& tensors) {
    std::vector<at::Tensor> all;
    for (const at::Tensor& tensor : tensors) {
      all.push_back(tensor.clone());
    }
    return all;
  }

  static bool same(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!a[i].equal(b[i])) {
        return false;
      }
    }
    return true;
  }

  std::string file_;
  std::int64_t channels_ = 3;
  std::shared_ptr<Backbone> backbone_;
  Mirror mirror_;
  bool writes_ = false;  ///< its forward writes the image
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.torchscript", "0.1.0", "Modules exported from Python", registrar) {
  registrar.add<tlhost::Model, TorchScript>(
      "torchscript", "any network that Python exported as TorchScript", TorchScript::schema());
}
