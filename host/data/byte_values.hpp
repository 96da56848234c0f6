#pragma once
#include "host/data/normalise.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Pixels of an image, the channels of each side by side.
struct PixelBytes {
  const std::uint8_t* bytes = nullptr;
  std::int64_t count = 0;     ///< of pixels
  std::int64_t channels = 0;  ///< 1: grey, which is shown to every input
};

/// The number that a network gets for each byte: the float32 nearest to (byte / 255 - mean) / std,
/// of each channel of its input.  Threads: pure.
class ByteValues {
 public:
  explicit ByteValues(const Normalise& normalise);

  std::int64_t channels() const { return static_cast<std::int64_t>(tables_.size()); }

  /// Writes channels() values a pixel: side by side if channels_last, otherwise one channel behind
  /// the other.  The pixels have one channel or channels().
  void write(const PixelBytes& pixels, bool channels_last, float* out) const;
  /// The same values, as every processor can.
  void write_plainly(const PixelBytes& pixels, bool channels_last, float* out) const;

 private:
  struct Line {
    double scale = 0, offset = 0;
  };

  bool lies_on(const Line& line, std::size_t channel) const;
  void write_from(std::int64_t first, const PixelBytes& pixels, bool last, float* out) const;
  template <std::size_t kChannels>
  std::int64_t write_fours(const PixelBytes& pixels, bool channels_last, float* out) const;

  std::vector<std::array<float, 256>> tables_;
  std::vector<Line> lines_;  ///< byte * scale + offset; empty where that is not exactly the table
};

}  // namespace tlhost::engine
