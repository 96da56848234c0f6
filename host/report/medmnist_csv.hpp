#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>

namespace tlhost::engine {

/// The predictions of a run on the test part of a MedMNIST set as the set's own evaluator reads
/// them: one line an image, in the order of the published rows, its number and one probability a
/// class, without a heading.
struct MedMnistFile {
  std::string name;  ///< "medmnist/<target>/<set>_test_[AUC]0.912_[ACC]0.850@<run>.csv"
  std::string text;
};

/// AUC and ACC in the name are what that evaluator computes from the text: the AUC as "auc" of the
/// probabilities, ACC by the highest one, for two classes and for several labels by those above
/// one half; "nan" where one is not defined.  Needs run.medmnist.
MedMnistFile medmnist_file(const RunOutcome& run);

}  // namespace tlhost::engine
