#include "host/check/model_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <vector>

namespace tlhost::engine {
namespace {

at::Tensor trial_labels(const TriedModel& tried, std::int64_t count) {
  return at::arange(count, at::TensorOptions(at::kLong)).remainder(tried.request.classes);
}

Verdict gradients_arrive(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  HostNetwork& network = *tried.network;
  set_modes(network, true);
  for (const NetworkTensor& entry : network.tensors()) {
    if (entry.parameter) {
      entry.tensor.set_requires_grad(true);
    }
  }
  const at::Tensor scores = run_all(network, trial_images(tried.request, 6)).to(at::kFloat);
  at::cross_entropy_loss(scores, trial_labels(tried, 6)).backward();
  std::vector<std::string> complaints, zeros;
  for (const NetworkTensor& entry : network.tensors()) {
    const at::Tensor gradient = entry.parameter ? entry.tensor.grad() : at::Tensor();
    if (entry.parameter && !gradient.defined()) {
      complaints.push_back("no gradient reaches " + entry.name);
    } else if (entry.parameter && !gradient.isfinite().all().item<bool>()) {
      complaints.push_back("the gradient of " + entry.name + " is not finite");
    } else if (entry.parameter && gradient.abs().max().item<double>() == 0) {
      zeros.push_back(entry.name);
    }
  }
  if (!complaints.empty()) {
    return failed(joined(complaints));
  }
  return zeros.empty() ? passed()
                       : warned("the gradient is zero everywhere, at the start at least, for " +
                                joined(zeros));
}

Verdict training_draws_from_the_generator(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  const NamedTensors state = cloned(network.state());
  const at::Tensor x = trial_images(tried.request, 4);
  set_modes(network, true);
  const auto seeded = [&] {
    network.load(state);
    at::manual_seed(subject.seed);
    return stage_values(network, x);
  };
  const std::vector<at::Tensor> first = seeded(), second = seeded();
  for (std::size_t i = 0; i < network.size(); ++i) {
    if (!equal_bytes(first[i + 1], second[i + 1])) {
      return failed("stage " + network.stage(i).name +
                    " in train mode gives other bytes after the same seed of LibTorch's default "
                    "generator; draw from that generator alone");
    }
  }
  return passed();
}

Verdict state_is_all(const Subject& subject) {
  const TriedModel first = make_model(subject, subject.seed);
  const TriedModel second = make_model(subject, first.request, subject.seed + 1);
  const at::NoGradGuard no_grad;
  shift_tensors(*first.network, first.network->size(), false);
  second.network->load(cloned(first.network->state()));
  const at::Tensor x = trial_images(first.request, 4);
  const auto expected = stage_values(*first.network, x), found = stage_values(*second.network, x);
  for (std::size_t i = 0; i < first.network->size(); ++i) {
    if (!equal_bytes(expected[i + 1], found[i + 1])) {
      return failed("with all parameters and buffers copied into a second model, stage " +
                    first.network->stage(i).name +
                    " computes something else there; something it uses is neither");
    }
  }
  return passed();
}

std::string replaced_tensor(const TriedModel& tried) {
  const auto module = tried.model->module();
  const auto parameters = module->named_parameters();
  const auto buffers = module->named_buffers();
  for (const NetworkTensor& entry : tried.network->tensors()) {
    const at::Tensor* now =
        entry.parameter ? parameters.find(entry.name) : buffers.find(entry.name);
    if (now == nullptr || now->unsafeGetTensorImpl() != entry.tensor.unsafeGetTensorImpl()) {
      return entry.name;
    }
  }
  return "";
}

/// The memory order is that of large images, which the host gives to the weights after the model
/// was made: views that the constructor kept would be stale.
Verdict tensors_stay_the_live_ones(const Subject& subject) {
  const ModelRequest request = make_model(subject, subject.seed).request;
  const TriedModel trained = make_model(subject, request, subject.seed, true);
  const TriedModel fresh = make_model(subject, request, subject.seed, true);
  const at::Tensor x = trial_images(request, 4);
  set_modes(*trained.network, true);
  run_all(*trained.network, x).sum().backward();
  const at::NoGradGuard no_grad;
  shift_tensors(*fresh.network, fresh.network->size(), false);
  trained.network->load(cloned(fresh.network->state()));
  set_modes(*trained.network, false);
  const std::string replaced = replaced_tensor(trained);
  if (!replaced.empty()) {
    return failed("after training, " + replaced + " is another tensor than before; write in place");
  }
  const auto expected = stage_values(*fresh.network, x), found = stage_values(*trained.network, x);
  for (std::size_t i = 0; i < fresh.network->size(); ++i) {
    if (!equal_bytes(expected[i + 1], found[i + 1])) {
      return failed("what is loaded after a step of training is not what stage " +
                    fresh.network->stage(i).name +
                    " uses: it holds a copy or view, or replaced a tensor instead of writing it");
    }
  }
  return passed();
}

}  // namespace

std::vector<Test> model_training_tests() {
  return {trial("gradients reach every parameter, and are finite", "model", &gradients_arrive),
          trial("in train mode chance comes from the default generator alone",
                "model",
                &training_draws_from_the_generator),
          trial("parameters and buffers are the whole state", "model", &state_is_all),
          trial("tensors stay the live ones through training and load",
                "model",
                &tensors_stay_the_live_ones)};
}

}  // namespace tlhost::engine
