#include "host/check/model_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>

// What freezing, caching and cutting a network rest on: a stage is a function of its input and of
// what lies in its paths.

namespace tlhost::engine {
namespace {

/// A model in eval mode, what each of its stages is given and returns, and its state.
struct Baseline {
  TriedModel tried;
  std::vector<at::Tensor> values;
  NamedTensors state;

  explicit Baseline(const Subject& subject) : tried(make_model(subject, subject.seed)) {
    values = stage_values(*tried.network, trial_images(tried.request, 4));
    state = cloned(tried.network->state());
  }

  HostNetwork& network() const { return *tried.network; }

  bool same_output(std::size_t stage) const {
    return equal_bytes(network().forward(values[stage].clone(), stage, stage + 1),
                       values[stage + 1]);
  }
};

bool has_numbers(const HostNetwork& network, std::size_t stage) {
  for (const NetworkTensor& entry : network.tensors()) {
    if (entry.stage == stage && entry.tensor.is_floating_point()) {
      return true;
    }
  }
  return false;
}

Verdict depends_on_nothing_else(const Subject& subject) {
  const at::NoGradGuard no_grad;
  const Baseline base(subject);
  for (std::size_t i = 0; i < base.network().size(); ++i) {
    shift_tensors(base.network(), i, false);
    if (!base.same_output(i)) {
      return failed("stage " + base.network().stage(i).name +
                    " computes something else when tensors outside its paths change");
    }
    base.network().load(base.state);
  }
  return passed();
}

Verdict depends_on_its_own(const Subject& subject) {
  const at::NoGradGuard no_grad;
  const Baseline base(subject);
  for (std::size_t i = 0; i < base.network().size(); ++i) {
    if (!has_numbers(base.network(), i)) {
      continue;
    }
    shift_tensors(base.network(), i, true);
    if (base.same_output(i)) {
      return failed("stage " + base.network().stage(i).name +
                    " computes the same when all tensors in its paths change");
    }
    base.network().load(base.state);
  }
  return passed();
}

Verdict modes_are_its_own(const Subject& subject) {
  const at::NoGradGuard no_grad;
  const Baseline base(subject);
  HostNetwork& network = base.network();
  for (std::size_t i = 0; i < network.size(); ++i) {
    set_modes(network, true);
    network.set_training(i, false);
    if (!base.same_output(i)) {
      return failed("stage " + network.stage(i).name +
                    " in eval mode computes something else when the others are in train mode");
    }
  }
  return passed();
}

Verdict eval_changes_nothing(const Subject& subject) {
  const at::NoGradGuard no_grad;
  const Baseline base(subject);
  HostNetwork& network = base.network();
  for (std::size_t i = 0; i < network.size(); ++i) {
    set_modes(network, true);
    network.set_training(i, false);
    const NamedTensors before = cloned(network.state());
    run_all(network, base.values[0]);
    for (std::size_t t = 0; t < before.size(); ++t) {
      const NetworkTensor& entry = network.tensors()[t];
      if (entry.stage == i && !equal_bytes(entry.tensor, before[t].second)) {
        return failed("stage " + network.stage(i).name +
                      " is in eval mode, and a forward changes " + entry.name);
      }
    }
    network.load(base.state);
  }
  return passed();
}

Verdict forward_changes_no_parameter(const Subject& subject) {
  const at::NoGradGuard no_grad;
  const Baseline base(subject);
  set_modes(base.network(), true);
  run_all(base.network(), base.values[0]);
  for (std::size_t t = 0; t < base.state.size(); ++t) {
    const NetworkTensor& entry = base.network().tensors()[t];
    if (entry.parameter && !equal_bytes(entry.tensor, base.state[t].second)) {
      return failed("a forward in train mode changes the parameter " + entry.name +
                    "; only buffers may change");
    }
  }
  return passed();
}

}  // namespace

std::vector<Test> model_independence_tests() {
  return {trial("a stage's output depends on nothing outside its paths",
                "model",
                &depends_on_nothing_else),
          trial("a stage's output depends on what lies in its paths", "model", &depends_on_its_own),
          trial("a stage in eval mode computes the same whatever mode the others are in",
                "model",
                &modes_are_its_own),
          trial("a stage in eval mode changes none of its tensors", "model", &eval_changes_nothing),
          trial("a forward changes no parameter", "model", &forward_changes_no_parameter)};
}

}  // namespace tlhost::engine
