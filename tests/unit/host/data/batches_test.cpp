#include "host/data/batches.hpp"

#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using tlhost::engine::AugmentKey;
using tlhost::engine::AugmentRule;
using tlhost::engine::Batches;
using tlhost::engine::Normalise;
using tlhost::engine::Pixels;
using namespace tlhost::test;

namespace {

constexpr std::int64_t kCount = 24, kSize = 6;

/// Images in which no two pixels of a channel are equal, so that every shift shows.
class Images {
 public:
  Images(std::int64_t channels, Normalise normalise)
      : normalise_(std::move(normalise)),
        pixels_(written(channels), kCount, kSize, channels),
        batches(pixels_, ids, normalise_) {}

 private:
  std::string written(std::int64_t channels) {
    Bytes bytes;
    for (std::int64_t i = 0; i < kCount; ++i) {
      ids.push_back("image " + std::to_string(i));
      for (std::int64_t p = 0; p < kSize * kSize * channels; ++p) {
        bytes.push_back(static_cast<std::uint8_t>((p * 5 + i * 11 + p % channels * 3) % 251));
      }
    }
    write_file(folder_ / "pixels.u8", bytes);
    return folder_ / "pixels.u8";
  }

  TempFolder folder_;
  Normalise normalise_;

 public:
  std::vector<std::string> ids;

 private:
  Pixels pixels_;

