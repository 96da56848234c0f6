#include "host/scan/record_reader.hpp"

#include "host/scan/pixels_identity.hpp"
#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"
#include "tests/unit/host/scan/fake_dataset.hpp"

#include <tlhost/error.hpp>

#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;
using tlhost::DatasetInfo;
using tlhost::Image;
using tlhost::Record;
using tlhost::Records;

namespace {

/// A dataset of one record, below a root.
struct OneRecord {
  explicit OneRecord(const std::string& root, const std::string& path, bool own_pixels = false)
      : dataset([=](DatasetInfo& info, Records& out) {
          fill(info);
          info.root = root;
          info.own_pixels = own_pixels;
          add_record(out, path).id = "a";
        }) {
    tlhost::testing::QuietContext context;
    listing = list_records(dataset, "component", context);
  }

  FakeDataset dataset;
  Listing listing;
};

ReadRecord read_file_of(const std::string& root,
                        const std::string& path,
                        const std::vector<View>& views = {}) {
  const OneRecord one(root, path);
  return read_record(one.dataset, one.listing, 0, views);
}

/// What is said of a file "a.png" of these bytes.
std::string complaint_of(const Bytes& bytes) {
  const TempFolder folder;
  write_file(folder / "a.png", bytes);
  try {
    read_file_of(folder.path(), "a.png");
  } catch (const tlhost::DataError& error) {
    CHECK(std::string(error.what()).find(folder.path()) == std::string::npos);
    return error.what();
  }
  return "";
}

/// A dataset that draws one image.
class Drawing final : public FakeDataset {
 public:
  explicit Drawing(Image image)
      : FakeDataset([](DatasetInfo&, Records&) {}), image_(std::move(image)) {}

  void image(const Record& record, Image& out) const override {
    CHECK(record.id == "a");
    out = image_;
  }

 private:
  Image image_;
};

Image small_image() {
  Image image;
  image.height = 2;
  image.width = 3;
  image.channels = 1;
  image.bytes = {0, 50, 100, 150, 200, 250};
  return image;
}

ReadRecord drawn(const Image& image, const std::vector<View>& views = {}) {
  const OneRecord one("", "", true);
  return read_record(Drawing(image), one.listing, 0, views);
}

std::string identity(const Image& image) { return drawn(image).facts.sha256; }

}  // namespace

TEST_CASE("a file is hashed and decoded in one pass", "[scan][reader]") {
  const TempFolder folder;
  for (const std::string name : {"a.png", "a.jpg"}) {
    CAPTURE(name);
    const Bytes bytes = encoded(picture(20, 30), name.substr(1));
    write_file(folder / name, bytes);
    const View small{8, "stretch", 3}, grey{16, "pad", 1};
    const ReadRecord read = read_file_of(folder.path(), name, {small, grey});
    CHECK(read.bytes == bytes.size());
    CHECK(read.facts.sha256 == sha256_file(folder / name));
    CHECK(read.facts.stamp == stamp_of(folder / name));
    CHECK(read.facts.width == 30);
    CHECK(read.facts.height == 20);
    CHECK(read.facts.channels == 3);
    REQUIRE(read.views.size() == 2);
    const Image image = decode_image(bytes);
    CHECK(read.views[0] == view_image(image, small));
    CHECK(read.views[1] == view_image(image, grey));
  }
}

TEST_CASE("a large JPEG is decoded as far as its views need it", "[scan][reader]") {
  const TempFolder folder;
  const Bytes bytes = encoded(picture(500, 640), ".jpg");
  write_file(folder / "a.jpg", bytes);
  const View small{32, "stretch", 3}, large{400, "crop", 3};
  const ReadRecord read = read_file_of(folder.path(), "a.jpg", {small, large});
  CHECK(read.facts.width == 640);
  CHECK(read.facts.height == 500);
  const Decoded half = decode_at_least(bytes, kIdentitySides);
  CHECK(half.eighths == 4);
  CHECK(read.views[0] == view_image(half, small));
  CHECK(read.views[1] == view_image(decode_image(bytes), large));
  // No view changes another one, nor what the picture is known by.
  CHECK(read_file_of(folder.path(), "a.jpg", {small}).views[0] == read.views[0]);
  CHECK(read_file_of(folder.path(), "a.jpg").facts.identity.pixels == read.facts.identity.pixels);
}

TEST_CASE("a large JPEG is known by its reduced pixels and its whole size", "[scan][reader]") {
  const cv::Mat mat = picture(500, 640);
  const auto known = [](const Bytes& bytes) {
    return pixels_identity(decode_at_least(bytes, kIdentitySides));
  };
  const Bytes bytes = encoded(mat, ".jpg");
  const std::string one = known(bytes);
  CHECK(known(encoded(mat, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1})) == one);
  Bytes marked = bytes;  // a comment
  marked.insert(marked.begin() + 2, {0xff, 0xfe, 0, 4, 'h', 'i'});
  CHECK(known(marked) == one);
  CHECK(known(encoded(picture(500, 639), ".jpg")) != one);
  CHECK(known(encoded(mat, ".jpg", {cv::IMWRITE_JPEG_QUALITY, 90})) != one);
  // Grey kept as colour is the grey picture.
  const cv::Mat grey = picture(500, 640, CV_8UC1);
  cv::Mat colour;
  cv::merge(std::vector<cv::Mat>(3, grey), colour);
  CHECK(known(encoded(grey, ".jpg")) == known(encoded(colour, ".jpg")));
}

TEST_CASE("a small JPEG is known by the pixels of the lossless copy", "[scan][reader]") {
  const Bytes jpeg = encoded(picture(300, 446), ".jpg");
  const Bytes png = encoded(cv::imdecode(jpeg, cv::IMREAD_COLOR), ".png");
  CHECK(pixels_identity(decode_at_least(jpeg, kIdentitySides)) ==
        pixels_identity(decode_at_least(png, kIdentitySides)));
}

