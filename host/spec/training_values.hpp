#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// How training images are changed at random; 0 is not at all.
struct AugmentRule {
  bool flip = false;           ///< left and right change places, one in two
  double crop = 0;             ///< random crop after padding each side by this part of it
  bool flip_vertical = false;  ///< top and bottom change places, one in two
  double rotate = 0;           ///< by up to so many degrees, either way
  double scale = 0;            ///< to 1 - scale .. 1 + scale of its size
  double brightness = 0, contrast = 0, saturation = 0;  ///< times 1 - x .. 1 + x
  double hue = 0;     ///< by up to this part of the circle of colours, either way
  double cutout = 0;  ///< a square of this part of the side becomes 0
};

/// What an epoch has: every record once, each class equally often, or the smaller classes filled up
/// with rotated copies.
enum class Sampler : std::uint8_t { plain, balanced, oversample };

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
  double mixup = 0, cutmix = 0;  ///< alpha of Beta(alpha, alpha); 0: none
  // "imbalance", which sets one of these at most:
  bool class_weight = false;
  Sampler sampler = Sampler::plain;
  double focal = 0;  ///< gamma of the focal loss; 0: cross-entropy
};

struct NumericRule {
  std::string precision = "fp32";  ///< fp32 | bf16
  std::string device = "cpu";      ///< cpu | cuda
  std::int64_t threads = 1;
};

/// dataset: per-channel mean and deviation of the training part; others are fixed.  unit: 0..1;
/// none: 0..255.
struct NormaliseRule {
  enum class Kind : std::uint8_t { dataset, imagenet, half, unit, none, given };
  Kind kind = Kind::dataset;
  std::vector<double> mean, std;  ///< of given
};

}  // namespace tlhost::engine
