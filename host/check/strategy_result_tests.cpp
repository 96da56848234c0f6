#include "host/check/strategy_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>

#include <cmath>

namespace tlhost::engine {
namespace {

ToyRule images(std::int64_t classes) {
  ToyRule rule;
  rule.classes = classes;
  return rule;
}

ToyRule without_validation(std::int64_t classes) {
  ToyRule rule = images(classes);
  rule.validation = 0;
  return rule;
}

ToyRule with_last_class(std::int64_t classes, std::int64_t count) {
  ToyRule rule = images(classes);
  rule.last_class = count;
  return rule;
}

std::vector<FitCase> ordinary_cases() {
  return {{"2 classes from a source", images(2), true},
          {"5 classes from a source", images(5), true},
          {"2 classes from scratch", images(2), false},
          {"5 classes from scratch", images(5), false},
          {"2 classes from a source without a validation part", without_validation(2), true},
          {"5 classes from scratch without a validation part", without_validation(5), false},
          {"5 classes from a source, one of them with 2 images", with_last_class(5, 2), true},
          {"2 classes from a source, images flipped at random", images(2), true, false, true},
          {"2 classes from scratch, images flipped at random", images(2), false, false, true}};
}

std::vector<FitCase> hard_cases() {
  ToyRule undefined_score = images(2);
  undefined_score.one_class_in_validation = true;
  ToyRule one_each = images(5);
  one_each.train = 1;
  ToyRule one_class = with_last_class(2, 0);
  ToyRule one_to_validate = images(2);
  one_to_validate.validation = 1;
  return {{"a class without a training image", with_last_class(3, 0), true},
          {"training images of a single class", one_class, true},
          {"one training image of each class", one_each, true},
          {"a validation part with images of a single class", undefined_score, true},
          {"one validation image of each class", one_to_validate, false}};
}

/// What is wrong with the scores of a part, or "".
std::string score_problem(const at::Tensor& scores, const FitCase& fit, bool train) {
  const std::int64_t each = train ? fit.images.train : fit.images.validation;
  std::int64_t count = fit.images.classes * each;
  if (train && fit.images.last_class >= 0) {
    count += fit.images.last_class - each;
  }
  if (scores.sizes() != at::IntArrayRef({count, fit.images.classes})) {
    return "the scores are " + shape_text(scores) + "; expected [" + std::to_string(count) + ", " +
           std::to_string(fit.images.classes) + "]";
  }
  return scores.isfinite().all().item<bool>() ? "" : "a score is not finite";
}

/// What is wrong with the fit of a case, or ""; applies: whether it was one.
std::string fit_problem(const Subject& subject, const FitCase& fit, bool& applies) {
  const FitRecord record = fit_toy(subject, fit);
  applies = record.end != FitEnd::not_applicable;
  if (!applies) {
    return record.text.empty() ? fit.words + ": NotApplicable says nothing" : "";
  }
  if (record.end != FitEnd::finished) {
    return fit.words + ": fit() throws: " + record.text;
  }
  const std::string train = score_problem(record.train, fit, true);
  const std::string problem = train.empty() ? score_problem(record.validation, fit, false) : train;
  return problem.empty() ? "" : fit.words + ": " + problem;
}

/// All of some cases; NotApplicable is an answer.
Verdict fits_cases(const Subject& subject, const std::vector<FitCase>& cases) {
  bool any = false;
  for (const FitCase& fit : cases) {
    bool applies = false;
    const std::string problem = fit_problem(subject, fit, applies);
    if (!problem.empty()) {
      return failed(problem);
    }
    any = any || applies;
  }
  return any ? passed() : skipped("the strategy is not applicable to any of them");
}

Verdict ends_with_scores(const Subject& subject) { return fits_cases(subject, ordinary_cases()); }

Verdict takes_known_classes(const Subject& subject) {
  FitCase fit{"2 classes from a source that has learnt them", images(2), true};
  fit.known_classes = true;
  FitCase five = fit;
  five.words = "5 classes from a source that has learnt them";
  five.images = images(5);
  return fits_cases(subject, {fit, five});
}

Verdict refuses_in_words(const Subject& subject) {
  for (const FitCase& fit : hard_cases()) {
    const FitRecord record = fit_toy(subject, fit);
    if (record.end == FitEnd::other_error) {
      return failed(fit.words +
                    ": fit() throws something that is not of tlhost/error.hpp: " + record.text);
    }
    if (record.end != FitEnd::finished && record.text.empty()) {
      return failed(fit.words + ": fit() throws an error without a text");
    }
    if (record.end == FitEnd::finished && !record.train.isfinite().all().item<bool>()) {
      return failed(fit.words + ": fit() ends, and a score is not finite");
    }
  }
  return passed();
}

Verdict learns(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  const FitRecord& record = plain.record;
  double first = std::nan(""), last = std::nan("");
  for (const WatchedPhase& phase : record.phases) {
    for (const EpochRow& epoch : phase.history) {
      first = std::isnan(first) ? epoch.train_loss : first;
      last = epoch.train_loss;
    }
  }
  if (last < first || record.score > record.start_score || record.score > 0.99) {
    return passed();
  }
  return warned("on " + plain.fit.words + ", which are easy, the AUC was " +
                digits(record.start_score) + " before and is " + digits(record.score) +
                (std::isnan(first)
                     ? ""
                     : ", the training loss was " + digits(first) + " and is " + digits(last)));
}

}  // namespace

std::vector<Test> strategy_result_tests() {
  return {
      trial("a fit ends with finite scores of each image and class", "strategy", &ends_with_scores),
      trial("a fit on easy images makes the network better", "strategy", &learns),
      trial("a source may have learnt the target's classes", "strategy", &takes_known_classes),
      trial("what cannot be learnt from is refused in words", "strategy", &refuses_in_words)};
}

}  // namespace tlhost::engine