TEST_CASE("a record's file lies below the root unless its path is absolute", "[scan][reader]") {
  CHECK(file_of(OneRecord("/data/x", "b/a.png").listing, 0) == "/data/x/b/a.png");
  CHECK(file_of(OneRecord("/data/x", "/data/x/b/a.png").listing, 0) == "/data/x/b/a.png");
  CHECK(file_of(OneRecord("", "/other/a.png").listing, 0) == "/other/a.png");
  CHECK(file_of(OneRecord("", "a.png").listing, 0) == "a.png");
  CHECK(file_of(OneRecord("/data/x", "", true).listing, 0).empty());
}

TEST_CASE("a file that is no image is refused without its path", "[scan][reader]") {
  CHECK(complaint_of({}).find("not an image") != std::string::npos);
  CHECK(complaint_of(bytes_of(std::string_view("<html>"))).find("HTML") != std::string::npos);
  CHECK_FALSE(complaint_of(first_part(encoded(picture(20, 30), ".png"), 60)).empty());
  CHECK_FALSE(complaint_of(first_part(encoded(picture(20, 30), ".jpg"), 60)).empty());
  CHECK(complaint_of(encoded(picture(20, 30), ".png")).empty());
}

TEST_CASE(
    "what is no regular file is refused without its path, and nobody "
    "waits for it",
    "[scan][reader]") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  for (const std::string name : {"fifo", "missing", "."}) {
    CAPTURE(name);
    try {
      read_file_of(folder.path(), name);
      FAIL("it was read");
    } catch (const tlhost::DataError& error) {
      CHECK(std::string(error.what()).find(folder.path()) == std::string::npos);
    }
  }
}

TEST_CASE("a drawn image is known by its pixels", "[scan][reader]") {
  const Image image = small_image();
  const ReadRecord read = drawn(image, {View{4, "stretch", 1}});
  CHECK(read.facts.sha256.size() == 64);
  CHECK(read.facts.stamp == FileStamp{});
  CHECK(read.facts.width == 3);
  CHECK(read.facts.height == 2);
  CHECK(read.facts.channels == 1);
  REQUIRE(read.views.size() == 1);
  CHECK(read.views[0] == view_image(image, View{4, "stretch", 1}));
  CHECK(identity(image) == read.facts.sha256);
}

TEST_CASE("all that a drawn image is, is in its identity", "[scan][reader]") {
  const std::string before = identity(small_image());
  const auto changed = [&before](auto change) {
    Image image = small_image();
    change(image);
    return identity(image) != before;
  };
  CHECK(changed([](Image& image) { image.bytes[5] = 251; }));
  CHECK(changed([](Image& image) { std::swap(image.width, image.height); }));
  CHECK(changed([](Image& image) { image.black = 1; }));
  CHECK(changed([](Image& image) { image.white = 254; }));
  CHECK(changed([](Image& image) { image.white = std::nextafter(255.0, 256.0); }));
  CHECK(changed([](Image& image) {
    image.channels = 3;
    image.width = 1;
  }));
  CHECK(changed([](Image& image) {
    image.bits = 16;
    image.height = 1;
  }));
}

TEST_CASE("the identity of a drawn image is pinned", "[scan][reader][golden]") {
  // printf '3 2 1 8 0 255\n\x00\x32\x64\x96\xc8\xfa' | sha256sum
  // It stands in the keys of stores, so it changes only with a revision of
  // "records".
  CHECK(identity(small_image()) ==
        "2e360cb9402da484e1edd49d47f0e3a73b7261a76ff714e057da0467e3b0ca99");
}

TEST_CASE("a drawn image that contradicts itself is refused", "[scan][reader]") {
  Image image = small_image();
  image.bytes.pop_back();
  CHECK_THROWS_AS(drawn(image, {View{4, "stretch", 1}}), tlhost::DataError);
}

TEST_CASE("a dataset that promises drawn images and draws none is told so", "[scan][reader]") {
  const OneRecord one("", "", true);
  CHECK_THROWS_WITH(read_record(one.dataset, one.listing, 0, {}),
                    "own_pixels is set but image() is not written");
}

TEST_CASE("a link that leads out of the root is read only where links are followed",
          "[scan][reader]") {
  const TempFolder folder, other;
  write_file(other / "a.png", encoded(picture(5, 6), ".png"));
  std::filesystem::create_symlink(other / "a.png", folder / "out.png");
  OneRecord one(folder.path(), "out.png");
  CHECK_THROWS_WITH(
      read_record(one.dataset, one.listing, 0, {}),
      "a link that leads out of the dataset's root; set \"follow_links\": true if the "
      "data are meant to be linked");
  one.listing.follow_links = true;
  CHECK(read_record(one.dataset, one.listing, 0, {}).facts.width == 6);
}

TEST_CASE("a link within the root is a file of it", "[scan][reader]") {
  const TempFolder folder;
  write_file(folder / "a.png", encoded(picture(5, 6), ".png"));
  std::filesystem::create_symlink("a.png", folder / "in.png");
  CHECK(read_file_of(folder.path(), "in.png").facts.height == 5);
}

TEST_CASE("a file that cannot be opened is told with the reason", "[scan][reader]") {
  const TempFolder folder;
  std::filesystem::create_symlink("nowhere", folder / "dangling.png");
  CHECK_THROWS_WITH(read_file_of(folder.path(), "dangling.png"),
                    "a link to a file that is not there");
  CHECK_THROWS_WITH(read_file_of(folder.path(), "b.png"), "no such file");
}
