#pragma once
#include "host/check/test.hpp"
#include "host/check/toy_data.hpp"
#include "host/check/watched_task.hpp"

#include <boost/json/object.hpp>

#include <deque>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What a strategy is given.
struct FitCase {
  std::string words;  ///< "5 classes from scratch"
  ToyRule images;
  bool pretrained = true;
  bool known_classes = false;  ///< the source has learnt the target's classes
  bool flips = false;          ///< images are flipped at random
  std::uint64_t seed = 1;
};

/// How a fit ended.
enum class FitEnd : std::uint8_t { finished, not_applicable, host_stopped, sdk_error, other_error };

/// All that a fit did and left.
struct FitRecord {
  FitEnd end = FitEnd::finished;
  std::string text;  ///< of the error
  std::vector<std::string> events;
  std::deque<WatchedPhase> phases;
  Complaints complaints;
  bool linear_set = false;
  bool ends_early = false;             ///< in a linear classifier on an earlier stage
  NamedTensors start;                  ///< the network before it
  NamedTensors result;                 ///< the network after it, its scores, its linear end
  std::vector<NetworkTensor> tensors;  ///< names and stages of the network's
  std::size_t head = 0;                ///< the last stage
  at::Tensor train, validation;        ///< scores
  double start_score = 0, score = 0;   ///< of the network before and of the result, on validation
};

/// Runs the subject's strategy on a toy network and toy images, in a folder of its own.
/// Errors: what its constructor throws.
FitRecord fit_toy(const Subject& subject, const FitCase& fit, const Break& broken = {});

/// The same in a child that knows of no fit before it: prints_of(result).  Empty if the child was
/// killed.  Errors: Unsuited if it did not finish otherwise.
boost::json::object fit_toy_in_child(const Subject& subject,
                                     const FitCase& fit,
                                     const Break& broken = {});

/// The case that the tests of repetition use, two classes from a source, or from scratch where the
/// strategy does not apply to that; and its fit.
struct PlainFit {
  FitCase fit;
  FitRecord record;
};

/// Errors: Unsuited if the fit does not finish.
PlainFit plain_fit(const Subject& subject);

/// Up to `most` of `count` events, evenly spread, the first and the last among them.
std::vector<std::size_t> some_events(std::size_t count, std::size_t most);

std::vector<Test> strategy_result_tests();
std::vector<Test> strategy_conduct_tests();
std::vector<Test> strategy_repeat_tests();
std::vector<Test> strategy_break_tests();

}  // namespace tlhost::engine
