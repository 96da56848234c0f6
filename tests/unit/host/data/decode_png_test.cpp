#include "host/data/random.hpp"
#include "host/data/view.hpp"
#include "tests/unit/host/data/decoding.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

using Catch::Matchers::StartsWith;
using tlhost::Image;
using tlhost::engine::decode_image;
using namespace tlhost::test;

TEST_CASE("a PNG decodes to its pixels, RGB or grey", "[data][decode]") {
  const cv::Mat colour = picture(5, 7);
  const Image image = decode_image(encoded(colour, ".png"));
  check_size(image, 5, 7, 3);
  CHECK(image.bytes == rgb(colour));
  const cv::Mat grey = picture(6, 3, CV_8UC1);
  const Image flat = decode_image(encoded(grey, ".png"));
  check_size(flat, 6, 3, 1);
  CHECK(flat.bytes == rgb(grey));
}

TEST_CASE("a PNG that was cut is refused wherever it was cut", "[data][decode]") {
  const Bytes whole = encoded(picture(20, 20), ".png");
  for (std::size_t size = 8; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    REQUIRE_THAT(refusal(cut), StartsWith("PNG ends early (after "));
  }
}

TEST_CASE("a PNG with a wrong checksum is refused", "[data][decode]") {
  Bytes bytes = HandPng{2, 1, 8, 0, 0, {0, 1, 2}}.bytes();
  CHECK(refusal(bytes) == "accepted");
  bytes[8 + 8 + 13] ^= 1;  // the header's
  CHECK(refusal(bytes) == "PNG is damaged (wrong checksum of IHDR at byte 8)");
  bytes[8 + 8 + 13] ^= 1;
  bytes[bytes.size() - 13] ^= 1;  // the pixels'
  CHECK(refusal(bytes) == "PNG is damaged (wrong checksum of IDAT at byte 33)");
}

TEST_CASE("a PNG with too few pixels behind right checksums is refused", "[data][decode]") {
  HandPng png{2, 2, 8, 0, 0, {0, 1, 2}};
  CHECK(refusal(png.bytes()) == "PNG is damaged (its pixels cannot be unpacked)");
}

TEST_CASE("a PNG of 16 bits keeps them, from its least value to its greatest", "[data][decode]") {
  const auto value = [](const Image& image, std::size_t i) {
    std::uint16_t stored = 0;
    std::memcpy(&stored, &image.bytes[2 * i], sizeof(stored));
    return stored;
  };
  // Big-endian in the file: 0x0102, 0xfffe.
  const Image grey = decode_image(HandPng{2, 1, 16, 0, 0, {0, 1, 2, 0xff, 0xfe}}.bytes());
  CHECK(grey.bits == 16);
  CHECK(grey.channels == 1);
  REQUIRE(grey.bytes.size() == 4);
  CHECK(value(grey, 0) == 0x0102);
  CHECK(value(grey, 1) == 0xfffe);
  CHECK(grey.black == 0x0102);
  CHECK(grey.white == 0xfffe);
  const Image colour = decode_image(HandPng{1, 1, 16, 2, 0, {0, 0, 1, 0, 2, 0, 3}}.bytes());
  CHECK(colour.channels == 3);
  REQUIRE(colour.bytes.size() == 6);
  CHECK((value(colour, 0) == 1 && value(colour, 1) == 2 && value(colour, 2) == 3));
  const Image flat = decode_image(HandPng{1, 1, 16, 0, 0, {0, 0, 9}}.bytes());
  CHECK((flat.black == 9 && flat.white == 10));
}

TEST_CASE("PNG with transparency or animation is refused by name", "[data][decode]") {
  CHECK(refusal(encoded(cv::Mat(4, 4, CV_8UC4, cv::Scalar(1, 2, 3, 0)), ".png")) ==
        "PNG with transparency (an alpha channel): not supported; flatten it");
  CHECK(refusal(HandPng{1, 1, 8, 4, 0, {0, 1, 255}}.bytes()) ==
        "PNG with transparency (an alpha channel): not supported; flatten it");
  CHECK(refusal(HandPng{1, 1, 16, 4, 0, {0, 1, 2, 3, 4}}.bytes()) ==
        "PNG with transparency (an alpha channel): not supported; flatten it");
  HandPng png{1, 1, 8, 3, 0, {0, 0}, {1, 2, 3}, "tRNS", {0}};
  CHECK(refusal(png.bytes()) == "PNG with transparency (tRNS): not supported; flatten it");
  png.extra = "acTL";
  CHECK_THAT(refusal(png.bytes()), StartsWith("animated PNG: not supported"));
  png.extra = "QQQQ";
  CHECK(refusal(png.bytes()) == "PNG needs an extension that is not supported (QQQQ)");
}

