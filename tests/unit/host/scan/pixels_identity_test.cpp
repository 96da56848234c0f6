#include "host/scan/pixels_identity.hpp"

#include "tests/support/catch.hpp"

#include <utility>
#include <vector>

using namespace tlhost::engine;

namespace {

tlhost::Image image_of(int channels, std::vector<std::uint8_t> bytes) {
  tlhost::Image image;
  image.height = 1;
  image.width = 2;
  image.channels = channels;
  image.bytes = std::move(bytes);
  return image;
}

}  // namespace

// printf '2 1 1 8 0 255\n\x07\x09' | xxhsum -H2, and '1000 750 3 8 0 255 4/8\n' of a reduced
// picture
TEST_CASE("the identity is XXH3 of facts and pixels", "[scan][golden]") {
  CHECK(pixels_identity(image_of(1, {7, 9})) == "665d54a7953ceade333bc1c09ea010cf");
  const Decoded half{image_of(3, {7, 9, 8, 1, 2, 3}), {750, 1000, 3, true}, 4};
  CHECK(pixels_identity(half) == "1648fb9bc6e6c26cb94786844bebf883");
}

TEST_CASE("colour that is grey throughout is the grey image", "[scan][reader]") {
  const std::string grey = pixels_identity(image_of(1, {7, 9}));
  CHECK(pixels_identity(image_of(3, {7, 7, 7, 9, 9, 9})) == grey);
  CHECK(pixels_identity(image_of(3, {7, 7, 7, 9, 9, 8})) != grey);
  CHECK(pixels_identity(image_of(3, {7, 8, 7, 9, 9, 9})) != grey);
  CHECK(pixels_identity(image_of(1, {7, 8})) != grey);
}
