// The strategies that fit one linear layer against scikit-learn 1.2.1.  The values are what
// tests/parity/linear_golden.py prints: scores of training samples 0, 1 and 2, and the sum of
// squares of the weights.
#include "tests/contract/formula_task.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::Arguments;
using test::FormulaSamples;
using test::FormulaTask;

void fit(const std::string& name, const Arguments& changed, FormulaTask& task) {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::strategy)) {
    if (component.entry->facts.name == name) {
      Arguments arguments = test::defaults(component.entry->facts);
      for (const auto& [key, value] : changed) {
        arguments[key] = value;
      }
      test::make<Strategy>(component, arguments, {}, job.context())->fit(task);
      return;
    }
  }
  throw std::runtime_error(name + " was not built");
}

/// What scikit-learn came to.
struct Golden {
  std::vector<double> scores;
  double squares = 0;
};

/// Fits samples 0 .. 59, with samples 60 .. 89 to validate on if there is a search.
void check_parity(const std::string& strategy,
                  const Arguments& changed,
                  std::int64_t classes,
                  const Golden& golden) {
  INFO(strategy << ", " << classes << " classes");
  const FormulaSamples samples = test::formula_samples(classes, 0, 60);
  const bool searched = strategy == "linear_probe" && changed.empty();
  FormulaTask task(classes, samples, test::formula_samples(classes, 60, searched ? 30 : 0));
  fit(strategy, changed, task);
  REQUIRE(task.linear.has_value());
  CHECK(task.linear->stage == 0);
  const at::Tensor scores =
      samples.features.narrow(0, 0, 3).matmul(task.linear->weight.t()) + task.linear->bias;
  REQUIRE(scores.numel() == static_cast<std::int64_t>(golden.scores.size()));
  for (std::size_t i = 0; i < golden.scores.size(); ++i) {
    CHECK(scores.flatten()[static_cast<std::int64_t>(i)].item<double>() ==
          Approx(golden.scores[i]).margin(2e-3));
  }
  CHECK(task.linear->weight.square().sum().item<double>() == Approx(golden.squares).epsilon(2e-3));
}

/// Two clouds that do not touch.
FormulaSamples separable(std::int64_t count) {
  FormulaSamples samples = test::formula_samples(2, 0, count);
  samples.features.select(1, 4) += samples.labels * 100;
  return samples;
}

const Arguments kGiven{{"lambda", 0.01}};

}  // namespace

TEST_CASE("linear_probe with a given penalty is scikit-learn's logistic regression",
          "[contract][parity]") {
  check_parity("linear_probe",
               kGiven,
               3,
               {{1.062783,
                 -1.342438,
                 0.279655,
                 0.191433,
                 -0.966791,
                 0.775358,
                 1.121447,
                 -2.281514,
                 1.160067},
                2.906263});
  check_parity("linear_probe",
               kGiven,
               2,
               {{0.197089, -0.197089, 0.057818, -0.057818, -0.118058, 0.118058}, 0.464794});
}

TEST_CASE("linear_probe chooses the penalty that scikit-learn's path would", "[contract][parity]") {
  check_parity("linear_probe",
               {},
               3,
               {{1.209749,
                 -1.462087,
                 0.252338,
                 0.140308,
                 -1.030849,
                 0.890540,
                 1.323555,
                 -2.570579,
                 1.247025},
                4.175421});
  check_parity("linear_probe",
               {},
               2,
               {{0.307599, -0.307599, 0.276751, -0.276751, 0.039721, -0.039721}, 0.047301});
}

TEST_CASE("several labels are as many classifiers of two classes", "[contract][multilabel]") {
  const FormulaSamples single = test::formula_samples(3, 0, 60);
  FormulaSamples several = single;
  several.labels = at::one_hot(single.labels, 3).to(at::kFloat);
  const FormulaSamples none = test::formula_samples(3, 60, 0);
  const auto fitted = [&none](const std::string& name,
                              const Arguments& changed,
                              const FormulaSamples& samples,
                              std::int64_t classes) {
    FormulaTask task(classes, samples, none);
    fit(name, changed, task);
    return task.linear.value();
  };
  // A softmax of two rows (-w/2, w/2) pays half of what w pays: hence the doubled penalty.
  const auto probe = fitted("linear_probe", {{"lambda", 0.01}}, several, 3);
  const auto svm = fitted("svm_features", {{"loss", "squared_hinge"}}, several, 3);
  for (std::int64_t label = 0; label < 3; ++label) {
    FormulaSamples two = single;
    two.labels = single.labels.eq(label).to(at::kLong);
    const auto softmax = fitted("linear_probe", {{"lambda", 0.02}}, two, 2);
    CHECK(at::allclose(probe.weight[label], softmax.weight[1] - softmax.weight[0], 1e-3, 1e-5));
    CHECK(at::allclose(probe.bias[label], softmax.bias[1] - softmax.bias[0], 1e-3, 1e-4));
    const auto machine = fitted("svm_features", {{"loss", "squared_hinge"}}, two, 2);
    CHECK(at::allclose(svm.weight[label], machine.weight[1], 1e-5, 1e-7));
    CHECK(at::allclose(svm.bias[label], machine.bias[1], 1e-5, 1e-6));
  }
}