 public:
  Batches batches;
};

const Normalise kColour{{0.5, 0.25, 0}, {0.5, 0.25, 1}};
const AugmentRule kFlip{true, 0};
const AugmentRule kCrop{false, 1.0 / 3};  // a margin of two pixels
const AugmentRule kBoth{true, 1.0 / 3};

std::vector<std::int64_t> all_rows() {
  std::vector<std::int64_t> rows(kCount);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// The image cut out `down` and `right` of its place in the image enlarged by reflection, perhaps
/// mirrored: by LibTorch's own padding.
at::Tensor cut(const at::Tensor& image, std::int64_t down, std::int64_t right, bool mirrored) {
  const at::Tensor large = at::reflection_pad2d(image.unsqueeze(0).contiguous(), {2, 2, 2, 2})[0];
  const at::Tensor part = large.narrow(1, 2 + down, kSize).narrow(2, 2 + right, kSize);
  return mirrored ? part.flip(2) : part;
}

struct Change {
  std::int64_t down = 0, right = 0;
  bool mirrored = false;

  bool operator<(const Change& other) const {
    return std::tie(down, right, mirrored) < std::tie(other.down, other.right, other.mirrored);
  }
};

/// Every change within two pixels that makes `changed` of `image`.
std::vector<Change> explain(const at::Tensor& image, const at::Tensor& changed) {
  std::vector<Change> found;
  for (std::int64_t down = -2; down <= 2; ++down) {
    for (std::int64_t right = -2; right <= 2; ++right) {
      for (const bool mirrored : {false, true}) {
        if (at::equal(cut(image, down, right, mirrored), changed)) {
          found.push_back({down, right, mirrored});
        }
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("a batch holds normalised pixels, channels last", "[data][batches]") {
  const Images images(3, kColour);
  const at::Tensor batch = images.batches.images({5, 2});
  REQUIRE(batch.sizes() == at::IntArrayRef({2, 3, kSize, kSize}));
  CHECK(batch.scalar_type() == at::kFloat);
  CHECK(batch.is_contiguous(at::MemoryFormat::ChannelsLast));
  // Pixel (1, 2) of image 5: byte (p * 5 + 55 + c * 3) % 251 at p = (6 + 2) * 3 + c.
  for (std::int64_t c = 0; c < 3; ++c) {
    const double byte = static_cast<double>(((24 + c) * 5 + 55 + c * 3) % 251);
    const auto place = static_cast<std::size_t>(c);
    CHECK(batch[0][c][1][2].item<double>() ==
          Approx((byte / 255 - kColour.mean[place]) / kColour.std[place]).epsilon(1e-6));
  }
  CHECK(at::equal(batch[1], images.batches.images({2})[0]));
}

TEST_CASE("grey pixels are shown to every input, each with its own normalisation",
          "[data][batches]") {
  const Images colour(1, kColour);
  const Images grey(1, Normalise{{0}, {1}});
  const at::Tensor plain = grey.batches.images({0, 7});
  const at::Tensor batch = colour.batches.images({0, 7});
  REQUIRE(batch.size(1) == 3);
  CHECK(grey.batches.channels() == 1);
  CHECK(colour.batches.channels() == 3);
  CHECK(at::allclose(batch.select(1, 0), (plain.select(1, 0) - 0.5) / 0.5, 1e-6, 1e-6));
  CHECK(at::allclose(batch.select(1, 1), (plain.select(1, 0) - 0.25) / 0.25, 1e-6, 1e-6));
  CHECK(at::equal(batch.select(1, 2), plain.select(1, 0)));
}

TEST_CASE("a flip is the exact mirror, of about half of the images", "[data][batches]") {
  const Images images(3, kColour);
  const at::Tensor plain = images.batches.images(all_rows());
  const at::Tensor flipped = images.batches.augmented(all_rows(), kFlip, {1, 0});
  int mirrored = 0;
  for (std::int64_t i = 0; i < kCount; ++i) {
    const bool mirror = at::equal(flipped[i], plain[i].flip(2));
    CHECK(mirror != at::equal(flipped[i], plain[i]));
    mirrored += mirror ? 1 : 0;
  }
  CHECK(mirrored > kCount / 4);
  CHECK(mirrored < kCount * 3 / 4);
}

TEST_CASE("a crop is cut from the image enlarged by reflection", "[data][batches]") {
  for (const std::int64_t channels : {1, 3}) {
    const Images images(channels, channels == 3 ? kColour : Normalise{{0}, {1}});
    const at::Tensor plain = images.batches.images(all_rows());
    std::set<std::int64_t> downs, rights;
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
      const at::Tensor cropped = images.batches.augmented(all_rows(), kCrop, {1, epoch});
      for (std::int64_t i = 0; i < kCount; ++i) {
        const std::vector<Change> changes = explain(plain[i], cropped[i]);
        REQUIRE(changes.size() == 1);
        CHECK_FALSE(changes[0].mirrored);
        downs.insert(changes[0].down);
        rights.insert(changes[0].right);
      }
    }
    CHECK(downs == std::set<std::int64_t>{-2, -1, 0, 1, 2});
    CHECK(rights == std::set<std::int64_t>{-2, -1, 0, 1, 2});
  }
}

TEST_CASE("flip and crop go together", "[data][batches]") {
  const Images images(3, kColour);
  const at::Tensor plain = images.batches.images(all_rows());
  std::set<Change> seen;
  for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
    const at::Tensor changed = images.batches.augmented(all_rows(), kBoth, {1, epoch});
    for (std::int64_t i = 0; i < kCount; ++i) {
      const std::vector<Change> changes = explain(plain[i], changed[i]);
      REQUIRE(changes.size() == 1);
      seen.insert(changes[0]);
    }
  }
  CHECK(seen.size() > 25);  // of 50
}

TEST_CASE("an image's augmentation does not depend on its batch", "[data][batches]") {
  const Images images(3, kColour);
  const AugmentKey key{3, 5};
  const at::Tensor whole = images.batches.augmented(all_rows(), kBoth, key);
  std::vector<std::int64_t> backwards = all_rows();
  std::reverse(backwards.begin(), backwards.end());
  CHECK(at::equal(images.batches.augmented(backwards, kBoth, key).flip(0), whole));
  for (std::int64_t i = 0; i < kCount; ++i) {
    CHECK(at::equal(images.batches.augmented({i}, kBoth, key)[0], whole[i]));
  }
  const at::Tensor twice = images.batches.augmented({4, 4}, kBoth, key);
  CHECK(at::equal(twice[0], twice[1]));
}

TEST_CASE("an image's augmentation depends on seed, epoch and id", "[data][batches]") {
  const Images images(3, kColour);
  const at::Tensor first = images.batches.augmented(all_rows(), kBoth, {3, 5});
  CHECK(at::equal(first, images.batches.augmented(all_rows(), kBoth, {3, 5})));
  CHECK_FALSE(at::equal(first, images.batches.augmented(all_rows(), kBoth, {4, 5})));
  CHECK_FALSE(at::equal(first, images.batches.augmented(all_rows(), kBoth, {3, 6})));
  Images renamed(3, kColour);
  for (std::string& id : renamed.ids) {
    id += "'";
  }
  CHECK_FALSE(at::equal(first, renamed.batches.augmented(all_rows(), kBoth, {3, 5})));
}

TEST_CASE("no augmentation leaves the images as they are", "[data][batches]") {
  const Images images(3, kColour);
  CHECK(at::equal(images.batches.augmented(all_rows(), AugmentRule{}, {1, 1}),
                  images.batches.images(all_rows())));
  // A crop of less than half a pixel is none.
  CHECK(at::equal(images.batches.augmented(all_rows(), AugmentRule{false, 0.01}, {1, 1}),
                  images.batches.images(all_rows())));
}

TEST_CASE("what is cut out is 0 after normalisation, a square at most", "[data][batches]") {
  const Images images(3, kColour);
  const at::Tensor plain = images.batches.images(all_rows());
  const at::Tensor cut = images.batches.augmented(all_rows(), {.cutout = 0.5}, {1, 0});
  std::set<std::pair<std::int64_t, std::int64_t>> shapes;
  for (std::int64_t i = 0; i < kCount; ++i) {
    const at::Tensor gone = (cut[i] != plain[i]).any(0);
    const std::int64_t rows = gone.any(1).sum().item<std::int64_t>();
    const std::int64_t columns = gone.any(0).sum().item<std::int64_t>();
    CHECK(gone.sum().item<std::int64_t>() == rows * columns);  // a rectangle
    CHECK((rows >= 1 && rows <= 3 && columns >= 1 && columns <= 3));
    CHECK(cut[i].masked_select(gone).eq(0).all().item<bool>());
    shapes.insert({rows, columns});
  }
  CHECK(shapes.count({3, 3}) == 1);
  CHECK(shapes.size() > 1);  // cut off at an edge
}

TEST_CASE("each image of a batch may be changed in its own way", "[data][batches]") {
  const Images images(3, kColour);
  const AugmentRule turn{.rotate = 180};
  const at::Tensor batch =
      images.batches.augmented({{4, {}, {1, 2, 0}}, {4, turn, {1, 2, 1}}, {4, turn, {1, 2, 2}}});
  CHECK(at::equal(batch[0], images.batches.images({4})[0]));
  CHECK(at::equal(batch[1], images.batches.augmented({4}, turn, {1, 2, 1})[0]));
  CHECK_FALSE(at::equal(batch[1], batch[2]));
}

TEST_CASE("every change of an image is the same in any batch", "[data][batches]") {
  const Images images(3, kColour);
  const AugmentRule rule{.flip = true,
                         .crop = 0.25,
                         .flip_vertical = true,
                         .rotate = 180,
                         .scale = 0.2,
                         .brightness = 0.4,
                         .contrast = 0.4,
                         .saturation = 0.4,
                         .hue = 0.1,
                         .cutout = 0.3};
  const at::Tensor whole = images.batches.augmented(all_rows(), rule, {3, 5});
  for (std::int64_t i = 0; i < kCount; ++i) {
    CHECK(at::equal(images.batches.augmented({i}, rule, {3, 5})[0], whole[i]));
  }
  CHECK_FALSE(at::equal(images.batches.augmented(all_rows(), rule, {3, 6}), whole));
}

TEST_CASE("a row that is not there is refused", "[data][batches]") {
  const Images images(3, kColour);
  CHECK_THROWS_AS(images.batches.images({kCount}), std::out_of_range);
  CHECK_THROWS_AS(images.batches.augmented({-1}, kBoth, {}), std::out_of_range);
}
