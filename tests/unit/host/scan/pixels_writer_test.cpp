#include "host/scan/pixels_writer.hpp"

#include "host/data/view_json.hpp"
#include "host/scan/scan_job.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

const View kView{2, "stretch", 1};  // four bytes an image
const std::string kImages(64, 'a');

std::vector<std::uint8_t> image(char c) {
  return std::vector<std::uint8_t>(4, static_cast<std::uint8_t>(c));
}

/// Whether nothing unfinished lies in a store.
bool is_clean(const Store& store) { return names_in(store.folder() + "/work").empty(); }

}  // namespace

TEST_CASE("pixels are published row by row under the images' key", "[scan][pixels]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  {
    PixelsWriter writer(store, "skin", kView, 3);
    CHECK(writer.view() == kView);
    writer.write(2, image('c'));
    writer.write(0, image('a'));
    writer.write(1, image('b'));
    const Artefact published = writer.publish(kImages, {"x.png", "y.png", "z.png"});
    CHECK(published.kind == "pixels");
    CHECK(published.key == Store::key_of(pixels_key(kImages, kView)));
  }
  const auto found = store.find("pixels", Store::key_of(pixels_key(kImages, kView)));
  REQUIRE(found.has_value());
  CHECK(bytes_of(found->path("pixels.u8")) == "aaaabbbbcccc");
  CHECK(bytes_of(found->path("rows.tsv")) == "x.png\ny.png\nz.png\n");
  CHECK(is_clean(store));
}

TEST_CASE("rows may be written by several threads at once", "[scan][pixels]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  PixelsWriter writer(store, "skin", kView, 26);
  std::vector<std::thread> threads;
  for (std::size_t start = 0; start < 3; ++start) {
    threads.emplace_back([&writer, start] {
      for (std::size_t row = start; row < 26; row += 3) {
        writer.write(row, image(static_cast<char>('a' + row)));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::string bytes = bytes_of(writer.publish(kImages, {}).path("pixels.u8"));
  REQUIRE(bytes.size() == 26 * 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK(bytes[i] == static_cast<char>('a' + i / 4));
  }
}

TEST_CASE("rows that are taken out leave no gap", "[scan][pixels]") {
  const auto left = [](const std::vector<std::size_t>& rows) {
    const TempFolder folder;
    const Store store = Store::open(folder / "s");
    PixelsWriter writer(store, "skin", kView, 5);
    for (std::size_t row = 0; row < 5; ++row) {
      writer.write(row, image(static_cast<char>('a' + row)));
    }
    writer.take_out(rows);
    return bytes_of(writer.publish(kImages, {}).path("pixels.u8"));
  };
  CHECK(left({}) == "aaaabbbbccccddddeeee");
  CHECK(left({0}) == "bbbbccccddddeeee");
  CHECK(left({1, 3}) == "aaaacccceeee");
  CHECK(left({4}) == "aaaabbbbccccdddd");
  CHECK(left({0, 1, 2, 3, 4}).empty());
}

TEST_CASE("a writer that goes leaves nothing", "[scan][pixels]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  {
    PixelsWriter writer(store, "skin", kView, 3);
    writer.write(0, image('a'));
    CHECK_FALSE(is_clean(store));
  }
  CHECK(is_clean(store));
  CHECK_FALSE(store.find("pixels", Store::key_of(pixels_key(kImages, kView))).has_value());
}

TEST_CASE("two writers of the same images leave one artefact", "[scan][pixels]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  {
    PixelsWriter one(store, "skin", kView, 1), two(store, "skin", kView, 1);
    one.write(0, image('a'));
    two.write(0, image('a'));
    const Artefact first_one = one.publish(kImages, {"x"});
    CHECK(two.publish(kImages, {"x"}).folder == first_one.folder);
  }
  CHECK(is_clean(store));
}

TEST_CASE("the key of pixels names images and view", "[scan][pixels]") {
  const auto key = [](const std::string& images, const View& view) {
    return Store::key_of(pixels_key(images, view));
  };
  const std::string before = key(kImages, kView);
  CHECK(key(std::string(64, 'b'), kView) != before);
  CHECK(key(kImages, {4, "stretch", 1}) != before);
  CHECK(key(kImages, {2, "pad", 1}) != before);
  CHECK(key(kImages, {2, "stretch", 3}) != before);
}

TEST_CASE("grey images are kept as one channel for every model", "[scan][pixels]") {
  ImageRule rule;
  rule.fit = Fit::crop;
  CHECK(view_for(rule, 64, 1) == View{64, "crop", 1});
  CHECK(view_for(rule, 64, 3) == View{64, "crop", 3});
  rule.channels = 1;
  CHECK(view_for(rule, 64, 3) == View{64, "crop", 1});
  rule.window = ShownRange{0, 4095};
  CHECK(view_for(rule, 64, 3) == View{64, "crop", 1, ShownRange{0, 4095}});
}