TEST_CASE("palettes and grey of few bits decode to their values", "[data][decode]") {
  const Image two = decode_image(HandPng{8, 1, 1, 0, 0, {0, 0xa1}}.bytes());
  CHECK(two.bytes == Bytes{255, 0, 255, 0, 0, 0, 0, 255});
  const Image four = decode_image(HandPng{4, 1, 2, 0, 0, {0, 0x1b}}.bytes());
  CHECK(four.bytes == Bytes{0, 85, 170, 255});
  const Bytes palette = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  const Bytes expected = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  const Image eight = decode_image(HandPng{3, 1, 8, 3, 0, {0, 0, 1, 2}, palette}.bytes());
  check_size(eight, 1, 3, 3);
  CHECK(eight.bytes == expected);
  const Image nibbles = decode_image(HandPng{3, 1, 4, 3, 0, {0, 0x01, 0x20}, palette}.bytes());
  CHECK(nibbles.bytes == expected);
  const Image pairs = decode_image(HandPng{3, 1, 2, 3, 0, {0, 0x18}, palette}.bytes());
  CHECK(pairs.bytes == expected);
}

TEST_CASE("a colour beyond the palette is refused, not shown as black", "[data][decode]") {
  HandPng png{4, 1, 8, 3, 0, {0, 0, 1, 200, 1}, {10, 20, 30, 40, 50, 60}};
  CHECK(refusal(png.bytes()) == "PNG is damaged (colour 200 of a palette of 2)");
  png.palette.clear();
  CHECK(refusal(png.bytes()) == "PNG breaks its format (it has no palette)");
  png.palette = {1, 2, 3, 4};
  CHECK(refusal(png.bytes()) == "PNG breaks its format (palette of 4 bytes)");
  png.depth = 1;
  png.palette = Bytes(9, 0);
  CHECK(refusal(png.bytes()) == "PNG breaks its format (palette of 9 bytes)");
}

TEST_CASE("an interlaced PNG decodes", "[data][decode]") {
  // Adam7 of 2 x 2: pass 1 has the first pixel, pass 6 the second, pass 7 the lower row.
  const HandPng png{2, 2, 8, 0, 1, {0, 11, 0, 22, 0, 33, 44}};
  CHECK(decode_image(png.bytes()).bytes == Bytes{11, 22, 33, 44});
}

TEST_CASE("text, gamma and orientation of a PNG change no pixel", "[data][decode]") {
  HandPng png{2, 1, 8, 0, 0, {0, 100, 200}, {}, "gAMA", {0, 0, 0x10, 0}};
  CHECK(decode_image(png.bytes()).bytes == Bytes{100, 200});
  png.extra = "eXIf";
  png.extra_data = bytes_of(
      std::string_view("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 26));
  check_size(decode_image(png.bytes()), 1, 2, 1);
  png.extra = "zTXt";
  png.extra_data = Bytes(50, 1);
  CHECK(decode_image(png.bytes()).bytes == Bytes{100, 200});
}

TEST_CASE("a PNG that breaks its format is refused", "[data][decode]") {
  CHECK(refusal(HandPng{1, 1, 8, 5, 0, {0, 0}}.bytes()) ==
        "PNG breaks its format (type 5, depth 8)");
  CHECK(refusal(HandPng{1, 1, 4, 2, 0, {0, 0}}.bytes()) ==
        "PNG breaks its format (type 2, depth 4)");
  CHECK_THAT(refusal(HandPng{1, 1, 8, 0, 2, {0, 0}}.bytes()), StartsWith("PNG breaks"));
  Bytes headless = HandPng{}.bytes();
  headless.erase(headless.begin() + 8, headless.begin() + 33);
  CHECK(refusal(headless) == "PNG is damaged (it does not begin with its header)");
  Bytes empty(headless.begin(), headless.begin() + 8);
  const Bytes whole = HandPng{}.bytes();
  empty.insert(empty.end(), whole.begin() + 8, whole.begin() + 33);
  append_chunk(empty, "IEND", {});
  CHECK(refusal(empty) == "PNG is damaged (it has no pixels)");
  Bytes junk = whole;
  junk[8 + 25 + 4] = 0;
  CHECK(refusal(junk) == "PNG is damaged (no chunk at byte 33)");
}

TEST_CASE("300 mutants of a PNG are all refused", "[data][decode]") {
  tlhost::engine::Stream stream(2, "test.mutants");
  const Bytes whole = encoded(picture(24, 20), ".png");
  for (int i = 0; i < 300; ++i) {
    Bytes bytes = whole;
    bytes[stream.below(bytes.size())] ^= static_cast<std::uint8_t>(1 + stream.below(255));
    CAPTURE(i);
    REQUIRE(refusal(bytes) != "accepted");
  }
}

TEST_CASE("mutants with right checksums never harm", "[data][decode]") {
  tlhost::engine::Stream stream(3, "test.mutants");
  for (int i = 0; i < 300; ++i) {
    HandPng png{9, 6, 8, 3, 0, Bytes(60, 0), Bytes(30, 7)};
    png.width = 1 + static_cast<std::uint32_t>(stream.below(20));
    png.depth = static_cast<std::uint8_t>(1U << stream.below(4));
    png.type = static_cast<std::uint8_t>(stream.below(4));
    png.interlace = static_cast<std::uint8_t>(stream.below(2));
    for (std::uint8_t& byte : png.scanlines) {
      byte = static_cast<std::uint8_t>(stream.below(stream.below(2) == 0 ? 5 : 256));
    }
    refusal(png.bytes());
  }
  SUCCEED();
}
