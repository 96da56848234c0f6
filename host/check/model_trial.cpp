#include "host/check/model_trial.hpp"

#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"
#include "host/log/exception_text.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kSizes[] = {32, 64, 128, 224};

Loaded<Model> seeded_object(const Subject& subject,
                            const ModelRequest& request,
                            std::uint64_t seed) {
  at::manual_seed(seed);
  return Loaded<Model>(create_object(
      *subject.library, *subject.entry, subject.arguments, request, *subject.context));
}

TriedModel held(Loaded<Model> object, const ModelRequest& request, bool channels_last) {
  TriedModel made;
  made.request = request;
  made.model = &*object;
  made.network = std::make_unique<HostNetwork>(std::move(object), "the model", channels_last);
  return made;
}

/// The model for a request with a size.
Tried try_size(const Subject& subject, const ModelRequest& request, std::uint64_t seed) {
  Tried tried;
  std::unique_ptr<Loaded<Model>> object;
  try {
    object = std::make_unique<Loaded<Model>>(seeded_object(subject, request, seed));
  } catch (const ConfigError& error) {
    return {Attempt::refused, text_of(error), {}};
  } catch (const NotApplicable& error) {
    return {Attempt::refused, text_of(error), {}};
  } catch (const std::exception& error) {
    return {Attempt::broken, text_of(error), {}};
  }
  try {
    tried.model = held(std::move(*object), request, false);
  } catch (const std::exception& error) {
    return {Attempt::unsound, text_of(error), {}};
  }
  try {
    const at::NoGradGuard no_grad;
    set_modes(*tried.model.network, false);
    run_all(*tried.model.network, trial_images(request, 2));
  } catch (const std::exception& error) {
    return {Attempt::no_forward, text_of(error), {}};
  }
  tried.attempt = Attempt::made;
  return tried;
}

}  // namespace

std::vector<ModelRequest> trial_requests() {
  return {{3, 5, 32}, {1, 2, 32}, {3, 2, 32}, {1, 5, 32}};
}

std::string words_of(const ModelRequest& request) {
  return std::to_string(request.channels) + (request.channels == 1 ? " channel, " : " channels, ") +
         std::to_string(request.classes) + " classes";
}

Tried try_model(const Subject& subject, ModelRequest request, std::uint64_t seed) {
  Tried tried;
  for (const std::int64_t size : kSizes) {
    request.image_size = size;
    tried = try_size(subject, request, seed);
    // Both may mean that the image is too small.
    if (tried.attempt != Attempt::refused && tried.attempt != Attempt::no_forward) {
      break;
    }
  }
  return tried;
}

TriedModel make_model(const Subject& subject, std::uint64_t seed) {
  std::string text;
  for (const ModelRequest& request : trial_requests()) {
    Tried tried = try_model(subject, request, seed);
    if (tried.attempt == Attempt::made) {
      return std::move(tried.model);
    }
    text = tried.text;
  }
  throw Unsuited("no model can be made and run: " + text);
}

TriedModel make_model(const Subject& subject,
                      const ModelRequest& request,
                      std::uint64_t seed,
                      bool channels_last) {
  TriedModel made = held(seeded_object(subject, request, seed), request, channels_last);
  set_modes(*made.network, false);
  return made;
}

Loaded<Model> make_bare_model(const Subject& subject, std::uint64_t seed) {
  std::string text;
  for (ModelRequest request : trial_requests()) {
    for (const std::int64_t size : kSizes) {
      request.image_size = size;
      try {
        return seeded_object(subject, request, seed);
      } catch (const std::exception& error) {
        text = text_of(error);
      }
    }
  }
  throw Unsuited("no model can be made: " + text);
}

at::Tensor trial_images(const ModelRequest& request, std::int64_t count) {
  return at::randn({count, request.channels, request.image_size, request.image_size},
                   at::detail::createCPUGenerator(3));
}

void set_modes(HostNetwork& network, bool training) {
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, training);
  }
}

at::Tensor run_all(HostNetwork& network, const at::Tensor& x) {
  return network.forward(x.clone(), 0, network.size());
}

std::vector<at::Tensor> stage_values(HostNetwork& network, const at::Tensor& x) {
  std::vector<at::Tensor> values{x};
  for (std::size_t i = 0; i < network.size(); ++i) {
    values.push_back(network.forward(values.back().clone(), i, i + 1));
  }
  return values;
}

void shift_tensors(HostNetwork& network, std::size_t stage, bool inside) {
  const at::NoGradGuard no_grad;
  for (const NetworkTensor& entry : network.tensors()) {
    if ((entry.stage == stage) == inside && entry.tensor.is_floating_point()) {
      at::Tensor tensor = entry.tensor;
      tensor.add_(0.5);
    }
  }
}

}  // namespace tlhost::engine
