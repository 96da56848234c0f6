#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// How training images are changed at random.
struct AugmentRule {
  bool flip = false;  ///< horizontally, one in two
  double crop = 0;    ///< random crop after padding each side by this part of it; 0: none
};

/// Host-owned training values: what a phase starts with.
struct TrainingRule {
  std::int64_t epochs = 20, batch = 32;
  std::string optimizer = "sgd";  ///< sgd | adamw
  double lr = 1e-3, momentum = 0.9, weight_decay = 1e-4, clip = 0;
  bool decay_vectors = true;
  std::string schedule = "constant";  ///< constant | cosine | one_cycle
  double warmup = 0;                  ///< part of the phase, 0..1
  std::string keep = "best";          ///< best | last
  std::int64_t patience = 0;
  AugmentRule augment;
  bool class_weight = false;  ///< "imbalance": none | class_weight
};

struct NumericRule {
  std::string precision = "fp32";  ///< fp32 | bf16
  std::string device = "cpu";      ///< cpu | cuda
  std::int64_t threads = 1;
};

/// dataset: per-channel mean and deviation of the training part; others are fixed.
struct NormaliseRule {
  enum class Kind : std::uint8_t { dataset, imagenet, half, unit, given } kind = Kind::dataset;
  std::vector<double> mean, std;  ///< of given
};

}  // namespace tlhost::engine
