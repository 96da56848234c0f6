#include "host/scan/identities.hpp"

#include "host/scan/record_reader.hpp"
#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

using namespace tlhost::engine;
using tlhost::DataError;

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

TEST_CASE("identities come back from their text, and damage is refused", "[scan]") {
  Look look;
  look.numbers[5] = -1;
  const std::vector<Identity> two = {{std::string(64, 'a'), look}, {std::string(64, '0'), {}}};
  const std::string text = identities_to_text(two);
  CHECK(identities_from_text(text, 2) == two);
  CHECK(identities_from_text("", 0).empty());
  CHECK_THROWS_AS(identities_from_text(text, 1), DataError);
  CHECK_THROWS_AS(identities_from_text(text.substr(1), 2), DataError);
  const std::string flat = " " + look_text({}) + "\n";
  CHECK_NOTHROW(identities_from_text(std::string(64, 'a') + flat, 1));
  CHECK_THROWS_AS(identities_from_text(std::string(64, 'A') + flat, 1), DataError);
  CHECK_THROWS_AS(identities_from_text(std::string(65, 'a') + flat.substr(1), 1), DataError);
  CHECK_THROWS_WITH(
      identities_from_text(std::string(64, 'a') + " " + std::string(126, 'g') + "\n", 1),
      "identities.txt, line 1: expected a look of 126 lower-case hexadecimal digits");
}

TEST_CASE("colour that is grey throughout is the grey image", "[scan][reader]") {
  const std::string grey = pixels_identity(image_of(1, {7, 9}));
  CHECK(pixels_identity(image_of(3, {7, 7, 7, 9, 9, 9})) == grey);
  CHECK(pixels_identity(image_of(3, {7, 7, 7, 9, 9, 8})) != grey);
  CHECK(pixels_identity(image_of(3, {7, 8, 7, 9, 9, 9})) != grey);
  CHECK(pixels_identity(image_of(1, {7, 8})) != grey);
}