TEST_CASE("an unknown label is as if its sample were not there for it", "[contract][multilabel]") {
  const FormulaSamples all = test::formula_samples(3, 0, 60);
  FormulaSamples unknown = all, fewer = all;
  unknown.labels = at::one_hot(all.labels, 3).to(at::kFloat);
  fewer.labels = unknown.labels.narrow(0, 0, 50).clone();
  fewer.features = all.features.narrow(0, 0, 50);
  unknown.labels.narrow(0, 50, 10).fill_(std::numeric_limits<float>::quiet_NaN());
  const FormulaSamples none = test::formula_samples(3, 60, 0);
  FormulaTask first(3, unknown, none), second(3, fewer, none);
  const Arguments plain{{"standardise", false}, {"loss", "squared_hinge"}};
  fit("svm_features", plain, first);
  fit("svm_features", plain, second);
  CHECK(at::equal(first.linear->weight, second.linear->weight));
  FormulaTask probed(3, unknown, none);
  fit("linear_probe", kGiven, probed);
  CHECK(probed.linear->weight.isfinite().all().item<bool>());
}

TEST_CASE("svm_features with hinge loss is scikit-learn's LinearSVC", "[contract][parity]") {
  const Arguments soft{{"c", 0.05}};
  check_parity("svm_features",
               soft,
               3,
               {{0.156142,
                 -1.101020,
                 -0.257571,
                 -0.156142,
                 -0.970186,
                 -0.155443,
                 0.156142,
                 -1.419241,
                 0.435790},
                0.441080});
  check_parity("svm_features",
               soft,
               2,
               {{0.257571, -0.257571, 0.155443, -0.155443, -0.435790, 0.435790}, 0.215582});
}

TEST_CASE("svm_features can balance classes", "[contract][parity]") {
  check_parity("svm_features",
               {{"c", 0.05}, {"balanced", true}},
               2,
               {{-0.037146, 0.037146, -0.166908, 0.166908, -0.528301, 0.528301}, 0.230171});
}

TEST_CASE("svm_features with squared hinge loss is scikit-learn's LinearSVC",
          "[contract][parity]") {
  const Arguments squared{{"loss", std::string("squared_hinge")}};
  check_parity("svm_features",
               squared,
               3,
               {{0.254867,
                 -1.111073,
                 -0.174717,
                 -0.318721,
                 -1.061143,
                 -0.032724,
                 0.246007,
                 -1.984932,
                 0.139477},
                0.964400});
  check_parity("svm_features",
               squared,
               2,
               {{0.174717, -0.174717, 0.032724, -0.032724, -0.139477, 0.139477}, 0.236324});
}

TEST_CASE("svm_features takes features as they are if it is told to", "[contract][parity]") {
  const Arguments raw{{"c", 0.001}, {"standardise", false}};
  check_parity("svm_features",
               raw,
               3,
               {{-0.352384,
                 -0.981775,
                 -0.870856,
                 -0.400493,
                 -1.000000,
                 -0.716633,
                 -1.047126,
                 -0.805476,
                 -0.376389},
                0.015338});
  check_parity("svm_features",
               raw,
               2,
               {{0.870856, -0.870856, 0.716633, -0.716633, 0.376389, -0.376389}, 0.010149});
}

TEST_CASE("every seedless strategy separates what is separable, without a phase",
          "[contract][strategy]") {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::strategy)) {
    if (!component.entry->facts.seedless) {
      continue;
    }
    INFO(component.name());
    const FormulaSamples samples = separable(40);
    FormulaTask task(2, samples, separable(40));
    // A phase, or scores of the network, would end this with an error.
    test::make<Strategy>(
        component, test::defaults(component.entry->facts), ModelRequest{}, job.context())
        ->fit(task);
    REQUIRE(task.linear.has_value());
    const at::Tensor scores = samples.features.matmul(task.linear->weight.t()) + task.linear->bias;
    CHECK(at::equal(scores.argmax(1), samples.labels));
    CHECK(task.linear->weight.scalar_type() == at::kFloat);
  }
}

TEST_CASE("a feature that is not finite is refused by every seedless strategy",
          "[contract][strategy]") {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::strategy)) {
    if (!component.entry->facts.seedless) {
      continue;
    }
    INFO(component.name());
    FormulaSamples samples = separable(40);
    samples.features[3][2] = std::numeric_limits<float>::infinity();
    FormulaTask task(2, samples, separable(40));
    const auto strategy = test::make<Strategy>(
        component, test::defaults(component.entry->facts), ModelRequest{}, job.context());
    CHECK_THROWS_AS(strategy->fit(task), Error);
    CHECK_THROWS_WITH(strategy->fit(task), Catch::Contains("not finite"));
  }
}
