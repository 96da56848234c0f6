#pragma once
#include "host/data/batches.hpp"
#include "host/data/normalise.hpp"
#include "host/data/pixels.hpp"
#include "host/execute/training_loop.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What a set of toy images is like.
struct ToyRule {
  std::int64_t classes = 2;              ///< 2 .. 5
  std::int64_t train = 10;               ///< images of a class
  std::int64_t validation = 4;           ///< images of a class
  std::int64_t last_class = -1;          ///< training images of the last class; -1: as the others
  bool one_class_in_validation = false;  ///< so that no score is defined there
};

/// Grey images of 8 x 8 bytes whose classes any method tells apart: dark, bright, striped down,
/// striped across, chequered, each a little uneven.
struct ToyData {
  static constexpr std::int64_t kSize = 8;

  /// Keeps the images in a file in `folder`, which must live on.
  ToyData(const std::string& folder, const ToyRule& rule);
  ToyData(const ToyData&) = delete;
  ToyData& operator=(const ToyData&) = delete;

  FitData data;

 private:
  Pixels pixels_;
  Normalise normalise_{{0.5}, {0.25}};

 public:
  Batches batches;
};

}  // namespace tlhost::engine
