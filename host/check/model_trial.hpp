#pragma once
#include "host/check/test.hpp"
#include "host/execute/host_network.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A model under test, as the host holds it.  Its images lie in the usual memory order unless
/// asked otherwise.
struct TriedModel {
  ModelRequest request;
  std::unique_ptr<HostNetwork> network;
  Model* model = nullptr;  ///< the network's own
};

/// How far a model came.
enum class Attempt : std::uint8_t {
  made,
  refused,    ///< ConfigError or NotApplicable from its constructor
  broken,     ///< another error from its constructor
  unsound,    ///< the host does not take its stages
  no_forward  ///< the stages do not run on two images
};

struct Tried {
  Attempt attempt = Attempt::refused;
  std::string text;  ///< of the error
  TriedModel model;  ///< complete if made
};

/// Input channels and classes that models are asked for: 1 and 3, 2 and 5.  image_size is left to
/// try_model.
std::vector<ModelRequest> trial_requests();
/// "3 channels, 5 classes"
std::string words_of(const ModelRequest& request);

/// Makes the model for the smallest of some usual image sizes (32 .. 224) on which it runs, after
/// seeding LibTorch's default generator.
Tried try_model(const Subject& subject, ModelRequest request, std::uint64_t seed);

/// A model for the first of the trial requests that it takes.  Errors: Unsuited.
TriedModel make_model(const Subject& subject, std::uint64_t seed);
/// One for a request that is known to be taken, with another memory order of its weights if asked.
TriedModel make_model(const Subject& subject,
                      const ModelRequest& request,
                      std::uint64_t seed,
                      bool channels_last = false);

/// The object alone, not even asked for its stages: for the first request that the constructor
/// takes. Errors: Unsuited.
Loaded<Model> make_bare_model(const Subject& subject, std::uint64_t seed);

/// Noise, the same for the same request.  Draws nothing from the default generator.
at::Tensor trial_images(const ModelRequest& request, std::int64_t count);

/// Train or eval mode of all stages.
void set_modes(HostNetwork& network, bool training);
/// All stages on x, which is left alone whatever the model does.
at::Tensor run_all(HostNetwork& network, const at::Tensor& x);
/// What each stage is given on the way of x, in the modes that are set: one more than stages.
std::vector<at::Tensor> stage_values(HostNetwork& network, const at::Tensor& x);
/// Adds to all tensors of numbers that lie (inside) or do not lie in a stage.
void shift_tensors(HostNetwork& network, std::size_t stage, bool inside);

std::vector<Test> model_create_tests();
std::vector<Test> model_stage_tests();
std::vector<Test> model_forward_tests();
std::vector<Test> model_independence_tests();
std::vector<Test> model_training_tests();

}  // namespace tlhost::engine
