#pragma once
#include "host/data/batches.hpp"
#include "host/data/normalise.hpp"
#include "host/data/pixels.hpp"
#include "host/execute/host_phase.hpp"
#include "host/execute/training_loop.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace tlhost::test {

/// 40 images of 8 x 8 bytes in two classes that a small network tells apart: uneven grounds, those
/// of class 1 with a brighter right half.  The first 32 are for training; labels alternate.
class TinyData {
 public:
  static constexpr std::int64_t kRows = 40, kTrain = 32, kSize = 8;

  explicit TinyData(std::int64_t channels = 1)
      : pixels_(written(channels), kRows, kSize, channels),
        normalise_{std::vector<double>(static_cast<std::size_t>(channels), 0.5),
                   std::vector<double>(static_cast<std::size_t>(channels), 0.25)},
        batches(pixels_, data.ids, normalise_) {
    data.classes = {"dark", "bright"};
    for (std::int64_t row = 0; row < kRows; ++row) {
      (row < kTrain ? data.train : data.validation).push_back(row);
      (row < kTrain ? data.train_labels : data.validation_labels).push_back(row % 2);
    }
  }

  /// Without a validation part.
  void forget_validation() {
    data.validation.clear();
    data.validation_labels.clear();
  }

 private:
  std::string written(std::int64_t channels) {
    std::string bytes;
    for (std::int64_t row = 0; row < kRows; ++row) {
      data.ids.push_back("image " + std::to_string(row));
      for (std::int64_t i = 0; i < kSize * kSize * channels; ++i) {
        const std::int64_t column = i / channels % kSize;
        const std::int64_t ground = 60 + (row * 37 + i * i * 13 + i * row * 7) % 90;
        bytes += static_cast<char>(ground + (row % 2 == 1 && column >= kSize / 2 ? 70 : 0));
      }
    }
    std::ofstream(folder_ / "pixels.u8", std::ios::binary) << bytes;
    return folder_ / "pixels.u8";
  }

  TempFolder folder_;

 public:
  engine::FitData data;

 private:
  engine::Pixels pixels_;
  engine::Normalise normalise_;

 public:
  engine::Batches batches;
};

/// A short training: SGD, four batches of eight an epoch.
inline engine::TrainingRule short_training(std::int64_t epochs = 3) {
  engine::TrainingRule rule;
  rule.epochs = epochs;
  rule.batch = 8;
  rule.lr = 0.1;
  rule.weight_decay = 0;
  return rule;
}

inline engine::LoopSettings loop_settings(std::uint64_t seed = 5) {
  engine::LoopSettings settings;
  settings.seed = seed;
  settings.select = "auc";
  settings.status = [](const std::string&) {};
  return settings;
}

/// The epochs and the end of one phase.
struct Trained {
  PhaseResult result;
  std::vector<engine::EpochRow> history;
};

inline Trained train(engine::HostNetwork& network,
                     const TinyData& tiny,
                     const engine::HostPhase& phase,
                     const engine::LoopSettings& settings = loop_settings()) {
  Trained trained;
  trained.result =
      engine::train_phase(phase, 0, network, tiny.batches, tiny.data, settings, trained.history);
  return trained;
}

}  // namespace tlhost::test
