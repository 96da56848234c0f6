#include "host/check/model_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <tlhost/torch_compat.hpp>

#include <ATen/ATen.h>

namespace tlhost::engine {
namespace {

constexpr double kTolerance = 1e-4;  // of the largest value

std::size_t dimensions_of(Layout layout) {
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

/// What is wrong with a stage's output for `count` images, or "".
std::string output_problem(const Stage& stage, const at::Tensor& y, std::int64_t count) {
  const std::string what = "stage " + stage.name + " returns " + shape_text(y) + " for " +
                           std::to_string(count) + (count == 1 ? " image" : " images");
  if (y.dim() != static_cast<std::int64_t>(dimensions_of(stage.layout))) {
    return what + "; its layout has " + std::to_string(dimensions_of(stage.layout)) + " dimensions";
  }
  if (y.size(0) != count) {
    return what + "; expected a row for each";
  }
  return y.scalar_type() == at::kFloat ? "" : what + " of " + y.toString();
}

/// What is wrong with the outputs of one model, or "".
std::string outputs_problem(const TriedModel& tried) {
  HostNetwork& network = *tried.network;
  std::vector<std::int64_t> widths(network.size(), -1);
  for (const std::int64_t count : {1, 2, 5}) {
    const auto values = stage_values(network, trial_images(tried.request, count));
    for (std::size_t i = 0; i < network.size(); ++i) {
      const std::string problem = output_problem(network.stage(i), values[i + 1], count);
      if (!problem.empty()) {
        return problem;
      }
      const std::int64_t width = network.pooled(values[i + 1], i).size(1);
      if (widths[i] >= 0 && widths[i] != width) {
        return "stage " + network.stage(i).name + " gives " + std::to_string(widths[i]) +
               " numbers a sample, and " + std::to_string(width) + " for another number of images";
      }
      widths[i] = width;
    }
    if (values.back().size(1) != tried.request.classes) {
      return "the head returns " + shape_text(values.back()) + " for " +
             std::to_string(tried.request.classes) + " classes";
    }
  }
  return "";
}

Verdict outputs_fit_layouts(const Subject& subject) {
  const at::NoGradGuard no_grad;
  bool any = false;
  for (const ModelRequest& request : trial_requests()) {
    const Tried tried = try_model(subject, request, subject.seed);
    if (tried.attempt == Attempt::no_forward) {
      return failed("made for " + words_of(request) + ", it does not run: " + tried.text);
    }
    if (tried.attempt != Attempt::made) {
      continue;
    }
    any = true;
    const std::string problem = outputs_problem(tried.model);
    if (!problem.empty()) {
      return failed("made for " + words_of(request) + ", " + problem);
    }
  }
  return any ? passed() : skipped("no model can be made");
}

Verdict rows_are_independent(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  const at::Tensor x = trial_images(tried.request, 5);
  const std::vector<at::Tensor> together = stage_values(network, x);
  for (std::int64_t row = 0; row < x.size(0); ++row) {
    const std::vector<at::Tensor> alone = stage_values(network, x.narrow(0, row, 1));
    for (std::size_t i = 0; i < network.size(); ++i) {
      const double gap = relative_difference(together[i + 1].narrow(0, row, 1), alone[i + 1]);
      if (!(gap <= kTolerance)) {
        return failed("in eval mode stage " + network.stage(i).name + " gives image " +
                      std::to_string(row) + " of 5 another output than it has alone, by " +
                      digits(gap) + " of the largest value");
      }
    }
  }
  return passed();
}

Verdict eval_is_deterministic(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  const std::vector<at::Tensor> values = stage_values(network, trial_images(tried.request, 5));
  for (std::size_t i = 0; i < network.size(); ++i) {
    if (!equal_bytes(network.forward(values[i].clone(), i, i + 1), values[i + 1])) {
      return failed("in eval mode stage " + network.stage(i).name +
                    " gives other bytes for the same input the second time");
    }
  }
  return passed();
}

Verdict inputs_are_not_written(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  for (const bool training : {false, true}) {
    set_modes(network, training);
    at::Tensor x = trial_images(tried.request, 4);
    for (std::size_t i = 0; i < network.size(); ++i) {
      const at::Tensor before = x.clone();
      const at::Tensor y = network.forward(x, i, i + 1);
      if (!equal_bytes(x, before)) {
        return failed("stage " + network.stage(i).name + " in " + (training ? "train" : "eval") +
                      " mode writes its input; begin with an operation that is not in place");
      }
      x = y.clone();
    }
  }
  return passed();
}

Verdict memory_order_does_not_matter(const Subject& subject) {
  const TriedModel usual = make_model(subject, subject.seed);
  const TriedModel other = make_model(subject, usual.request, subject.seed, true);
  const at::NoGradGuard no_grad;
  const at::Tensor x = trial_images(usual.request, 3);
  const double gap =
      relative_difference(run_all(*usual.network, x),
                          run_all(*other.network, x.contiguous(at::MemoryFormat::ChannelsLast)));
  return gap <= kTolerance
             ? passed()
             : failed(
                   "with images and weights in channels-last memory the scores "
                   "differ by " +
                   digits(gap) + " of the largest; expected at most " + digits(kTolerance));
}

Verdict constant_images_are_fine(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  for (const bool training : {false, true}) {
    set_modes(network, training);
    for (const double value : {0.0, 1.0}) {
      const at::Tensor x = at::full_like(trial_images(tried.request, 4), value);
      const std::vector<at::Tensor> values = stage_values(network, x);
      for (std::size_t i = 0; i < network.size(); ++i) {
        if (!values[i + 1].isfinite().all().item<bool>()) {
          return failed("stage " + network.stage(i).name + " in " + (training ? "train" : "eval") +
                        " mode gives numbers that are not finite for images of nothing but " +
                        digits(value));
        }
      }
    }
  }
  return passed();
}

bool has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

Verdict runs_in_bfloat16(const Subject& subject) {
  if (!has_bfloat16()) {
    return skipped("this processor has no bfloat16: it would be emulated");
  }
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  at::Tensor y;
  {
    const CpuAutocast autocast(true);
    y = run_all(*tried.network, trial_images(tried.request, 2));
  }
  return y.sizes() == at::IntArrayRef({2, tried.request.classes}) && y.isfinite().all().item<bool>()
             ? passed()
             : failed("under bfloat16 autocast the scores are not finite, or " + shape_text(y));
}

Verdict eval_draws_nothing(const Subject& subject) {
  const TriedModel tried = make_model(subject, subject.seed);
  const at::NoGradGuard no_grad;
  HostNetwork& network = *tried.network;
  at::Tensor x = trial_images(tried.request, 2);
  for (std::size_t i = 0; i < network.size(); ++i) {
    const at::Tensor before = generator_state();
    x = network.forward(x.clone(), i, i + 1);
    if (!equal_bytes(before, generator_state())) {
      return failed("stage " + network.stage(i).name +
                    " in eval mode draws from LibTorch's default generator");
    }
  }
  return passed();
}

}  // namespace

std::vector<Test> model_forward_tests() {
  return {
      trial("the outputs of all stages fit their layouts, for 1, 2 and 5 images",
            "model",
            &outputs_fit_layouts),
      trial("in eval mode images do not influence each other", "model", &rows_are_independent),
      trial("in eval mode the same input gives the same bytes", "model", &eval_is_deterministic),
      trial("no stage writes its input", "model", &inputs_are_not_written),
      trial("channels-last memory does not change the scores",
            "model",
            &memory_order_does_not_matter),
      trial("images of one value give finite outputs", "model", &constant_images_are_fine),
      trial("bfloat16 autocast gives finite scores", "model", &runs_in_bfloat16),
      trial("in eval mode nothing is drawn from the default generator",
            "model",
            &eval_draws_nothing)};
}

}  // namespace tlhost::engine
