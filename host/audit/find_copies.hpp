#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// Rows of a dataset, and what the pixels of each are.  Both of one length.
struct PixelRows {
  std::vector<std::int64_t> rows;
  std::vector<std::string> pixels;
};

/// Rows of two parts that are one image: {row of `learnt`, row of `held_out`}.  Each row of
/// `learnt` at most once, with the first of its copies, so that a thousand black images are not a
/// million pairs.  In the order of `learnt`.
std::vector<std::pair<std::int64_t, std::int64_t>> copies_between(const PixelRows& learnt,
                                                                  const PixelRows& held_out);

/// Rows of equal pixels and other labels: {first row of these pixels, row that contradicts it}.
/// labels: of each row, in any order.
std::vector<std::pair<std::int64_t, std::int64_t>> contradictions(
    const PixelRows& rows, const std::vector<std::vector<std::int32_t>>& labels);

}  // namespace tlhost::engine
