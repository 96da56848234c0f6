// Linear probe: how well do a source's frozen features separate the target?  One convex problem for
// each penalty, solved to convergence, so nothing depends on epochs, learning rate or seed.  The
// protocol is that of Kornblith, Shlens and Le (CVPR 2019, arXiv:1805.08974) and CLIP (Radford et
// al., ICML 2021): L-BFGS on standardised features, the penalty chosen on the validation part.
#include "logistic.hpp"

#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using tlhost::linear_probe::Linear;
using tlhost::linear_probe::Logistic;

std::string text(double value) {
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 4);
  return std::string(digits, end.ptr);
}

void solve(tlhost::Task& task, Logistic& logistic, double lambda) {
  if (task.cancelled()) {
    throw tlhost::Error("cancelled");
  }
  if (!logistic.solve(lambda)) {
    task.log(tlhost::Level::warning,
             "lambda " + text(lambda) + ": stopped before the gradient vanished");
  }
}

class LinearProbe final : public tlhost::Strategy {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("steps", 25)
        .at_least(2)
        .at_most(1000)
        .doc(
            "penalties tried, evenly spaced in their logarithm; the best validation score wins, on "
            "a tie the "
            "stronger penalty")
        .real("lambda_low", 1e-6)
        .above(0)
        .doc("weakest penalty tried: mean cross-entropy + lambda / 2 |W|^2")
        .real("lambda_high", 1e2)
        .above(0)
        .doc("strongest penalty tried")
        .real("lambda", 1e-2)
        .above(0)
        .doc("the penalty where there is no validation part, or no score on it");
  }

  explicit LinearProbe(const tlhost::Create& create)
      : steps_(create.params.integer("steps")),
        low_(create.params.real("lambda_low")),
        high_(create.params.real("lambda_high")),
        lambda_(create.params.real("lambda")) {
    if (!(low_ < high_)) {
      throw tlhost::ConfigError("lambda_low is " + text(low_) +
                                "; expected less than lambda_high, " + text(high_));
    }
  }

  void fit(tlhost::Task& task) override {
    if (task.network().size() < 2) {
      throw tlhost::NotApplicable("the model has no stage before its head to take features from");
    }
    const std::size_t stage = task.network().size() - 2;
    Logistic logistic(task.features(tlhost::Part::train, stage),
                      task.labels(tlhost::Part::train),
                      static_cast<std::int64_t>(task.target().classes.size()));
    Linear chosen;
    if (task.target().validation > 0) {
      chosen = search(task, logistic, task.features(tlhost::Part::validation, stage));
    }
    if (!chosen.weight.defined()) {
      solve(task, logistic, lambda_);
      chosen = logistic.folded();
      task.log(tlhost::Level::info, "no validation score: lambda " + text(lambda_) + " as given");
    }
    task.set_linear(
        stage, chosen.weight.to(at::kFloat), chosen.bias.to(at::kFloat), tlhost::Scores::logits);
  }

 private:
  /// The penalty at index: 0 the strongest, steps_ - 1 the weakest.
  double lambda_at(std::int64_t index) const {
    const double share = static_cast<double>(index) / static_cast<double>(steps_ - 1);
    return high_ * std::pow(low_ / high_, share);
  }

  /// The classifier with the best validation score; undefined if no score is a number.
  Linear search(tlhost::Task& task, Logistic& logistic, const at::Tensor& validation) const {
    const at::Tensor x = validation.to(at::kDouble);
    Linear best;
    double best_score = 0;
    std::int64_t best_index = 0;
    for (std::int64_t i = 0; i < steps_; ++i) {
      solve(task, logistic, lambda_at(i));
      const Linear linear = logistic.folded();
      const double score = task.score(x.matmul(linear.weight.t()).add(linear.bias).to(at::kFloat));
      if (!std::isnan(score) && (!best.weight.defined() || score > best_score)) {
        best = linear;
        best_score = score;
        best_index = i;
      }
      task.progress(static_cast<double>(i + 1), static_cast<double>(steps_));
    }
    if (best.weight.defined()) {
      const bool edge = best_index == 0 || best_index == steps_ - 1;
      task.log(tlhost::Level::info,
               "lambda " + text(lambda_at(best_index)) + ", validation score " + text(best_score) +
                   (edge ? ", at the edge of the penalties tried" : ""));
    }
    return best;
  }

  std::int64_t steps_ = 0;
  double low_ = 0, high_ = 0, lambda_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.linear_probe",
              "0.1.0",
              "Logistic regression on frozen features",
              registrar) {
  registrar.add<tlhost::Strategy, LinearProbe>(
      "linear_probe",
      "multinomial logistic regression on the frozen backbone's features",
      LinearProbe::schema(),
      TLHOST_C_SEEDLESS);
}
