#include "host/data/pixels.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <filesystem>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

using tlhost::DataError;
using tlhost::engine::Pixels;
using namespace tlhost::test;

namespace {

/// 0, 1, 2, ... in a file of that many bytes.
std::string counting_file(const TempFolder& folder, std::size_t size) {
  Bytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  write_file(folder / "pixels.u8", bytes);
  return folder / "pixels.u8";
}

}  // namespace

TEST_CASE("images lie one behind the other", "[data][pixels]") {
  const TempFolder folder;
  const Pixels pixels(counting_file(folder, 3 * 2 * 2 * 3), 3, 2, 3);
  CHECK(pixels.count() == 3);
  CHECK(pixels.size() == 2);
  CHECK(pixels.channels() == 3);
  CHECK(pixels.image(0)[0] == 0);
  CHECK(pixels.image(1)[0] == 12);
  CHECK(pixels.image(2)[11] == 35);
  CHECK_THROWS_AS(pixels.image(3), std::out_of_range);
  CHECK_THROWS_AS(pixels.image(-1), std::out_of_range);
}

TEST_CASE("no images need no memory", "[data][pixels]") {
  const TempFolder folder;
  const Pixels pixels(counting_file(folder, 0), 0, 224, 3);
  CHECK(pixels.count() == 0);
  CHECK_THROWS_AS(pixels.image(0), std::out_of_range);
}

TEST_CASE("moved pixels stay mapped even when the file is gone", "[data][pixels]") {
  const TempFolder folder;
  const std::string path = counting_file(folder, 12);
  Pixels first(path, 3, 2, 1);
  Pixels second(std::move(first));
  CHECK(second.image(2)[3] == 11);
  Pixels third(path, 3, 2, 1);
  third = std::move(second);
  std::filesystem::remove(path);
  CHECK(third.count() == 3);
  CHECK(third.image(2)[3] == 11);
}

TEST_CASE("a pixel file of another size is refused by path", "[data][pixels]") {
  const TempFolder folder;
  const std::string path = counting_file(folder, 13);
  CHECK_THROWS_AS(Pixels(path, 3, 2, 1), DataError);
  CHECK_THROWS_WITH(Pixels(path, 3, 2, 1),
                    path + ": file of 13 bytes; expected 12 for 3 images of 2 x 2 x 1");
  CHECK_THROWS_WITH(Pixels(folder / "none", 3, 2, 1), (folder / "none") + ": no such file");
  CHECK_THROWS_WITH(Pixels(folder.path(), 3, 2, 1),
                    folder.path() + ": not a regular file (a folder)");
}

TEST_CASE("numbers that are no size of a file are a bug", "[data][pixels]") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK_THROWS_AS(Pixels("p", -1, 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(Pixels("p", 1, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(Pixels("p", most, 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(Pixels("p", 1, 1LL << 32, 1), std::invalid_argument);
}
