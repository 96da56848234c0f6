#include "host/catalog/stage_list.hpp"
#include "host/check/model_trial.hpp"
#include "host/check/process_traits.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <exception>
#include <thread>

namespace tlhost::engine {
namespace {

NamedTensors state_of(Model& model) {
  NamedTensors state;
  for (const auto& item : model.module()->named_parameters()) {
    state.emplace_back(item.key(), item.value());
  }
  for (const auto& item : model.module()->named_buffers()) {
    state.emplace_back(item.key(), item.value());
  }
  return cloned(state);
}

Verdict makes_or_refuses(const Subject& subject) {
  std::string refusal;
  bool any = false;
  for (const ModelRequest& request : trial_requests()) {
    const Tried first = try_model(subject, request, subject.seed);
    const bool refused = first.attempt == Attempt::refused;
    if (first.attempt == Attempt::broken) {
      return failed("for " + words_of(request) +
                    " the constructor ends with an error that is neither ConfigError nor "
                    "NotApplicable: " +
                    first.text);
    }
    const Tried second = try_model(subject, request, subject.seed + 1);
    if (refused != (second.attempt == Attempt::refused)) {
      return failed("for " + words_of(request) + " the model is refused once and made once: " +
                    (refused ? first.text : second.text));
    }
    any = any || !refused;
    refusal = refused ? first.text : refusal;
  }
  return any ? passed() : failed("every request is refused: " + refusal);
}

Verdict draws_from_the_seed(const Subject& subject) {
  const std::uint64_t other_seed = subject.seed + 1;
  const NamedTensors first = state_of(*make_bare_model(subject, subject.seed));
  const NamedTensors other = state_of(*make_bare_model(subject, other_seed));
  const NamedTensors again = state_of(*make_bare_model(subject, subject.seed));
  const std::string difference = first_difference(first, again);
  if (!difference.empty()) {
    return failed("made twice after the same seed of LibTorch's default generator: " + difference);
  }
  return first_difference(first, other).empty()
             ? failed("after another seed of LibTorch's default generator every tensor is the same")
             : passed();
}

Verdict has_one_module(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  const auto first = model->module();
  stages_of(*model);
  if (first == nullptr) {
    return failed("module() is null");
  }
  return first == model->module() && first == model->module()
             ? passed()
             : failed("module() returns another pointer each time; expected always the same");
}

Verdict knows_no_such_interface(const Subject& subject) {
  const Loaded<Model> model = make_bare_model(subject, subject.seed);
  return model->query("tlhost.no_such/1") == nullptr
             ? passed()
             : failed("query(\"tlhost.no_such/1\") answers with an interface; expected null");
}

Verdict leaves_the_process_alone(const Subject& subject) {
  const KeptSettings before;
  {
    const TriedModel tried = make_model(subject, subject.seed);
    set_modes(*tried.network, true);
    run_all(*tried.network, trial_images(tried.request, 4)).sum().backward();
  }
  const std::string change = before.changes();
  return change.empty() ? passed() : failed("after making and running the model " + change);
}

Verdict shares_nothing(const Subject& subject) {
  const TriedModel kept = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  const at::Tensor x = trial_images(kept.request, 3), y = run_all(*kept.network, x);
  const NamedTensors before = cloned(kept.network->state());
  {
    const TriedModel other = make_model(subject, kept.request, subject.seed + 1);
    shift_tensors(*other.network, other.network->size(), false);
    set_modes(*other.network, true);
    run_all(*other.network, x);
  }
  const std::string difference = first_difference(before, kept.network->state());
  if (!difference.empty()) {
    return failed("after a second model was made, changed, run and ended, the first one's " +
                  difference);
  }
  return equal_bytes(y, run_all(*kept.network, x))
             ? passed()
             : failed(
                   "after a second model was made, changed, run and ended, the first one "
                   "computes something else");
}

Verdict runs_in_another_thread(const Subject& subject) {
  const TriedModel here = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  const at::Tensor x = trial_images(here.request, 3), expected = run_all(*here.network, x);
  at::Tensor there;
  std::exception_ptr error;
  std::thread thread([&] {
    try {
      const at::NoGradGuard no_grad_there;
      there = run_all(*make_model(subject, here.request, subject.seed).network, x);
    } catch (...) {
      error = std::current_exception();
    }
  });
  thread.join();
  if (error) {
    std::rethrow_exception(error);
  }
  return equal_bytes(expected, there) ? passed() : failed("it computes something else there");
}

}  // namespace

std::vector<Test> model_create_tests() {
  return {trial("the constructor makes what is asked for, or refuses it as ConfigError or "
                "NotApplicable",
                "model",
                &makes_or_refuses),
          trial("the weights are drawn from the default generator's seed, and from nothing else",
                "model",
                &draws_from_the_seed),
          trial("module() is the same pointer always", "model", &has_one_module),
          trial("an unknown interface is answered with null", "model", &knows_no_such_interface),
          trial("making and running the model leaves the process as it was",
                "model",
                &leaves_the_process_alone),
          trial("two models share nothing", "model", &shares_nothing),
          trial("the model is the same when a thread that is not the first makes and runs it",
                "model",
                &runs_in_another_thread)};
}

}  // namespace tlhost::engine
