#include "tests/contract/formula_task.hpp"

#include <ATen/ATen.h>

#include <utility>

namespace tlhost::test {

FormulaSamples formula_samples(std::int64_t classes, std::int64_t first, std::int64_t count) {
  FormulaSamples samples{at::empty({count, 9}), at::empty({count}, at::kLong)};
  for (std::int64_t row = 0; row < count; ++row) {
    const std::int64_t n = first + row, label = (7 * n + (n * n) % 5) % 3;
    for (std::int64_t d = 0; d < 8; ++d) {
      const std::int64_t whole = (n * n * (d + 3) + 17 * n * (d + 1) + 5 * d) % 29;
      samples.features[row][d] = static_cast<float>(whole) / 8 * static_cast<float>(d + 1) +
                                 (d % 3 == label ? 2.0F : 0.0F);
    }
    samples.features[row][8] = 2.5F;
    samples.labels[row] = classes == 2 ? (label == 2 ? 1 : 0) : label;
  }
  return samples;
}

FormulaTask::FormulaTask(std::int64_t classes, FormulaSamples train, FormulaSamples validation)
    : train_(std::move(train)), validation_(std::move(validation)) {
  stages_.resize(2);
  stages_[0].name = "body";
  stages_[0].layout = Layout::vector;
  stages_[1].name = "head";
  stages_[1].layout = Layout::vector;
  target_.name = "formula";
  target_.train = train_.labels.size(0);
  target_.validation = validation_.labels.size(0);
  for (std::int64_t c = 0; c < classes; ++c) {
    target_.classes.push_back("class " + std::to_string(c));
    target_.counts.push_back(train_.labels.eq(c).sum().item<std::int64_t>());
  }
  source_.name = "source";
  source_.pretrained = true;
}

Phase& FormulaTask::phase(std::string_view name) {
  throw Error("phase \"" + std::string(name) + "\" was asked for");
}

const PhaseResult& FormulaTask::train(Phase&) { throw Error("train() was called"); }

at::Tensor FormulaTask::features(Part part, std::size_t stage) {
  if (stage != 0) {
    throw Error("features of another stage than the last before the head");
  }
  return (part == Part::train ? train_ : validation_).features.clone();
}

at::Tensor FormulaTask::labels(Part part) {
  return (part == Part::train ? train_ : validation_).labels.clone();
}

at::Tensor FormulaTask::scores(Part) { throw Error("scores() was called"); }

double FormulaTask::score(const at::Tensor& validation_scores) {
  return validation_scores.argmax(1).eq(validation_.labels).to(at::kDouble).mean().item<double>();
}

void FormulaTask::set_linear(std::size_t stage,
                             const at::Tensor& weight,
                             const at::Tensor& bias,
                             Scores scores) {
  linear = Linear{stage, weight.clone(), bias.clone(), scores};
}

std::size_t FormulaTask::find(std::string_view name) const {
  if (name == "body") {
    return 0;
  }
  throw ConfigError("there is no stage \"" + std::string(name) + "\"; this model has body, head");
}

at::Tensor FormulaTask::tensor(std::string_view name) {
  throw ConfigError("there is no tensor \"" + std::string(name) + "\"");
}

}  // namespace tlhost::test
